use kudosity_webhook_simulator::client::{NoAnswer, Response};
use kudosity_webhook_simulator::conformance::Outcome;
use serde_json::Value;

pub(crate) fn header() -> String {
    line("SENT", "ANSWERED", "THE HANDLER SAW")
}

/// What was sent, what was answered, what the handler saw; and what is wrong with it, if anything.
pub(crate) fn row(outcome: &Outcome) -> String {
    let saw: Vec<String> = outcome.events.iter().flatten().map(ToString::to_string).collect();
    let saw = if saw.is_empty() { "nothing".to_owned() } else { saw.join("; ") };
    let faults = outcome.faults.iter().map(|fault| format!("\n  UNEXPECTED: {fault}"));
    line(&outcome.case.name, &answered(&outcome.answer), &saw) + &faults.collect::<String>()
}

pub(crate) fn verdict(failed: usize) -> String {
    match failed {
        0 => "everything came as it must.".to_owned(),
        failed => format!("{failed} came to something UNEXPECTED."),
    }
}

fn line(sent: &str, answered: &str, saw: &str) -> String {
    format!("{sent:<32}  {answered:<36}  {saw}")
}

/// The status and the last part of the problem's type, with the place that it names.
fn answered(answer: &Result<Response, NoAnswer>) -> String {
    let response = match answer {
        Ok(response) => response,
        Err(error) => return error.to_string(),
    };
    let problem: Value = serde_json::from_slice(&response.body).unwrap_or_default();
    let member = |name: &str| problem.get(name).and_then(Value::as_str);
    let name = member("type").and_then(|name| name.rsplit(':').next());
    let place = member("pointer").filter(|pointer| !pointer.is_empty());
    let place = place.map(|pointer| format!(" at {pointer}"));
    let status = response.status.as_u16();
    format!("{status} {}{}", name.unwrap_or("OK"), place.unwrap_or_default())
}
