//! `export`: a zip that opens, closed to others, and nothing half done.

use std::os::unix::fs::PermissionsExt as _;

use zip::ZipArchive;

use super::desk::{Desk, add_post, person};

#[tokio::test]
async fn everything_of_one_person_lies_in_a_zip() {
    let desk = Desk::without_simulator();
    let store = desk.store().await;
    let alice = person(&store, "alice@example.com").await;
    add_post(&store, &alice, "First light").await;
    store.close().await;

    let file = desk.path("alice.zip");
    let output = file.display().to_string();
    let words = [
        "export",
        "--email",
        "alice@example.com",
        "--output",
        &output,
    ];
    let ran = desk.run(&words).await;
    assert_eq!(ran.code, 0, "{}", ran.err);
    let mode = std::fs::metadata(&file).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let mut zip = ZipArchive::new(std::fs::File::open(&file).unwrap()).unwrap();
    let posts = std::io::read_to_string(zip.by_name("posts.json").unwrap()).unwrap();
    let posts: serde_json::Value = serde_json::from_str(&posts).unwrap();
    assert_eq!(posts.as_array().unwrap().len(), 1);

    let again = desk.run(&words).await;
    assert_eq!(again.code, 1, "an export is not written over");
    let nobody = desk.path("nobody.zip");
    let output = nobody.display().to_string();
    let ran = desk
        .run(&[
            "export",
            "--email",
            "nobody@example.com",
            "--output",
            &output,
        ])
        .await;
    assert_eq!(ran.code, 1);
    assert!(
        ran.err.contains("nobody here has the address"),
        "{}",
        ran.err
    );
    assert!(!nobody.exists());
}
