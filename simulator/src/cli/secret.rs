use std::io::{self, Write};
use std::net::IpAddr;

use clap::{Args, ValueEnum};
use kudosity_webhook::authenticate::SecretError;
use kudosity_webhook::http::Uri;
use kudosity_webhook::{Receiver, SharedSecret};
use serde_json::json;

use crate::ending::{Ending, Failure};
use crate::out::{LABEL, Styled};

/// Make a secret, and the URL to register with it.
///
/// The secret has 256 random bits. With `--base` the URL to register comes with it; whoever reads
/// either can forge deliveries.
#[derive(Args)]
#[command(after_help = HELP)]
pub(crate) struct Secret {
    /// The public URL of the endpoint, to have the URL to register
    #[arg(long, value_name = "URL")]
    base: Option<String>,
    /// Where the secret stands in a delivery
    #[arg(long = "in", value_enum, default_value_t = Place::Query)]
    place: Place,
    /// The name of the query parameter [secret], of the header [x-webhook-secret], or of the user
    /// [kudosity]
    #[arg(long)]
    name: Option<String>,
    /// Print one object: `secret`, `url` (null without `--base`) and `receiver`, the code that expects it
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Place {
    /// In a query parameter of the registered URL
    Query,
    /// In a header that a gateway in front adds: the provider adds none
    Header,
    /// As the password in the registered URL's user-info, which is sent as Basic authentication
    Basic,
}

const HELP: &str = "\
The secret alone is printed without --base, with it a line for each of secret, URL and code.

Examples:
  kudosity-webhook-simulator secret > .kudosity-secret
  kudosity-webhook-simulator secret --base https://sms.example.com/webhooks/kudosity
  kudosity-webhook-simulator secret --base https://sms.example.com/hook --in basic --name burst

Exit codes:
  0  it was made
  2  an argument is wrong";

impl Secret {
    pub(crate) fn run(&self) -> Result<Ending, Failure> {
        let secret = random().map_err(Failure::usage)?;
        let expected = self.expected(&secret).map_err(Failure::usage)?;
        let register = |base| {
            let url = Receiver::new(expected).registration_url(base).map(String::from);
            url.map_err(|error| Failure::usage(format!("--base: {error}")))
        };
        let url = self.base.as_deref().map(register).transpose()?;
        if self.base.as_deref().is_some_and(is_unencrypted) {
            // Nothing depends on its being read.
            let _ = writeln!(
                io::stderr(),
                "warning: the secret would travel unencrypted with every delivery: take an https URL"
            );
        }
        let code = self.code();
        let mut out = anstream::stdout();
        if self.json {
            writeln!(out, "{}", json!({ "secret": secret, "url": url, "receiver": code }))?;
        } else if let Some(url) = url {
            writeln!(out, "{}    {secret}", Styled(LABEL, "Secret"))?;
            writeln!(out, "{}  {url}", Styled(LABEL, "Register"))?;
            writeln!(out, "{}  {code}", Styled(LABEL, "Receiver"))?;
        } else {
            writeln!(out, "{secret}")?;
        }
        Ok(Ending::Fine)
    }

    fn expected(&self, secret: &str) -> Result<SharedSecret, SecretError> {
        let secret = SharedSecret::new(secret)?;
        match self.place {
            Place::Query => secret.in_query(self.name()),
            Place::Header => secret.in_header(self.name()),
            Place::Basic => secret.in_basic(self.name()),
        }
    }

    /// The line of an application that expects it.
    fn code(&self) -> String {
        let from_env = r#"SharedSecret::from_env("KUDOSITY_WEBHOOK_SECRET")?"#;
        let name = self.name();
        match self.place {
            Place::Query if self.name.is_none() => from_env.to_owned(),
            Place::Query => format!("{from_env}.in_query({name:?})?"),
            Place::Header => format!("{from_env}.in_header({name:?})?"),
            Place::Basic => format!("{from_env}.in_basic({name:?})?"),
        }
    }

    fn name(&self) -> &str {
        self.name.as_deref().unwrap_or(match self.place {
            Place::Query => "secret",
            Place::Header => "x-webhook-secret",
            Place::Basic => "kudosity",
        })
    }
}

/// Whether it is an http URL of another machine.
fn is_unencrypted(base: &str) -> bool {
    let Ok(uri) = base.parse::<Uri>() else { return false };
    let host = uri.host().unwrap_or_default().trim_matches(['[', ']']);
    let is_local = host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback());
    uri.scheme_str() == Some("http") && !is_local
}

/// 256 random bits in characters that a URL carries as they are.
fn random() -> Result<String, SecretError> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|_| SecretError::NoRandomness)?;
    Ok(base64_simd::URL_SAFE_NO_PAD.encode_to_string(bytes))
}
