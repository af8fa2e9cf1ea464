//! What a form that was not accepted remembers: what the person typed, and what is wrong with it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Typed values and problems, by the name of the field. Travels in the session from the action to the next rendering.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct FormState {
    values: BTreeMap<String, String>,
    problems: BTreeMap<String, String>,
}

impl FormState {
    /// The same with what the person typed into `field`.
    pub(crate) fn typed(mut self, field: &str, value: impl Into<String>) -> Self {
        self.values.insert(field.to_owned(), value.into());
        self
    }

    /// The same with what is wrong with `field`.
    pub(crate) fn problem(mut self, field: &str, sentence: impl Into<String>) -> Self {
        self.problems.insert(field.to_owned(), sentence.into());
        self
    }

    /// The same without what is wrong with `field`.
    pub(crate) fn without_problem(mut self, field: &str) -> Self {
        self.problems.remove(field);
        self
    }

    /// What the person typed into `field`.
    pub(crate) fn value(&self, field: &str) -> Option<&str> {
        self.values.get(field).map(String::as_str)
    }

    /// What is wrong with `field`.
    pub(crate) fn wrong(&self, field: &str) -> Option<&str> {
        self.problems.get(field).map(String::as_str)
    }
}
