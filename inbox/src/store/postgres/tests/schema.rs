use kudosity_webhook::event::{MessageStatus, Receipt};

use super::*;
use crate::store::{Consent, State};

/// A database as the first version wrote it: never changed. The schema itself was there before.
const WRITTEN_BY_1: &str = include_str!("written_by_1.sql");

/// What tells one schema from another.
const SHAPE: &str = "SELECT string_agg(what, '; ' ORDER BY what) FROM ( \
         SELECT concat_ws(' ', table_name, column_name, data_type, is_nullable, column_default, \
             identity_generation) AS what \
         FROM information_schema.columns WHERE table_schema = 'kudosity_inbox' \
         UNION SELECT indexdef FROM pg_indexes WHERE schemaname = 'kudosity_inbox' \
         UNION SELECT concat_ws(' ', conrelid::regclass, conname, pg_get_constraintdef(pg_constraint.oid)) \
         FROM pg_constraint JOIN pg_namespace ON pg_namespace.oid = connamespace \
         WHERE nspname = 'kudosity_inbox' \
         UNION SELECT concat_ws(' ', relkind, relname, reloptions) \
         FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace \
         WHERE nspname = 'kudosity_inbox') AS parts";

fn leave_by_1(server: &Server) {
    for left in ["CREATE SCHEMA kudosity_inbox", WRITTEN_BY_1] {
        server.ask(left).unwrap();
    }
}

/// A server with what the first version left, and the user who may use it and not alter it.
fn left_by_1() -> (Server, Postgres) {
    let server = Server::start().unwrap();
    leave_by_1(&server);
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
    leave_by_1(&server);
    let before = server.ask(SHAPE).unwrap();
    let refused = existing().words().await;
    assert!(matches!(refused, Err(StoreError::Older { found: 1, known: 2 })), "{refused:?}");
    assert_eq!(server.ask(SHAPE).unwrap(), before);

    Postgres::at(&url).unwrap().insert(entry(5)).await.unwrap();
    assert_eq!(existing().insert(entry(5)).await.unwrap(), Inserted::Known);
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
    what_1_wrote_is_as_it_was(&modest).await;
    modest.keep_words("STOP".to_owned()).await.unwrap();
    assert_eq!(modest.words().await.unwrap().as_deref(), Some("STOP"));

    let new = Server::start().unwrap();
    Postgres::at(&new.url()).unwrap().words().await.unwrap();
    assert_eq!(server.ask(SHAPE).unwrap(), new.ask(SHAPE).unwrap());
}

/// For the user who may not alter it, once another has upgraded it.
async fn what_1_wrote_is_as_it_was(inbox: &Postgres) {
    let depth = inbox.depth().await.unwrap();
    assert_eq!((depth.waiting, depth.parked, depth.quarantined), (1, 1, 1));
    for known in 1..=4 {
        let inserted = inbox.insert(entry(known)).await.unwrap();
        assert_eq!(inserted, Inserted::Known, "{known}: of the fourth the body was purged");
    }
    assert_eq!(inbox.insert(entry(5)).await.unwrap(), Inserted::New);
    let shown = inbox.show(2).await.unwrap().unwrap();
    assert_eq!((shown.listed.state, shown.listed.attempts), (State::Parked, 25));
    assert_eq!(shown.listed.problem.as_deref(), Some("poison"));
    let claimed = claim(inbox, 9).await;
    assert_eq!((claimed[0].lease.id, &*claimed[0].body), (1, &b"{\"number\":1}"[..]));
    assert!(done(inbox, claimed[0].lease).await);

    let at = Timestamp::from_second(1_772_360_100).unwrap();
    assert_eq!(
        inbox.receipts_of("m-1".to_owned()).await.unwrap(),
        [Receipt::new("m-1", MessageStatus::Sent, at)]
    );
    let consents = async || inbox.consents_of(vec!["61491570006".to_owned()]).await.unwrap();
    let [left] = &consents().await[..] else { panic!("one consent") };
    assert_eq!((left.between.account.as_str(), left.opted_in), ("61491570156", None));
    assert_eq!(left.opted_out, Some(at));
    // Said once more, it is the same row.
    let later = Consent { opted_in: Some(now()), ..left.clone() };
    inbox.consent(vec![later.clone()]).await.unwrap();
    assert!(consents().await == [later]);
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
