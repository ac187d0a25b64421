//! What reading an event costs in memory.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod event_samples;

use bytes::Bytes;
use event_samples::text;
use kudosity_webhook::event::{Event, EventError, MediaContent};

#[global_allocator]
static ALLOCATOR: dhat::Alloc = dhat::Alloc;

/// How many allocations reading a body takes, and how many bytes they are in all.
fn cost(body: Bytes) -> (u64, u64) {
    let before = dhat::HeapStats::get();
    let event = Event::from_body(body).unwrap();
    let after = dhat::HeapStats::get();
    drop(event);
    (after.total_blocks - before.total_blocks, after.total_bytes - before.total_bytes)
}

/// How many bytes are allocated to refuse a body.
fn cost_of_refusing(body: Bytes) -> u64 {
    let before = dhat::HeapStats::get().total_bytes;
    assert!(matches!(Event::from_body(body), Err(EventError::TooManyValues { .. })));
    dhat::HeapStats::get().total_bytes - before
}

/// One test, since the allocator counts for the whole process.
#[test]
fn a_receipt_takes_three_allocations_a_photo_no_copy_and_a_refusal_next_to_nothing() {
    let _profiler = dhat::Profiler::builder().testing().build();

    let (count, bytes) = cost(text("sms_status").to_owned().into());
    assert!(count <= 3 && bytes < 256, "{count} allocations of {bytes} bytes");

    let photo = MediaContent::encode(vec![7; 7_500_000]).encoded().into_owned();
    let plain = text("mms_inbound_picture_only").replace("iVBOR", &photo);
    let escaped = plain.replace(&photo, &photo.replace('B', "\\/"));
    let null_beside = plain.replacen('{', r#"{"status": null, "opt_out": null,"#, 1);
    for body in [plain, escaped, null_beside] {
        let (count, bytes) = cost(body.into());
        assert!(count <= 8 && bytes < 1_024, "{count} allocations of {bytes} bytes");
    }

    let keys: String = (0..1_000_000).map(|key| format!(",\"{key}\":0")).collect();
    for hostile in [
        format!("[{}0]", "0,".repeat(4 << 20)),
        format!("[{}0]", "{},".repeat(8 << 20)),
        text("sms_status").replacen('}', &format!("{keys}}}"), 1),
    ] {
        assert!(cost_of_refusing(hostile.into()) < 1_024);
    }
}
