//! The routes beside the mounted filter are untouched, and cannot change an answer.

use std::sync::Arc;

use warp::Filter;

use crate::mounts::mounts;
use crate::wire::{TARGET, assert_is_problem, get, opt_out, post, receiver, serve};

#[tokio::test]
async fn neighbouring_routes_are_untouched_in_front_and_behind() {
    let health = warp::path!("health").and(warp::get()).map(|| "ok");
    let echo = warp::path!("echo").and(warp::body::bytes()).map(|body: bytes::Bytes| body.to_vec());
    let neighbours = health.or(echo);
    for mount in mounts(&receiver(), &Arc::default()) {
        let behind = serve(mount.clone().or(neighbours)).await;
        let in_front = serve(neighbours.or(mount)).await;
        for address in [behind, in_front] {
            let answer = get(address, "/health").await;
            assert_eq!((answer.status, answer.body.as_str()), (200, "ok"));
            let answer = post(address, "/echo", "anything").await;
            assert_eq!((answer.status, answer.body.as_str()), (200, "anything"));
            for target in ["/", "/webhooks", "/webhooks/kudosity/more", "/elsewhere"] {
                assert_eq!(post(address, target, opt_out()).await.status, 404, "{target}");
            }
            assert_eq!(post(address, "/health", "").await.status, 405);
            assert_eq!(post(address, TARGET, opt_out()).await.status, 200);
        }
    }
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
