//! Values that must never be printed: a thin layer over `secrecy`.

pub use secrecy::{ExposeSecret, SecretString};

/// Wraps a text so that neither `Debug` nor a log can show it.
#[must_use]
pub fn secret(text: impl Into<String>) -> SecretString {
    SecretString::from(text.into())
}

/// Parameters of a query whose values are secrets, or may be: `next` is an address with parameters of its own.
const PARAMETERS: [&str; 5] = ["api_key", "code", "state", "token", "next"];

/// The name of a parameter, if its value must not be kept or logged. `part` is `name=value`, as it stands in a query.
#[must_use]
pub fn secret_parameter(part: &str) -> Option<&'static str> {
    let (name, _) = url::form_urlencoded::parse(part.as_bytes()).next()?;
    PARAMETERS
        .into_iter()
        .find(|secret| name.eq_ignore_ascii_case(secret))
}
