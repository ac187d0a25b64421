//! Measures, by hand: see [`figures`].

use std::sync::Mutex;

use tokio::task::spawn_blocking;

use super::*;
use crate::store::sqlite::connection::Location;
use crate::store::sqlite::inserting;
use crate::store::{Engine, figures};

async fn opened(place: &Place) -> Arc<dyn Engine> {
    Arc::new(place.open().await)
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "measures: see BENCHMARKS.md"]
async fn inserts() {
    let place = Place::new();
    let store = opened(&place).await;
    let connection = Location::new(&place.file()).open_to_write().unwrap();
    let connection = Arc::new(Mutex::new(connection));
    let alone = move |entry| {
        let connection = Arc::clone(&connection);
        let inserting = spawn_blocking(move || insert_alone(&connection.lock().unwrap(), &entry));
        async { inserting.await.unwrap() }
    };
    figures::inserts(&store, alone).await;
}

fn insert_alone(connection: &Connection, entry: &Entry) {
    let alone = connection.unchecked_transaction().unwrap();
    inserting::insert(&alone, entry).unwrap();
    alone.commit().unwrap();
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "measures: see BENCHMARKS.md"]
async fn claims() {
    for waiting in figures::WAITING {
        let place = Place::new();
        let store = opened(&place).await;
        figures::fill(&store, 0..waiting).await;
        store.scrub().await.unwrap();
        figures::claims(&store, waiting).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "measures: see BENCHMARKS.md"]
async fn growth() {
    let place = Place::new();
    let store = opened(&place).await;
    let used = "SELECT (page_count - freelist_count) * page_size \
         FROM pragma_page_count, pragma_freelist_count, pragma_page_size";
    let used = || place.other().query_row(used, [], |row| row.get::<_, i64>(0)).unwrap();
    figures::growth(&store, || used().unsigned_abs()).await;
}
