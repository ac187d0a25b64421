use std::io::{self, IsTerminal, Write};

use clap::Args;
use kudosity_webhook_inbox::Event;
use kudosity_webhook_inbox::{Inbox, Shown};
use serde_json::{Value, json};

use crate::ending::{Ending, Failure};
use crate::out::{Format, Problems, printable};

/// Show one entry, with its body where that is asked for.
#[derive(Args)]
#[command(after_help = HELP)]
pub(crate) struct Show {
    /// Its number in the list
    id: u64,
    /// Print the body as it came, and nothing else; with --json beside the rest
    #[arg(long)]
    body: bool,
    #[command(flatten)]
    format: Format,
    #[command(flatten)]
    problems: Problems,
}

const HELP: &str = "\
Examples:
  inbox --database inbox.db show 1
  inbox --database inbox.db show 1 --body > body.json

Exit codes:
  0    done
  1    there is no such entry, or it has no body any more
  2    an argument or a variable is wrong
  3    the database failed
  141  whoever read the output went away";

impl Show {
    pub(crate) async fn run(&self, inbox: &Inbox) -> Result<Ending, Failure> {
        let Some(shown) = inbox.show(self.id).await? else {
            return Err(Failure::NotDone(
                "there is no such entry: list shows which are".to_owned(),
            ));
        };
        if self.body && !self.format.json {
            return print_body(&shown);
        }
        let mut fields = self.problems.fields(&shown.listed);
        fields.extend(origin(&shown));
        fields.insert("event".to_owned(), json!(summary(&shown)));
        let size = shown.body.as_deref().map(<[u8]>::len);
        fields.insert("body_bytes".to_owned(), json!(size));
        if self.body {
            fields.extend([body(&shown)]);
        }
        let object = Value::Object(fields);
        self.format.print(&lines(&object), &object)?;
        Ok(Ending::Done)
    }
}

/// The event on one line, without texts and whole numbers.
fn summary(shown: &Shown) -> Option<String> {
    // As many values as the receiver allowed.
    Event::from_body_within(shown.body.clone()?, usize::MAX).ok().map(|event| event.to_string())
}

/// By what it came.
pub(crate) fn origin(shown: &Shown) -> [(String, Value); 2] {
    [
        ("authenticated_by".to_owned(), json!(shown.authenticated_by)),
        ("traceparent".to_owned(), json!(shown.traceparent)),
    ]
}

/// The body as text, or where it is none, as base64; null once it was purged or erased.
pub(crate) fn body(shown: &Shown) -> (String, Value) {
    let body = shown.body.as_deref();
    match body.map(|body| std::str::from_utf8(body).map_err(|_| body)) {
        None => ("body".to_owned(), Value::Null),
        Some(Ok(text)) => ("body".to_owned(), json!(text)),
        Some(Err(body)) => {
            ("body_base64".to_owned(), json!(base64_simd::STANDARD.encode_to_string(body)))
        }
    }
}

fn print_body(shown: &Shown) -> Result<Ending, Failure> {
    let Some(body) = &shown.body else {
        return Err(Failure::NotDone("its body was purged or erased".to_owned()));
    };
    let mut out = io::stdout().lock();
    if out.is_terminal() {
        writeln!(out, "{}", printable(&String::from_utf8_lossy(body)))?;
    } else {
        out.write_all(body)?;
    }
    out.flush()?;
    Ok(Ending::Done)
}

/// What there is of an object, a line each.
fn lines(object: &Value) -> String {
    let fields = object.as_object().into_iter().flatten().filter(|(_, value)| !value.is_null());
    let line = |(name, value): (&String, &Value)| match value.as_str() {
        Some(text) => format!("{name}: {}", printable(text)),
        None => format!("{name}: {value}"),
    };
    fields.map(line).collect::<Vec<_>>().join("\n")
}
