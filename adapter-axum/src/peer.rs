use std::net::SocketAddr;

use axum::extract::Request;
use axum::extract::connect_info::{ConnectInfo, MockConnectInfo};
use kudosity_webhook::Peer;

/// Tells core the peer, where the application is served with connect info or tested with a mock.
pub(crate) fn tell_peer(mut request: Request) -> Request {
    let extensions = request.extensions_mut();
    let connected = extensions.get().map(|ConnectInfo(address)| *address);
    let address: Option<SocketAddr> =
        connected.or_else(|| extensions.get().map(|MockConnectInfo(address)| *address));
    if let Some(address) = address {
        extensions.insert(Peer(address));
    }
    request
}
