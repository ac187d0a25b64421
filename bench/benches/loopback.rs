//! Receiving over loopback: a server on one thread, and senders on another.

use std::fmt;

use bench::{Body, Framework, Load, Mount, Version, serve, side_by_side};

/// How a body is sent.
struct Sending {
    version: Version,
    senders: usize,
    body: Body,
}

impl fmt::Display for Sending {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, {} by {} at once", self.body, self.version, self.senders)
    }
}

/// The floor, and what an application would write.
const MOUNTS: [Mount; 3] = [Mount::Ours, Mount::Bare, Mount::JsonEnum];

fn main() {
    let receipt = |version, senders| Sending { version, senders, body: Body::receipt() };
    let photo =
        |version| Sending { version, senders: 4, body: Body::mms("MMS of 2 MB", 2_000_000) };
    let both = [Version::Http1, Version::Http2];
    for framework in Framework::ALL {
        let servers = MOUNTS.map(|mount| (mount, serve(framework, mount)));
        let address = |mount: Mount| servers.iter().find(|(of, _)| *of == mount).map(|(_, it)| *it);
        let counts =
            if framework == Framework::Axum { &[1, 4, 16, 64, 256, 1_024][..] } else { &[64] };
        let http1 = counts.iter().map(|count| receipt(Version::Http1, *count));
        let cases: Vec<_> =
            http1.chain([receipt(Version::Http2, 64)]).chain(both.map(photo)).collect();
        side_by_side(
            &format!("{framework} over loopback"),
            &cases,
            &MOUNTS,
            |bencher, case, mount| {
                let Some(address) = address(*mount) else { return };
                let mut load = Load::connect(address, case.version, case.senders, &case.body);
                bencher.iter_custom(|count| load.send(count));
            },
        );
    }
}
