use std::sync::atomic::Ordering;

use tokio::time::timeout;

use super::*;
use crate::entry::{OptedOut, Pair};
use crate::spool::mover::{Both, Mover};
use crate::spool::withdrawn::Withdrawn;
use crate::store::{Inserted, Memory};

#[tokio::test]
async fn an_opt_out_that_is_moved_while_it_is_asked_about_counts() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("spool.db");
    let remote = Memory::new();
    remote.fails.store(true, Ordering::Relaxed);
    let spool = spool(&remote, &file).await;
    spool.insert(opt_out(1)).await.unwrap();

    remote.fails.store(false, Ordering::Relaxed);
    let late = remote.consents.lock().await;
    let mut asked = [spool.consents_of(vec!["61491570157".to_owned()]), spool.consents(None, 9)];
    for asked in &mut asked {
        // It looks before anything is moved, and answers when all is.
        assert!(timeout(Duration::ZERO, asked).await.is_err());
    }
    until("the file is empty", || async { held(&file).await == (0, 0) }).await;
    drop(late);
    for asked in asked {
        let persons: Vec<_> =
            asked.await.unwrap().into_iter().map(|known| known.between.person).collect();
        assert_eq!(persons, ["61491570157"]);
    }
}

#[tokio::test]
async fn an_opt_out_counts_though_the_same_was_refused_at_the_same_time() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("spool.db");
    let remote = Memory::new();
    *remote.takes.lock().unwrap() = Some(|_| false);
    let spool = spool(&remote, &file).await;
    let refuses = "CREATE TRIGGER refuses BEFORE INSERT ON entry WHEN new.traceparent IS NOT NULL \
         BEGIN SELECT RAISE(FAIL, 'refused'); END";
    rusqlite::Connection::open(&file).unwrap().execute_batch(refuses).unwrap();
    let first = Entry { traceparent: Some("refused".to_owned()), ..opt_out(1) };
    let (first, second) = tokio::join!(spool.insert(first), spool.insert(opt_out(1)));
    assert!(first.is_err() && second.is_ok(), "{first:?} {second:?}");
    assert_eq!(spool.consents(None, 9).await.unwrap().len(), 1);
}

/// So it is with what is moved, and not out of the file yet, when it comes again.
#[tokio::test]
async fn a_repeat_of_what_was_moved_is_not_held_on_to() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("spool.db");
    let local = Arc::new(Sqlite::open(&file, SHARE).await.unwrap());
    let (remote, words, counters) = (Memory::new(), OptOutWords::default(), Arc::default());
    let both = Arc::new(Both::new(Arc::clone(&remote) as _, local, words, counters));
    let sql = |sql| rusqlite::Connection::open(&file).unwrap().execute_batch(sql).unwrap();
    sql("CREATE TRIGGER keeps BEFORE DELETE ON entry BEGIN SELECT RAISE(FAIL, 'kept'); END");
    both.insert_local(opt_out(1)).await.unwrap();
    let _mover = Mover::start(Arc::clone(&both), true);
    until("it is moved, and kept", || async { held(&file).await == (0, 1) }).await;

    assert_eq!(both.insert_local(opt_out(1)).await.unwrap(), Inserted::Known);
    sql("DROP TRIGGER keeps");
    until("the file is empty", || async { held(&file).await == (0, 0) }).await;
    let held_on_to = || both.withdrawn.behind(None).added_to(Vec::new()).len();
    until("nothing is held on to", || async { held_on_to() == 0 }).await;
    assert_eq!(remote.consents(None, 9).await.unwrap().len(), 1);
}

#[test]
fn who_asks_about_many_does_not_keep_deliveries_from_the_list() {
    let (all, entry) = (Withdrawn::default(), receipt(0));
    let persons: Vec<_> = (0..20_000_u32).map(|number| format!("{number:011}")).collect();
    for (number, person) in (0_u128..).zip(&persons) {
        let between = Pair { person: person.clone(), account: String::new() };
        let opt_out = Some(OptedOut { between, at: Timestamp::UNIX_EPOCH });
        all.add(&Entry { fingerprint: number.to_be_bytes(), opt_out, ..entry.clone() });
    }
    let asked = Instant::now();
    assert_eq!(all.of(&persons).added_to(Vec::new()).len(), persons.len());
    // Each with each would take some seconds.
    assert!(asked.elapsed() < Duration::from_secs(3), "{:?}", asked.elapsed());
}
