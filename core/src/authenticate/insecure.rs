use crate::authenticate::{Authenticator, By, Verdict};
use crate::head::Head;

/// Accepts every delivery, whoever sent it.
///
/// **Anybody who can reach the endpoint can then forge events**: opt out your customers, or mark
/// messages as delivered that were not. It is for a receiver behind something that authenticates
/// already (a gateway, a VPN) and for trying things out.
#[derive(Clone, Copy, Debug, Default)]
pub struct InsecureAcceptAnyone;

impl Authenticator for InsecureAcceptAnyone {
    fn head(&self, _head: &dyn Head) -> Verdict {
        Verdict::Authentic(By::new("nobody (insecure)"))
    }
}
