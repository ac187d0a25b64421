use std::io::Write;
use std::time::Duration;

use clap::{Args, ValueEnum};
use kudosity_webhook::event::{Address, Channel};
use kudosity_webhook_simulator::client::Target;
use kudosity_webhook_simulator::provider::{Provider, Registration};
use kudosity_webhook_simulator::scenario::{LATE, Life, Planned, Scenario};
use kudosity_webhook_simulator::sender::{Attempt, Pace, RetrySchedule};

use crate::answer::{Tally, Told, facts};
use crate::ending::{Ending, Failure};
use crate::endpoint::{Endpoint, Url};
use crate::events::MadeUp;
use crate::run::until_interrupted;
use crate::values;

/// Deliver what becomes of a message, a conversation or a campaign, at its time.
///
/// What the provider was seen to do, and what it may do tomorrow, is put on top by the options:
/// repeats, another order, a second registration, and types, words and fields that are not known.
#[derive(Args)]
#[command(after_help = HELP)]
pub(crate) struct Play {
    /// What happens
    #[arg(value_enum)]
    story: Story,
    #[command(flatten)]
    url: Url,
    /// What the message travels by (message) [default: sms]
    #[arg(long, value_enum)]
    channel: Option<By>,
    /// What becomes of the message (message): delivered, read, failed, hard-bounce, soft-bounce,
    /// delivered-late or rejected [default: delivered]
    #[arg(long, value_parser = life)]
    life: Option<Life>,
    /// How many the campaign writes to (campaign) [default: 20]
    #[arg(long, value_name = "COUNT", value_parser = clap::value_parser!(u64).range(1..))]
    recipients: Option<u64>,
    #[command(flatten)]
    misbehaviour: Misbehaviour,
    #[command(flatten)]
    timing: Timing,
    #[command(flatten)]
    made_up: MadeUp,
    #[command(flatten)]
    endpoint: Endpoint,
    /// Print one object a line and try: `event`, `event_type`, `id` (of the message), `person`,
    /// `webhook_id`, `fingerprint`, `notes`, `try`, `accepted`, `status`, `problem` (the answer's problem
    /// document), `error`, `again_after_milliseconds`, `milliseconds`. There is no summary: the exit
    /// code is one
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Story {
    /// The receipts of one message
    Message,
    /// Messages and answers by SMS, up to STOP
    Conversation,
    /// A message with a link to many: receipts, link hits by machines and people, opt-outs
    Campaign,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum By {
    Sms,
    Mms,
    Rcs,
    Whatsapp,
}

/// What is put on top of the scenario.
#[derive(Args)]
struct Misbehaviour {
    /// Deliver every event again at once, byte for byte
    #[arg(long)]
    repeat: bool,
    /// Deliver every event again a minute later, byte for byte, as was seen live
    #[arg(long)]
    late_repeats: bool,
    /// Hold events back for up to 30s, or for up to another time, so that some overtake others
    #[arg(long, value_name = "TIME", num_args = 0..=1, require_equals = true,
          default_missing_value = "30s", value_parser = values::time)]
    reorder: Option<Duration>,
    /// Deliver every event for a second registration too
    #[arg(long)]
    two_registrations: bool,
    /// Add fields, statuses and types of event that are not known
    #[arg(long)]
    unknown: bool,
}

/// When it is delivered.
#[derive(Args)]
struct Timing {
    /// Deliver again after these pauses what was not answered 2xx
    #[arg(long, value_name = "TIME,…", value_delimiter = ',', value_parser = values::time)]
    retry: Vec<Duration>,
    /// So many times as fast: all waits and pauses are divided
    #[arg(long, value_name = "TIMES", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
    speed: u32,
    /// Without any wait, each event once the one before it was answered; the pauses of `--retry` are kept
    #[arg(long, conflicts_with = "speed")]
    no_wait: bool,
}

const HELP: &str = "\
Examples:
  kudosity-webhook-simulator scenario message --channel rcs --life read --speed 60
  kudosity-webhook-simulator scenario conversation --no-wait --unknown
  kudosity-webhook-simulator scenario campaign --recipients 50 --repeat --reorder --speed 100
  kudosity-webhook-simulator scenario message --late-repeats --retry 1s,10s,60s --speed 100

Exit codes:
  0    every event was answered 2xx in the end
  1    one was not
  2    an argument, a variable or a file is wrong
  3    none was answered at all
  130  ended by Ctrl-C, after the summary so far
  141  whoever read the output went away";

/// So many are written to where no number is given.
const RECIPIENTS: u64 = 20;

impl Play {
    pub(crate) async fn run(&self) -> Result<Ending, Failure> {
        if let Some((option, story)) = self.unfitting() {
            let fault = format!("{option} is for `scenario {story}` alone: leave it out");
            return Err(Failure::usage(fault));
        }
        let target = self.endpoint.target(&self.url)?;
        let scenario = self.scenario(&mut self.made_up.provider()?);
        let mut tally = Tally::default();
        let done = until_interrupted(self.deliver(&target, scenario, &mut tally)).await;
        if !self.json && !matches!(done, Some(Err(_))) {
            writeln!(anstream::stdout(), "{tally}")?;
        }
        done.map_or(Ok(Ending::Interrupted), |done| done.map(|()| tally.ending()))
    }

    async fn deliver(
        &self,
        target: &Target,
        scenario: Scenario,
        tally: &mut Tally,
    ) -> Result<(), Failure> {
        let sender = self.endpoint.sender(target.clone()).retrying(self.timing.schedule());
        let version = self.endpoint.version();
        let tell = |planned: &Planned, attempt: &Attempt| {
            let nobody_there = tally.nobody_there(attempt);
            tally.count(attempt);
            if self.json || nobody_there.is_ok() {
                let Planned { event, notes, .. } = planned;
                let facts = &facts(event, event.person().map(Address::as_str), notes);
                let event = &planned.to_string();
                Told { event, facts, attempt, version, target }.print(self.json)?;
            }
            nobody_there
        };
        sender.try_play(scenario, self.timing.pace(), tell).await
    }

    /// An option that is given, and the other story that it is for.
    fn unfitting(&self) -> Option<(&'static str, &'static str)> {
        let (message, campaign) = (Story::Message, Story::Campaign);
        let options = [
            (self.channel.is_some(), "--channel", message, "message"),
            (self.life.is_some(), "--life", message, "message"),
            (self.recipients.is_some(), "--recipients", campaign, "campaign"),
        ];
        let mut options = options.into_iter();
        let found = options.find(|(given, _, story, _)| *given && *story != self.story);
        found.map(|(_, option, _, name)| (option, name))
    }

    fn scenario(&self, provider: &mut Provider) -> Scenario {
        let scenario = match self.story {
            Story::Message => {
                let channel = self.channel.unwrap_or(By::Sms).into();
                Scenario::message(provider, channel, self.life.unwrap_or(Life::Delivered))
            }
            Story::Conversation => Scenario::conversation(provider),
            Story::Campaign => Scenario::campaign(provider, self.recipients.unwrap_or(RECIPIENTS)),
        };
        self.misbehaviour.on_top_of(scenario).faster(self.timing.speed)
    }
}

impl Misbehaviour {
    fn on_top_of(&self, mut scenario: Scenario) -> Scenario {
        if self.unknown {
            let scenario_of_tomorrow = scenario.with_unknown_fields(3);
            scenario = scenario_of_tomorrow.with_unknown_statuses(3).with_unknown_types(3);
        }
        if self.two_registrations {
            scenario = scenario.also_for(Registration::new("second-registration", "second"));
        }
        if self.repeat {
            scenario = scenario.repeated(1, Duration::ZERO);
        }
        if self.late_repeats {
            scenario = scenario.repeated(1, LATE);
        }
        match self.reorder {
            Some(window) => scenario.reordered(window),
            None => scenario,
        }
    }
}

impl Timing {
    fn pace(&self) -> Pace {
        if self.no_wait { Pace::InOrder } else { Pace::Timed }
    }

    fn schedule(&self) -> RetrySchedule {
        let pauses = self.retry.iter().map(|pause| *pause / self.speed);
        RetrySchedule::new(pauses.collect::<Vec<_>>())
    }
}

impl From<By> for Channel {
    fn from(by: By) -> Self {
        match by {
            By::Sms => Self::Sms,
            By::Mms => Self::Mms,
            By::Rcs => Self::Rcs,
            By::Whatsapp => Self::Whatsapp,
        }
    }
}

fn life(word: &str) -> Result<Life, String> {
    let lives = Life::ALL.into_iter();
    lives.clone().find(|life| life.as_str() == word).ok_or_else(|| {
        let words: Vec<_> = lives.map(Life::as_str).collect();
        format!("one of {}", words.join(", "))
    })
}
