//! Starts a receiver, delivers one of every event and one of every kind of bad request to it over HTTP,
//! and shows what came of each: `cargo run -p demo`.

mod arguments;
mod selection;
mod table;

use std::io::{self, Write};
use std::net::SocketAddr;
use std::process::ExitCode;

use arguments::{Arguments, HELP};
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use kudosity_webhook_axum::{Webhook, webhook};
use kudosity_webhook_simulator::client::Version;
use kudosity_webhook_simulator::conformance::{self, Place, Recorder, Server};
use tokio::net::TcpListener;

const PATH: &str = "/webhooks/kudosity";

#[tokio::main(flavor = "current_thread")]
async fn main() -> io::Result<ExitCode> {
    match Arguments::read(std::env::args().skip(1)) {
        Arguments::Deliver { all } => deliver(all).await,
        Arguments::Help => {
            writeln!(io::stdout(), "{HELP}")?;
            Ok(ExitCode::SUCCESS)
        }
        Arguments::Unknown(argument) => {
            writeln!(io::stderr(), "no such option: {argument}; --help lists them")?;
            Ok(ExitCode::from(2))
        }
    }
}

async fn deliver(all: bool) -> io::Result<ExitCode> {
    let place = Place::Query("secret".to_owned());
    let recorder = Recorder::new();
    let addr = receive_in_background(&place, recorder.clone()).await?;
    let server = Server::new(addr, PATH, place, recorder).map_err(io::Error::other)?;

    let mut out = io::stdout().lock();
    writeln!(out, "A receiver on axum listens on http://{addr}{PATH}\n\n{}", table::header())?;
    let cases = server.cases();
    let cases: Vec<_> =
        cases.into_iter().filter(|case| case.request.fits(Version::Http1)).collect();
    let known = cases.len();
    let chosen = if all { cases } else { selection::one_of_each_kind(cases) };
    let (mut sent, mut failed) = (0, 0);
    for case in chosen {
        let outcome = server.attempt(case, Version::Http1).await;
        writeln!(out, "{}", table::row(&outcome))?;
        sent += 1;
        failed += usize::from(!outcome.passed());
    }
    writeln!(out, "\n{sent} of {known} cases delivered; {}", table::verdict(failed))?;
    if !all {
        writeln!(out, "All of them: cargo run -p demo -- --all")?;
    }
    Ok(if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The receiver: all that an application needs is the line with `webhook`.
async fn receive_in_background(place: &Place, recorder: Recorder) -> io::Result<SocketAddr> {
    let receiver = conformance::receiver(place);
    let app = Router::new().route(PATH, webhook(receiver, on_event)).with_state(recorder);
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let addr = listener.local_addr()?;
    tokio::spawn(async { axum::serve(listener, app).await });
    Ok(addr)
}

async fn on_event(State(recorder): State<Recorder>, Webhook(delivery): Webhook) -> StatusCode {
    recorder.record(&delivery.event);
    StatusCode::OK
}
