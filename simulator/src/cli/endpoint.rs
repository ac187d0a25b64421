use std::env;
use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use kudosity_webhook_simulator::client::{NoAnswer, Target, TargetError, Version};
use kudosity_webhook_simulator::sender::Sender;
use tokio::time::timeout;

use crate::ending::Failure;
use crate::values;

/// The environment variable for the URL.
const VARIABLE: &str = "KUDOSITY_WEBHOOK_URL";

/// The URL to deliver to. It is taken as it comes: what reads an argument quotes it in its errors.
#[derive(Args)]
pub(crate) struct Url {
    /// The URL to deliver to, secret included; where none is given, that of the environment variable
    /// KUDOSITY_WEBHOOK_URL
    #[arg(value_name = "URL")]
    url: Option<String>,
}

/// What goes with the URL.
#[derive(Args)]
pub(crate) struct Trust {
    /// Add a header, as a gateway in front would: `name: value`; may be given several times
    #[arg(long = "header", value_name = "LINE")]
    headers: Vec<String>,
    /// Trust the certificate authorities in this PEM file too
    #[arg(long, value_name = "FILE")]
    cacert: Option<PathBuf>,
}

/// How it is delivered.
#[derive(Args)]
pub(crate) struct Endpoint {
    #[command(flatten)]
    trust: Trust,
    /// Deliver by HTTP/2, with prior knowledge where the URL is http
    #[arg(long)]
    http2: bool,
    /// The time for one try, connecting included
    #[arg(long, value_name = "TIME", default_value = "30s", value_parser = values::time)]
    timeout: Duration,
}

impl Url {
    pub(crate) fn new(url: Option<String>) -> Self {
        Self { url }
    }
}

impl Trust {
    /// Where to deliver to.
    pub(crate) fn target(&self, url: &Url) -> Result<Target, Failure> {
        let (url, from) = match &url.url {
            Some(url) => (url.clone(), "the URL that is given".to_owned()),
            None => (env::var(VARIABLE).unwrap_or_default(), format!("what {VARIABLE} holds")),
        };
        if url.is_empty() {
            let fault = format!("no URL: give it as the last argument, or set {VARIABLE}");
            return Err(Failure::usage(fault));
        }
        let target = Target::parse(&url);
        let target = target.map_err(|error| Failure::usage(format!("{from}: {error}")))?;
        self.completed(target).map_err(Failure::usage)
    }

    fn completed(&self, mut target: Target) -> Result<Target, TargetError> {
        if let Some(file) = &self.cacert {
            target = target.trusting(file)?;
        }
        self.headers.iter().try_fold(target, |target, line| target.with_header(line))
    }
}

impl Endpoint {
    pub(crate) fn target(&self, url: &Url) -> Result<Target, Failure> {
        self.trust.target(url)
    }

    pub(crate) fn sender(&self, target: Target) -> Sender {
        Sender::by(self.version(), target).timeout(self.timeout)
    }

    /// Connects once, since nothing else makes sense where that fails.
    pub(crate) async fn reach(&self, target: &Target) -> Result<(), Failure> {
        match timeout(self.timeout, target.connect(self.version())).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => Err(Failure::NoAnswer(error.to_string())),
            Err(_) => Err(Failure::NoAnswer(NoAnswer::TimedOut.to_string())),
        }
    }

    pub(crate) fn version(&self) -> Version {
        if self.http2 { Version::Http2 } else { Version::Http1 }
    }
}
