//! How much memory a request takes at its peak by the layer, body included, however it comes.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod event_samples;
mod requests;

use std::convert::Infallible;
use std::future::ready;

use bytes::Bytes;
use event_samples::text;
use http::{Request, Response, StatusCode};
use http_body::Frame;
use http_body_util::{Empty, StreamBody};
use kudosity_webhook::event::MediaContent;
use kudosity_webhook::{Receiver, WebhookLayer};
use requests::{CURRENT, head, rotating};
use tower::{Layer, ServiceExt, service_fn};

#[global_allocator]
static ALLOCATOR: dhat::Alloc = dhat::Alloc;

/// Receives a body in frames, of which one exists at a time as on a socket, and tells the peak.
#[tokio::main(flavor = "current_thread")]
async fn peak(body: &str, frame: usize, declared: bool) -> (StatusCode, usize) {
    let layer = WebhookLayer::new(Receiver::builder(rotating()).max_body_size(16 << 20).build());
    let answer = |_| ready(Ok::<_, Infallible>(Response::new(Empty::<Bytes>::new())));
    let length = body.len().to_string();
    let declared = [("content-length", length.as_str())].into_iter().take(usize::from(declared));
    let head = head(&format!("/?secret={CURRENT}"), &declared.collect::<Vec<_>>());

    let _profiler = dhat::Profiler::builder().testing().build();
    let frames = body.as_bytes().chunks(frame);
    let frames =
        frames.map(|frame| Ok::<_, Infallible>(Frame::data(Bytes::copy_from_slice(frame))));
    let body = StreamBody::new(futures_util::stream::iter(frames));
    let response = layer.layer(service_fn(answer)).oneshot(Request::from_parts(head, body)).await;
    (response.unwrap().status(), dhat::HeapStats::get().max_bytes)
}

/// One test, since the allocator counts for the whole process.
#[test]
fn no_body_takes_twice_its_size() {
    let photo = MediaContent::encode(vec![7; 7_500_000]).encoded().into_owned();
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
        for frame in [8_190, 65_536] {
            for declared in [false, true] {
                let (status, peak) = peak(&body, frame, declared);
                assert_eq!(status.is_success(), accepted, "{name}");
                // Beside the two frames of which the buffer is made.
                let most = if declared { body.len() * 103 / 100 } else { body.len() * 9 / 5 };
                let most = most + 2 * frame;
                let how = format!("{name} in frames of {frame}, length declared: {declared}");
                assert!(peak <= most, "{how}: {peak} of {} bytes", body.len());
            }
        }
    }
}
