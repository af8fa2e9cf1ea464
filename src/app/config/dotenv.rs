//! The file `.env` of the working folder.

use std::io;

use super::ConfigError;

/// The names and values in the text of a `.env`.
///
/// # Errors
/// [`ConfigError`] names the line that cannot be read, never its value: that may be a secret.
pub(super) fn read(text: &str) -> Result<Vec<(String, String)>, ConfigError> {
    // The library puts other variables in where a value has a dollar sign. A secret with one would be cut short in silence.
    if let Some(name) = text.lines().find_map(substituted) {
        return Err(ConfigError::one(format!(
            "{name} in .env has a $ that would be replaced: put the value in single quotes, '…'"
        )));
    }
    dotenvy::from_read_iter(text.as_bytes())
        .collect::<Result<_, _>>()
        .map_err(|error| wrong(&error))
}

/// The text of the `.env` in the working folder, and nowhere above it; empty if there is none.
///
/// # Errors
/// [`ConfigError`] if there is one that cannot be read.
pub(super) fn text() -> Result<String, ConfigError> {
    match std::fs::read_to_string(".env") {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(String::new()),
        other => other.map_err(|error| wrong(&dotenvy::Error::Io(error))),
    }
}

/// The name in a line whose value would be changed.
fn substituted(line: &str) -> Option<&str> {
    let line = line.trim();
    let (name, value) = line.split_once('=')?;
    let value = value.trim();
    if line.starts_with('#') || value.starts_with('\'') {
        return None;
    }
    let value = value.split(" #").next().unwrap_or_default();
    let replaced = value
        .match_indices('$')
        .any(|(at, _)| !value[..at].ends_with('\\'));
    replaced.then(|| name.trim().trim_start_matches("export ").trim())
}

/// The error of the library quotes the line.
fn wrong(error: &dotenvy::Error) -> ConfigError {
    ConfigError::one(match error {
        dotenvy::Error::LineParse(_, column) => {
            format!(".env has a line that is not NAME=value (near column {column})")
        }
        other => format!(".env cannot be read: {other}"),
    })
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
    }

    #[test]
    fn a_dollar_sign_that_would_be_replaced_is_refused() {
        for text in ["METRICS_TOKEN=ab$cd", "export METRICS_TOKEN=\"ab${HOME}\""] {
            let error = read(text).expect_err("it would be changed");
            assert!(
                error.lines()[0].starts_with("METRICS_TOKEN in .env"),
                "{error}"
            );
            assert!(!error.lines()[0].contains("ab"), "{error}");
        }
    }

    #[test]
    fn a_line_that_is_none_is_refused_without_being_quoted() {
        let error = read("SECRET").expect_err("it is no setting");
        assert!(!error.lines()[0].contains("SECRET"), "{error}");
    }
}
