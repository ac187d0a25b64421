use std::fmt::{self, Write};

/// How much of a peer's word is shown.
const MAX_SHOWN: usize = 64;

/// A word of the peer's, made safe for a log: control characters escaped, and not longer than a
/// line.
pub(crate) struct Shown<'a>(pub(crate) &'a str);

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut chars = self.0.chars();
        for char in chars.by_ref().take(MAX_SHOWN) {
            write!(f, "{}", char.escape_debug())?;
        }
        if chars.next().is_some() { f.write_char('…') } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_forge_a_log_line_is_escaped() {
        assert_eq!(Shown("SENT\r\nFAILED \u{1b}[31m").to_string(), r"SENT\r\nFAILED \u{1b}[31m");
        assert_eq!(Shown("\u{202e}TNES").to_string(), r"\u{202e}TNES");
    }

    #[test]
    fn what_is_long_is_cut() {
        assert_eq!(Shown(&"x".repeat(MAX_SHOWN)).to_string(), "x".repeat(MAX_SHOWN));
        assert_eq!(Shown(&"é".repeat(100_000)).to_string(), "é".repeat(MAX_SHOWN) + "…");
    }
}
