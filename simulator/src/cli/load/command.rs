use std::io::{self, Write};
use std::sync::Arc;
use std::time::{Duration, Instant};

use clap::Args;
use kudosity_webhook_simulator::client::Target;

use super::measured::Measured;
use super::report::Report;
use super::slow::Slow;
use super::tickets::{Plan, Tickets};
use super::workers::Workers;
use crate::ending::{Ending, Failure};
use crate::endpoint::{Endpoint, Url};
use crate::events::MadeUp;
use crate::run::until_interrupted;
use crate::values;

/// Deliver many events at once, and measure the answers.
///
/// The events are made up, of all types. A latency is the time from when a delivery was due by the
/// rate, or else from when it was begun, to the end of its answer: so a server that stalls is not
/// spared the deliveries that it held up. Those that were not even begun by the end are counted apart:
/// raise `--concurrency` for them. The percentiles are those of the answers: what got none is in none of
/// them, and how many that are is said beside them.
#[derive(Args)]
#[command(after_help = HELP)]
pub(crate) struct Load {
    #[command(flatten)]
    url: Url,
    /// Deliver so many events; 1000 where no duration is given
    #[arg(long, value_name = "COUNT", value_parser = clap::value_parser!(u64).range(1..))]
    requests: Option<u64>,
    /// Begin no delivery after this time
    #[arg(long, value_name = "TIME", value_parser = values::time)]
    duration: Option<Duration>,
    /// So many deliveries a second; as fast as they are answered where none is given
    #[arg(long, value_name = "COUNT", value_parser = clap::value_parser!(u32).range(1..))]
    rate: Option<u32>,
    /// So many deliveries at once: by HTTP/1.1 on as many connections, by HTTP/2 on one
    #[arg(long, value_name = "COUNT", default_value_t = 10,
          value_parser = clap::value_parser!(u32).range(1..))]
    concurrency: u32,
    /// So many in a hundred are what was delivered just before, byte for byte
    #[arg(long, value_name = "PERCENT", default_value_t = 0,
          value_parser = clap::value_parser!(u8).range(..=100))]
    repeats: u8,
    /// Hold so many further connections open that send a head and then nothing
    #[arg(long, value_name = "COUNT", default_value_t = 0)]
    stalled: u32,
    /// Hold so many further connections open that send a head and then a byte a second
    #[arg(long, value_name = "COUNT", default_value_t = 0)]
    trickling: u32,
    #[command(flatten)]
    made_up: MadeUp,
    #[command(flatten)]
    endpoint: Endpoint,
    /// Print one object: `accepted`, `refused`, `unanswered` (in no percentile), `not_begun` (though
    /// due by the rate), `seconds`, `answers_a_second`, `statuses`, `errors`,
    /// `latency_percentiles_milliseconds` (`p50`, `p90`, `p99`, `p99.9`, `worst`), `slow_connections`
    #[arg(long)]
    json: bool,
}

const HELP: &str = "\
Stalled and trickling connections are of HTTP/1.1 and carry the secret of the URL. They are opened
before the load begins; one that the server ends, such as by a 408, is opened again a second later.

Examples:
  kudosity-webhook-simulator load --requests 500 --concurrency 20
  kudosity-webhook-simulator load --duration 2s --rate 100 --repeats 10 --http2
  kudosity-webhook-simulator load --duration 2s --rate 50 --stalled 100 --trickling 100

Exit codes:
  0    all were answered 2xx
  1    one was not
  2    an argument, a variable or a file is wrong
  3    none was answered at all
  130  ended by Ctrl-C, after the summary so far
  141  whoever read the output went away";

/// How many events are delivered where neither a number nor a duration is given.
const DEFAULT_REQUESTS: u64 = 1000;

/// Files that the process has open beside its connections.
const OTHER_FILES: u64 = 64;

impl Load {
    pub(crate) async fn run(&self) -> Result<Ending, Failure> {
        let target = self.endpoint.target(&self.url)?;
        self.allow_connections()?;
        let provider = self.made_up.provider()?;
        let measured = Measured::new(self.endpoint.version()).map_err(Failure::usage)?;
        let tickets = Tickets::new(provider, self.plan());
        let sender = self.endpoint.sender(target.clone());
        let workers = Arc::new(Workers::new(sender, tickets, measured));
        let mut slow = None;
        let ended = until_interrupted(self.deliver(&target, &workers, &mut slow)).await;
        workers.clear_bar();
        let done = ended.transpose()?;
        let report = Report {
            measured: workers.measured(),
            elapsed: workers.elapsed(),
            not_begun: workers.not_begun(),
            slow: slow.map(|(opening, slow)| (opening, slow.seen())),
        };
        let mut out = anstream::stdout();
        if self.json {
            writeln!(out, "{}", report.json())?;
        } else {
            write!(out, "{report}")?;
        }
        Ok(done.map_or(Ending::Interrupted, |()| report.measured.tally.ending()))
    }

    fn plan(&self) -> Plan {
        let Self { duration, rate, repeats, .. } = *self;
        let requests = self.requests.or(duration.is_none().then_some(DEFAULT_REQUESTS));
        Plan { requests, duration, rate, repeats }
    }

    /// Makes sure that somebody is there, opens the slow connections, and delivers.
    async fn deliver(
        &self,
        target: &Target,
        workers: &Arc<Workers>,
        slow: &mut Option<(Duration, Slow)>,
    ) -> Result<(), Failure> {
        self.endpoint.reach(target).await?;
        *slow = self.open_slow(target).await;
        workers.run(self.concurrency).await;
        Ok(())
    }

    /// Opens the slow connections, and says how long that took.
    async fn open_slow(&self, target: &Target) -> Option<(Duration, Slow)> {
        let began = Instant::now();
        let slow = Slow::begin(target, self.stalled, self.trickling)?;
        slow.all_tried().await;
        let opening = began.elapsed();
        // Nothing depends on its being read.
        let _ = writeln!(io::stderr(), "Slow connections: {} in {opening:.2?}", slow.seen());
        Some((opening, slow))
    }

    /// Raises the limit of open files, as far as this process may.
    fn allow_connections(&self) -> Result<(), Failure> {
        let connections = [self.stalled, self.trickling, self.concurrency];
        let needed = connections.into_iter().map(u64::from).sum::<u64>() + OTHER_FILES;
        let allowed = rlimit::increase_nofile_limit(needed).unwrap_or(needed);
        if allowed < needed {
            let remedy = "allow more by `ulimit -n`, or open fewer connections";
            let fault = format!("{needed} files must be open, and {allowed} may be: {remedy}");
            return Err(Failure::usage(fault));
        }
        Ok(())
    }
}
