//! The floors hold: imports go down only, and files stay short.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// Floor of each top-level module. Modules of one floor do not know each other, but for what `ALSO` names.
const FLOORS: [(&str, u8); 11] = [
    ("domain", 0),
    ("meter", 0),
    ("store", 1),
    ("remote", 1),
    ("media", 1),
    ("service", 2),
    ("pipeline", 2),
    ("web", 3),
    ("api", 3),
    ("simulator", 3),
    ("app", 4),
];

/// `(from, to)` on the same floor: what runs by itself may ask for what can be asked for; what is counted has its units in
/// the domain.
const ALSO: [(&str, &str); 2] = [("pipeline", "service"), ("meter", "domain")];

/// The longest file, in lines.
const LONGEST: usize = 400;

fn floor_of(module: &str) -> Option<u8> {
    FLOORS
        .iter()
        .find(|(name, _)| *name == module)
        .map(|(_, floor)| *floor)
}

fn may_import(from: &str, to: &str) -> bool {
    if from == to || ALSO.contains(&(from, to)) {
        return true;
    }
    match (floor_of(from), floor_of(to)) {
        (_, None) => false,
        (Some(3), Some(_)) if from == "simulator" => false,
        (Some(here), Some(there)) => there < here,
        (None, Some(_)) => true,
    }
}

/// Adds every file below `folder` whose name ends so.
pub(crate) fn files(folder: &Path, ending: &str, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, ending, found);
        } else if path.extension().is_some_and(|end| end == ending) {
            found.push(path);
        }
    }
}

/// Every Rust file below `src`: its path from there, and its code.
pub(crate) fn sources() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    files(&root, "rs", &mut found);
    found
        .into_iter()
        .map(|path| {
            let name = path
                .strip_prefix(&root)
                .unwrap()
                .to_string_lossy()
                .into_owned();
            (name, fs::read_to_string(path).unwrap())
        })
        .collect()
}

/// Every top-level module that `code` names after `crate::`, also inside braces.
fn imports(code: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        if let Some(list) = rest.strip_prefix('{') {
            let mut depth = 0;
            let mut word = String::new();
            for letter in list.chars() {
                match letter {
                    '{' => depth += 1,
                    '}' if depth == 0 => break,
                    '}' => depth -= 1,
                    ',' if depth == 0 => found.push(std::mem::take(&mut word)),
                    _ if depth == 0 => word.push(letter),
                    _ => {}
                }
            }
            found.push(word);
        } else {
            found.push(rest.to_owned());
        }
    }
    found
        .iter()
        .map(|path| {
            path.trim()
                .chars()
                .take_while(|letter| letter.is_alphanumeric() || *letter == '_')
                .collect()
        })
        .filter(|name: &String| !name.is_empty())
        .collect()
}

#[test]
fn imports_go_down_only() {
    let mut wrong = Vec::new();
    for (file, code) in sources() {
        let from = file.split('/').next().unwrap();
        if ["tests", "benches"].contains(&from) || !file.contains('/') {
            continue;
        }
        for to in imports(&code) {
            if !may_import(from, &to) {
                wrong.push(format!("{file} imports {to}"));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "against the floors:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn the_ground_floor_knows_no_machinery() {
    for (file, code) in sources()
        .iter()
        .filter(|(file, _)| file.starts_with("domain/"))
    {
        for library in ["sqlx", "axum", "reqwest", "leptos", "tokio"] {
            assert!(
                !code.contains(&format!("{library}::")),
                "{file} uses {library}"
            );
        }
    }
}

#[test]
fn no_file_is_too_long() {
    for (file, code) in sources() {
        let lines = code.lines().count();
        assert!(
            lines <= LONGEST,
            "{file} has {lines} lines, more than {LONGEST}"
        );
    }
}

#[test]
fn every_file_says_what_it_is() {
    for (file, code) in sources() {
        assert!(code.starts_with("//!"), "{file} has no heading");
    }
}

#[test]
fn the_checker_sees_what_it_should() {
    assert_eq!(
        imports("use crate::{a::{b, c}, d};\nuse crate::e::f;"),
        ["a", "d", "e"]
    );
    assert!(!may_import("store", "remote"));
    assert!(!may_import("service", "pipeline"));
    assert!(!may_import("simulator", "domain"));
    assert!(may_import("web", "service"));
    assert!(may_import("pipeline", "service"));
}
