//! Resumable uploads at `/uploads`, spoken header by header as tus 1.0.0 says.

mod broken;
mod client;
mod kept;
mod page;
mod protocol;
mod refused;

use std::time::Duration;

use ai_video_uploader::domain::{id::TemporaryFileId, upload::ResumableUpload};

use crate::harness::{ALICE, TestApp};

/// A video of exactly `size` bytes.
async fn video(app: &TestApp, size: usize) -> Vec<u8> {
    let url = format!(
        "{}/samples/padded.mp4?size={size}",
        app.simulator.base_url()
    );
    let bytes = app.http.get(url).send().await.unwrap();
    let bytes = bytes.bytes().await.unwrap().to_vec();
    assert_eq!(bytes.len(), size);
    bytes
}

fn id_of(path: &str) -> TemporaryFileId {
    path.strip_prefix("/uploads/").unwrap().parse().unwrap()
}

/// What the database knows of Alice's upload.
async fn known(app: &TestApp, path: &str) -> Option<ResumableUpload> {
    let store = &app.ctx.store;
    let alice = store.find_user_by_email(ALICE).await.unwrap().unwrap();
    store.find_upload(alice.id, id_of(path)).await.unwrap()
}

/// Waits until the server has noted so many bytes.
async fn until_received(app: &TestApp, path: &str, bytes: u64) {
    let noted = async {
        while known(app, path).await.unwrap().received != bytes {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), noted)
        .await
        .expect("the bytes are never noted");
}

async fn posts_of_alice(app: &TestApp) -> u64 {
    let store = &app.ctx.store;
    let alice = store.find_user_by_email(ALICE).await.unwrap().unwrap();
    store
        .count_posts(alice.id)
        .await
        .unwrap()
        .values()
        .copied()
        .sum()
}
