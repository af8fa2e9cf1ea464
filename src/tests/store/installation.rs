//! The installation's id.

use std::collections::BTreeSet;

use ai_video_uploader::store::seal::Sealer;
use futures::future::join_all;

use super::database::{Database, KEY};

on_both_databases!(the_id_is_made_once);

async fn the_id_is_made_once(db: &Database) {
    let other = db.connect_again(Sealer::new(KEY, None)).await;
    let rush = (0..16).map(|n| if n % 2 == 0 { &other } else { db }.installation());
    let ids: BTreeSet<String> = join_all(rush)
        .await
        .into_iter()
        .map(Result::unwrap)
        .collect();
    let id = ids.first().unwrap();
    assert_eq!(ids.len(), 1, "{ids:?}");
    assert_eq!(id.len(), 32);
    assert!(id.bytes().all(|digit| digit.is_ascii_hexdigit()));
    other.close().await;
}
