use std::env;
use std::io::{self, Write};
use std::net::SocketAddr;
use std::process;

use kudosity_webhook::{Event, Receiver, SharedSecret};
use lexopt::Parser;

use crate::Failure;
use crate::options::{HELP, Options};

/// The path of the endpoint.
pub const PATH: &str = "/webhooks/kudosity";

/// The environment variable that holds the secret.
const VARIABLE: &str = "KUDOSITY_WEBHOOK_SECRET";

/// An example program, as its command line and environment set it up.
#[derive(Clone, Debug)]
pub struct Example {
    receiver: Receiver,
    secret: SharedSecret,
    listen: SocketAddr,
    json: bool,
    secret_is_new: bool,
}

impl Example {
    /// Reads the command line and the environment; prints the help and exits where it is asked for.
    ///
    /// # Errors
    ///
    /// A [`Failure`] that says what is wrong with them.
    pub fn from_args() -> Result<Self, Failure> {
        let options = Options::read(Parser::from_env())?;
        if options.help {
            writeln!(io::stdout(), "{HELP}")?;
            process::exit(0);
        }
        let secret_is_new = env::var_os(VARIABLE).is_none();
        let secret =
            if secret_is_new { SharedSecret::random()? } else { SharedSecret::from_env(VARIABLE)? };
        let Options { listen, json, .. } = options;
        let receiver = Receiver::new(secret.clone());
        Ok(Self { receiver, secret, listen, json, secret_is_new })
    }

    /// The receiver to mount, which asks for the secret.
    pub fn receiver(&self) -> Receiver {
        self.receiver.clone()
    }

    /// The secret, for a receiver that asks for more than that.
    pub fn secret(&self) -> SharedSecret {
        self.secret.clone()
    }

    /// Listens where the command line says.
    ///
    /// # Errors
    ///
    /// A [`Failure`] that names the address.
    pub fn listener(&self) -> Result<std::net::TcpListener, Failure> {
        let listen = |address| {
            let listener = std::net::TcpListener::bind(address)?;
            listener.set_nonblocking(true)?;
            Ok(listener)
        };
        listen(self.listen).map_err(|error: io::Error| {
            let elsewhere = "--listen 127.0.0.1:0 takes a free port";
            Failure::new(format!("cannot listen on {}: {error}; {elsewhere}", self.listen))
        })
    }

    /// Prints the URL to register, once the program listens on `address`.
    ///
    /// A secret from the environment is not printed, but named as a shell has it. With `--json` the URL
    /// goes to the standard error, so that the standard output holds events alone.
    ///
    /// # Errors
    ///
    /// A [`Failure`] where it cannot be printed.
    pub fn announce(&self, address: SocketAddr) -> Result<(), Failure> {
        let base = format!("http://{address}{PATH}");
        let line = if self.secret_is_new {
            let url = self.receiver.registration_url(&base)?;
            format!("Listening. The URL to register: {url}")
        } else {
            let url = format!("{base}?secret=${{{VARIABLE}%%,*}}");
            format!("Listening. The URL to register, once a shell has put in the secret: {url}")
        };
        if self.json {
            writeln!(io::stderr(), "{line}")?;
        } else {
            writeln!(io::stdout(), "{line}")?;
        }
        Ok(())
    }

    /// Prints an event: a readable line, or with `--json` a line of JSON. It is flushed, so that what
    /// is acknowledged afterwards has been printed.
    ///
    /// # Errors
    ///
    /// Where it could not be printed; do not acknowledge the event then.
    pub fn print(&self, event: &Event) -> io::Result<()> {
        let line = if self.json { serde_json::to_string(event)? } else { event.to_string() };
        let mut out = io::stdout().lock();
        writeln!(out, "{line}")?;
        out.flush()
    }
}
