use std::io;

use tokio::task::JoinError;

use super::super::StoreError;

/// Why PostgreSQL did not do what it was asked to: can be told to each of many callers.
#[derive(Clone, Debug, thiserror::Error)]
pub(super) enum Fault {
    #[error("its schema is newer")]
    Newer { found: i64, known: i64 },
    #[error("its schema is older")]
    Older { found: i64, known: i64 },
    #[error("there is no inbox")]
    NotThere,
    /// It answered with an error; what it says of the data that it was given is left out.
    #[error("PostgreSQL answered with error {code}{said}")]
    Refused { code: String, said: String },
    /// It did not answer.
    #[error("PostgreSQL is not reached: {0}")]
    NotReached(String),
    /// The URL, TLS or a certificate is not what it takes.
    #[error("PostgreSQL cannot be used as it is set up: {0}")]
    Unusable(String),
    /// As many wait for it already as may.
    #[error("too many wait for PostgreSQL")]
    Busy,
    /// It has removed what it was asked to, and keeps it all the same.
    #[error(
        "PostgreSQL keeps what was removed: another transaction or a replica may still read it, or the tables belong to another user"
    )]
    Kept,
    /// What a bug of ours, or of sqlx, ended.
    #[error("what was asked of PostgreSQL panicked: report it, with what was logged")]
    Panicked,
    #[error("the inbox is closed")]
    Closed,
}

impl Fault {
    /// Whether it was reached, and will not have us before somebody changes something there, or here: the
    /// user, the password, the database, a right or TLS is not what it takes. Else it may pass by itself.
    #[cfg(feature = "sqlite")]
    pub(super) fn lasts(&self) -> bool {
        match self {
            Self::Newer { .. } | Self::Older { .. } | Self::NotThere | Self::Unusable(_) => true,
            Self::Refused { code, .. } => {
                code.starts_with("28") || ["3D000", "42501"].contains(&code.as_str())
            }
            Self::NotReached(_) | Self::Busy | Self::Kept | Self::Panicked | Self::Closed => false,
        }
    }

    /// Whether the same without one of its rows may succeed: it is about data, or about who else is
    /// writing, and not about the server.
    pub(super) fn is_of_a_row(&self) -> bool {
        match self {
            Self::Refused { code, .. } => of_a_row(code),
            other => matches!(other, Self::Panicked),
        }
    }
}

/// Classes of errors by the front of their codes: data, integrity, rollback, a trigger's own, limits.
fn of_a_row(code: &str) -> bool {
    ["22", "23", "40", "P0", "54"].iter().any(|class| code.starts_with(class))
}

/// A task that did not end by itself panicked, unless the runtime ends.
impl From<JoinError> for Fault {
    fn from(error: JoinError) -> Self {
        if error.is_panic() { Self::Panicked } else { Self::Closed }
    }
}

impl From<sqlx::Error> for Fault {
    fn from(error: sqlx::Error) -> Self {
        let Some(refused) = error.as_database_error() else {
            return match error {
                sqlx::Error::PoolClosed => Self::Closed,
                sqlx::Error::PoolTimedOut => Self::NotReached("no connection in time".to_owned()),
                sqlx::Error::Configuration(_) | sqlx::Error::Tls(_) => {
                    Self::Unusable(error.to_string())
                }
                // A certificate that is refused, among others.
                sqlx::Error::Io(ref io) if io.kind() == io::ErrorKind::InvalidData => {
                    Self::Unusable(error.to_string())
                }
                other => Self::NotReached(other.to_string()),
            };
        };
        let code = refused.code().unwrap_or_default().into_owned();
        let said = if of_a_row(&code) { String::new() } else { format!(": {}", refused.message()) };
        Self::Refused { code, said }
    }
}

impl From<Fault> for StoreError {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Newer { found, known } => Self::Newer { found, known },
            Fault::Older { found, known } => Self::Older { found, known },
            Fault::NotThere => Self::NotThere,
            Fault::Busy => Self::Overloaded,
            Fault::Closed => Self::Closed,
            failed => Self::Database(Box::new(failed)),
        }
    }
}

#[cfg(all(test, feature = "sqlite"))]
mod tests {
    use super::*;

    #[test]
    fn what_somebody_has_to_change_is_told_from_what_passes() {
        let refused = |code: &str| Fault::Refused { code: code.to_owned(), said: String::new() };
        // No such user, a wrong password, no such database, no right.
        for code in ["28000", "28P01", "3D000", "42501"] {
            assert!(refused(code).lasts(), "{code}");
        }
        // It stops, was killed, starts, has no connection left, no room, and may only be read.
        for code in ["57P01", "57P02", "57P03", "53300", "53100", "25006"] {
            assert!(!refused(code).lasts(), "{code}");
        }
        assert!(Fault::Newer { found: 2, known: 1 }.lasts());
        assert!(!Fault::NotReached(String::new()).lasts());
    }
}
