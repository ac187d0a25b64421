use tower_layer::Layer;

use crate::layer::WebhookService;
use crate::receiver::Receiver;

/// Puts a [`Receiver`] in front of a service.
///
/// See [the module](crate::layer) for where it goes and in which order.
#[derive(Clone, Debug)]
pub struct WebhookLayer {
    receiver: Receiver,
}

impl WebhookLayer {
    /// A layer that receives by `receiver`.
    pub fn new(receiver: Receiver) -> Self {
        Self { receiver }
    }
}

impl<S> Layer<S> for WebhookLayer {
    type Service = WebhookService<S>;

    fn layer(&self, inner: S) -> Self::Service {
        WebhookService::new(inner, self.receiver.clone())
    }
}
