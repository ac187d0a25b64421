use std::fmt;

use super::{Names, OptOuts, PersonConsent, Said};
use crate::entry::Pair;
use crate::store::StoreError;

/// So many rows are read at once.
const ROWS: usize = 1_000;

/// All persons who ever said something, page by page.
///
/// Who was erased comes first, by a hash. Who was erased and then wrote again is in the list twice.
pub struct Persons {
    opt_outs: OptOuts,
    /// The last row that was read; none before the first.
    after: Option<Pair>,
    /// The person of that row, who may have said more.
    last: Option<PersonConsent>,
    ended: bool,
}

impl Persons {
    pub(super) fn of(opt_outs: OptOuts) -> Self {
        Self { opt_outs, after: None, last: None, ended: false }
    }

    /// The next persons, or none when all were given. A page may be empty before that.
    ///
    /// # Errors
    ///
    /// [`StoreError`] where the store failed; the same page may be asked for again.
    pub async fn next_page(&mut self) -> Result<Option<Vec<PersonConsent>>, StoreError> {
        if self.ended {
            return Ok(None);
        }
        let rows = self.opt_outs.engine.consents(self.after.clone(), ROWS).await?;
        let (ended, after) = (rows.len() < ROWS, rows.last().map(|row| row.between.clone()));
        let mut persons: Vec<PersonConsent> = self.last.clone().into_iter().collect();
        for row in rows {
            match persons.last_mut().filter(|last| *last.person == *row.between.person) {
                Some(last) => last.add(&row.into()),
                None => {
                    let mut next = PersonConsent::nothing(&row.between.person);
                    next.add(&Said::from(row));
                    persons.push(next);
                }
            }
        }
        let last = if ended { None } else { persons.pop() };
        let persons = self.with_erased(persons).await?;
        self.after = after.or(self.after.take());
        (self.last, self.ended) = (last, ended);
        Ok(Some(persons))
    }

    /// Adds what each said before it was erased.
    async fn with_erased(
        &self,
        mut persons: Vec<PersonConsent>,
    ) -> Result<Vec<PersonConsent>, StoreError> {
        let names: Vec<String> = persons.iter().map(|person| person.person.to_string()).collect();
        let known = self.opt_outs.consents_of(&names).await?;
        for (person, known) in persons.iter_mut().zip(known) {
            if !Names::is_erased(&person.person) {
                *person = known;
            }
        }
        Ok(persons)
    }
}

impl fmt::Debug for Persons {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Persons").field("ended", &self.ended).finish_non_exhaustive()
    }
}
