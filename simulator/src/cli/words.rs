use std::ffi::OsStr;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, Command, Error};
use kudosity_webhook::EventType;
use kudosity_webhook::event::Open;
use kudosity_webhook_simulator::samples;

/// A word of `send`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Word {
    /// A type of event, in any case, and with `-` or `_`.
    Type(EventType),
    /// A URL, which is told by its `://`.
    Url(String),
}

/// Reads a [`Word`], and says of one that is none which type it may have been.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Words;

impl TypedValueParser for Words {
    type Value = Word;

    fn parse_ref(
        &self,
        command: &Command,
        argument: Option<&Arg>,
        value: &OsStr,
    ) -> Result<Word, Error> {
        let text = value.to_string_lossy();
        if text.contains("://") {
            return Ok(Word::Url(text.into_owned()));
        }
        if text.contains([':', '/', '.', '?', '@']) {
            let fault = format!("{} is no URL: one begins with http:// or https://", shown(&text));
            return Err(command.clone().error(ErrorKind::ValueValidation, fault));
        }
        let name = text.to_ascii_uppercase().replace('-', "_");
        if let Some(event_type) = Open::<EventType>::from(name.as_str()).known() {
            return Ok(Word::Type(event_type));
        }
        // None of the names is it, and the error has the one that is most like it.
        let names = samples::current().iter().map(|sample| sample.event_type.as_str());
        let parsed =
            PossibleValuesParser::new(names).parse_ref(command, argument, OsStr::new(&name));
        parsed.map(Word::Url).map_err(|mut error| {
            error.insert(ContextKind::InvalidValue, ContextValue::String(text.into_owned()));
            error
        })
    }
}

/// What may be repeated of a word that may hold a secret.
fn shown(text: &str) -> String {
    const SECRET: usize = 16;
    if text.len() < SECRET && !text.contains(['?', '@', '=']) {
        format!("'{text}'")
    } else {
        "a word that is not shown, since it may hold a secret,".to_owned()
    }
}
