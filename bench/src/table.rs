use std::collections::HashMap;
use std::fmt::Display;
use std::time::Duration;

/// What was measured, as a table in Markdown.
///
/// Each cell has the median time, and how often the first contender's time goes into it: the median of
/// the passes, and in brackets the least and the most.
#[derive(Debug)]
pub(crate) struct Table {
    title: String,
    contenders: Vec<String>,
    times: HashMap<(String, String), Vec<Duration>>,
}

impl Table {
    /// An empty table.
    pub(crate) fn new(title: &str, contenders: &[impl Display]) -> Self {
        let contenders = contenders.iter().map(ToString::to_string).collect();
        Self { title: title.to_owned(), contenders, times: HashMap::new() }
    }

    /// Adds what one pass showed.
    pub(crate) fn add(&mut self, case: &str, contender: &str, time: Duration) {
        let key = (case.to_owned(), contender.to_owned());
        self.times.entry(key).or_default().push(time);
    }

    /// Prints a line for each case of which anything was measured.
    pub(crate) fn print(&self, cases: &[impl Display]) {
        let measured = |case: &String| self.times.keys().any(|(of, _)| of == case);
        let cases: Vec<_> = cases.iter().map(ToString::to_string).filter(measured).collect();
        if cases.is_empty() {
            return;
        }
        println!("\n| {} | {} |", self.title, self.contenders.join(" | "));
        println!("|---|{}", "---|".repeat(self.contenders.len()));
        for case in cases {
            let cells = self.contenders.iter().map(|contender| self.cell(&case, contender));
            println!("| {case} | {} |", cells.collect::<Vec<_>>().join(" | "));
        }
    }

    fn cell(&self, case: &str, contender: &str) -> String {
        let times = |contender: &str| self.times.get(&(case.to_owned(), contender.to_owned()));
        let Some(of_this) = times(contender) else { return String::new() };
        let median_time = shown(sorted(of_this.iter().copied())[of_this.len() / 2]);
        let first = self.contenders.first().filter(|first| *first != contender);
        let Some(of_first) = first.and_then(|first| times(first)) else { return median_time };
        let ratios =
            of_this.iter().zip(of_first).map(|(this, first)| this.div_duration_f64(*first));
        let ratios = sorted(ratios);
        let (least, median, most) = (ratios[0], ratios[ratios.len() / 2], ratios[ratios.len() - 1]);
        format!("{median_time}, {median:.2} × ({least:.2}–{most:.2})")
    }
}

fn sorted<T: PartialOrd>(values: impl Iterator<Item = T>) -> Vec<T> {
    let mut values: Vec<_> = values.collect();
    values.sort_by(|a, b| a.partial_cmp(b).unwrap());
    values
}

/// Three digits and a unit.
fn shown(time: Duration) -> String {
    let ns = time.as_secs_f64() * 1e9;
    match ns {
        ..1e3 => format!("{ns:.0} ns"),
        ..1e4 => format!("{:.2} µs", ns / 1e3),
        ..1e5 => format!("{:.1} µs", ns / 1e3),
        ..1e6 => format!("{:.0} µs", ns / 1e3),
        _ => format!("{:.2} ms", ns / 1e6),
    }
}
