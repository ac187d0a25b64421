use std::fmt;

/// A reference in its signed form: `{reference}:{key id}.{MAC}`.
///
/// It is read from the right, so the reference may hold colons and dots.
pub(super) struct SignedForm<'a> {
    pub(super) reference: &'a str,
    pub(super) key_id: &'a str,
    pub(super) mac: &'a str,
}

/// The length of a MAC in the signed form: 128 bits as base64url without padding.
pub(super) const MAC_LENGTH: usize = 22;

impl<'a> SignedForm<'a> {
    pub(super) fn read(message_ref: &'a str) -> Option<Self> {
        let (rest, mac) = message_ref.rsplit_once('.')?;
        let (reference, key_id) = rest.rsplit_once(':')?;
        let is_signed = mac.len() == MAC_LENGTH && is_base64url(mac) && is_key_id(key_id);
        is_signed.then_some(Self { reference, key_id, mac })
    }

    /// How many characters it has beside the reference.
    pub(super) fn overhead(key_id: &str) -> usize {
        ":".len() + key_id.len() + ".".len() + MAC_LENGTH
    }
}

impl fmt::Display for SignedForm<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { reference, key_id, mac } = self;
        write!(f, "{reference}:{key_id}.{mac}")
    }
}

/// The longest id of a key, in characters.
pub(super) const MAX_KEY_ID: usize = 16;

/// 1 to 16 characters of base64url.
pub(super) fn is_key_id(text: &str) -> bool {
    (1..=MAX_KEY_ID).contains(&text.len()) && is_base64url(text)
}

fn is_base64url(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAC: &str = "abcdefghijklmnopqrst-_";

    #[test]
    fn the_signed_form_is_read_from_the_right() {
        for (reference, key_id) in
            [("order-7", "k1"), ("", "k1"), ("a:b.c:k1.d", "2026-02"), ("a b\n\u{1f600}", "K_")]
        {
            let signed = SignedForm { reference, key_id, mac: MAC }.to_string();
            let read = SignedForm::read(&signed).unwrap();
            assert_eq!((read.reference, read.key_id, read.mac), (reference, key_id, MAC));
            assert_eq!(
                signed.chars().count(),
                reference.chars().count() + SignedForm::overhead(key_id)
            );
        }
    }

    #[test]
    fn anything_else_is_unsigned() {
        for text in [
            "",
            "order-7",
            "order-7:k1",
            "order:7.5",
            &format!("order-7.{MAC}"),
            &format!("order-7:.{MAC}"),
            &format!("order-7:k 1.{MAC}"),
            &format!("order-7:seventeen-letters.{MAC}"),
            &format!("order-7:k1.{MAC}x"),
            &format!("order-7:k1.{}", &MAC[1..]),
            &format!("order-7:k1.{}=", &MAC[1..]),
            &format!("order-7:k1.{MAC} "),
        ] {
            assert!(SignedForm::read(text).is_none(), "{text}");
        }
    }
}
