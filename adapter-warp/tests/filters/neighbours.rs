//! The routes beside the mounted filter are untouched, and cannot change an answer.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use warp::Filter;

use crate::mounts::mounts;
use crate::wire::{JSON, SECRET, TARGET, assert_is_problem, opt_out, post, receiver, send, serve};

#[tokio::test]
async fn neighbouring_routes_are_untouched_in_front_and_behind() {
    let health = warp::path!("health").and(warp::get()).map(|| "ok");
    let echo = warp::path!("echo").and(warp::body::bytes()).map(|body: bytes::Bytes| body.to_vec());
    let neighbours = health.or(echo);
    for mount in mounts(&receiver(), &Arc::default()) {
        let behind = serve(mount.clone().or(neighbours)).await;
        let in_front = serve(neighbours.or(mount)).await;
        for address in [behind, in_front] {
            let answer = send(address, "GET /health", "", "").await;
            assert_eq!((answer.status, answer.body.as_str()), (200, "ok"));
            let answer = post(address, "/echo", "anything").await;
            assert_eq!((answer.status, answer.body.as_str()), (200, "anything"));
            for target in ["/", "/webhooks", "/webhooks/kudosity/more", "/elsewhere"] {
                assert_eq!(post(address, target, opt_out()).await.status, 404, "{target}");
            }
            assert_eq!(send(address, "POST /health", "", "").await.status, 405);
            assert_eq!(post(address, TARGET, opt_out()).await.status, 200);
        }
    }
}

#[tokio::test]
async fn a_rejection_is_cores_answer_whatever_stands_behind() {
    let post_here = format!("POST {TARGET}");
    let declared = |length: usize| format!("{JSON}content-length: {length}\r\n");
    let cases: &[(&str, &str, &str, u16, &str)] = &[
        (&format!("GET {TARGET}"), "", "", 405, "method-not-allowed"),
        (&format!("DELETE {TARGET}"), JSON, "", 405, "method-not-allowed"),
        (&post_here, "content-type: text/plain\r\n", "", 415, "content-type"),
        (&post_here, &format!("{JSON}{JSON}"), "", 415, "content-type"),
        (&post_here, &format!("{JSON}content-encoding: gzip\r\n"), "", 415, "content-encoding"),
        ("POST /webhooks/kudosity", &declared(2), "{}", 403, "not-authentic"),
        (&format!("{post_here}&secret={SECRET}"), &declared(2), "{}", 403, "not-authentic"),
        (&post_here, &declared(5_000_000), "", 413, "body-too-large"),
        (&post_here, &declared(3), "{]}", 400, "not-json"),
        (&post_here, &declared(2), "{}", 422, "not-an-event"),
        (&post_here, JSON, "", 400, "not-json"),
    ];
    let ran = Arc::default();
    for mount in mounts(&receiver(), &ran) {
        let catch_all = warp::any().map(|| "the catch-all's answer");
        let address = serve(mount.or(catch_all)).await;
        for (request_line, headers, body, status, problem) in cases {
            let answer = send(address, request_line, headers, body).await;
            assert_is_problem(&answer, *status, problem);
            let allow = (*status == 405).then_some("POST");
            assert_eq!(answer.header("allow"), allow);
        }
        assert_eq!(send(address, "GET /elsewhere", "", "").await.body, "the catch-all's answer");
    }
    assert_eq!(ran.load(Ordering::Relaxed), 0);
}

#[tokio::test]
async fn a_body_that_a_route_in_front_took_is_a_fault_of_the_set_up() {
    let greedy = warp::body::bytes().and(warp::path!("greedy")).map(|_| "greedy");
    for mount in mounts(&receiver(), &Arc::default()) {
        let address =
            serve(greedy.or(mount).or(warp::any().map(|| "the catch-all's answer"))).await;
        assert_is_problem(&post(address, TARGET, opt_out()).await, 500, "misconfigured");
        let stranger = post(address, "/webhooks/kudosity", opt_out()).await;
        assert_is_problem(&stranger, 403, "not-authentic");
    }
}
