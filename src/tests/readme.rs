//! The README: what it links to is there, and what it tells to type is understood.

use std::path::Path;

use ai_video_uploader::app::command_line::CommandLine;
use clap::{CommandFactory as _, Parser as _, error::ErrorKind};

const README: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md"));

/// What stands in `text` between each `begin` and the next `end`.
fn between<'t>(text: &'t str, begin: &'t str, end: &'t str) -> impl Iterator<Item = &'t str> {
    text.split(begin)
        .skip(1)
        .filter_map(move |rest| rest.split_once(end).map(|(inside, _)| inside))
}

/// As the places that show a README make the address of a heading.
fn address(heading: &str) -> String {
    heading
        .to_lowercase()
        .chars()
        .filter(|letter| letter.is_alphanumeric() || " -_".contains(*letter))
        .map(|letter| if letter == ' ' { '-' } else { letter })
        .collect()
}

/// Whether the program understands the words, whatever their values: `ID` stands for an id.
fn is_understood(words: &str) -> bool {
    let typed = ["ai-video-uploader"]
        .into_iter()
        .chain(words.split_whitespace());
    match CommandLine::try_parse_from(typed) {
        Ok(_) => true,
        Err(error) => !matches!(
            error.kind(),
            ErrorKind::UnknownArgument | ErrorKind::InvalidSubcommand
        ),
    }
}

#[test]
fn every_link_leads_somewhere() {
    let prose = README.lines().filter_map(|line| {
        let heading = line.trim_start_matches('#');
        line.starts_with("##").then(|| address(heading.trim()))
    });
    let headings: Vec<String> = prose.collect();
    let links = between(README, "](", ")").chain(between(README, "src=\"", "\""));
    let mut seen = 0;
    for link in links.chain(between(README, "srcset=\"", "\"")) {
        if let Some(anchor) = link.strip_prefix('#') {
            assert!(
                headings.iter().any(|heading| heading == anchor),
                "#{anchor}"
            );
        } else if !link.starts_with("http") {
            let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(link);
            assert!(file.exists(), "{link}");
        }
        seen += 1;
    }
    assert!(seen > 10, "{seen}");
}

#[test]
fn every_command_is_understood() {
    let command = CommandLine::command();
    let names: Vec<&str> = command
        .get_subcommands()
        .map(clap::Command::get_name)
        .collect();
    let typed = between(README, "cargo run -- ", "\n").chain(between(
        README,
        "cargo run --release -- ",
        "\n",
    ));
    let typed = typed.map(|words| words.split(['`', '#']).next().unwrap());
    // A command without its program, as the part about operating names them.
    let named = between(README, " `", "`").filter(|words| {
        let first = words.split(' ').next().unwrap_or_default();
        words.contains(' ') && names.contains(&first)
    });
    let mut seen = 0;
    for words in typed.chain(named) {
        assert!(is_understood(words), "{words}");
        seen += 1;
    }
    assert!(seen > 10, "{seen}");
    assert!(!is_understood("frobnicate") && !is_understood("serve --loudly"));
}
