use std::fmt;

use anstyle::{AnsiColor, Style};

/// As it must be.
pub(crate) const GOOD: Style = AnsiColor::Green.on_default();
/// Not as it must be.
pub(crate) const BAD: Style = AnsiColor::Red.on_default().bold();
/// What names the rest of a line.
pub(crate) const LABEL: Style = Style::new().bold();

/// A text as it is, but for control characters and marks of direction, which a terminal obeys.
pub(crate) fn printable(text: &str) -> String {
    text.chars().fold(String::with_capacity(text.len()), |mut shown, char| {
        match char {
            '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
                shown.extend(char.escape_unicode());
            }
            char if char.is_control() => shown.extend(char.escape_debug()),
            char => shown.push(char),
        }
        shown
    })
}

/// A text in a style, which `anstream` takes off again where there is no terminal or `NO_COLOR` is set.
///
/// Width and alignment are those of the text.
#[derive(Debug)]
pub(crate) struct Styled<T>(pub(crate) Style, pub(crate) T);

impl<T: fmt::Display> fmt::Display for Styled<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(style, text) = self;
        write!(f, "{style}")?;
        text.fmt(f)?;
        write!(f, "{style:#}")
    }
}
