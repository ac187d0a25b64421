//! What any engine must do: each case is given a store of its own, with nothing in it.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

// The cases, by what they ask.
mod consenting;
mod inserting;
mod leasing;
mod looking;
mod removing;
mod replaying;
mod settling;
// What they store, and how they ask for it.
mod sample;

use std::pin::Pin;
use std::sync::Arc;

use super::Engine;

/// A store, and what must hold of it.
pub(crate) type Case = fn(Arc<dyn Engine>) -> Pin<Box<dyn Future<Output = ()> + Send>>;

/// All cases, each with what it says.
pub(crate) const CASES: [(&str, Case); 34] = [
    ("a repeat changes nothing", |s| Box::pin(inserting::a_repeat_changes_nothing(s))),
    ("half of 5,000 at once are repeats", |s| Box::pin(inserting::half_are_repeats(s))),
    ("any text is stored", |s| Box::pin(inserting::any_text_is_stored(s))),
    ("opt-outs go first, then what is due longest", |s| Box::pin(leasing::order(s))),
    ("what is not due is not claimed", |s| Box::pin(leasing::not_due(s))),
    ("what was never tried is due by any clock", |s| Box::pin(leasing::ahead(s))),
    ("what is claimed is nobody else's", |s| Box::pin(leasing::exclusive(s))),
    ("a lease that is lost changes nothing", |s| Box::pin(leasing::lost(s))),
    ("a lease that is renewed is kept", |s| Box::pin(leasing::renewed(s))),
    ("what came to no end is given alone", |s| Box::pin(leasing::unended(s))),
    ("as much is given as one transaction carries", |s| Box::pin(leasing::bounded(s))),
    ("what is done is worked no more", |s| Box::pin(settling::done(s))),
    ("what is to be tried again is, when it is due", |s| Box::pin(settling::retried(s))),
    ("a dead letter waits for nobody", |s| Box::pin(settling::parked(s))),
    ("what is released has not been tried", |s| Box::pin(settling::released(s))),
    ("what cannot be read is in quarantine", |s| Box::pin(replaying::quarantined(s))),
    ("what can be read by now is worked", |s| Box::pin(replaying::read_by_now(s))),
    ("what came again meanwhile is worked once", |s| Box::pin(replaying::came_again(s))),
    ("a dead letter is worked anew", |s| Box::pin(replaying::anew(s))),
    ("a purge removes bodies, then fingerprints", |s| Box::pin(removing::purged(s))),
    ("a purge leaves what waits, and problems", |s| Box::pin(removing::kept(s))),
    ("a problem that is purged is known", |s| Box::pin(removing::given_up(s))),
    ("a purge is done bit by bit", |s| Box::pin(removing::bit_by_bit(s))),
    ("as much is purged as one transaction carries", |s| Box::pin(removing::bounded(s))),
    ("what is forgotten is known, and no more", |s| Box::pin(removing::forgotten(s))),
    ("a type that is not known is forgotten too", |s| Box::pin(removing::types_forgotten(s))),
    ("consents are maxima", |s| Box::pin(consenting::maxima(s))),
    ("a person is renamed with all consents", |s| Box::pin(consenting::renamed(s))),
    ("the words that were kept last are told", |s| Box::pin(consenting::words(s))),
    ("receipts are a set", |s| Box::pin(looking::receipts(s))),
    ("lists are read page by page", |s| Box::pin(looking::pages(s))),
    ("as much is scanned as one transaction carries", |s| Box::pin(looking::bounded(s))),
    ("a scan beside a purge misses nothing", |s| Box::pin(looking::scanned_beside_a_purge(s))),
    ("depth and key", |s| Box::pin(looking::depth_and_key(s))),
];
