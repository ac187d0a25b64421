//! How many instructions it takes to read and to receive, by callgrind. More than the limits are an
//! error.

#![allow(missing_docs, unused_qualifications, reason = "gungraun's macros write items")]
#![allow(clippy::unwrap_used, reason = "a benchmark fails by panicking")]

use std::hint::black_box;

use bench::{Body, mount};
use bytes::Bytes;
use gungraun::{
    Callgrind, EventKind, LibraryBenchmarkConfig, library_benchmark, library_benchmark_group, main,
};
use http::request::Parts;
use kudosity_webhook::{Delivery, Event, Receiver};

/// Nothing counts that is done once in a program's life.
fn warm(body: Body) -> (Receiver, Parts, Bytes) {
    let receiver = mount::receiver();
    let (head, _) = mount::request(&body).into_parts();
    received(&receiver, head.clone(), body.bytes.clone());
    (receiver, head, body.bytes)
}

fn warm_body(body: Body) -> Bytes {
    warm(body).2
}

fn received(receiver: &Receiver, head: Parts, body: Bytes) -> Delivery {
    receiver.admit(head).unwrap().push(body).unwrap().finish().unwrap().1
}

fn at_most(instructions: u64) -> LibraryBenchmarkConfig {
    let mut callgrind = Callgrind::default();
    callgrind.hard_limits([(EventKind::Ir, instructions)]);
    let mut config = LibraryBenchmarkConfig::default();
    config.tool(callgrind);
    config
}

#[library_benchmark(setup = warm_body)]
#[bench::receipt(args = (Body::receipt()), config = at_most(10_500))]
#[bench::answer(args = (Body::answer()), config = at_most(20_000))]
fn read(body: Bytes) -> Event {
    black_box(Event::from_body(black_box(body)).unwrap())
}

#[library_benchmark(setup = warm)]
#[bench::receipt(args = (Body::receipt()), config = at_most(21_000))]
fn receive((receiver, head, body): (Receiver, Parts, Bytes)) -> Delivery {
    black_box(received(&receiver, black_box(head), black_box(body)))
}

library_benchmark_group!(name = counted, benchmarks = [read, receive]);
main!(library_benchmark_groups = counted);
