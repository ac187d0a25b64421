use kudosity_webhook::event::{MessageStatus, Open, Receipt};
use sqlx::PgConnection;

use super::super::instant::{instant, stored};
use super::fault::Fault;
use super::value::{capped, text};

/// A row: the message, the status and the instant.
type Row = (Vec<u8>, Vec<u8>, i64);

/// Stores the receipt that an entry is.
pub(super) async fn insert(
    db: &mut PgConnection,
    entry: i64,
    receipt: &Receipt,
) -> Result<(), Fault> {
    let insert = "INSERT INTO kudosity_inbox.receipt (entry, message_id, status, at) \
         VALUES ($1, $2, $3, $4)";
    let insert = sqlx::query(insert)
        .bind(entry)
        .bind(receipt.id.as_str().as_bytes())
        .bind(receipt.status.as_str().as_bytes())
        .bind(stored(receipt.at));
    insert.execute(db).await?;
    Ok(())
}

pub(super) async fn of_message(
    db: &mut PgConnection,
    message_id: String,
) -> Result<Vec<Receipt>, Fault> {
    let receipts = "SELECT DISTINCT message_id, status, at FROM kudosity_inbox.receipt \
         WHERE substring(message_id FOR 256) = substring($1 FOR 256) AND message_id = $1 \
         ORDER BY at, status";
    let rows = sqlx::query_as(receipts).bind(message_id.into_bytes()).fetch_all(db).await?;
    Ok(rows.into_iter().map(receipt).collect())
}

/// Those of so many messages, from the one behind `after` on.
pub(super) async fn of_messages(
    db: &mut PgConnection,
    after: Option<String>,
    messages: usize,
) -> Result<Vec<Receipt>, Fault> {
    // The condition on the front alone says where in the index the page begins.
    let receipts = "SELECT message_id, status, at FROM ( \
             SELECT substring(message_id FOR 256) AS front, message_id FROM kudosity_inbox.receipt \
             WHERE substring(message_id FOR 256) >= substring(coalesce($1, '') FOR 256) \
                 AND ($1 IS NULL OR (substring(message_id FOR 256), message_id) > \
                     (substring($1 FOR 256), $1)) \
             GROUP BY front, message_id ORDER BY front, message_id LIMIT $2 \
         ) AS page CROSS JOIN LATERAL ( \
             SELECT DISTINCT status, at FROM kudosity_inbox.receipt AS known \
             WHERE substring(known.message_id FOR 256) = front \
                 AND known.message_id = page.message_id \
         ) AS told ORDER BY message_id, at, status";
    let limit = capped(messages);
    let rows = sqlx::query_as(receipts).bind(after.map(String::into_bytes)).bind(limit);
    Ok(rows.fetch_all(db).await?.into_iter().map(receipt).collect())
}

fn receipt((message_id, status, at): Row) -> Receipt {
    let status: Open<MessageStatus> = text(status).as_str().into();
    Receipt::new(text(message_id), status, instant(at))
}
