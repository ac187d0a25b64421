use std::fmt;
use std::io::Write;
use std::time::Duration;

use clap::{Args, ValueEnum};
use kudosity_webhook_simulator::client::Version;
use kudosity_webhook_simulator::conformance::{
    Answers, CheckError, Limits, Options, Place, Progress, Report, check,
};

use crate::ending::{Ending, Failure};
use crate::endpoint::{Trust, Url};
use crate::out::{BAD, GOOD, Styled};
use crate::progress;
use crate::run::until_interrupted;
use crate::values;

/// Try every conformance case against a receiver in staging.
///
/// Each case is a request and what must be answered to it: events in every form, and requests that are
/// forged, malformed, too large or too slow; some 370 by each version of HTTP. THE HANDLER GETS SOME 400
/// MADE-UP EVENTS, opt-outs among them, so check a receiver in staging, not in production. It takes about
/// as long as the receiver's time limit for a body.
///
/// It is for a receiver with the secret alone, or with what `--header` satisfies beside it, such as an
/// allow-list behind a proxy. Registrations, signed references and signatures of the body are not.
#[derive(Args)]
#[command(after_help = HELP)]
pub(crate) struct Check {
    #[command(flatten)]
    url: Url,
    /// Where the secret stands in what is delivered; found in the URL or the header unless this is said
    #[arg(long = "in", value_enum, requires = "name")]
    place: Option<Kind>,
    /// The name of the query parameter, of the header, or of the user
    #[arg(long, requires = "place")]
    name: Option<String>,
    /// Leave out the cases about secrets, where the URL holds none
    #[arg(long)]
    without_secret: bool,
    /// Compare the status of a refusal and its problem's type alone, where the application has texts of
    /// its own
    #[arg(long)]
    own_texts: bool,
    /// Expect a success where a body is authentic and no event, as an inbox answers, which keeps it
    #[arg(long)]
    acknowledges_unreadable: bool,
    /// Try one version of HTTP alone; both, as far as they are spoken, unless this is said
    #[arg(long, value_enum)]
    only: Option<Only>,
    /// The largest body that the receiver accepts
    #[arg(long, value_name = "SIZE", default_value = "8MiB", value_parser = values::bytes)]
    max_body_size: usize,
    /// The most JSON values that the receiver accepts in a body
    #[arg(long, value_name = "COUNT", default_value_t = Limits::default().max_values)]
    max_values: usize,
    /// The time that the receiver gives a body
    #[arg(long, value_name = "TIME", default_value = "10s", value_parser = values::time)]
    body_timeout: Duration,
    /// The time for an answer, beside that of its body
    #[arg(long, value_name = "TIME", default_value = "10s", value_parser = values::time)]
    timeout: Duration,
    /// Try so many cases at once, each with a body of the largest size at most
    #[arg(long, value_name = "COUNT", default_value_t = 8,
          value_parser = clap::value_parser!(u16).range(1..))]
    at_once: u16,
    #[command(flatten)]
    trust: Trust,
    /// Show the cases that passed, too
    #[arg(long)]
    every: bool,
    /// Print one object: `passed`, `tried`, `failed`, and `cases` with what was expected and what came
    #[arg(long, conflicts_with = "every")]
    json: bool,
}

/// Where a secret stands.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Kind {
    Query,
    Header,
    Basic,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Only {
    Http1,
    Http2,
}

const HELP: &str = "\
Examples:
  kudosity-webhook-simulator check \"http://127.0.0.1:3000/webhooks/kudosity?secret=$SECRET\"
  kudosity-webhook-simulator check --only http1 --every
  kudosity-webhook-simulator check --own-texts --json > report.json

Exit codes:
  0    all cases passed
  1    one failed, or an honest delivery is not taken
  2    an argument, a variable or a file is wrong
  3    there is no connection, or no answer to an honest delivery
  130  ended by Ctrl-C
  141  whoever read the output went away";

impl Check {
    pub(crate) async fn run(&self) -> Result<Ending, Failure> {
        let target = self.trust.target(&self.url)?;
        let options = self.options();
        let bar = progress::bar(Some(0));
        let mut so_far = SoFar::default();
        let checking = check(&target, &options, |progress| {
            bar.set_length(progress.total as u64);
            bar.set_position(progress.done as u64);
            so_far.add(&progress);
        });
        let checked = until_interrupted(checking).await;
        bar.finish_and_clear();
        match checked {
            None => {
                if !self.json {
                    write!(anstream::stdout(), "{so_far}")?;
                }
                Ok(Ending::Interrupted)
            }
            Some(Err(error @ CheckError::NoSecret)) => {
                Err(Failure::usage(format_args!("{error} by --without-secret")))
            }
            Some(Err(error @ CheckError::NoAnswer { .. })) => {
                Err(Failure::NoAnswer(error.to_string()))
            }
            Some(Err(error @ CheckError::NotTaken { status: 401 | 403, .. })) => {
                Err(Failure::Wrong(format!("{error} (--header adds one)")))
            }
            Some(Err(error)) => Err(Failure::Wrong(error.to_string())),
            Some(Ok(report)) => self.tell(&report),
        }
    }

    fn options(&self) -> Options {
        let mut options = Options::default();
        options.place = self.place.zip(self.name.clone()).map(|(kind, name)| match kind {
            Kind::Query => Place::Query(name),
            Kind::Header => Place::Header(name),
            Kind::Basic => Place::Basic(name),
        });
        options.limits.max_body_size = self.max_body_size;
        options.limits.max_values = self.max_values;
        options.limits.body_timeout = self.body_timeout;
        options.patience = self.timeout;
        options.at_once = self.at_once.into();
        if self.own_texts {
            options.answers = Answers::Status;
        }
        options.acknowledges_unreadable = self.acknowledges_unreadable;
        options.versions.extend(self.only.map(|only| match only {
            Only::Http1 => Version::Http1,
            Only::Http2 => Version::Http2,
        }));
        options.without_secret = self.without_secret;
        options
    }

    fn tell(&self, report: &Report) -> Result<Ending, Failure> {
        let mut out = anstream::stdout();
        let (tried, failed) = (report.outcomes.len(), report.failed().count());
        if self.json {
            writeln!(out, "{}", serde_json::to_string(report).map_err(Failure::unwritable)?)?;
        } else {
            let table = if self.every { format!("{report:#}") } else { report.to_string() };
            write!(out, "{table}")?;
            if report.passed() {
                writeln!(out, "{}", Styled(GOOD, format_args!("all {tried} passed")))?;
            } else {
                writeln!(out, "{}", Styled(BAD, format_args!("{failed} of {tried} FAILED")))?;
            }
        }
        Ok(if report.passed() { Ending::Fine } else { Ending::Wrong })
    }
}

/// What is known when Ctrl-C comes.
#[derive(Debug, Default)]
struct SoFar {
    tried: usize,
    total: usize,
    failed: Vec<String>,
}

impl SoFar {
    fn add(&mut self, progress: &Progress<'_>) {
        (self.tried, self.total) = (progress.done, progress.total);
        if !progress.outcome.passed() {
            self.failed.push(progress.outcome.to_string());
        }
    }
}

impl fmt::Display for SoFar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { tried, total, failed } = self;
        failed.iter().try_for_each(|outcome| f.write_str(outcome))?;
        writeln!(f, "{tried} of {total} tried, {} failed", failed.len())
    }
}
