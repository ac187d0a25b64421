use std::env;
use std::fmt::Display;
use std::fs;
use std::path::Path;
use std::time::Duration;

use criterion::{Bencher, Criterion};
use serde_json::Value;

use crate::table::Table;

/// How often everything is timed in turn, if the environment's `PASSES` does not say more.
const PASSES: usize = 5;

/// Times every contender on every case, and prints how each compares with the first.
///
/// A machine is faster in one second than in the next: so all are timed in turn, several times, and
/// what is compared is what was timed within one turn. The arguments of the program are criterion's.
pub fn side_by_side<A: Display, B: Display>(
    title: &str,
    cases: &[A],
    contenders: &[B],
    time: impl Fn(&mut Bencher<'_>, &A, &B),
) {
    let mut table = Table::new(title, contenders);
    let passes = env::var("PASSES").map_or(PASSES, |passes| passes.parse().unwrap());
    for _ in 0..passes {
        // Its own folder, since criterion compares with the last run, which was of another second.
        let results = tempfile::tempdir().unwrap();
        let mut criterion = Criterion::default()
            .without_plots()
            .warm_up_time(Duration::from_millis(100))
            .measurement_time(Duration::from_millis(400))
            .sample_size(20)
            .nresamples(1_001)
            .output_directory(results.path())
            .configure_from_args();
        for case in cases {
            let group_name = format!("{title}: {case}");
            let mut group = criterion.benchmark_group(&group_name);
            for contender in contenders {
                let name = contender.to_string();
                group.bench_function(&name, |bencher| time(bencher, case, contender));
            }
            group.finish();
        }
        for result in results_in(results.path()) {
            let case = result.group.strip_prefix(&format!("{title}: ")).unwrap();
            table.add(case, &result.function, result.median);
        }
    }
    table.print(cases);
}

/// What criterion found.
struct Found {
    group: String,
    function: String,
    median: Duration,
}

/// Reads what criterion wrote: a folder for each group, in it one for each function.
fn results_in(folder: &Path) -> impl Iterator<Item = Found> {
    let folders = |path: &Path| {
        let entries = fs::read_dir(path).into_iter().flatten();
        entries.map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()).collect::<Vec<_>>()
    };
    let functions: Vec<_> = folders(folder).iter().flat_map(|group| folders(group)).collect();
    functions.into_iter().filter_map(|function| {
        let named = read(&function.join("new/benchmark.json"))?;
        let estimates = read(&function.join("new/estimates.json"))?;
        let median = estimates.pointer("/median/point_estimate")?.as_f64()?;
        Some(Found {
            group: named.get("group_id")?.as_str()?.to_owned(),
            function: named.get("function_id")?.as_str()?.to_owned(),
            median: Duration::from_secs_f64(median / 1e9),
        })
    })
}

fn read(path: &Path) -> Option<Value> {
    let json = fs::read(path).ok()?;
    Some(serde_json::from_slice(&json).unwrap())
}
