//! What fuzzing kept, and what it found once, passes its check: on any toolchain, without fuzzing.

#![allow(
    dead_code,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "the checks are shared with the fuzz targets; a test fails by panicking"
)]

#[path = "../fuzz/src/lib.rs"]
mod fuzz;

use std::fs;
use std::panic::catch_unwind;
use std::path::{Path, PathBuf};

fn assert_passes(target: &str, check: fn(&[u8])) {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(target);
    let inputs: Vec<_> = fs::read_dir(corpus).unwrap().map(|input| input.unwrap().path()).collect();
    assert!(!inputs.is_empty());
    let fails = |input: &&PathBuf| {
        let bytes = fs::read(input).unwrap();
        catch_unwind(|| check(&bytes)).is_err()
    };
    let failed: Vec<_> = inputs.iter().filter(fails).collect();
    assert!(failed.is_empty(), "{failed:#?}");
}

#[test]
fn every_body_is_read_without_loss_or_refused_for_a_reason() {
    assert_passes("parse", fuzz::parse::check);
}

#[test]
fn a_body_in_pieces_is_what_it_is_in_one() {
    assert_passes("intake", fuzz::intake::check);
}

#[test]
fn media_content_is_the_same_however_it_is_asked_for() {
    assert_passes("media", fuzz::media::check);
}

#[test]
fn only_who_has_a_secret_is_accepted() {
    assert_passes("authenticators", fuzz::authenticators::check);
}
