//! Machines: which of them are silent, and what they hold.

use super::{
    database::Database,
    seed::{MACHINE, at},
};

on_both_databases!(
    files_of_silent_machines_are_found,
    a_worker_is_told_from_a_sweep
);

async fn a_worker_is_told_from_a_sweep(db: &Database) {
    let seen = async || db.worker_seen_at().await.unwrap();
    assert_eq!(seen().await, None);
    db.see_machine(MACHINE, at(10)).await.unwrap();
    assert_eq!(seen().await, None);
    db.see_worker(MACHINE, at(20)).await.unwrap();
    db.see_worker("machine-2", at(30)).await.unwrap();
    db.see_worker(MACHINE, at(25)).await.unwrap();
    db.see_machine(MACHINE, at(40)).await.unwrap();
    assert_eq!(seen().await, Some(at(30)));
    db.see_worker(MACHINE, at(50)).await.unwrap();
    assert_eq!(seen().await, Some(at(50)));
}

async fn files_of_silent_machines_are_found(db: &Database) {
    let alice = db.alice().await;
    let file = alice.file(None, at(0));
    db.insert_temporary_file(&file).await.unwrap();
    let silent = |since| async move {
        let files = db.files_of_silent_machines(at(since)).await.unwrap();
        files
            .into_iter()
            .map(|(file, _)| file.id)
            .collect::<Vec<_>>()
    };
    assert_eq!(silent(0).await, [file.id], "never heard of");
    db.see_machine(MACHINE, at(10)).await.unwrap();
    assert!(silent(10).await.is_empty());
    assert_eq!(silent(11).await, [file.id]);
    db.see_machine(MACHINE, at(20)).await.unwrap();
    db.see_machine("machine-2", at(30)).await.unwrap();
    assert!(silent(20).await.is_empty());
    db.mark_file_deleted(file.id, at(40)).await.unwrap();
    assert!(silent(50).await.is_empty());
}
