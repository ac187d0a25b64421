use std::net::{SocketAddr, TcpListener};
use std::thread;

use actix_web::{App, HttpServer};
use socket2::{Domain, Socket, Type};
use tokio::runtime::{Builder, Runtime};

use crate::mount::{Framework, Mount, actix, axum, warp};

/// Serves an application over loopback, by HTTP/1.1 and HTTP/2, as the framework does by default, as
/// long as the program runs.
pub fn serve(framework: Framework, mount: Mount) -> SocketAddr {
    let (listener, address) = listener();
    thread::spawn(move || match framework {
        Framework::Axum => runtime().block_on(async {
            let listener = tokio::net::TcpListener::from_std(listener).unwrap();
            ::axum::serve(listener, axum::app(mount)).await.unwrap();
        }),
        Framework::Actix => actix_web::rt::System::new().block_on(async {
            let server = HttpServer::new(move || App::new().configure(actix::app(mount)));
            server.listen_auto_h2c(listener).unwrap().run().await.unwrap();
        }),
        Framework::Warp => runtime().block_on(async {
            let listener = tokio::net::TcpListener::from_std(listener).unwrap();
            ::warp::serve(warp::app(mount)).incoming(listener).run().await;
        }),
    });
    address
}

/// A listener over loopback.
pub(crate) fn listener() -> (TcpListener, SocketAddr) {
    let socket = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
    socket.bind(&SocketAddr::from(([127, 0, 0, 1], 0)).into()).unwrap();
    // Else answers by HTTP/2 wait for acknowledgements. On Linux, connections take it from here.
    socket.set_tcp_nodelay(true).unwrap();
    socket.set_nonblocking(true).unwrap();
    // As many as may connect at once.
    socket.listen(4_096).unwrap();
    let listener = TcpListener::from(socket);
    let address = listener.local_addr().unwrap();
    (listener, address)
}

pub(crate) fn runtime() -> Runtime {
    Builder::new_multi_thread().enable_all().build().unwrap()
}
