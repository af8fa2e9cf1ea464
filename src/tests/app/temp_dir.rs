//! Several installations on one host, and whose the temporary folder is.

use std::{
    collections::HashMap,
    fs,
    path::{Path, PathBuf},
};

use ai_video_uploader::{
    app::{self, config::Config},
    domain::{clock::Timestamp, id::TemporaryFileId},
    service::Context,
};

/// An installation called `name`, whose default temporary folder lies in `host`.
fn settings(host: &Path, name: &str) -> Config {
    let values: HashMap<String, String> = [
        (
            "DATABASE_URL",
            format!("sqlite://{}", host.join(name).join("uploader.db").display()),
        ),
        ("TEMP_QUOTA_BYTES", "1000000".to_owned()),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), value))
    .collect();
    let mut config = Config::from_values(values).unwrap();
    assert!(!config.temp_dir_is_set);
    config.temp_dir = host.join("ai-video-uploader");
    config
}

async fn start(config: &Config) -> Context {
    app::build(config).await.unwrap()
}

fn folder(ctx: &Context) -> PathBuf {
    ctx.media.dir().to_owned()
}

#[tokio::test]
async fn installations_of_one_host_have_a_default_folder_each() {
    let host = tempfile::tempdir().unwrap();
    let root = host.path().canonicalize().unwrap();
    let (one, other) = (settings(&root, "one"), settings(&root, "other"));
    let first = start(&one).await;
    assert_eq!(folder(&first), root.join("ai-video-uploader"));
    let video = first.media.path(TemporaryFileId::new(Timestamp::default()));
    fs::write(&video, "video").unwrap();
    let second = start(&other).await;
    let id = second.store.installation().await.unwrap();
    let own = root.join(format!("ai-video-uploader-{}", &id[..8]));
    assert_eq!(folder(&second), own);
    assert!(second.media.list().await.unwrap().is_empty());
    assert!(video.exists());
    assert_ne!(first.media.machine(), second.media.machine());

    // Processes of one installation share its folder, also when the default one has become free.
    assert_eq!(folder(&start(&one).await), folder(&first));
    fs::remove_dir_all(folder(&first)).unwrap();
    assert_eq!(folder(&start(&other).await), own);
}

#[tokio::test]
async fn a_folder_that_was_set_is_not_replaced_by_another() {
    let host = tempfile::tempdir().unwrap();
    let mut other = settings(host.path(), "other");
    let _running = start(&settings(host.path(), "one")).await;
    other.temp_dir_is_set = true;
    let refused = app::build(&other).await.err().unwrap();
    let said = format!("{refused:#}");
    assert!(said.contains("another installation"), "{said}");
    assert!(said.contains("set TEMP_DIR to a folder"), "{said}");
}
