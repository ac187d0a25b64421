use std::fs;
use std::path::PathBuf;

use kudosity_webhook_inbox::{Inbox, InboxBuilder};
use rusqlite::Connection;
use tempfile::TempDir;

use super::store::{ANNA, Place, Store};
use super::{consent, delivery_log, erase, list, words};

/// In a file of its own.
pub(crate) struct Sqlite {
    folder: TempDir,
}

impl Sqlite {
    fn file(&self) -> PathBuf {
        self.folder.path().join("inbox.db")
    }

    fn other(&self) -> Connection {
        Connection::open(self.file()).unwrap()
    }
}

impl Place for Sqlite {
    type Reader = Connection;

    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    fn inbox(&self) -> InboxBuilder {
        Inbox::sqlite(self.file())
    }

    async fn harm(&self, sql: &str) {
        self.other().execute_batch(sql).unwrap();
    }

    async fn reader(&self) -> Connection {
        let reader = self.other();
        reader.execute_batch("BEGIN; SELECT count(*) FROM entry").unwrap();
        reader
    }

    /// In any of its files, and anywhere in them.
    async fn holds(&self, text: &str) -> bool {
        let files = fs::read_dir(self.folder.path()).unwrap();
        let mut bytes = files.map(|file| fs::read(file.unwrap().path()).unwrap());
        bytes.any(|bytes| bytes.windows(text.len()).any(|window| window == text.as_bytes()))
    }
}

/// Has what was delivered be done, and its body gone.
const PURGED: &str = "PRAGMA secure_delete = ON; DELETE FROM body; \
     UPDATE entry SET state = 1, due = NULL, ended_at = 0, has_body = 0";

#[tokio::test]
async fn an_acknowledged_opt_out_is_in_the_list_at_once_whatever_the_form_of_the_number() {
    consent::what_is_acknowledged_is_in_the_list::<Sqlite>().await;
}

#[tokio::test]
async fn a_number_as_files_and_programs_write_it_is_the_persons() {
    consent::a_number_as_it_is_written_is_the_persons::<Sqlite>().await;
}

#[tokio::test]
async fn what_is_no_international_number_is_nobody_who_may_be_written_to() {
    consent::what_is_no_number_is_nobody::<Sqlite>().await;
}

#[tokio::test]
async fn the_lines_of_a_file_of_another_system_are_persons() {
    consent::lines_are_persons::<Sqlite>().await;
}

#[tokio::test]
async fn neither_order_nor_repeats_change_what_events_and_opt_ins_add_up_to() {
    consent::neither_order_nor_repeats_count::<Sqlite>().await;
}

#[tokio::test]
async fn on_a_tie_a_person_is_opted_out() {
    consent::a_tie_is_an_opt_out::<Sqlite>().await;
}

#[tokio::test]
async fn who_opted_out_of_one_account_may_be_written_to_by_another_where_that_is_asked_for() {
    consent::accounts_are_apart::<Sqlite>().await;
}

#[tokio::test]
async fn an_account_without_its_countrys_code_allows_nobody_who_opted_out_of_any() {
    consent::an_account_without_its_code_allows_nobody::<Sqlite>().await;
}

#[tokio::test]
async fn recipients_keep_their_order_and_their_repeats() {
    consent::order_and_repeats_are_kept::<Sqlite>().await;
}

#[tokio::test]
async fn where_the_store_fails_nobody_is_allowed() {
    consent::a_failure_allows_nobody::<Sqlite>().await;
}

#[tokio::test]
async fn where_the_key_is_gone_nobody_is_allowed_either() {
    consent::a_lost_key_allows_nobody::<Sqlite>("DELETE FROM erasure").await;
}

#[tokio::test]
async fn an_opt_in_of_tomorrow_is_refused() {
    consent::tomorrow_is_refused::<Sqlite>().await;
}

#[tokio::test]
async fn purging_forgets_no_opt_out() {
    consent::a_purge_forgets_no_opt_out::<Sqlite>().await;
}

#[tokio::test]
async fn what_is_exported_is_what_was_imported_once_or_twice() {
    list::what_is_exported_was_imported::<Sqlite>().await;
}

#[tokio::test]
async fn who_is_known_by_no_number_is_not_lost_on_the_way_out_and_in() {
    list::who_has_no_number_is_not_lost::<Sqlite>().await;
}

#[tokio::test]
async fn an_import_only_raises_instants() {
    list::an_import_only_raises::<Sqlite>().await;
}

#[tokio::test]
async fn files_of_others_are_read() {
    list::files_of_others_are_read::<Sqlite>().await;
}

#[tokio::test]
async fn a_wrong_line_is_named_with_its_remedy_and_not_quoted() {
    list::a_wrong_line_is_named::<Sqlite>().await;
}

#[tokio::test]
async fn a_header_that_could_be_misread_is_refused() {
    list::a_wrong_header_is_refused::<Sqlite>().await;
}

#[tokio::test]
async fn a_line_without_an_end_is_named_where_it_begins_and_not_read_to_its_end() {
    list::a_line_without_an_end_is_named::<Sqlite>().await;
}

#[tokio::test]
async fn an_opt_out_in_the_future_is_taken_in_and_counted() {
    list::an_opt_out_in_the_future_counts::<Sqlite>().await;
}

#[tokio::test]
async fn a_long_list_is_taken_in_and_given_page_by_page() {
    list::a_long_list_has_pages::<Sqlite>().await;
}

#[tokio::test]
async fn who_opens_an_inbox_that_is_there_knows_the_words_of_the_application() {
    words::a_tool_knows_the_words::<Sqlite>().await;
}

#[tokio::test]
async fn the_words_are_those_of_who_opened_it_last_and_no_tools() {
    words::the_last_words_count::<Sqlite>().await;
}

#[tokio::test]
async fn an_inbox_whose_words_are_not_known_is_not_opened() {
    words::without_words_it_is_not_opened::<Sqlite>("DELETE FROM opt_out_words").await;
}

#[tokio::test]
async fn every_order_with_any_repeats_ends_with_the_same_state_and_history() {
    delivery_log::neither_order_nor_repeats_count::<Sqlite>().await;
}

#[tokio::test]
async fn of_a_message_that_nothing_was_told_of_nothing_is_known() {
    delivery_log::of_others_nothing_is_known::<Sqlite>().await;
}

#[tokio::test]
async fn the_states_of_all_messages_come_page_by_page() {
    delivery_log::all_states_have_pages::<Sqlite>().await;
}

#[tokio::test]
async fn where_the_store_fails_nothing_is_said() {
    delivery_log::a_failure_says_nothing::<Sqlite>(
        "ALTER TABLE entry RENAME COLUMN message_at TO gone",
    )
    .await;
}

#[tokio::test]
async fn an_erased_person_is_nowhere_in_the_files_and_still_opted_out() {
    erase::who_is_erased_is_nowhere::<Sqlite>().await;
}

#[tokio::test]
async fn whatever_it_was_is_done_by_it_and_nothing_comes_back() {
    erase::nothing_comes_back::<Sqlite>().await;
}

#[tokio::test]
async fn what_an_erased_person_says_later_counts_and_so_does_what_was_said_before() {
    erase::what_was_and_is_said_counts::<Sqlite>().await;
}

#[tokio::test]
async fn the_list_of_a_store_with_erased_persons_goes_back_into_that_store_alone() {
    erase::the_list_goes_back_into_its_store::<Sqlite>().await;
}

#[tokio::test]
async fn what_is_no_persons_number_erases_nothing() {
    erase::what_is_no_number_erases_nothing::<Sqlite>().await;
}

#[tokio::test]
async fn nothing_of_an_erased_person_is_left_between_the_pages_of_a_long_list() {
    erase::nothing_is_left_in_a_long_list::<Sqlite>().await;
}

#[tokio::test]
async fn where_somebody_reads_meanwhile_it_is_said_that_only_traces_are_left() {
    erase::who_reads_keeps_traces::<Sqlite>().await;
}

#[tokio::test]
async fn a_number_in_a_type_that_is_not_known_is_erased_though_the_body_is_gone() {
    erase::a_number_in_a_type_is_erased::<Sqlite>(PURGED).await;
}

#[tokio::test]
async fn a_long_type_is_cut_beside_the_body_that_has_it_whole() {
    erase::a_long_type_is_cut::<Sqlite>().await;
}

/// The hash that is kept of her is by the key of the other file.
#[tokio::test]
async fn who_was_erased_is_found_by_a_list_whose_file_was_replaced() {
    let (replaced, other) = (Store::<Sqlite>::new().await, Store::<Sqlite>::new().await);
    let list = replaced.inbox.opt_outs();
    assert!(!list.is_opted_out(ANNA).await.unwrap());
    other.inbox.opt_outs().opt_out(ANNA).await.unwrap();
    other.inbox.erase(ANNA, |_| {}).await.unwrap();
    other.inbox.close().await;
    for beside in ["db-wal", "db-shm"] {
        fs::remove_file(replaced.place.file().with_extension(beside)).unwrap();
    }
    fs::rename(other.place.file(), replaced.place.file()).unwrap();
    list.is_opted_out(ANNA).await.unwrap_err();
    assert!(list.is_opted_out(ANNA).await.unwrap());
}
