//! Receiving over loopback: a server as its framework runs it, and a thread of senders.

use std::fmt;

use bench::{Body, Client, Framework, Load, Mount, serve, side_by_side};

/// How a body is sent.
#[derive(Clone)]
struct Sending {
    client: Client,
    senders: usize,
    body: Body,
}

impl fmt::Display for Sending {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, {} by {} at once", self.body, self.client, self.senders)
    }
}

/// The floor, and what an application would write.
const MOUNTS: [Mount; 4] = [Mount::Ours, Mount::Bare, Mount::JsonEnum, Mount::JsonEvent];

fn main() {
    let receipt = |client, senders| Sending { client, senders, body: Body::receipt() };
    let photo = |client| Sending { client, senders: 4, body: Body::mms("MMS of 2 MB", 2_000_000) };
    let both = [Client::Http1, Client::Http2];
    for framework in Framework::ALL {
        let servers = MOUNTS.map(|mount| (mount, serve(framework, mount)));
        let address = |mount: Mount| servers.iter().find(|(of, _)| *of == mount).map(|(_, it)| *it);
        let mut cases = Client::ALL.map(|client| receipt(client, 64)).to_vec();
        if framework == Framework::Axum {
            cases.extend([1, 4, 16, 256, 1_024].map(|senders| receipt(Client::Bytes, senders)));
        }
        cases.extend(both.map(photo));
        let title = format!("{framework} over loopback");
        side_by_side(&title, &cases, &MOUNTS, |bencher, case, mount| {
            let Some(address) = address(*mount) else { return };
            let mut load = Load::connect(address, case.client, case.senders, &case.body);
            // One of each sender, so that none waits at the end while others send.
            let each = case.senders as u32;
            bencher.iter_custom(|count| load.send(count * u64::from(each)) / each);
        });
    }
}
