//! Values that must never be printed: a thin layer over `secrecy`.

pub use secrecy::{ExposeSecret, SecretString};

/// Wraps a text so that neither `Debug` nor a log can show it.
#[must_use]
pub fn secret(text: impl Into<String>) -> SecretString {
    SecretString::from(text.into())
}
