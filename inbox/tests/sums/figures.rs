use std::time::Instant;

use super::store::Store;

/// Half of a million recipients opted out, some of them of two accounts.
#[tokio::test]
#[ignore = "a figure, for a quiet machine: --release --test sums figures -- --ignored --nocapture"]
async fn so_many_numbers_a_second_are_looked_up() {
    let store = Store::<super::sqlite::Sqlite>::new().await;
    let list = store.inbox.opt_outs();
    let mut file = String::from("person,account,opted_out\n");
    for nth in (0..1_000_000).step_by(2) {
        file += &format!("44{nth:09},,2026-03-01T10:15:00Z\n");
    }
    let begun = Instant::now();
    list.import(file.as_bytes()).await.unwrap();
    let imported = 500_000.0 / begun.elapsed().as_secs_f64();
    let mut recipients: Vec<String> = (0..1_000_000).map(|nth| format!("+44 {nth:09}")).collect();
    let begun = Instant::now();
    assert_eq!(list.retain_allowed(&mut recipients).await.unwrap(), 500_000);
    let asked = 1_000_000.0 / begun.elapsed().as_secs_f64();
    println!("imported {imported:.0} lines a second, looked up {asked:.0} numbers a second");
}
