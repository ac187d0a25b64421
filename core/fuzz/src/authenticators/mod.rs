//! What holds of every request: only who has the credential is accepted, by the name of what vouches.

mod addresses;
mod references;
mod request;
mod secrets;

use arbitrary::{Result, Unstructured};

/// Checks a request that is made of choices.
pub fn check(data: &[u8]) {
    const CHECKS: &[fn(&mut Unstructured<'_>) -> Result<()>] =
        &[secrets::check, addresses::check, references::check];
    let mut choices = Unstructured::new(data);
    if let Ok(check) = choices.choose(CHECKS) {
        // Choices that have run out are as if they were zero: none fails for that.
        check(&mut choices).expect("there are choices without end");
    }
}
