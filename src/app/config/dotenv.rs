//! The file `.env` of the working folder.

use std::io;

use super::ConfigError;

/// The names and values in the text of a `.env`. A value without quotes may hold blanks, as for systemd and Docker.
///
/// # Errors
/// [`ConfigError`] names every line that cannot be read, never its value: that may be a secret.
pub(super) fn read(text: &str) -> Result<Vec<(String, String)>, ConfigError> {
    let mut values = Vec::new();
    let mut wrong = Vec::new();
    for (number, entry) in entries(text) {
        match read_entry(number, &entry) {
            Ok(read) => values.extend(read),
            Err(problem) => wrong.push(problem),
        }
    }
    if wrong.is_empty() {
        Ok(values)
    } else {
        Err(ConfigError(wrong))
    }
}

/// The text of the `.env` in the working folder, and nowhere above it; empty if there is none.
///
/// # Errors
/// [`ConfigError`] if there is one that cannot be read.
pub(super) fn text() -> Result<String, ConfigError> {
    match std::fs::read_to_string(".env") {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(String::new()),
        other => other.map_err(|error| ConfigError(vec![format!(".env cannot be read: {error}")])),
    }
}

/// What belongs together, with the number of its first line: mostly a line, or all that stands between quotes.
fn entries(text: &str) -> Vec<(usize, String)> {
    let mut entries: Vec<(usize, String)> = Vec::new();
    let mut is_open = false;
    for (number, line) in (1..).zip(text.lines()) {
        match entries.last_mut().filter(|_| is_open) {
            Some((_, entry)) => {
                entry.push('\n');
                entry.push_str(line);
            }
            None => entries.push((number, line.to_owned())),
        }
        is_open = entries.last().is_some_and(|(_, entry)| is_unclosed(entry));
    }
    entries
}

/// Whether the text ends between quotes.
fn is_unclosed(entry: &str) -> bool {
    let mut quote = None;
    let mut before = '\n';
    let mut is_escaped = false;
    for letter in entry.trim_start().chars() {
        match (quote, letter) {
            _ if is_escaped => is_escaped = false,
            (None | Some('"'), '\\') => is_escaped = true,
            (None, '#') if before.is_whitespace() => return false,
            (None, '"' | '\'') => quote = Some(letter),
            (Some(open), _) if open == letter => quote = None,
            _ => {}
        }
        before = letter;
    }
    quote.is_some()
}

fn read_entry(number: usize, entry: &str) -> Result<Vec<(String, String)>, String> {
    let Some((name, value)) = named(entry) else {
        return dotenvy::from_read_iter(entry.as_bytes())
            .collect::<Result<_, _>>()
            .map_err(|_| format!(".env has a line that is not NAME=value: line {number}"));
    };
    // The library puts other variables in where a value has a dollar sign. A secret with one would be cut short in silence.
    if has_substitution(value) {
        return Err(format!(
            "{name} in .env, line {number}, has a $ that would be replaced: put the value in single quotes, '…'"
        ));
    }
    if let Some(value) = words(value) {
        return Ok(vec![(name.to_owned(), value.to_owned())]);
    }
    dotenvy::from_read_iter(entry.as_bytes())
        .collect::<Result<_, _>>()
        // The error of the library quotes the line.
        .map_err(|_| {
            format!("{name} in .env, line {number}, cannot be read: put the value in quotes, \"…\", and a backslash before each \" and \\ in it")
        })
}

/// The name and the value of an entry, as they are written.
fn named(entry: &str) -> Option<(&str, &str)> {
    let (name, value) = entry.trim().split_once('=')?;
    let name = name.trim();
    let name = name.strip_prefix("export ").map_or(name, str::trim);
    let is_name = name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && name
            .chars()
            .all(|letter| letter.is_ascii_alphanumeric() || letter == '_' || letter == '.');
    is_name.then(|| (name, value.trim()))
}

/// Whether the library would change the value.
fn has_substitution(value: &str) -> bool {
    if value.starts_with('\'') {
        return false;
    }
    let value = value.split(" #").next().unwrap_or_default();
    value
        .match_indices('$')
        .any(|(at, _)| !value[..at].ends_with('\\'))
}

/// A value of several words that needs no quotes, without the comment behind it: nothing in it means anything else than itself.
fn words(value: &str) -> Option<&str> {
    let comment = value
        .match_indices('#')
        .find(|(at, _)| value[..*at].ends_with([' ', '\t']) || *at == 0);
    let value = comment.map_or(value, |(at, _)| value[..at].trim_end());
    let is_plain = !value.contains(['\'', '"', '\\', '$']);
    (is_plain && value.contains([' ', '\t'])).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::read;

    fn value(text: &str) -> String {
        read(text).expect("it is well formed")[0].1.clone()
    }

    #[test]
    fn values_are_taken_as_they_are_written() {
        assert_eq!(value("METRICS_TOKEN='ab$cd'"), "ab$cd");
        assert_eq!(value(r"METRICS_TOKEN=ab\$cd"), "ab$cd");
        assert_eq!(
            value("# a comment with $5\nAPP_NAME=\"Two words\" # $\n"),
            "Two words"
        );
        assert_eq!(value("APP_NAME="), "");
        assert_eq!(value("APP_NAME= # none"), "");
        assert_eq!(value("APP_NAME=\"Two\nlines # \" # $"), "Two\nlines # ");
    }

    #[test]
    fn words_need_no_quotes() {
        for text in [
            "OPERATOR_NAME=Jane Doe",
            "  export OPERATOR_NAME = Jane Doe\t# who runs it: it's her\r\n",
        ] {
            assert_eq!(value(text), "Jane Doe", "{text}");
        }
        assert_eq!(value("APP_NAME=Clip #5 of 7"), "Clip");
        assert_eq!(value("APP_NAME=Clip#5 of 7"), "Clip#5 of 7");
        let text = "APP_NAME=AI Video Uploader\nOPERATOR_NAME=Jane Doe\nDEBUG=true\n";
        let names: Vec<String> = read(text).unwrap().into_iter().map(|it| it.0).collect();
        assert_eq!(names, ["APP_NAME", "OPERATOR_NAME", "DEBUG"]);
    }

    /// Whoever takes the mark away in front of a default has a file that can be read.
    #[test]
    fn every_line_of_the_example_can_be_put_to_use() {
        let example = include_str!("../../../.env.example");
        for setting in crate::app::config::SETTINGS {
            let line = format!("\n#{}=", setting.name);
            let used = example.replace(&line, &line.replace('#', ""));
            assert_ne!(used, example, "{}", setting.name);
            let values = read(&used).unwrap();
            let [(name, value)] = &values[..] else {
                panic!("{}: {values:?}", setting.name);
            };
            assert_eq!(
                (name.as_str(), value.as_str()),
                (setting.name, setting.default)
            );
        }
    }

    #[test]
    fn a_dollar_sign_that_would_be_replaced_is_refused() {
        for text in ["METRICS_TOKEN=ab$cd", "export METRICS_TOKEN=\"ab${HOME}\""] {
            let error = read(text).expect_err("it would be changed");
            assert!(
                error.lines()[0].starts_with("METRICS_TOKEN in .env, line 1,"),
                "{error}"
            );
            assert!(!error.lines()[0].contains("ab"), "{error}");
        }
    }

    #[test]
    fn a_line_that_cannot_be_read_is_named_and_not_quoted() {
        let text = "# here\n\nSECRET\nOPERATOR_NAME=\"Jane\" SECRET\nAPP_NAME=Jane's SECRET";
        let error = read(text).expect_err("it is no setting");
        let lines = error.lines();
        assert_eq!(lines.len(), 3, "{error}");
        for (said, words) in lines.iter().zip([
            "not NAME=value: line 3",
            "OPERATOR_NAME in .env, line 4,",
            "APP_NAME in .env, line 5,",
        ]) {
            assert!(said.contains(words), "{error}");
            assert!(!said.contains("SECRET"), "{error}");
        }
        assert!(lines[2].contains("in quotes"), "{error}");
    }
}
