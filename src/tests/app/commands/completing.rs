//! `completion`: what the script says, and what a shell makes of it.

use std::process::Command;

use super::desk::Desk;

/// Asks Bash as if the tab key were pressed behind the words that follow the file of the script.
const TAB: &str = r#"
source "$1"; shift
read -ra entry <<<"$(complete -p "$1")"
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
for ((i = 0; i < ${#entry[@]}; i++)); do
    [ "${entry[i]}" = -F ] && "${entry[i + 1]}" "$1" "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
done
echo "${COMPREPLY[@]}"
"#;

#[tokio::test]
async fn it_needs_no_settings_and_prints_nothing_else() {
    let mut desk = Desk::without_simulator();
    desk.set("LISTEN_ADDR", "nonsense");
    for shell in ["bash", "zsh", "fish"] {
        let ran = desk.run(&["completion", shell]).await;
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{shell}");
        assert!(ran.out.contains("rotate-secret"), "{shell}");
    }
    assert_eq!(desk.run(&["completion", "teletype"]).await.code, 2);
}

#[tokio::test]
async fn bash_completes_every_word() {
    let desk = Desk::without_simulator();
    let script = desk.path("completion.bash");
    std::fs::write(&script, desk.run(&["completion", "bash"]).await.out).unwrap();
    for (typed, offered) in [
        ("rot", "rotate-secret"),
        ("keys c", "create"),
        ("keys create --em", "--email"),
        ("posts list --st", "--status"),
        ("posts list --status f", "failed"),
        ("move-to --ag", "--again"),
        ("completion zs", "zsh"),
    ] {
        let ran = Command::new("bash")
            .args(["--norc", "--noprofile", "-c", TAB, "bash"])
            .arg(&script)
            .arg("ai-video-uploader")
            .args(typed.split(' '))
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&ran.stdout);
        let err = String::from_utf8_lossy(&ran.stderr);
        assert_eq!((said.trim(), err.as_ref()), (offered, ""), "{typed}");
    }
}
