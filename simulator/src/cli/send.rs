use std::io::Write;

use clap::Args;
use kudosity_webhook::EventType;
use kudosity_webhook::bytes::Bytes;
use kudosity_webhook::event::{Address, Channel, Event};
use kudosity_webhook_simulator::client::Target;
use kudosity_webhook_simulator::provider::{Picture, Provider};
use kudosity_webhook_simulator::samples;
use serde_json::Value;

use crate::answer::{Tally, Told, facts};
use crate::ending::{Ending, Failure};
use crate::endpoint::{Endpoint, Url};
use crate::events::MadeUp;
use crate::file::{name, read};
use crate::run::until_interrupted;
use crate::values;
use crate::words::{Word, Words};

/// Deliver one event of every type, or of those that are named.
///
/// The events are made up in all the forms that the provider was seen to send. Each is delivered once,
/// one after the other.
#[derive(Args)]
#[command(after_help = HELP, override_usage = "kudosity-webhook-simulator send [OPTIONS] [EVENT_TYPE]... [URL]")]
pub(crate) struct Send {
    /// Types of event such as OPT_OUT, in any case and with - or _; then the URL to deliver to, secret
    /// included, unless the environment variable KUDOSITY_WEBHOOK_URL holds it
    #[arg(value_name = "EVENT_TYPE|URL", value_parser = Words)]
    words: Vec<Word>,
    /// Deliver the body in this file, or from the standard input by `-`, as it is, instead; may be given
    /// several times
    #[arg(long = "file", value_name = "FILE")]
    files: Vec<String>,
    /// Give an MMS one picture of this size, such as 300KiB; its base64 is a third longer
    #[arg(long, value_name = "SIZE", value_parser = values::bytes)]
    media_size: Option<usize>,
    /// Make up so many of each type
    #[arg(long, value_name = "COUNT", default_value_t = 1,
          value_parser = clap::value_parser!(u32).range(1..))]
    count: u32,
    /// Print the bodies instead of delivering them: one a line, and no URL is needed
    #[arg(long, conflicts_with_all = ["json", "files", "headers", "cacert", "http2", "timeout"])]
    print: bool,
    #[command(flatten)]
    made_up: MadeUp,
    #[command(flatten)]
    endpoint: Endpoint,
    /// Print one object a line: `event`, `event_type`, `id` (of the message), `person`,
    /// `webhook_id`, `fingerprint`, `notes`, `try`, `accepted`, `status`, `problem` (the answer's problem
    /// document), `error`, `again_after_milliseconds`, `milliseconds`. There is no summary: the exit
    /// code is one
    #[arg(long)]
    json: bool,
}

const HELP: &str = "\
Examples:
  kudosity-webhook-simulator send \"http://127.0.0.1:3000/webhooks/kudosity?secret=$SECRET\"
  kudosity-webhook-simulator send opt_out sms_inbound --http2
  kudosity-webhook-simulator send mms_inbound --media-size 3MiB
  kudosity-webhook-simulator send --file captured.json
  kudosity-webhook-simulator send --print mms_inbound > captured.json

Exit codes:
  0    all were answered 2xx
  1    one was not
  2    an argument, a variable or a file is wrong
  3    none was answered at all
  130  ended by Ctrl-C
  141  whoever read the output went away";

/// The largest body that is read from a file, in bytes.
const MAX_FILE: u64 = 256 * 1024 * 1024;

/// A body, and what it is on one line.
struct Made {
    event: String,
    facts: Value,
    body: Bytes,
}

impl Send {
    pub(crate) async fn run(&self) -> Result<Ending, Failure> {
        let (types, url) = self.words()?;
        if self.print {
            return self.print(&types, url.as_ref());
        }
        let target = self.endpoint.target(&Url::new(url))?;
        let made = self.made(&types)?;
        let mut tally = Tally::default();
        let done = until_interrupted(self.deliver(&target, made, &mut tally)).await;
        let failed = matches!(done, Some(Err(_)));
        if !self.json && !failed && (tally.total() > 1 || done.is_none()) {
            writeln!(anstream::stdout(), "{tally}")?;
        }
        done.map_or(Ok(Ending::Interrupted), |done| done.map(|()| tally.ending()))
    }

    async fn deliver(
        &self,
        target: &Target,
        made: impl Iterator<Item = Made>,
        tally: &mut Tally,
    ) -> Result<(), Failure> {
        let sender = self.endpoint.sender(target.clone());
        let version = self.endpoint.version();
        for Made { event, facts, body } in made {
            let attempt = &sender.deliver(body, |_| ()).await;
            let nobody_there = tally.nobody_there(attempt);
            tally.count(attempt);
            if self.json || nobody_there.is_ok() {
                Told { event: &event, facts: &facts, attempt, version, target }.print(self.json)?;
            }
            nobody_there?;
        }
        Ok(())
    }

    fn print(&self, types: &[EventType], url: Option<&String>) -> Result<Ending, Failure> {
        if url.is_some() {
            return Err(Failure::usage("--print delivers nothing: leave out the URL, or --print"));
        }
        let mut out = anstream::stdout();
        for Made { body, .. } in self.made(types)? {
            out.write_all(&body)?;
            writeln!(out)?;
        }
        Ok(Ending::Fine)
    }

    /// The types of event and the URL, told apart.
    fn words(&self) -> Result<(Vec<EventType>, Option<String>), Failure> {
        let (url, words) = match self.words.split_last() {
            Some((Word::Url(url), words)) => (Some(url.clone()), words),
            _ => (None, self.words.as_slice()),
        };
        let types: Option<Vec<_>> = words
            .iter()
            .map(|word| match word {
                Word::Type(event_type) => Some(*event_type),
                Word::Url(_) => None,
            })
            .collect();
        let types = types.ok_or_else(|| {
            Failure::usage("there is a URL before the last word: one is delivered to, the last")
        })?;
        if let Some(fault) = self.unfitting(&types) {
            return Err(Failure::usage(fault));
        }
        Ok((types, url))
    }

    /// What is asked for and would be passed over.
    fn unfitting(&self, types: &[EventType]) -> Option<&'static str> {
        let makes_up = !types.is_empty() || self.files.is_empty();
        if !makes_up && (self.media_size.is_some() || self.count > 1 || self.made_up.is_said()) {
            return Some(
                "a file is delivered as it is: leave out what is for made-up events, or name their types",
            );
        }
        let none_has_media = !types.is_empty() && !types.contains(&EventType::MmsInbound);
        (none_has_media && self.media_size.is_some())
            .then_some("--media-size is for MMS_INBOUND, which is not among the types")
    }

    /// What is delivered: the files, and then what is made up, as it is taken.
    fn made(&self, types: &[EventType]) -> Result<impl Iterator<Item = Made>, Failure> {
        let files = self.files.iter().map(|file| Made::from_file(file));
        let files = files.collect::<Result<Vec<_>, _>>()?;
        let every = samples::current().iter().map(|sample| sample.event_type);
        let types: Vec<_> = match types {
            [] if files.is_empty() => every.collect(),
            types => types.to_vec(),
        };
        let mut provider = (!types.is_empty()).then(|| self.made_up.provider()).transpose()?;
        let types = (0..self.count).flat_map(move |_| types.clone());
        let made_up = types.filter_map(move |it| Some(self.make_up(provider.as_mut()?, it)));
        Ok(files.into_iter().chain(made_up))
    }

    fn make_up(&self, provider: &mut Provider, event_type: EventType) -> Made {
        let draft = match self.media_size {
            Some(size) if event_type == EventType::MmsInbound => {
                provider.inbound(Channel::Mms).media([Picture::jpeg(size)]).of_any()
            }
            _ => provider.event(event_type),
        };
        let event = draft.event();
        let facts = facts(&event, event.person().map(Address::as_str), &[]);
        Made { event: event.to_string(), facts, body: draft.body() }
    }
}

impl Made {
    fn from_file(path: &str) -> Result<Self, Failure> {
        let body = read(path, MAX_FILE + 1)?;
        if body.len() as u64 > MAX_FILE {
            let fault = format!("{} is larger than 256 MiB: no body is", name(path));
            return Err(Failure::usage(fault));
        }
        let (event, facts) = match Event::from_body(body.clone()) {
            Ok(event) => {
                // What was captured is about somebody.
                let person = event.person().map(|person| person.masked().to_string());
                (event.to_string(), facts(&event, person.as_deref(), &[]))
            }
            Err(_) => (format!("no event, from {}", name(path)), Value::Null),
        };
        Ok(Self { event, facts, body })
    }
}
