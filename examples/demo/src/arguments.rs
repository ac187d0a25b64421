/// What the command line asks for.
pub(crate) enum Arguments {
    Deliver { all: bool },
    Help,
    Unknown(String),
}

pub(crate) const HELP: &str = "\
Starts a receiver on a free port of this machine, delivers one of every event and one of every kind
of bad request to it over HTTP, and shows what came of each.

Usage: cargo run -p demo [-- --all]

Options:
      --all   deliver every case that the tests know
  -h, --help  print this

Exit status: 0 if everything came as it must, 1 otherwise.";

impl Arguments {
    pub(crate) fn read(arguments: impl Iterator<Item = String>) -> Self {
        let mut all = false;
        for argument in arguments {
            match argument.as_str() {
                "--all" => all = true,
                "-h" | "--help" => return Self::Help,
                _ => return Self::Unknown(argument),
            }
        }
        Self::Deliver { all }
    }
}
