use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, Weak};

use kudosity_webhook_inbox::{Inbox, InboxBuilder};
use private_postgres::Server;
use sqlx::{Connection, Executor, PgConnection};

use super::store::Place;
use super::{consent, delivery_log, erase, list, words};

/// In a database of its own.
pub(crate) struct Postgres {
    url: String,
    _server: Arc<Server>,
}

/// The server of all of them, while there is any.
fn server() -> Arc<Server> {
    static SHARED: Mutex<Weak<Server>> = Mutex::new(Weak::new());
    let mut shared = SHARED.lock().unwrap();
    shared.upgrade().unwrap_or_else(|| {
        let started = Arc::new(Server::start().unwrap());
        *shared = Arc::downgrade(&started);
        started
    })
}

/// Whether any version of a row, though nobody sees it any more, or any entry of an index has these bytes.
///
/// What else is in the pages is room, which is written over in time.
const HOLDS: &str = "WITH page AS ( \
         SELECT relkind, get_raw_page(oid::regclass::text, block::int) AS bytes FROM pg_class, \
             generate_series((relkind = 'i')::int, pg_relation_size(oid) / 8192 - 1) AS block \
         WHERE relnamespace = 'kudosity_inbox'::regnamespace AND relkind IN ('r', 'i') \
     ) SELECT EXISTS (SELECT FROM page, heap_page_items(bytes) \
         WHERE relkind = 'r' AND position($1 IN t_data) > 0) \
     OR EXISTS (SELECT FROM page, bt_page_items(bytes) \
         WHERE relkind = 'i' AND position($1 IN decode(replace(data, ' ', ''), 'hex')) > 0)";

impl Postgres {
    async fn other(&self) -> PgConnection {
        let mut other = PgConnection::connect(&self.url).await.unwrap();
        other.execute("SET search_path TO kudosity_inbox, public").await.unwrap();
        other
    }
}

impl Place for Postgres {
    type Reader = PgConnection;

    fn new() -> Self {
        static MADE: AtomicU32 = AtomicU32::new(0);
        let server = server();
        let name = format!("sums_{}", MADE.fetch_add(1, Ordering::Relaxed));
        Self { url: server.database(&name).unwrap(), _server: server }
    }

    fn inbox(&self) -> InboxBuilder {
        Inbox::postgres(&self.url)
    }

    async fn harm(&self, sql: &str) {
        self.other().await.execute(sql).await.unwrap();
    }

    async fn reader(&self) -> PgConnection {
        let mut reader = self.other().await;
        reader.execute("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT FROM entry").await.unwrap();
        reader
    }

    async fn holds(&self, text: &str) -> bool {
        let mut other = self.other().await;
        let inspect = "CREATE EXTENSION IF NOT EXISTS pageinspect SCHEMA public";
        other.execute(inspect).await.unwrap();
        sqlx::query_scalar(HOLDS).bind(text.as_bytes()).fetch_one(&mut other).await.unwrap()
    }
}

/// Has what was delivered be done, and its body gone.
const PURGED: &str = "UPDATE entry SET state = 1, due = NULL, ended_at = 0, body = NULL";

#[tokio::test]
#[ignore = "needs PostgreSQL: see CONTRIBUTING.md"]
async fn an_acknowledged_opt_out_is_in_the_list_at_once_whatever_the_form_of_the_number() {
    consent::what_is_acknowledged_is_in_the_list::<Postgres>().await;
}

#[tokio::test]
#[ignore = "needs PostgreSQL: see CONTRIBUTING.md"]
async fn a_number_as_files_and_programs_write_it_is_the_persons() {
    consent::a_number_as_it_is_written_is_the_persons::<Postgres>().await;
}

#[tokio::test]
#[ignore = "needs PostgreSQL: see CONTRIBUTING.md"]
async fn what_is_no_international_number_is_nobody_who_may_be_written_to() {
    consent::what_is_no_number_is_nobody::<Postgres>().await;
}

#[tokio::test]
#[ignore = "needs PostgreSQL: see CONTRIBUTING.md"]
async fn the_lines_of_a_file_of_another_system_are_persons() {
    consent::lines_are_persons::<Postgres>().await;
}

#[tokio::test]
#[ignore = "needs PostgreSQL: see CONTRIBUTING.md"]
async fn neither_order_nor_repeats_change_what_events_and_opt_ins_add_up_to() {
    consent::neither_order_nor_repeats_count::<Postgres>().await;
}

#[tokio::test]
#[ignore = "needs PostgreSQL: see CONTRIBUTING.md"]
async fn on_a_tie_a_person_is_opted_out() {
    consent::a_tie_is_an_opt_out::<Postgres>().await;
}

#[tokio::test]
#[ignore = "needs PostgreSQL: see CONTRIBUTING.md"]
async fn who_opted_out_of_one_account_may_be_written_to_by_another_where_that_is_asked_for() {
    consent::accounts_are_apart::<Postgres>().await;
}

#[tokio::test]
#[ignore = "needs PostgreSQL: see CONTRIBUTING.md"]
async fn an_account_without_its_countrys_code_allows_nobody_who_opted_out_of_any() {
    consent::an_account_without_its_code_allows_nobody::<Postgres>().await;
}

#[tokio::test]
#[ignore = "needs PostgreSQL: see CONTRIBUTING.md"]
async fn recipients_keep_their_order_and_their_repeats() {
    consent::order_and_repeats_are_kept::<Postgres>().await;
}

#[tokio::test]
#[ignore = "needs PostgreSQL: see CONTRIBUTING.md"]
async fn where_the_store_fails_nobody_is_allowed() {
    consent::a_failure_allows_nobody::<Postgres>().await;
}

#[tokio::test]
#[ignore = "needs PostgreSQL: see CONTRIBUTING.md"]
async fn where_the_key_is_gone_nobody_is_allowed_either() {
    consent::a_lost_key_allows_nobody::<Postgres>("ALTER TABLE meta DROP COLUMN erasure_key").await;
}

#[tokio::test]
#[ignore = "needs PostgreSQL: see CONTRIBUTING.md"]
async fn an_opt_in_of_tomorrow_is_refused() {
    consent::tomorrow_is_refused::<Postgres>().await;
}

#[tokio::test]
#[ignore = "needs PostgreSQL: see CONTRIBUTING.md"]
async fn purging_forgets_no_opt_out() {
    consent::a_purge_forgets_no_opt_out::<Postgres>().await;
}

#[tokio::test]
#[ignore = "needs PostgreSQL: see CONTRIBUTING.md"]
async fn what_is_exported_is_what_was_imported_once_or_twice() {
    list::what_is_exported_was_imported::<Postgres>().await;
}

#[tokio::test]
#[ignore = "needs PostgreSQL: see CONTRIBUTING.md"]
async fn who_is_known_by_no_number_is_not_lost_on_the_way_out_and_in() {
    list::who_has_no_number_is_not_lost::<Postgres>().await;
}

#[tokio::test]
#[ignore = "needs PostgreSQL: see CONTRIBUTING.md"]
async fn an_import_only_raises_instants() {
    list::an_import_only_raises::<Postgres>().await;
}

#[tokio::test]
#[ignore = "needs PostgreSQL: see CONTRIBUTING.md"]
async fn files_of_others_are_read() {
    list::files_of_others_are_read::<Postgres>().await;
}

#[tokio::test]
#[ignore = "needs PostgreSQL: see CONTRIBUTING.md"]
async fn a_wrong_line_is_named_with_its_remedy_and_not_quoted() {
    list::a_wrong_line_is_named::<Postgres>().await;
}

#[tokio::test]
#[ignore = "needs PostgreSQL: see CONTRIBUTING.md"]
async fn a_header_that_could_be_misread_is_refused() {
    list::a_wrong_header_is_refused::<Postgres>().await;
}

#[tokio::test]
#[ignore = "needs PostgreSQL: see CONTRIBUTING.md"]
async fn a_line_without_an_end_is_named_where_it_begins_and_not_read_to_its_end() {
    list::a_line_without_an_end_is_named::<Postgres>().await;
}

#[tokio::test]
#[ignore = "needs PostgreSQL: see CONTRIBUTING.md"]
async fn an_opt_out_in_the_future_is_taken_in_and_counted() {
    list::an_opt_out_in_the_future_counts::<Postgres>().await;
}

#[tokio::test]
#[ignore = "needs PostgreSQL: see CONTRIBUTING.md"]
async fn a_long_list_is_taken_in_and_given_page_by_page() {
    list::a_long_list_has_pages::<Postgres>().await;
}

#[tokio::test]
#[ignore = "needs PostgreSQL: see CONTRIBUTING.md"]
async fn who_opens_an_inbox_that_is_there_knows_the_words_of_the_application() {
    words::a_tool_knows_the_words::<Postgres>().await;
}

#[tokio::test]
#[ignore = "needs PostgreSQL: see CONTRIBUTING.md"]
async fn the_words_are_those_of_who_opened_it_last_and_no_tools() {
    words::the_last_words_count::<Postgres>().await;
}

#[tokio::test]
#[ignore = "needs PostgreSQL: see CONTRIBUTING.md"]
async fn an_inbox_whose_words_are_not_known_is_not_opened() {
    words::without_words_it_is_not_opened::<Postgres>("UPDATE meta SET opt_out_words = NULL").await;
}

#[tokio::test]
#[ignore = "needs PostgreSQL: see CONTRIBUTING.md"]
async fn every_order_with_any_repeats_ends_with_the_same_state_and_history() {
    delivery_log::neither_order_nor_repeats_count::<Postgres>().await;
}

#[tokio::test]
#[ignore = "needs PostgreSQL: see CONTRIBUTING.md"]
async fn of_a_message_that_nothing_was_told_of_nothing_is_known() {
    delivery_log::of_others_nothing_is_known::<Postgres>().await;
}

#[tokio::test]
#[ignore = "needs PostgreSQL: see CONTRIBUTING.md"]
async fn the_states_of_all_messages_come_page_by_page() {
    delivery_log::all_states_have_pages::<Postgres>().await;
}

#[tokio::test]
#[ignore = "needs PostgreSQL: see CONTRIBUTING.md"]
async fn where_the_store_fails_nothing_is_said() {
    delivery_log::a_failure_says_nothing::<Postgres>(
        "ALTER TABLE receipt RENAME COLUMN at TO gone",
    )
    .await;
}

#[tokio::test]
#[ignore = "needs PostgreSQL: see CONTRIBUTING.md"]
async fn an_erased_person_is_nowhere_in_the_tables_and_still_opted_out() {
    erase::who_is_erased_is_nowhere::<Postgres>().await;
}

#[tokio::test]
#[ignore = "needs PostgreSQL: see CONTRIBUTING.md"]
async fn whatever_it_was_is_done_by_it_and_nothing_comes_back() {
    erase::nothing_comes_back::<Postgres>().await;
}

#[tokio::test]
#[ignore = "needs PostgreSQL: see CONTRIBUTING.md"]
async fn what_an_erased_person_says_later_counts_and_so_does_what_was_said_before() {
    erase::what_was_and_is_said_counts::<Postgres>().await;
}

#[tokio::test]
#[ignore = "needs PostgreSQL: see CONTRIBUTING.md"]
async fn the_list_of_a_store_with_erased_persons_goes_back_into_that_store_alone() {
    erase::the_list_goes_back_into_its_store::<Postgres>().await;
}

#[tokio::test]
#[ignore = "needs PostgreSQL: see CONTRIBUTING.md"]
async fn what_is_no_persons_number_erases_nothing() {
    erase::what_is_no_number_erases_nothing::<Postgres>().await;
}

#[tokio::test]
#[ignore = "needs PostgreSQL: see CONTRIBUTING.md"]
async fn nothing_of_an_erased_person_is_left_between_the_pages_of_a_long_list() {
    erase::nothing_is_left_in_a_long_list::<Postgres>().await;
}

#[tokio::test]
#[ignore = "needs PostgreSQL: see CONTRIBUTING.md"]
async fn where_somebody_reads_meanwhile_it_is_said_that_only_traces_are_left() {
    erase::who_reads_keeps_traces::<Postgres>().await;
}

#[tokio::test]
#[ignore = "needs PostgreSQL: see CONTRIBUTING.md"]
async fn a_number_in_a_type_that_is_not_known_is_erased_though_the_body_is_gone() {
    erase::a_number_in_a_type_is_erased::<Postgres>(PURGED).await;
}

#[tokio::test]
#[ignore = "needs PostgreSQL: see CONTRIBUTING.md"]
async fn a_long_type_is_cut_beside_the_body_that_has_it_whole() {
    erase::a_long_type_is_cut::<Postgres>().await;
}
