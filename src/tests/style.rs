//! The style sheet holds nothing that no page uses: every byte of it goes out with the first page.

use std::{collections::BTreeSet, fs, path::Path};

use crate::architecture::{files, sources};

fn read(folder: &str, ending: &str) -> String {
    let mut found = Vec::new();
    files(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join(folder),
        ending,
        &mut found,
    );
    found
        .iter()
        .map(|path| fs::read_to_string(path).unwrap())
        .collect()
}

/// Every class that the style sheet knows.
pub(crate) fn classes() -> BTreeSet<String> {
    let mut sheet = read("style", "css");
    while let Some((before, (_, after))) = sheet
        .split_once("/*")
        .and_then(|(before, rest)| Some((before, rest.split_once("*/")?)))
    {
        sheet = format!("{before}{after}");
    }
    sheet
        .split('.')
        .skip(1)
        .map(|piece| {
            piece
                .chars()
                .take_while(|letter| letter.is_ascii_alphanumeric() || "-_".contains(*letter))
                .collect::<String>()
        })
        .filter(|name| name.starts_with(|letter: char| letter.is_ascii_alphabetic()))
        .collect()
}

#[test]
fn every_class_is_used() {
    let mut used: BTreeSet<String> = BTreeSet::new();
    let pages = sources()
        .into_iter()
        .filter(|(file, _)| !file.starts_with("tests/"))
        .map(|(_, code)| code);
    for code in pages.chain([read("public/modules", "js")]) {
        used.extend(
            code.split(|letter: char| !letter.is_ascii_alphanumeric() && !"-_".contains(letter))
                .map(str::to_owned),
        );
    }
    let idle: Vec<String> = classes().difference(&used).cloned().collect();
    assert!(idle.is_empty(), "no page uses: {}", idle.join(", "));
}
