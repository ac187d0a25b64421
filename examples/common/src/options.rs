use std::net::{Ipv4Addr, SocketAddr};

use lexopt::{Arg, Parser, ValueExt};

use crate::Failure;

/// What the command line says.
#[derive(Debug, PartialEq)]
pub(crate) struct Options {
    pub(crate) listen: SocketAddr,
    pub(crate) json: bool,
    pub(crate) help: bool,
}

pub(crate) const HELP: &str = "\
Receives Kudosity webhooks and prints a line for every event.

Usage: [--listen ADDRESS] [--json]

Options:
      --listen ADDRESS  where to listen [default: 127.0.0.1:3000]; port 0 takes a free one
      --json            print each event as one line of JSON instead
  -h, --help            print this

Environment:
  KUDOSITY_WEBHOOK_SECRET  the secret in the registered URL, at least 16 letters, digits or -._~;
                           several, separated by commas, are all accepted. When it is not set, a
                           random one is made and shown.";

impl Options {
    pub(crate) fn read(mut parser: Parser) -> Result<Self, Failure> {
        let listen = SocketAddr::from((Ipv4Addr::LOCALHOST, 3000));
        let mut options = Self { listen, json: false, help: false };
        while let Some(argument) = parser.next()? {
            match argument {
                Arg::Long("listen") => {
                    let address = parser.value()?.string()?;
                    options.listen = address.parse().map_err(|_| {
                        let example = "an address with a port, such as 127.0.0.1:3000";
                        Failure::new(format!("--listen takes {example}, not '{address}'"))
                    })?;
                }
                Arg::Long("json") => options.json = true,
                Arg::Long("help") | Arg::Short('h') => options.help = true,
                other => {
                    let unexpected = other.unexpected();
                    return Err(Failure::new(format!("{unexpected}; --help lists the options")));
                }
            }
        }
        Ok(options)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(arguments: &[&str]) -> Result<Options, String> {
        let parser = Parser::from_args(arguments);
        Options::read(parser).map_err(|failure| format!("{failure:?}"))
    }

    #[test]
    fn options_are_read() {
        let defaults = read(&[]).unwrap();
        assert_eq!(
            (defaults.listen.to_string().as_str(), defaults.json),
            ("127.0.0.1:3000", false)
        );
        let given = read(&["--json", "--listen=[::1]:0"]).unwrap();
        assert_eq!((given.listen.to_string().as_str(), given.json), ("[::1]:0", true));
        assert!(read(&["-h"]).unwrap().help);
    }

    #[test]
    fn what_is_wrong_with_an_option_is_said_with_its_remedy() {
        assert!(read(&["--listen", "3000"]).unwrap_err().contains("127.0.0.1:3000, not '3000'"));
        assert!(read(&["--port"]).unwrap_err().contains("--help lists the options"));
        assert!(read(&["events.json"]).unwrap_err().contains("--help lists the options"));
    }
}
