//! Limits per minute: calls of the last sixty seconds, counted per token and endpoint.

use std::collections::{HashMap, VecDeque};

/// When each token called each endpoint.
#[derive(Debug, Default)]
pub(crate) struct Rates(HashMap<(String, &'static str), VecDeque<i64>>);

impl Rates {
    /// Counts a call; false if `most` calls of the last minute stand already.
    pub(crate) fn allow(
        &mut self,
        token: &str,
        endpoint: &'static str,
        most: usize,
        now: i64,
    ) -> bool {
        let calls = self.0.entry((token.to_owned(), endpoint)).or_default();
        while calls.front().is_some_and(|&at| at <= now - 60_000) {
            calls.pop_front();
        }
        if calls.len() >= most {
            return false;
        }
        calls.push_back(now);
        true
    }
}
