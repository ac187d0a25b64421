use super::*;

#[tokio::test]
async fn an_event_is_tried_until_it_succeeds() {
    let store = Memory::new();
    let inbox = inbox(&store).await;
    let attempts = Arc::new(Mutex::new(Vec::new()));
    let seen = attempts.clone();
    let workers = hasty(&inbox).start(move |stored| {
        seen.lock().unwrap().push(stored.attempt);
        async move { if stored.attempt < 3 { Err("not yet".into()) } else { Ok(()) } }
    });
    inbox.deliver(receipt("m-1")).await.unwrap();
    until(&inbox, |seen| seen.done == 1).await;
    assert_eq!(*attempts.lock().unwrap(), [1, 2, 3]);
    assert_eq!(inbox.outcomes().retried, 2);
    assert_eq!(workers.drain(MS).await, 0);
}

#[tokio::test]
async fn what_fails_too_often_is_a_dead_letter_however_it_fails() {
    let table = [
        ("fails", "it is down", 3),
        ("panics", "the handler panicked: it is none", 3),
        ("takes long", "the handler took longer than 20ms", 3),
        ("is hopeless", "there is no such order", 1),
    ];
    for (what, problem, attempts) in table {
        let store = Memory::new();
        let inbox = inbox(&store).await;
        let _workers = hasty(&inbox).time_limit(20 * MS).start(move |_| async move {
            match what {
                "fails" => Err(Failed::from("it is down")),
                "panics" => panic!("it is none"),
                "is hopeless" => Err(Failed::park("there is no such order")),
                _ => {
                    sleep(Duration::from_secs(60)).await;
                    Ok(())
                }
            }
        });
        inbox.deliver(receipt("m-1")).await.unwrap();
        until(&inbox, |seen| seen.parked == 1).await;
        let entry = store.entry(1);
        assert_eq!((entry.state, entry.attempts), (State::Parked, attempts), "{what}");
        assert_eq!(entry.problem.as_deref(), Some(problem));
        let seen = inbox.outcomes();
        let endings = [seen.retried, seen.panicked, seen.timed_out, seen.done];
        let tried = u64::from(attempts);
        let expected = match what {
            "panics" => [tried - 1, tried, 0, 0],
            "takes long" => [tried - 1, 0, tried, 0],
            _ => [tried - 1, 0, 0, 0],
        };
        assert_eq!(endings, expected, "{what}");
    }
}

#[tokio::test]
async fn what_failed_more_often_than_is_allowed_by_now_is_tried_once_more_and_keeps_its_reason() {
    let store = Memory::new();
    let inbox = inbox(&store).await;
    let fails = |_| async { Err("it is down".into()) };
    let patient = hasty(&inbox).max_attempts(1_000).start(fails);
    inbox.deliver(receipt("m-1")).await.unwrap();
    until(&inbox, |seen| seen.retried >= 6).await;
    patient.drain(Duration::from_secs(5)).await;
    let before = store.entry(1).attempts;

    let _workers = hasty(&inbox).max_attempts(3).start(fails);
    until(&inbox, |seen| seen.parked == 1).await;
    assert_eq!(store.entry(1).attempts, before + 1);
    assert_eq!(store.entry(1).problem.as_deref(), Some("it is down"));
}

#[tokio::test]
async fn a_handler_that_panics_before_it_awaits_is_contained_too() {
    let store = Memory::new();
    let inbox = inbox(&store).await;
    let fails = |_| -> std::future::Ready<Result<(), Failed>> { panic!("at once") };
    let _workers = hasty(&inbox).max_attempts(1).start(fails);
    inbox.deliver(receipt("m-1")).await.unwrap();
    until(&inbox, |seen| seen.panicked == 1 && seen.parked == 1).await;
}

#[tokio::test]
async fn a_handler_may_say_when_to_try_again() {
    let store = Memory::new();
    let inbox = inbox(&store).await;
    let _workers = hasty(&inbox)
        .start(|_| async { Err(Failed::retry_after(Duration::MAX, "at the end of time")) });
    inbox.deliver(receipt("m-1")).await.unwrap();
    until(&inbox, |seen| seen.retried == 1).await;
    assert_eq!(store.entry(1).due, Some(jiff::Timestamp::MAX));
}

#[tokio::test]
async fn a_body_that_cannot_be_read_is_parked_without_being_run() {
    let store = Memory::new();
    let inbox = inbox(&store).await;
    inbox.deliver(receipt("m-1")).await.unwrap();
    store.garble(1);
    let _workers = hasty(&inbox).start(|_| async { Ok(()) });
    until(&inbox, |seen| seen.parked == 1).await;
    assert_eq!(inbox.outcomes().done, 0);
    assert_eq!(store.entry(1).problem.as_deref(), Some("the body is not JSON: line 1, column 1"));
}
