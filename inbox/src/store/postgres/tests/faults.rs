use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::sleep;

use super::*;

#[tokio::test]
#[ignore = "needs PostgreSQL: see CONTRIBUTING.md"]
async fn a_server_that_is_stopped_fails_soon_and_is_used_again_when_it_is_back() {
    let (mut server, inbox) = opened();
    inbox.insert(entry(1)).await.unwrap();
    let claimed = claim(&inbox, 1).await;
    server.stop().unwrap();
    let asked = Instant::now();
    assert!(inbox.insert(entry(2)).await.is_err());
    assert!(inbox.depth().await.is_err());
    assert!(inbox.settle(claimed[0].lease, Settled::Done { at: now() }).await.is_err());
    assert!(asked.elapsed() < Duration::from_secs(15), "{:?}", asked.elapsed());
    server.restart().unwrap();
    insert_until_stored(&inbox, 2).await;
    assert!(done(&inbox, claimed[0].lease).await);
    assert_eq!(claim(&inbox, 9).await.len(), 1);
}

#[tokio::test]
#[ignore = "needs PostgreSQL: see CONTRIBUTING.md"]
async fn what_was_answered_is_there_after_the_server_was_killed() {
    let (mut server, inbox) = opened();
    inbox.words().await.unwrap();
    let stopped = Arc::new(AtomicBool::new(false));
    let producers: Vec<_> = (0..8)
        .map(|producer| {
            let (inbox, stopped) = (Arc::clone(&inbox), Arc::clone(&stopped));
            tokio::spawn(async move {
                let mut stored = Vec::new();
                for number in
                    (producer * 1_000_000..).take_while(|_| !stopped.load(Ordering::Relaxed))
                {
                    if inbox.insert(entry(number)).await.is_ok() {
                        stored.push(number);
                    }
                }
                stored
            })
        })
        .collect();
    for _ in 0..3 {
        sleep(Duration::from_millis(400)).await;
        let handle = tokio::task::spawn_blocking(move || {
            server.kill().unwrap();
            server.restart().unwrap();
            server
        });
        server = handle.await.unwrap();
    }
    insert_until_stored(&inbox, u64::MAX).await;
    stopped.store(true, Ordering::Relaxed);
    let mut answered = Vec::new();
    for producer in producers {
        answered.extend(producer.await.unwrap());
    }
    assert!(answered.len() > 100, "{}", answered.len());
    for number in answered {
        assert_eq!(inbox.insert(entry(number)).await.unwrap(), Inserted::Known);
    }
}

#[tokio::test]
#[ignore = "needs PostgreSQL: see CONTRIBUTING.md"]
async fn connections_that_are_cut_are_replaced() {
    let (server, inbox) = opened();
    for number in 0..20 {
        insert_until_stored(&inbox, number).await;
        server.cut_connections().unwrap();
    }
    let claimed = claim(&inbox, 100).await;
    assert_eq!(claimed.len(), 20);
}

/// A way to the server that can be stopped: what is sent is neither refused nor passed on.
async fn stalling(port: u16) -> (u16, Arc<AtomicBool>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (own, stalled) = (listener.local_addr().unwrap().port(), Arc::new(AtomicBool::new(false)));
    let stall = Arc::clone(&stalled);
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            let server = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
            let (from_client, to_client) = client.into_split();
            let (from_server, to_server) = server.into_split();
            tokio::spawn(pass_on(from_client, to_server, Arc::clone(&stall)));
            tokio::spawn(pass_on(from_server, to_client, Arc::clone(&stall)));
        }
    });
    (own, stalled)
}

async fn pass_on(
    mut from: impl AsyncReadExt + Unpin,
    mut to: impl AsyncWriteExt + Unpin,
    stalled: Arc<AtomicBool>,
) {
    let mut buffer = [0; 4096];
    loop {
        // A cut end is not told either, while it is stalled.
        let read = from.read(&mut buffer).await.unwrap_or(0);
        while stalled.load(Ordering::Relaxed) {
            sleep(Duration::from_millis(10)).await;
        }
        if read == 0 || to.write_all(&buffer[..read]).await.is_err() {
            return;
        }
    }
}

#[tokio::test]
#[ignore = "needs PostgreSQL: see CONTRIBUTING.md"]
async fn a_network_that_stalls_holds_nobody_without_end() {
    let server = Server::start().unwrap();
    let (port, stalled) = stalling(server.port()).await;
    let inbox = Arc::new(Postgres::at(&server.url_at(port)).unwrap());
    assert!(insert_all(&inbox, 0..100).await.iter().all(Result::is_ok));
    stalled.store(true, Ordering::Relaxed);
    let asked = Instant::now();
    // More than one group, all of whom are told when the first is.
    let inserted = async { (insert_all(&inbox, 100..3000).await, asked.elapsed()) };
    let ((answers, told), depth, claimed) = tokio::join!(
        inserted,
        inbox.depth(),
        inbox.claim(Claim {
            opt_outs_only: false,
            limit: 9,
            now: now(),
            lease: SignedDuration::from_mins(1),
            unended: Unended::Alone,
        })
    );
    assert!(answers.iter().all(Result::is_err) && depth.is_err() && claimed.is_err());
    assert!(told < Duration::from_secs(8), "{told:?}");
    // More callers than connections, none of which comes back.
    let more: Vec<_> = (0..20).map(|_| inbox.depth()).collect();
    for answer in more {
        assert!(answer.await.is_err());
        if asked.elapsed() > Duration::from_secs(20) {
            break;
        }
    }
    stalled.store(false, Ordering::Relaxed);
    insert_until_stored(&inbox, 100).await;
    assert!(insert_all(&inbox, 0..200).await.iter().all(Result::is_ok));
    assert_eq!(inbox.depth().await.unwrap().waiting, 200);
}

#[tokio::test]
#[ignore = "needs PostgreSQL: see CONTRIBUTING.md"]
async fn what_is_closed_answers_nothing_more_and_leaves_no_connection() {
    let (server, inbox) = opened();
    inbox.insert(entry(1)).await.unwrap();
    inbox.close().await;
    assert!(matches!(inbox.insert(entry(2)).await, Err(StoreError::Closed)));
    assert!(matches!(inbox.depth().await, Err(StoreError::Closed)));
    let left = "SELECT count(*) FROM pg_stat_activity \
         WHERE application_name = 'kudosity-webhook-inbox'";
    let since = Instant::now();
    // The server may need a moment to see that its client has gone.
    while server.ask(left).unwrap() != "0" {
        assert!(since.elapsed() < Duration::from_secs(10));
        sleep(Duration::from_millis(20)).await;
    }
}
