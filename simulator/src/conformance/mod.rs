//! The cases that a receiver must pass, whatever framework it is mounted in, and by both versions of
//! HTTP.
//!
//! A case is a request and what must come of it: the event that the handler sees, or the exact answer
//! of a refusal, which the handler does not see. [`assert_conforms`] is the test of a mount, where the
//! handler can be seen; [`check`] tries the cases on any server whose URL is known.
//!
//! # Examples
//!
//! The test of an adapter:
//!
//! ```
//! use std::net::SocketAddr;
//!
//! use kudosity_webhook::Receiver;
//! use kudosity_webhook_simulator::conformance::{Recorder, assert_conforms};
//!
//! /// A server whose handler calls `recorder.record(&delivery.event)` and answers 200.
//! async fn serve(receiver: Receiver, recorder: Recorder) -> SocketAddr {
//! #   todo!() /*
//!     …
//! # */
//! }
//!
//! # async fn test() {
//! assert_conforms("/webhooks/kudosity", serve).await;
//! # }
//! ```
//!
//! What the cases are:
//!
//! ```
//! use kudosity_webhook_simulator::client::Target;
//! use kudosity_webhook_simulator::conformance::{Endpoint, Limits, cases};
//!
//! let target = Target::parse("http://localhost/webhooks?secret=an-example-only")?;
//! let cases = cases(&Endpoint::new(&target, None, Limits::default()));
//! let twice = cases.iter().find(|case| case.name == "two secrets, both right").expect("it is there");
//! assert_eq!(twice.expected.status(), 403);
//! assert_eq!(twice.expected.problem(), Some("not-authentic"));
//! # Ok::<(), kudosity_webhook_simulator::client::TargetError>(())
//! ```

// What a case is.
mod case;
mod topic;
// What the cases are made for.
mod endpoint;
mod place;
// All of them.
mod cases;
// What must be, and what is.
mod difference;
mod judge;
mod outcome;
mod report;
// Any server, by its URL.
mod check;
mod options;
// A server under test, whose handler records what it sees.
mod recorder;
mod server;
mod suite;

pub use case::{Case, Expected, Shape};
pub use cases::cases;
pub use check::{CheckError, Progress, check};
pub use endpoint::{Endpoint, Limits};
pub use options::{Answers, Options};
pub use outcome::Outcome;
pub use place::Place;
pub use recorder::Recorder;
pub use report::{LeftOut, Report, Why};
pub use server::{BODY_TIMEOUT, SECRET, Server, receiver};
pub use suite::assert_conforms;
pub use topic::Topic;
