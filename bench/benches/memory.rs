//! What a body takes on the heap: allocations, and the peak beside the body itself.

#![allow(clippy::unwrap_used, reason = "a benchmark fails by panicking")]
#![allow(clippy::print_stdout, reason = "a benchmark prints what it measured")]

use std::convert::Infallible;
use std::fmt::Display;

use bench::{Body, Mount, Reader, mount};
use bytes::Bytes;
use dhat::{HeapStats, Profiler};
use futures_util::{FutureExt, stream};
use http_body::Frame;
use http_body_util::StreamBody;
use tower::ServiceExt;

#[global_allocator]
static ALLOCATOR: dhat::Alloc = dhat::Alloc;

fn main() {
    print_row("reading: allocations, peak beside the body", Reader::ALL);
    print_row("---", Reader::ALL.map(|_| "---"));
    for body in Body::all() {
        print_row(&body, Reader::ALL.map(|reader| cost(&body, reader)));
    }
    println!();
    print_row("receiving by axum: allocations, peak with the body, and the answer", Mount::ALL);
    print_row("---", Mount::ALL.map(|_| "---"));
    for body in [Body::receipt(), Body::mms("MMS of 10 MB", 10_000_000), Body::hostile()] {
        print_row(&body, Mount::ALL.map(|mount| peak(&body, mount)));
    }
}

fn print_row(name: impl Display, cells: impl IntoIterator<Item = impl Display>) {
    let cells = cells.into_iter().map(|cell| cell.to_string()).collect::<Vec<_>>();
    println!("| {name} | {} |", cells.join(" | "));
}

/// What it takes to read a body, the second time.
fn cost(body: &Body, reader: Reader) -> String {
    reader.read(&body.bytes);
    let _profiler = Profiler::builder().testing().build();
    reader.read(&body.bytes);
    let HeapStats { total_blocks, max_bytes, .. } = HeapStats::get();
    format!("{total_blocks}, {}", shown(max_bytes, body))
}

/// What it takes to receive a body of declared length, of which a frame is there at a time.
fn peak(body: &Body, how: Mount) -> String {
    let app = mount::axum::app(how);
    let frames = body.frames().map(|frame| Ok::<_, Infallible>(Bytes::copy_from_slice(&frame)));
    let frames = StreamBody::new(stream::iter(frames.map(|frame| frame.map(Frame::data))));
    let request = mount::request(body).map(|_| axum::body::Body::new(frames));
    let _profiler = Profiler::builder().testing().build();
    let response = app.oneshot(request).now_or_never().unwrap().unwrap();
    let HeapStats { total_blocks, max_bytes, .. } = HeapStats::get();
    format!("{total_blocks}, {}: {}", shown(max_bytes, body), response.status().as_u16())
}

fn shown(bytes: usize, body: &Body) -> String {
    let share = bytes as f64 / body.bytes.len() as f64;
    match bytes {
        ..10_000 => format!("{bytes} bytes"),
        _ => format!("{share:.2} × the body"),
    }
}
