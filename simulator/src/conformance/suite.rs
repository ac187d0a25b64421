use std::net::SocketAddr;

use kudosity_webhook::Receiver;

use super::{Place, Recorder, Server, Topic, receiver};

/// The name of the header of a gateway's.
const HEADER: &str = "x-gateway-secret";

/// Ends a test unless a mount conforms, wherever the secret stands and by both versions of HTTP.
///
/// `serve` starts a server that speaks both, with the receiver mounted at `path`, and tells where it
/// listens; its handler records every event and answers 200. Nearly all cases are tried with a secret
/// in the query; for the other places there are the samples and the cases about secrets.
///
/// # Panics
///
/// Where a case failed, with the report.
#[expect(clippy::expect_used, reason = "a test that cannot be set up fails by panicking")]
pub async fn assert_conforms(path: &str, serve: impl AsyncFn(Receiver, Recorder) -> SocketAddr) {
    let places = [
        Place::Query("secret".to_owned()),
        Place::Header(HEADER.to_owned()),
        Place::Basic("provider".to_owned()),
    ];
    for place in places {
        let recorder = Recorder::new();
        let addr = serve(receiver(&place), recorder.clone()).await;
        let everything = matches!(place, Place::Query(_));
        let server = Server::new(addr, path, place, recorder).expect("the path is one of a URL");
        let mut cases = server.cases();
        cases.retain(|case| everything || matches!(case.topic, Topic::Samples | Topic::Secret));
        server.run(cases).await.assert_passed();
    }
}
