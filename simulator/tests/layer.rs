//! Every case against core's layer, in front of a bare service of tower's on hyper.

mod common;

use common::{recording, serve};
use kudosity_webhook::WebhookLayer;
use kudosity_webhook_simulator::conformance::assert_conforms;
use tower::ServiceBuilder;

#[tokio::test]
async fn the_layer_conforms() {
    assert_conforms("/webhooks/kudosity", async |receiver, recorder| {
        let layer = WebhookLayer::new(receiver);
        serve(ServiceBuilder::new().layer(layer).service(recording(recorder))).await
    })
    .await;
}
