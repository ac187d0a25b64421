use std::sync::atomic::{AtomicBool, Ordering};

use kudosity_webhook::{Delivery, Sink};

use super::*;
use crate::store::Memory;
use crate::{Failed, Inbox, Stored};

#[tokio::test]
#[ignore = "needs PostgreSQL: see CONTRIBUTING.md"]
async fn an_opt_out_in_the_file_counts_at_once_and_an_unknown_one_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let (mut server, remote, file) = opened(folder.path());
    remote.words().await.unwrap();
    let person = || vec!["61491570157".to_owned()];
    let both = spool(&remote, &file).await;
    server.stop().unwrap();
    both.insert(opt_out(1)).await.unwrap();
    // Who could not be asked about is not said to be fine.
    assert!(both.consents_of(person()).await.is_err());
    assert!(both.consents(None, 9).await.is_err());
    drop(both);

    // PostgreSQL is back, but takes nothing; what is in the file counts.
    server.restart().unwrap();
    server.ask("ALTER TABLE kudosity_inbox.entry RENAME TO gone").unwrap();
    let both = spool(&remote, &file).await;
    for consents in [both.consents_of(person()).await, both.consents(None, 9).await] {
        assert_eq!(consents.unwrap()[0].between.person, "61491570157");
    }
    // What erases a person would miss it.
    assert!(both.scan(0, 9).await.is_err());
    server.ask("ALTER TABLE kudosity_inbox.gone RENAME TO entry").unwrap();
    until("the file is empty", || async { held(&file).await == (0, 0) }).await;
    assert_eq!(remote.consents_of(person()).await.unwrap().len(), 1);
    assert_eq!(both.consents_of(person()).await.unwrap().len(), 1);
    assert_eq!(both.scan(0, 9).await.unwrap().len(), 1);
}

#[tokio::test]
#[ignore = "needs PostgreSQL: see CONTRIBUTING.md"]
async fn nothing_is_lost_while_postgresql_is_stopped_and_killed() {
    let folder = tempfile::tempdir().unwrap();
    let (mut server, remote, file) = opened(folder.path());
    let both = Arc::new(spool(&remote, &file).await);
    let stopped = Arc::new(AtomicBool::new(false));
    let producers: Vec<_> = (0..4)
        .map(|producer| {
            let (both, stopped) = (Arc::clone(&both), Arc::clone(&stopped));
            tokio::spawn(async move {
                let mut number = producer * 1_000_000;
                while !stopped.load(Ordering::Relaxed) {
                    // Everything is acknowledged, and each of it comes twice.
                    both.insert(receipt(number)).await.unwrap();
                    both.insert(receipt(number)).await.unwrap();
                    number += 1;
                    sleep(Duration::from_millis(2)).await;
                }
                number - producer * 1_000_000
            })
        })
        .collect();
    for killed in [true, false, true] {
        sleep(Duration::from_millis(700)).await;
        server = tokio::task::spawn_blocking(move || {
            let ended = if killed { server.kill() } else { server.stop() };
            ended.unwrap();
            std::thread::sleep(Duration::from_millis(700));
            server.restart().unwrap();
            server
        })
        .await
        .unwrap();
    }
    stopped.store(true, Ordering::Relaxed);
    let mut acknowledged = 0;
    for producer in producers {
        acknowledged += producer.await.unwrap();
    }
    until("the file is empty", || async { held(&file).await == (0, 0) }).await;
    assert!(acknowledged > 100, "{acknowledged}");
    assert_eq!(due(&*remote).await.len() as i64, acknowledged);
}

#[tokio::test]
#[ignore = "needs PostgreSQL: see CONTRIBUTING.md"]
async fn a_mover_that_ends_anywhere_moves_everything_once_in_the_end() {
    let folder = tempfile::tempdir().unwrap();
    let (_server, remote, file) = opened(folder.path());
    let away = Memory::new();
    away.fails.store(true, Ordering::Relaxed);
    let filling = Arc::new(spool(&away, &file).await);
    let storing: Vec<_> = (0..3000)
        .map(|number| {
            let filling = Arc::clone(&filling);
            tokio::spawn(async move { filling.insert(receipt(number)).await })
        })
        .collect();
    for stored in storing {
        stored.await.unwrap().unwrap();
    }
    drop(filling);
    // Dropped ever later, wherever it is by then.
    for milliseconds in (0..).step_by(7) {
        if held(&file).await == (0, 0) {
            break;
        }
        let moving = spool(&remote, &file).await;
        sleep(Duration::from_millis(milliseconds)).await;
        drop(moving);
    }
    assert_eq!(due(&*remote).await.len(), 3000);
}

#[tokio::test]
#[ignore = "needs PostgreSQL: see CONTRIBUTING.md"]
async fn an_inbox_acknowledges_while_postgresql_is_down_and_another_process_works_it_later() {
    let folder = tempfile::tempdir().unwrap();
    let (mut server, _, file) = opened(folder.path());
    server.stop().unwrap();
    // Without a file it does not open, with one it does.
    assert!(Inbox::postgres(server.url()).open().await.is_err());
    let inbox = Inbox::postgres(server.url()).spool(&file).open().await.unwrap();
    let event = Event::from_body(opt_out(1).body).unwrap();
    for _ in 0..2 {
        inbox.deliver(Delivery::for_test(event.clone())).await.unwrap();
    }
    assert!(inbox.depth().await.is_err());
    server.restart().unwrap();

    let other = Inbox::postgres(server.url()).open().await.unwrap();
    let (worked, mut heard) = tokio::sync::mpsc::unbounded_channel();
    let workers = other.work(move |stored: Stored| {
        let worked = worked.clone();
        async move { worked.send(stored.event).map_err(Failed::park) }
    });
    assert_eq!(heard.recv().await.unwrap(), event);
    workers.drain(Duration::from_secs(10)).await;
    assert!(heard.try_recv().is_err());
    assert_eq!(other.depth().await.unwrap().waiting, 0);
}
