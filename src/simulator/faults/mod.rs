//! Rules that break calls: which endpoint, which calls of it, and how.

pub(crate) mod edge;

use serde::{Deserialize, Serialize};

/// A rule that breaks calls of an endpoint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// The path, such as `/v2/oauth/token/`; a `*` at the end stands for any rest; a method may
    /// stand before it, as in `PUT /upload/`.
    pub endpoint: String,
    /// Matching calls to let pass first.
    #[serde(default)]
    pub skip: u64,
    /// Calls to break after that; absent breaks every one.
    #[serde(default)]
    pub times: Option<u64>,
    /// How they break.
    #[serde(flatten)]
    pub kind: FaultKind,
}

/// How a call breaks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum FaultKind {
    /// The work is not done; this is answered.
    Status {
        /// HTTP status.
        status: u16,
        /// The body, sent as JSON if it is JSON.
        #[serde(default)]
        body: String,
    },
    /// The work is not done; TikTok's data envelope with this code is answered, with the HTTP
    /// status that the code has.
    Code {
        /// Such as `rate_limit_exceeded`.
        code: String,
    },
    /// The work is done, later.
    Delay {
        /// In milliseconds.
        millis: u64,
    },
    /// The work is done, then the connection is cut without an answer.
    LostReply,
    /// The connection is cut before anything is done.
    Cut,
    /// The connection is cut when about this many bytes of the request's body have been read.
    CutAfter {
        /// In bytes.
        bytes: u64,
    },
    /// The work is done, but the answer is no JSON.
    Garbage,
}

impl Fault {
    /// Breaks every call of `endpoint`.
    #[must_use]
    pub fn every(endpoint: &str, kind: FaultKind) -> Self {
        Self {
            endpoint: endpoint.to_owned(),
            skip: 0,
            times: None,
            kind,
        }
    }

    /// Breaks the next call of `endpoint`.
    #[must_use]
    pub fn once(endpoint: &str, kind: FaultKind) -> Self {
        Self {
            times: Some(1),
            ..Self::every(endpoint, kind)
        }
    }

    /// Breaks only the `n`th call of `endpoint` from now, counted from 1.
    #[must_use]
    pub fn nth(endpoint: &str, n: u64, kind: FaultKind) -> Self {
        Self {
            skip: n.saturating_sub(1),
            ..Self::once(endpoint, kind)
        }
    }

    fn matches(&self, method: &str, path: &str) -> bool {
        let wanted = match self.endpoint.split_once(' ') {
            Some((only, rest)) if only.eq_ignore_ascii_case(method) => rest,
            Some(_) => return false,
            None => self.endpoint.as_str(),
        };
        wanted
            .strip_suffix('*')
            .map_or(wanted == path, |start| path.starts_with(start))
    }
}

/// The rules in force, in the order they were made.
#[derive(Debug, Default)]
pub(crate) struct Faults(Vec<Fault>);

impl Faults {
    pub(crate) fn add(&mut self, fault: Fault) {
        self.0.push(fault);
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    pub(crate) fn list(&self) -> Vec<Fault> {
        self.0.clone()
    }

    /// What happens to this call: the first rule that has it in reach; used-up rules go.
    pub(crate) fn strike(&mut self, method: &str, path: &str) -> Option<FaultKind> {
        let mut struck = None;
        for fault in self
            .0
            .iter_mut()
            .filter(|fault| fault.matches(method, path))
        {
            if fault.skip > 0 {
                fault.skip -= 1;
            } else if struck.is_none() && fault.times != Some(0) {
                fault.times = fault.times.map(|times| times - 1);
                struck = Some(fault.kind.clone());
            }
        }
        self.0.retain(|fault| fault.times != Some(0));
        struck
    }
}
