use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use kudosity_webhook_warp::{
    Busy, Delivery, Receiver, Sink, Webhook, delivery, recover, webhook, webhook_to,
};
use warp::filters::BoxedFilter;
use warp::http::StatusCode;
use warp::reply::Response;
use warp::{Filter, Reply};

/// The routes of the three ways to mount a receiver; `ran` counts the deliveries that got through.
pub(crate) fn mounts(receiver: &Receiver, ran: &Arc<AtomicUsize>) -> [BoxedFilter<(Response,)>; 3] {
    let count = |ran: &Arc<AtomicUsize>| {
        let ran = Arc::clone(ran);
        move |_: Webhook| {
            ran.fetch_add(1, Ordering::Relaxed);
            async { StatusCode::OK }
        }
    };
    let path = warp::path!("webhooks" / "kudosity");
    let chain = path.and(delivery(receiver.clone())).then(count(ran)).recover(recover);
    [
        path.and(webhook(receiver.clone(), count(ran))).boxed(),
        path.and(webhook_to(receiver.clone(), Counting(Arc::clone(ran)))).boxed(),
        chain.map(Reply::into_response).boxed(),
    ]
}

/// Accepts and counts.
struct Counting(Arc<AtomicUsize>);

impl Sink for Counting {
    async fn deliver(&self, _: Delivery) -> Result<(), Busy> {
        self.0.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }
}
