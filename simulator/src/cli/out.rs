use std::fmt;

use anstyle::{AnsiColor, Style};

/// As it must be.
pub(crate) const GOOD: Style = AnsiColor::Green.on_default();
/// Not as it must be.
pub(crate) const BAD: Style = AnsiColor::Red.on_default().bold();
/// What names the rest of a line.
pub(crate) const LABEL: Style = Style::new().bold();

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
