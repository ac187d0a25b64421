//! How much memory a request takes at its peak, body included, however it comes.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod event_samples;
mod requests;

use bytes::Bytes;
use event_samples::text;
use kudosity_webhook::event::MediaContent;
use kudosity_webhook::{Delivery, Receiver, Refusal};
use requests::{CURRENT, head, rotating};

#[global_allocator]
static ALLOCATOR: dhat::Alloc = dhat::Alloc;

/// Receives a body in chunks, of which one exists at a time as on a socket, and tells the peak.
fn peak(body: &str, chunk: usize, declared: bool) -> (Result<Delivery, Refusal>, usize) {
    let receiver = Receiver::new(rotating());
    let length = body.len().to_string();
    let declared = [("content-length", length.as_str())].into_iter().take(usize::from(declared));
    let head = head(&format!("/?secret={CURRENT}"), &declared.collect::<Vec<_>>());

    let _profiler = dhat::Profiler::builder().testing().build();
    let mut intake = receiver.admit(head).unwrap();
    for chunk in body.as_bytes().chunks(chunk) {
        intake = intake.push(Bytes::copy_from_slice(chunk)).unwrap();
    }
    let received = intake.finish().map(|(_head, delivery)| delivery);
    (received, dhat::HeapStats::get().max_bytes)
}

/// One test, since the allocator counts for the whole process.
#[test]
fn no_body_takes_twice_its_size() {
    let photo = MediaContent::encode(vec![7; 6_200_000]).encoded().into_owned();
    let keys: String = (0..600_000).map(|key| format!(",\"{key}\":0")).collect();
    let bodies = [
        ("a photo", text("mms_inbound_picture_only").replace("iVBOR", &photo), true),
        (
            "a small photo",
            text("mms_inbound_picture_only").replace("iVBOR", &photo[..200_000]),
            true,
        ),
        ("numbers", format!("[{}0]", "0,".repeat(4_194_302)), false),
        ("objects", format!("[{}0]", "{},".repeat(2_796_201)), false),
        ("keys", text("sms_status").replacen('}', &format!("{keys}}}"), 1), false),
        ("half a limit", format!("[{}0]", "0,".repeat(2_200_000)), false),
    ];
    for (name, body, accepted) in bodies {
        for chunk in [8_190, 65_536] {
            for declared in [false, true] {
                let (received, peak) = peak(&body, chunk, declared);
                assert_eq!(received.is_ok(), accepted, "{name}");
                // Beside the two chunks of which the buffer is made.
                let most = if declared { body.len() * 11 / 10 } else { body.len() * 9 / 5 };
                let most = most + 2 * chunk;
                let how = format!("{name} in chunks of {chunk}, length declared: {declared}");
                assert!(peak <= most, "{how}: {peak} of {} bytes", body.len());
            }
        }
    }
}
