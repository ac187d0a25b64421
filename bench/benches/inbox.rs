//! What it costs to store a delivery before it is acknowledged, over loopback by HTTP/1.1.

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a benchmark prints what it measured"
)]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a benchmark fails by panicking")]

use std::env;
use std::fmt::Display;
use std::net::SocketAddr;
use std::time::Duration;

use bench::{Answered, Database, Distinct, Storing};
use private_postgres::Server;

/// How often everything is measured in turn.
const PASSES: usize = 3;

fn main() {
    // `cargo test --benches` runs it to see that it does.
    let measured = env::args().any(|argument| argument == "--bench");
    let duration = Duration::from_millis(if measured { 3_000 } else { 50 });

    let directory = tempfile::tempdir().unwrap();
    let file = |which| Database::Sqlite(directory.path().join(format!("{which:?}.db")));
    compare("SQLite", file, duration);

    match Server::start() {
        Ok(server) => {
            let database = |which| {
                let url = server.database(&format!("{which:?}").to_lowercase());
                Database::Postgres(url.unwrap())
            };
            compare("PostgreSQL", database, duration);
        }
        Err(error) => eprintln!("PostgreSQL is not measured: {error}"),
    }
}

/// Measures all ways to store in databases of one kind, and prints them side by side.
fn compare(kind: &str, database: impl Fn(Storing) -> Database, duration: Duration) {
    let addresses = Storing::ALL.map(|storing| storing.serve(database(storing)));
    println!("\n{kind}: acknowledged a second, half and 99 % of them within\n");
    print_row(kind, Storing::ALL);
    print_row("---", Storing::ALL.map(|_| "---"));
    let mut tops = [0.0_f64; Storing::ALL.len()];
    for connections in [1, 4, 16, 64, 256] {
        let by_rate = |answered: &Answered| answered.rate;
        let answered = in_turn(addresses, by_rate, |address, _| {
            Distinct { address, connections, rate: None, duration }.send()
        });
        for (top, answered) in tops.iter_mut().zip(&answered) {
            *top = top.max(answered.rate);
        }
        print_row(format!("{connections} at once"), answered);
    }
    // The rate is given: what differs from pass to pass is the time.
    let by_time = |answered: &Answered| answered.p99.as_secs_f64();
    let answered = in_turn(addresses, by_time, |address, which| {
        let rate = Some(tops[which] / 2.0);
        Distinct { address, connections: 256, rate, duration }.send()
    });
    print_row("at half of its top rate", answered);
}

/// Measures each, in several passes; what it tells is the median pass of each, by what they are ordered by.
fn in_turn<const N: usize>(
    addresses: [SocketAddr; N],
    by: impl Fn(&Answered) -> f64,
    measure: impl Fn(SocketAddr, usize) -> Answered,
) -> [Answered; N] {
    let mut passes: [Vec<Answered>; N] = std::array::from_fn(|_| Vec::new());
    for _ in 0..PASSES {
        for (which, address) in addresses.into_iter().enumerate() {
            passes[which].push(measure(address, which));
        }
    }
    passes.map(|mut answered| {
        answered.sort_by(|a, b| by(a).total_cmp(&by(b)));
        answered.swap_remove(PASSES / 2)
    })
}

fn print_row(name: impl Display, cells: impl IntoIterator<Item = impl Display>) {
    let cells = cells.into_iter().map(|cell| cell.to_string()).collect::<Vec<_>>();
    println!("| {name} | {} |", cells.join(" | "));
}
