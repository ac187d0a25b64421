use futures_util::{StreamExt, stream};
use kudosity_webhook::EventType;

use super::cases::sorted;
use super::judge::Judge;
use super::{Case, Endpoint, LeftOut, Options, Outcome, Report, Why};
use crate::client::{ConnectError, NoAnswer, Target, Version, send};
use crate::samples;

/// A case that has been tried, and how many there are.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Progress<'a> {
    /// How many have been tried.
    pub done: usize,
    /// How many there are in all.
    pub total: usize,
    /// The last one.
    pub outcome: &'a Outcome,
}

/// Why the cases were not tried.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CheckError {
    /// The target holds no secret.
    #[error(
        "no secret is known: give the URL as it is registered, such as https://…?secret=…, or the \
         header of the gateway, or leave the cases about secrets out"
    )]
    NoSecret,
    /// There is no answer to an honest delivery.
    #[error("an honest delivery by {version} gets no answer: {source}{}", hint(source, *version))]
    NoAnswer {
        /// The version by which it was sent.
        version: Version,
        /// Why there is none.
        source: NoAnswer,
    },
    /// An honest delivery is not taken.
    #[error(
        "an honest delivery is answered {status} instead of a success{}: {}",
        said(detail.as_deref()),
        remedy(*status)
    )]
    NotTaken {
        /// The status of the answer.
        status: u16,
        /// What its problem document says, without control characters.
        detail: Option<String>,
    },
}

fn hint(source: &NoAnswer, version: Version) -> String {
    source.hint(version).map(|hint| format!("; {hint}")).unwrap_or_default()
}

fn said(detail: Option<&str>) -> String {
    detail.map(|detail| format!(" ({detail})")).unwrap_or_default()
}

/// What to do about an honest delivery that is answered so.
fn remedy(status: u16) -> &'static str {
    match status {
        300..=399 => "give the URL that it redirects to",
        401 | 403 => {
            "check the secret, and where the receiver expects it. If they are right, it demands more: an \
             allow-list may be satisfied by the header of its proxy, such as `x-forwarded-for: …`, but \
             registrations, signed references and a signature of the body are not: check a receiver \
             with the secret alone, or with what headers satisfy beside it"
        }
        404 | 405 => "check the path of the URL",
        500..=599 => "the handler or the set-up of the server fails: look into its log",
        _ => "check the path, the secret and where the receiver expects it",
    }
}

/// Tries every case whose outcome shows in the answer, and at the end whether an honest delivery is
/// still taken.
///
/// The cases are for a receiver with a shared secret, and at most what the headers of the target satisfy
/// beside it: an allow-list behind a proxy, but neither registrations nor signed references nor a
/// signature of the body.
///
/// The server's handler gets some 190 events for each version, made up as those of [`samples`] are. What
/// is accepted may be answered with any status of success (2xx), since a handler's answer is its own.
/// `progress` is told of every case that was tried, in the order in which they end; the report has the
/// order of the cases.
///
/// # Errors
///
/// [`CheckError`] where the cases would all fail for one reason.
///
/// # Examples
///
/// ```
/// use kudosity_webhook_simulator::client::Target;
/// use kudosity_webhook_simulator::conformance::{CheckError, Options, check};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// // Nothing listens there, and that is one error.
/// let target = Target::parse("http://127.0.0.1:9/webhooks/kudosity?secret=an-example-only")?;
/// let error = check(&target, &Options::default(), |_| {}).await.unwrap_err();
/// assert!(matches!(error, CheckError::NoAnswer { .. }));
/// assert!(error.to_string().contains("start the server"));
/// # Ok(())
/// # }
/// ```
pub async fn check(
    target: &Target,
    options: &Options,
    mut progress: impl FnMut(Progress<'_>),
) -> Result<Report, CheckError> {
    let endpoint = Endpoint::new(target, options.place.clone(), options.limits);
    if endpoint.place().is_none() && !options.without_secret {
        return Err(CheckError::NoSecret);
    }
    let versions = spoken(&endpoint, options).await?;
    let asked = if options.versions.is_empty() { &Version::ALL[..] } else { &options.versions };
    let unspoken = asked.iter().copied().filter(|it| !versions.contains(it)).collect();
    let (cases, over_limits) = sorted(&endpoint);
    let last = cases.first().map(|case| Case { name: LAST.to_owned(), ..case.clone() });
    let (fitting, mut left_out) = by_versions(cases, &versions);
    left_out
        .extend(over_limits.into_iter().map(|case| LeftOut { name: case.name, why: Why::Limits }));
    let mut tally = Tally { total: fitting.len() + versions.len(), outcomes: Vec::new() };

    let try_it = |case, version| attempt(&endpoint, options, case, version);
    let attempts = fitting.into_iter().enumerate().map(|(nth, (case, version))| {
        let attempt = try_it(case, version);
        async move { (nth, attempt.await) }
    });
    let mut attempts = stream::iter(attempts).buffer_unordered(options.at_once.max(1));
    while let Some((nth, outcome)) = attempts.next().await {
        tally.add(nth, outcome, &mut progress);
    }
    for (case, version) in last.iter().flat_map(|case| versions.iter().map(move |it| (case, *it))) {
        tally.add(usize::MAX, try_it(case.clone(), version).await, &mut progress);
    }
    let secret = endpoint.place().is_some();
    Ok(Report { outcomes: tally.in_order(), left_out, versions, unspoken, secret })
}

/// The name of the case that is tried when all others have been.
const LAST: &str = "an honest delivery after all other cases";

/// The outcomes so far, each with the place of its case.
struct Tally {
    total: usize,
    outcomes: Vec<(usize, Outcome)>,
}

impl Tally {
    fn add(&mut self, nth: usize, outcome: Outcome, progress: &mut impl FnMut(Progress<'_>)) {
        let done = self.outcomes.len() + 1;
        progress(Progress { done, total: self.total, outcome: &outcome });
        self.outcomes.push((nth, outcome));
    }

    fn in_order(mut self) -> Vec<Outcome> {
        self.outcomes.sort_by_key(|(nth, _)| *nth);
        self.outcomes.into_iter().map(|(_, outcome)| outcome).collect()
    }
}

/// Each case by each version, and those that cannot be said in one.
pub(super) fn by_versions(
    cases: Vec<Case>,
    versions: &[Version],
) -> (Vec<(Case, Version)>, Vec<LeftOut>) {
    let (mut fitting, mut left_out) = (Vec::new(), Vec::new());
    for case in cases {
        for version in versions.iter().copied() {
            if case.request.fits(version) {
                fitting.push((case.clone(), version));
            } else {
                let why = Why::Version(version);
                left_out.push(LeftOut { name: case.name.clone(), why });
            }
        }
    }
    (fitting, left_out)
}

/// The versions in which an honest delivery is taken, of those that are asked for or else of all.
async fn spoken(endpoint: &Endpoint, options: &Options) -> Result<Vec<Version>, CheckError> {
    let honest = samples::of(EventType::SmsStatus).next().map_or("", |sample| sample.body);
    let honest = endpoint.delivery(honest);
    let asked = !options.versions.is_empty();
    let tried = if asked { options.versions.as_slice() } else { &Version::ALL };
    let mut spoken = Vec::new();
    let mut unspoken = None;
    for version in tried.iter().copied() {
        match send(endpoint.target(), version, &honest, options.patience).await {
            Ok(answer) if answer.status.is_success() => spoken.push(version),
            Ok(answer) => {
                let (status, detail) = (answer.status.as_u16(), answer.problem_detail());
                let detail = detail.map(|detail| endpoint.secrets(&honest).redact(&detail));
                return Err(CheckError::NotTaken { status, detail });
            }
            Err(source) => {
                // Whatever else comes of it is the fault of a server that speaks it.
                let is_unspoken = matches!(
                    source,
                    NoAnswer::Unconnected(ConnectError::Version { .. })
                        | NoAnswer::Unreadable
                        | NoAnswer::Closed
                );
                let error = CheckError::NoAnswer { version, source };
                if asked || !is_unspoken {
                    return Err(error);
                }
                unspoken.get_or_insert(error);
            }
        }
    }
    match unspoken {
        Some(error) if spoken.is_empty() => Err(error),
        _ => Ok(spoken),
    }
}

async fn attempt(endpoint: &Endpoint, options: &Options, case: Case, version: Version) -> Outcome {
    let limit = endpoint.limits().body_timeout.saturating_add(options.patience);
    let answer = send(endpoint.target(), version, &case.request, limit).await;
    let judge = Judge::new(endpoint, options.answers, case);
    judge.acknowledging_unreadable(options.acknowledges_unreadable).outcome(version, answer, None)
}
