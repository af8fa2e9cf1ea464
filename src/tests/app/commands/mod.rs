//! Each command of the program, as somebody types it: what it prints where, its exit code, what it changes.

mod completing;
mod desk;
mod doctor;
mod exporting;
mod moving;
mod posts;
mod restoring;
mod rotating;
mod sweeping;
mod watching;

use self::desk::Desk;

#[tokio::test]
async fn help_teaches_and_wrong_words_are_told_from_failures() {
    let desk = Desk::without_simulator();
    let ran = desk.run(&["--help"]).await;
    assert_eq!(ran.code, 0);
    for word in [
        "First steps",
        "rotate-secret",
        "SECRET_KEY_PREVIOUS",
        "Exit code",
    ] {
        assert!(ran.out.contains(word), "{word}");
    }
    assert_eq!(desk.run(&["frobnicate"]).await.code, 2);
    assert_eq!(desk.run(&["posts", "show", "not-an-id"]).await.code, 2);
    let ran = desk.run(&["posts", "list", "--status", "lost"]).await;
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("needs_review"), "{}", ran.err);
}

#[tokio::test]
async fn a_key_stands_alone_on_the_last_line() {
    let desk = Desk::without_simulator();
    let words = [
        "keys",
        "create",
        "--email",
        "Alice@example.com",
        "--name",
        "n8n",
    ];
    let ran = desk.run(&words).await;
    assert_eq!(ran.code, 0, "{}", ran.err);
    let key = ran.out.lines().last().unwrap();
    assert!(key.starts_with("avu_") && !key.contains(' '), "{key}");
    let listed = desk.run(&["keys", "list"]).await;
    let lines: Vec<&str> = listed.out.lines().collect();
    assert_eq!(lines.len(), 2, "{}", listed.out);
    let column = lines[0].find("STATE").unwrap();
    assert!(
        lines[1]
            .chars()
            .skip(column)
            .collect::<String>()
            .starts_with("valid")
    );
    assert!(lines[1].contains("alice@example.com") && lines[1].contains("\"n8n\""));
    let revoked = desk.run(&["keys", "revoke", &key[..10]]).await;
    assert_eq!(revoked.code, 0, "{}", revoked.err);
    assert!(desk.run(&["keys", "list"]).await.out.contains("revoked"));
    assert_eq!(desk.run(&["keys", "revoke", "avu_nobody"]).await.code, 1);
}
