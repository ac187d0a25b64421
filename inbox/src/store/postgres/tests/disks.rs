use super::*;
use crate::store::SmallDisk;

/// One with a body that fills a disk soon.
fn big(number: u64) -> Entry {
    Entry { body: Bytes::from(noise(number, 200_000)), ..entry(number) }
}

/// Bytes that cannot be compressed.
fn noise(seed: u64, length: usize) -> Vec<u8> {
    let mut state = seed.wrapping_mul(2_654_435_761).wrapping_add(88_172_645_463_325_252);
    let next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state as u8
    };
    std::iter::repeat_with(next).take(length).collect()
}

/// Stores big ones until one is refused; tells how many were stored, and why no more.
async fn fill(inbox: &Postgres) -> (u64, String) {
    for stored in 0..1_000 {
        if let Err(error) = inbox.insert(big(stored)).await {
            return (stored, error.to_string());
        }
    }
    panic!("the disk is never full");
}

#[tokio::test]
#[ignore = "needs PostgreSQL, and root: it mounts a small disk"]
async fn a_full_disk_refuses_and_loses_nothing() {
    let disk = SmallDisk::mounted("96m");
    let server = Server::start().unwrap();
    let space = disk.path().join("space");
    std::fs::create_dir(&space).unwrap();
    server.own(&space).unwrap();
    server.ask(&format!("CREATE TABLESPACE small LOCATION '{}'", space.display())).unwrap();
    server.ask("ALTER ROLE inbox SET default_tablespace = small").unwrap();
    let inbox = Arc::new(Postgres::at(&server.url()).unwrap());
    let (stored, full) = fill(&inbox).await;
    assert!(full.contains("53100"), "{full}");
    // What was answered is there and can be worked.
    assert_eq!(inbox.insert(big(stored - 1)).await.unwrap(), Inserted::Known);
    assert!(disk.remounted("size=512m"));
    assert_eq!(insert_until_stored(&inbox, stored).await, Inserted::New);
    assert_eq!(inbox.depth().await.unwrap().waiting, stored + 1);
}

/// The log of what is committed is on it too: where that cannot go on, the server panics.
#[tokio::test]
#[ignore = "needs PostgreSQL, and root: it mounts a small disk"]
async fn a_full_disk_that_the_server_has_all_on_loses_nothing_either() {
    let disk = SmallDisk::mounted("128m");
    let mut server = Server::start_on(disk.path()).unwrap();
    let inbox = Arc::new(Postgres::at(&server.url()).unwrap());
    let (stored, _) = fill(&inbox).await;
    let mut acknowledged: Vec<u64> = (0..stored).collect();
    // The log needs another file, for which there is no room either.
    let _panics = server.ask("SELECT pg_switch_wal()");
    for number in [1_000, 1_001] {
        if inbox.insert(entry(number)).await.is_ok() {
            acknowledged.push(number);
        }
    }
    assert!(disk.remounted("size=512m"));
    // It may have ended, or be about to.
    if server.ask("SELECT 1").is_err() {
        server.kill().unwrap();
        server.restart().unwrap();
    }
    assert_eq!(insert_until_stored(&inbox, 1_002).await, Inserted::New);
    assert!(acknowledged.len() > 10, "{acknowledged:?}");
    for number in acknowledged {
        assert_eq!(inbox.insert(big(number)).await.unwrap(), Inserted::Known, "{number}");
    }
}
