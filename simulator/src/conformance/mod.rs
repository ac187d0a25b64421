//! The cases that a receiver must pass, whatever framework it is mounted in.
//!
//! A case is a request and what must come of it: the event that the handler sees, or the exact answer
//! of a refusal, which the handler does not see. After each, an honest delivery must still be taken.
//!
//! # Examples
//!
//! The test of an adapter starts one server for each place of the secret:
//!
//! ```
//! # async fn start(_: kudosity_webhook::Receiver, _: Recorder) -> std::net::SocketAddr { todo!() }
//! use kudosity_webhook_simulator::conformance::{Credential, Recorder, Server, receiver, run};
//!
//! # async fn test() {
//! for credential in Credential::ALL {
//!     let recorder = Recorder::new();
//!     // A server whose handler calls `recorder.record(&event)` and answers 200.
//!     let addr = start(receiver(credential), recorder.clone()).await;
//!     let server = Server { addr, path: "/webhooks/kudosity".to_owned(), credential, recorder };
//!     run(&server).await.assert_passed();
//! }
//! # }
//! ```

// What a case is.
mod case;
// Where the secret of a server under test stands.
mod credential;
// All of them.
mod cases;
// What the server under test is, and what its handler saw.
mod recorder;
mod server;
// What must be, and what is.
mod difference;
mod judge;
mod report;

pub use case::{Case, Expected, Shape};
pub use cases::cases;
pub use credential::{BASIC_USER, BODY_TIMEOUT, Credential, SECRET, SECRET_HEADER, receiver};
pub use recorder::Recorder;
pub use report::{Outcome, Report};
pub use server::{Server, run};
