use std::fmt::Write;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// By which names the store has a person: by its number, and by a keyed hash once that was erased.
///
/// A number has so few digits that a hash without a key could be tried out. The key is the store's own,
/// and so is a name: in another store it says nothing.
#[derive(Clone)]
pub(crate) struct Names(Hmac<Sha256>);

/// Begins the name of an erased person, and no number.
const ERASED: char = '#';

/// So many bytes of the hash are in the name, as two digits each.
const BYTES: usize = 16;

/// Goes before what is hashed, so that no hash for another purpose is a name.
const PURPOSE: &[u8] = b"kudosity-webhook-inbox erased number v1";

impl Names {
    pub(crate) fn new(key: [u8; 32]) -> Self {
        // HMAC fills a key up with zeros to the length of a block.
        let mut block = [0; 64];
        block.iter_mut().zip(key).for_each(|(byte, of_key)| *byte = of_key);
        Self(Hmac::new(&block.into()))
    }

    /// The name of an erased person, whose number this is in its canonical form.
    pub(crate) fn erased(&self, person: &str) -> String {
        let hash = self.0.clone().chain_update(PURPOSE).chain_update(person).finalize();
        let (front, _) = hash.as_bytes().split_at(BYTES);
        front.iter().fold(String::from(ERASED), |mut name, byte| {
            // A string takes whatever is written.
            let _ = write!(name, "{byte:02x}");
            name
        })
    }

    /// Whether it is the name of an erased person.
    pub(crate) fn is_erased(name: &str) -> bool {
        let is_hash = |hash: &str| {
            hash.len() == 2 * BYTES && hash.chars().all(|char| char.is_ascii_hexdigit())
        };
        name.strip_prefix(ERASED).is_some_and(is_hash)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_depends_on_the_key_and_on_the_number() {
        let name = Names::new([7; 32]).erased("61491570006");
        assert_eq!(name, Names::new([7; 32]).erased("61491570006"));
        assert_ne!(name, Names::new([8; 32]).erased("61491570006"));
        assert_ne!(name, Names::new([7; 32]).erased("61491570156"));
        assert!(Names::is_erased(&name), "{name}");
        for other in ["61491570006", "#", "#1", "#shop", "#0123456789abcdef0123456789abcdeg"] {
            assert!(!Names::is_erased(other), "{other}");
        }
        assert_eq!(name.len(), 33);
    }
}
