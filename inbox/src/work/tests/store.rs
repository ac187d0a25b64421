use super::*;

#[tokio::test]
async fn an_error_of_the_store_is_waited_out() {
    let store = Memory::new();
    let inbox = inbox(&store).await;
    let failing = store.clone();
    // It fails as soon as the event is worked, so that it cannot be settled.
    let _workers = hasty(&inbox).start(move |_| {
        failing.fails.store(true, Ordering::Relaxed);
        async { Ok(()) }
    });
    inbox.deliver(receipt("m-1")).await.unwrap();
    until(&inbox, |seen| seen.store_errors >= 2).await;
    assert_eq!(store.entry(1).state, State::Waiting);
    store.fails.store(false, Ordering::Relaxed);
    until(&inbox, |seen| seen.done == 1).await;
    assert_eq!(store.entry(1).attempts, 1, "it was worked once");
}

#[tokio::test]
async fn a_sender_is_answered_in_time_whatever_the_store_does() {
    let store = Memory::new();
    let inbox = inbox(&store).await;
    for fault in [&store.fails, &store.hangs] {
        fault.store(true, Ordering::Relaxed);
        let began = Instant::now();
        let answer = inbox.deliver(receipt("m-1")).await;
        assert_eq!(answer, Err(Busy { retry_after: Duration::from_secs(5) }));
        assert!(began.elapsed() < Duration::from_secs(2));
        fault.store(false, Ordering::Relaxed);
    }
    let event = receipt("m-1");
    assert_eq!(inbox.deliver(event.clone()).await, Ok(()));
    assert_eq!(inbox.deliver(event).await, Ok(()));
    let seen = inbox.outcomes();
    assert_eq!((seen.busy, seen.stored, seen.repeats), (2, 1, 1));
}
