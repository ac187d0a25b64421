use std::convert::Infallible;
use std::future::ready;
use std::net::SocketAddr;

use futures_util::{Stream, TryStreamExt};
use http_body::{Body, Frame};
use http_body_util::StreamBody;
use kudosity_webhook::{Head, Peer, Sole};
use warp::http::{HeaderMap, HeaderValue, Method};
use warp::path::FullPath;
use warp::{Buf, Filter};

/// The head of a request, which warp tells in pieces.
pub(crate) struct RequestHead {
    method: Method,
    path: FullPath,
    query: Option<String>,
    headers: HeaderMap,
    peer: Option<Peer>,
}

impl Head for RequestHead {
    fn method(&self) -> &str {
        self.method.as_str()
    }

    fn path(&self) -> &str {
        self.path.as_str()
    }

    fn query(&self) -> Option<&str> {
        self.query.as_deref()
    }

    fn header(&self, name: &str, nth: usize) -> Option<&[u8]> {
        let mut values = self.headers.get_all(name).iter();
        values.nth(nth).map(HeaderValue::as_bytes)
    }

    fn sole_header(&self, name: &str) -> Sole<&[u8]> {
        Sole::header(&self.headers, name)
    }

    fn peer(&self) -> Option<Peer> {
        self.peer
    }
}

/// Takes the head of any request. A [`Peer`] that an accept loop told goes before warp's own address.
pub(crate) fn head() -> impl Filter<Extract = (RequestHead,), Error = Infallible> + Copy {
    let peer = warp::ext::optional::<Peer>()
        .and(warp::addr::remote())
        .map(|told: Option<Peer>, connected: Option<SocketAddr>| told.or(connected.map(Peer)));
    // What is large comes last: each filter moves along what those before it have.
    peer.and(warp::method())
        .and(optional(warp::query::raw()))
        .and(warp::path::full())
        .and(warp::header::headers_cloned())
        .map(|peer, method, query, path, headers| RequestHead {
            method,
            path,
            query,
            headers,
            peer,
        })
}

/// Takes the body of any request, as long as no filter took it before.
pub(crate) fn body()
-> impl Filter<Extract = (Option<impl Body<Error = warp::Error> + Send>,), Error = Infallible> + Copy
{
    optional(warp::body::stream().map(in_frames))
}

fn in_frames(
    chunks: impl Stream<Item = Result<impl Buf, warp::Error>> + Send,
) -> impl Body<Error = warp::Error> + Send {
    StreamBody::new(chunks.map_ok(Frame::data))
}

/// Has a filter yield nothing where it would reject.
fn optional<T: Send>(
    filter: impl Filter<Extract = (T,), Error = warp::Rejection> + Copy,
) -> impl Filter<Extract = (Option<T>,), Error = Infallible> + Copy {
    filter.map(Some).or_else(|_| ready(Ok((None,))))
}
