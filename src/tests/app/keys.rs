//! `keys` on the command line: a key is printed once, serves at once, and no longer once it is revoked.

use ai_video_uploader::simulator::Options;

use crate::harness::program::Installation;

#[tokio::test(flavor = "multi_thread")]
async fn a_key_made_on_the_command_line_serves_until_it_is_revoked() {
    let place = Installation::prepare(Options::default(), None, &[]).await;
    let run = |arguments: &[&str]| {
        let output = place.run(arguments);
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).unwrap()
    };
    let create = ["keys", "create", "--email", "new@example.com"];
    let said = run(&[&create[..], &["--name", "n8n"]].concat());
    let key = said.lines().last().unwrap().to_owned();
    assert!(key.starts_with("avu_") && !key.contains(' '), "{said}");
    assert!(said.contains("whsec_"), "{said}");

    let listed = run(&["keys", "list"]);
    assert!(listed.contains("new@example.com") && listed.contains("n8n"));
    assert!(!listed.contains(&key), "shown once: {listed}");

    let mut process = place.start();
    place.until_ready(&mut process).await;
    let ask = || {
        let request = place.http.get(place.url("/n8n/test-connection"));
        request.bearer_auth(&key).send()
    };
    assert_eq!(ask().await.unwrap().status(), 200);
    let prefix = listed
        .split_whitespace()
        .find(|word| word.starts_with("avu_"))
        .unwrap();
    run(&["keys", "revoke", prefix]);
    assert_eq!(ask().await.unwrap().status(), 401);
    assert!(process.stop().await.well);
}
