//! What people read stands in `src/web/words`: anywhere else in `src/web`, a sentence or a label is a fault.

use std::collections::BTreeSet;

use crate::{architecture::sources, style};

/// `words` itself, and what is not for people: sample data of tests, a protocol for programs, names of a database.
const APART: [&str; 4] = ["words/", "gallery/", "tus/", "format/zone.rs"];

/// How values of headers begin.
const HEADERS: [&str; 4] = ["attachment; ", "bytes ", "default-src ", "private, "];

/// A name that is the same in every language.
const NAME: &str = "AI Video Uploader";

/// Attributes whose value is read, by eye or by ear.
const READ: [&str; 8] = [
    "alt",
    "aria-description",
    "aria-label",
    "aria-roledescription",
    "aria-valuetext",
    "label",
    "placeholder",
    "title",
];

/// Calls whose sentences are for whoever reads the log or the code.
const FOR_US: [&str; 4] = ["tracing::", "expect", "unreachable!", "assert"];

/// A string literal and where it stands.
#[derive(Debug, PartialEq)]
struct Literal {
    line: usize,
    text: String,
    /// The attribute of a tag that it is the value of.
    attribute: Option<String>,
    /// What stands before each bracket around it, the outermost first: `view!`, `format!`, `Some`.
    around: Vec<String>,
    /// Whether it is code: a raw string, or alone in `<code>`.
    is_code: bool,
    /// Whether it is the reason of a lint's exception.
    is_reason: bool,
}

impl Literal {
    /// Whether it stands in a page by itself, as text.
    fn is_text(&self) -> bool {
        self.attribute.is_none() && self.around.last().is_some_and(|call| call == "view!")
    }

    /// Whether it reads like something that is said to people.
    fn is_said(&self, classes: &BTreeSet<String>) -> bool {
        let is_for_us = self
            .around
            .iter()
            .any(|call| FOR_US.iter().any(|name| call.starts_with(name)));
        let is_header = HEADERS.iter().any(|start| self.text.starts_with(start));
        if self.is_code || self.is_reason || is_for_us || is_header || self.text == NAME {
            return false;
        }
        match &self.attribute {
            _ if self.is_text() => has_word(&self.text),
            Some(name) if READ.contains(&name.as_str()) => has_word(&self.text),
            Some(name) if !name.starts_with("data-") => false,
            _ => {
                let fixed = without_values(&self.text);
                let is_class = fixed.split_whitespace().all(|word| classes.contains(word));
                let has_value = self.around.last().is_some_and(|call| call == "format!");
                !is_class && (reads_like_words(&fixed) || has_value && stands_beside(&self.text))
            }
        }
    }
}

fn is_word(text: &str) -> bool {
    let text = text.trim_matches([',', '.', ':', ';', '…', '?', '!', '“', '”', '(', ')']);
    let mut letters = text.chars();
    letters.next().is_some_and(char::is_alphabetic)
        && letters.all(|letter| letter.is_alphabetic() || "’'-".contains(letter))
}

/// Whether there is a word of more than one letter.
fn has_word(text: &str) -> bool {
    text.split_whitespace()
        .any(|word| is_word(word) && word.chars().nth(1).is_some())
}

/// Two words in a row, or one with a capital.
fn reads_like_words(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    let in_a_row = words
        .windows(2)
        .any(|pair| is_word(pair[0]) && is_word(pair[1]) && has_word(text));
    let is_label = words.len() == 1
        && is_word(text)
        && text.starts_with(char::is_uppercase)
        && text.contains(char::is_lowercase)
        && !text.contains('-');
    in_a_row || is_label
}

/// Whether a word stands beside a value: `about {left}`.
fn stands_beside(text: &str) -> bool {
    text.contains('{') && text.contains(' ') && has_word(&without_values(text))
}

/// `text` without what stands in braces.
fn without_values(text: &str) -> String {
    let mut depth = 0_usize;
    text.chars()
        .filter(|letter| {
            match letter {
                '{' => depth += 1,
                '}' => depth = depth.saturating_sub(1),
                _ => return depth == 0,
            }
            false
        })
        .collect()
}

/// Every string literal of `code`, without comments and without the tests at its end.
fn literals(code: &str) -> Vec<Literal> {
    let code = code
        .split_once("#[cfg(test)]\nmod tests")
        .map_or(code, |(code, _)| code);
    let letters: Vec<char> = code.chars().collect();
    let mut found = Vec::new();
    let mut around: Vec<String> = Vec::new();
    let mut at = 0;
    while at < letters.len() {
        let rest = &letters[at..];
        match rest[0] {
            '/' if rest.get(1) == Some(&'/') => {
                at += rest.iter().take_while(|letter| **letter != '\n').count();
            }
            '\'' if rest.get(1) == Some(&'\\') => {
                at += 3 + rest[3..]
                    .iter()
                    .take_while(|letter| **letter != '\'')
                    .count();
            }
            '\'' if rest.get(2) == Some(&'\'') => at += 3,
            '(' | '[' | '{' => {
                around.push(name_before(&letters[..at]));
                at += 1;
            }
            ')' | ']' | '}' => {
                around.pop();
                at += 1;
            }
            '"' => {
                let (text, length, is_raw) = string(&letters, at);
                let before: String = letters[at.saturating_sub(60)..at].iter().collect();
                found.push(Literal {
                    line: letters[..at]
                        .iter()
                        .filter(|letter| **letter == '\n')
                        .count()
                        + 1,
                    text,
                    attribute: attribute(&before),
                    around: around.clone(),
                    is_code: is_raw || before.ends_with("<code>"),
                    is_reason: before.trim_end().ends_with("reason ="),
                });
                at += length;
            }
            _ => at += 1,
        }
    }
    found
}

/// The string that begins at `at`, how many letters it takes in the code, and whether it is a raw one.
fn string(letters: &[char], at: usize) -> (String, usize, bool) {
    let hashes = letters[..at]
        .iter()
        .rev()
        .take_while(|letter| **letter == '#')
        .count();
    let is_raw = letters[..at - hashes].last() == Some(&'r');
    let mut text = String::new();
    let mut here = at + 1;
    while here < letters.len() {
        match letters[here] {
            '\\' if !is_raw => {
                let escaped = letters.get(here + 1).copied().unwrap_or_default();
                text.push(if escaped == 'n' { ' ' } else { escaped });
                here += 1;
            }
            '"' if !is_raw
                || letters[here + 1..]
                    .iter()
                    .take(hashes)
                    .all(|letter| *letter == '#') =>
            {
                break;
            }
            letter => text.push(letter),
        }
        here += 1;
    }
    (text, here + 1 - at, is_raw)
}

/// What a bracket belongs to: the path, call or macro right before it.
fn name_before(letters: &[char]) -> String {
    let end = letters.iter().rposition(|letter| !letter.is_whitespace());
    let mut name: Vec<char> = letters[..end.map_or(0, |end| end + 1)]
        .iter()
        .rev()
        .take_while(|letter| letter.is_alphanumeric() || "_!:".contains(**letter))
        .copied()
        .collect();
    name.reverse();
    name.into_iter().collect()
}

/// The attribute that ends `before`: `… aria-label=`.
fn attribute(before: &str) -> Option<String> {
    let name: String = before
        .strip_suffix('=')?
        .chars()
        .rev()
        .take_while(|letter| letter.is_alphanumeric() || "-_:".contains(*letter))
        .collect();
    (!name.is_empty()).then(|| name.chars().rev().collect())
}

#[test]
fn what_people_read_stands_in_one_place() {
    let classes = style::classes();
    let mut said = Vec::new();
    for (file, code) in sources() {
        let Some(file) = file.strip_prefix("web/") else {
            continue;
        };
        if APART.iter().any(|start| file.starts_with(start)) {
            continue;
        }
        for literal in literals(&code) {
            if literal.is_said(&classes) {
                said.push(format!(
                    "src/web/{file}:{}: {:?}",
                    literal.line, literal.text
                ));
            }
        }
    }
    assert!(
        said.is_empty(),
        "belongs in src/web/words:\n{}",
        said.join("\n")
    );
}

#[test]
fn the_checker_sees_what_it_should() {
    let classes = BTreeSet::from(["btn".to_owned(), "btn--small".to_owned()]);
    let said = |code: &str| -> Vec<String> {
        literals(code)
            .into_iter()
            .filter(|literal| literal.is_said(&classes))
            .map(|literal| literal.text)
            .collect()
    };
    assert_eq!(
        said(r#"view! { <p class="a lead" aria-label="Main">"more"</p> <img alt="" /> " " }"#),
        ["Main", "more"]
    );
    assert_eq!(
        said(
            r#"button("Retry", "btn btn--small"); format!("about {left} left"); format!("{id}-x")"#
        ),
        ["Retry", "about {left} left"]
    );
    assert_eq!(
        said(r#"let a = "Choose a video."; let b = "video_id"; "#),
        ["Choose a video."]
    );
    assert_eq!(
        said(
            r##"// "A comment"
            tracing::warn!(a = %b("x"), "could not do it"); x.expect("it is there");
            #[expect(dead_code, reason = "for a reason")] let (a, b) = ('"', '\''); r#"not said"#;
            view! { <code>"auto_approve: true"</code> }"##
        ),
        Vec::<String>::new()
    );
}
