use std::fs::File;
use std::io::{self, Read};

use kudosity_webhook::bytes::Bytes;
use kudosity_webhook_simulator::client::printable;

use crate::ending::Failure;

/// Reads a file, or by `-` the standard input, up to so many bytes.
pub(crate) fn read(path: &str, limit: u64) -> Result<Bytes, Failure> {
    let mut body = Vec::new();
    let read = open(path).and_then(|file| file.take(limit).read_to_end(&mut body));
    read.map_err(|error| {
        let remedy = "name the file of a body, or - for the standard input";
        Failure::usage(format!("cannot read {}: {error}; {remedy}", name(path)))
    })?;
    Ok(body.into())
}

fn open(path: &str) -> io::Result<Box<dyn Read>> {
    match path {
        "-" => Ok(Box::new(io::stdin().lock())),
        path => Ok(Box::new(File::open(path)?)),
    }
}

/// What a file is called, unless that could be a URL in the wrong place.
pub(crate) fn name(path: &str) -> String {
    match path {
        "-" => "the standard input".to_owned(),
        path if path.contains("://") || path.contains(['?', '@']) => "the file".to_owned(),
        path => printable(path),
    }
}
