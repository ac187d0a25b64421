use super::*;

/// What the first version made: never changed.
const MADE_BY_1: &str = include_str!("../schema_1.sql");

/// What it wrote into it.
const WRITTEN_BY_1: &str = "INSERT INTO kudosity_inbox.entry \
         (fingerprint, lane, state, due, received_at, authenticated_by, event_type, body) \
         VALUES (decode('01000000000000000000000000000000', 'hex'), 0, 0, 5, 5, 'secret 1 of 1', \
             'OPT_OUT', '{\"number\":1}'); \
     INSERT INTO kudosity_inbox.consent VALUES ('\\x01', 5, NULL, '61491570006', ''); \
     UPDATE kudosity_inbox.meta SET erasure_key = decode(repeat('ab', 32), 'hex')";

/// What tells one schema from another.
const SHAPE: &str = "SELECT string_agg(what, '; ' ORDER BY what) FROM ( \
         SELECT concat_ws(' ', table_name, column_name, data_type, is_nullable, column_default) AS what \
         FROM information_schema.columns WHERE table_schema = 'kudosity_inbox' \
         UNION SELECT indexdef FROM pg_indexes WHERE schemaname = 'kudosity_inbox') AS parts";

/// A server with what the first version left, and the user who may use it and not alter it.
fn left_by_1() -> (Server, Postgres) {
    let server = Server::start().unwrap();
    for left in ["CREATE SCHEMA kudosity_inbox", MADE_BY_1, WRITTEN_BY_1] {
        server.ask(left).unwrap();
    }
    let modest = modest(&server);
    (server, modest)
}

#[tokio::test]
#[ignore = "needs PostgreSQL: see CONTRIBUTING.md"]
async fn what_is_to_be_there_is_neither_made_nor_upgraded() {
    let server = Server::start().unwrap();
    let url = server.url();
    let existing = || Postgres::existing_at(&url).unwrap();
    let refused = existing().words().await;
    assert!(matches!(refused, Err(StoreError::NotThere)), "{refused:?}");
    assert_eq!(server.ask(SHAPE).unwrap().trim(), "");
    for left in ["CREATE SCHEMA kudosity_inbox", MADE_BY_1] {
        server.ask(left).unwrap();
    }
    let before = server.ask(SHAPE).unwrap();
    let refused = existing().words().await;
    assert!(matches!(refused, Err(StoreError::Older { found: 1, known: 2 })), "{refused:?}");
    assert_eq!(server.ask(SHAPE).unwrap(), before);

    Postgres::at(&url).unwrap().insert(entry(1)).await.unwrap();
    assert_eq!(existing().insert(entry(1)).await.unwrap(), Inserted::Known);
    server.ask("UPDATE kudosity_inbox.meta SET version = 8").unwrap();
    assert!(matches!(existing().words().await, Err(StoreError::Newer { found: 8, known: 2 })));
}

#[tokio::test]
#[ignore = "needs PostgreSQL: see CONTRIBUTING.md"]
async fn what_the_first_version_wrote_is_read_and_goes_on() {
    let (server, modest) = left_by_1();
    let refused = modest.words().await.unwrap_err();
    assert!(matches!(refused, StoreError::Older { found: 1, known: 2 }), "{refused:?}");
    assert!(refused.to_string().contains("by the owner of the tables"), "{refused}");

    // Of several that start at once, one upgrades it.
    let starting: Vec<_> = (0..8)
        .map(|_| {
            let inbox = Postgres::at(&server.url()).unwrap();
            tokio::spawn(async move { (inbox.words().await.unwrap(), inbox.erasure_key().await) })
        })
        .collect();
    for started in starting {
        let (words, key) = started.await.unwrap();
        assert_eq!((words, key.unwrap()), (None, [0xab; 32]));
    }
    let claimed = claim(&modest, 9).await;
    assert_eq!(claimed[0].body, "{\"number\":1}");
    assert!(done(&modest, claimed[0].lease).await);
    let persons = modest.consents_of(vec!["61491570006".to_owned()]).await.unwrap();
    assert_eq!(persons[0].opted_out.unwrap().as_nanosecond(), 5);
    modest.keep_words("STOP".to_owned()).await.unwrap();
    assert_eq!(modest.words().await.unwrap().as_deref(), Some("STOP"));

    let new = Server::start().unwrap();
    Postgres::at(&new.url()).unwrap().words().await.unwrap();
    assert_eq!(server.ask(SHAPE).unwrap(), new.ask(SHAPE).unwrap());
}

#[tokio::test]
#[ignore = "needs PostgreSQL: see CONTRIBUTING.md"]
async fn a_schema_of_a_later_version_is_refused_and_left_alone() {
    let (server, inbox) = opened();
    inbox.insert(entry(1)).await.unwrap();
    server.ask("UPDATE kudosity_inbox.meta SET version = 8").unwrap();
    let later = Postgres::at(&server.url()).unwrap();
    let refused = later.insert(entry(2)).await;
    assert!(matches!(refused, Err(StoreError::Newer { found: 8, known: 2 })), "{refused:?}");
    assert!(matches!(later.words().await, Err(StoreError::Newer { .. })));
    assert_eq!(inbox.depth().await.unwrap().waiting, 1);
}

#[tokio::test]
#[ignore = "needs PostgreSQL: see CONTRIBUTING.md"]
async fn who_may_only_use_the_schema_need_not_make_it() {
    let (server, inbox) = opened();
    inbox.words().await.unwrap();
    let modest = modest(&server);
    assert_eq!(modest.insert(entry(1)).await.unwrap(), Inserted::New);
    assert!(done(&modest, claim(&modest, 1).await[0].lease).await);
}
