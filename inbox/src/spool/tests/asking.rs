use super::*;

#[tokio::test]
async fn an_opt_out_that_is_moved_while_it_is_asked_about_counts() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("spool.db");
    let remote = Memory::new();
    remote.fails.store(true, Ordering::Relaxed);
    let spool = spool(&remote, &file).await;
    spool.insert(opt_out(1)).await.unwrap();

    remote.fails.store(false, Ordering::Relaxed);
    let late = remote.delays.lock().await;
    let mut asked = [spool.consents_of(vec!["61491570157".to_owned()]), spool.consents(None, 9)];
    for asked in &mut asked {
        // It looks before anything is moved, and answers when all is.
        assert!(timeout(Duration::ZERO, asked).await.is_err());
    }
    until("the file is empty", || async { held(&file).await == (0, 0) }).await;
    drop(late);
    for asked in asked {
        let persons: Vec<_> =
            asked.await.unwrap().into_iter().map(|known| known.between.person).collect();
        assert_eq!(persons, ["61491570157"]);
    }
}
