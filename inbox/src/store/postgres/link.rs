use std::future::Future;
use std::pin::Pin;
use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use sqlx::{Executor, PgConnection};
use tokio::time::timeout;

use super::fault::Fault;
use super::schema;

/// How long a connection may be waited for, until it is made and has answered.
const ACQUIRE: Duration = Duration::from_secs(2);

/// How long a transaction may take: then its connection is cut, and what is not committed is undone.
const TRANSACTION: Duration = Duration::from_secs(5);

/// What a connection is told at first.
///
/// A server that lost its client lets go of the locks in time; and where a database or a role is set to
/// commit without waiting for the disk, this waits all the same.
const SETTINGS: &str = "SELECT set_config('statement_timeout', '4s', false), \
    set_config('idle_in_transaction_session_timeout', '5s', false), \
    set_config('tcp_user_timeout', '10s', false), \
    set_config('synchronous_commit', CASE committed WHEN 'off' THEN 'on' ELSE committed END, false) \
    FROM current_setting('synchronous_commit') AS committed";

/// The way to a database: connections that are made when they are needed, and given up when they do not
/// answer.
pub(super) struct Link {
    pool: PgPool,
    /// Whether the schema may be made and upgraded.
    makes: bool,
    /// The schema is known to be there, in the version that is known here.
    prepared: Arc<AtomicBool>,
}

/// What is to be done with a connection.
pub(super) type Work<'a, T> = Pin<Box<dyn Future<Output = Result<T, Fault>> + Send + 'a>>;

impl Link {
    /// The way to a database, which need not be up, by so many connections; its schema is made there, or
    /// only looked for.
    pub(super) fn to(url: &str, connections: u32, makes: bool) -> Result<Self, Fault> {
        // sqlx takes any.
        if !["postgres://", "postgresql://"].iter().any(|scheme| url.starts_with(scheme)) {
            return Err(Fault::Unusable("its URL begins with postgres://".to_owned()));
        }
        let options = PgConnectOptions::from_str(url)?.application_name("kudosity-webhook-inbox");
        Ok(Self { pool: pool(options, connections), makes, prepared: Arc::default() })
    }

    /// Another way to the same database, by so many connections of its own.
    pub(super) fn beside(&self, connections: u32) -> Self {
        let pool = pool((*self.pool.connect_options()).clone(), connections);
        Self { pool, makes: self.makes, prepared: Arc::clone(&self.prepared) }
    }

    /// Does it on a connection, within the time that it may take.
    ///
    /// A connection that failed, or did not answer, is dropped as it is: to end it in order would be to
    /// wait for it.
    pub(super) async fn run<T>(
        &self,
        work: impl for<'a> FnOnce(&'a mut PgConnection) -> Work<'a, T> + Send,
    ) -> Result<T, Fault> {
        let mut db = self.pool.acquire().await?;
        let done = timeout(TRANSACTION, async {
            if !self.prepared.load(Ordering::Relaxed) {
                schema::prepare(&mut db, self.makes).await?;
                self.prepared.store(true, Ordering::Relaxed);
            }
            work(&mut db).await
        });
        match done.await {
            Ok(Err(fault @ Fault::NotReached(_))) => {
                drop(db.detach());
                Err(fault)
            }
            Ok(done) => done,
            Err(_) => {
                drop(db.detach());
                Err(Fault::NotReached("no answer in time".to_owned()))
            }
        }
    }

    /// Gives no more connections, and waits until those that are in use are given back and closed; but not
    /// for a server that does not answer.
    pub(super) async fn close(&self) {
        let closed = timeout(2 * TRANSACTION, async {
            self.pool.close().await;
            // Once more: what was given back last is left open by the first.
            self.pool.close().await;
        });
        let _ = closed.await;
    }

    /// One connection apart, which may be kept.
    pub(super) fn apart(&self) -> PgPool {
        let options = PgPoolOptions::new().max_connections(1).acquire_timeout(ACQUIRE);
        options.connect_lazy_with((*self.pool.connect_options()).clone())
    }
}

fn pool(options: PgConnectOptions, connections: u32) -> PgPool {
    PgPoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(ACQUIRE)
        .after_connect(|db, _| Box::pin(async move { db.execute(SETTINGS).await.map(drop) }))
        .connect_lazy_with(options)
}
