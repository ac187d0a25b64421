use std::fmt;
use std::io::{self, IsTerminal, Write};

use clap::Args;

use crate::ending::Failure;

/// What removes something, or has it done again, is confirmed.
#[derive(Args)]
pub(crate) struct Confirm {
    /// Do it without asking; needed where there is no terminal to ask on
    #[arg(long)]
    yes: bool,
}

impl Confirm {
    /// Says what will be done, and asks whether it shall be.
    pub(crate) fn ask(&self, what: impl fmt::Display) -> Result<(), Failure> {
        if self.yes {
            return Ok(());
        }
        if !io::stdin().is_terminal() {
            return Err(Failure::usage(format_args!("{what}\nSay --yes to have it done")));
        }
        write!(io::stderr(), "{what}\nGo on? [y/N] ")?;
        let mut answer = String::new();
        io::stdin().read_line(&mut answer)?;
        if ["y", "yes"].contains(&answer.trim().to_ascii_lowercase().as_str()) {
            return Ok(());
        }
        Err(Failure::NotDone("nothing was changed".to_owned()))
    }
}
