//! The hourly figures of one person, put where the page wants them.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, HashMap},
};

use super::{ErrorLine, KeyLine, Latest, Lengths, Slot, StageFigures};
use crate::domain::{
    api_key::ApiKey,
    clock::Timestamp,
    counts::Counts,
    error_code::ErrorCode,
    figure::{BOUNDS, Ending, Kind, Outcome, STAGES, quantile, read_request, read_stage},
    id::ApiKeyId,
    status::Status,
};

/// Posts that are named for each error.
const NAMED: usize = 3;

type Spans = [u64; BOUNDS.len() + 1];

/// Figures on their way into the page.
#[derive(Default)]
pub(super) struct Sums {
    pub(super) slots: Vec<Slot>,
    pub(super) outcomes: BTreeMap<Outcome, u64>,
    pub(super) bytes_in: u64,
    pub(super) bytes_out: u64,
    spans: HashMap<(Status, usize), Spans>,
    errors: HashMap<ErrorCode, (u64, u64)>,
    keys: BTreeMap<(ApiKeyId, String), (u64, u64)>,
}

impl Sums {
    /// Nothing yet in any of the slots that begin at these moments, the earliest first.
    pub(super) fn over(slots: &[Timestamp]) -> Self {
        let empty = |at: &Timestamp| Slot {
            at: *at,
            delivered: 0,
            failed: 0,
            fine: 0,
            refused: 0,
        };
        Self {
            slots: slots.iter().map(empty).collect(),
            ..Self::default()
        }
    }

    /// Adds what was counted in a slot.
    pub(super) fn take(&mut self, slot: usize, counts: &Counts) {
        for (kind, label, amount) in counts.iter() {
            self.add(slot, kind, label, amount);
        }
    }

    fn add(&mut self, index: usize, kind: Kind, label: &str, amount: u64) {
        let Some(slot) = self.slots.get_mut(index) else {
            return;
        };
        match kind {
            Kind::Posts => {
                let Some(outcome) = Outcome::from_name(label) else {
                    return;
                };
                *self.outcomes.entry(outcome).or_default() += amount;
                match outcome {
                    Outcome::InInbox | Outcome::Published => slot.delivered += amount,
                    Outcome::Failed => slot.failed += amount,
                    _ => {}
                }
            }
            Kind::Failed | Kind::Refused => {
                // One that this version does not know any more is in the sums above all the same.
                if let Ok(code) = label.parse() {
                    let (posts, requests) = self.errors.entry(code).or_default();
                    if kind == Kind::Failed {
                        *posts += amount;
                    } else {
                        *requests += amount;
                    }
                }
            }
            Kind::Stage => {
                if let Some((stage, span)) = read_stage(label)
                    && let Some(count) = self
                        .spans
                        .entry((stage, index))
                        .or_insert([0; BOUNDS.len() + 1])
                        .get_mut(span)
                {
                    *count += amount;
                }
            }
            Kind::Bytes if label == "in" => self.bytes_in += amount,
            Kind::Bytes => self.bytes_out += amount,
            Kind::Requests => {
                if let Some((key, ending, route)) = read_request(label) {
                    let (requests, fine) = self.keys.entry((key, route.to_owned())).or_default();
                    *requests += amount;
                    if ending == Ending::Fine {
                        *fine += amount;
                        slot.fine += amount;
                    } else {
                        slot.refused += amount;
                    }
                }
            }
        }
    }

    pub(super) fn stages(&self) -> Vec<StageFigures> {
        STAGES
            .into_iter()
            .map(|stage| {
                let mut whole = [0; BOUNDS.len() + 1];
                let slots = (0..self.slots.len())
                    .map(|slot| {
                        let spans = self.spans.get(&(stage, slot))?;
                        for (sum, count) in whole.iter_mut().zip(spans) {
                            *sum += count;
                        }
                        lengths(spans)
                    })
                    .collect();
                StageFigures {
                    stage,
                    slots,
                    whole: lengths(&whole),
                }
            })
            .collect()
    }

    pub(super) fn errors(&self, latest: &Latest) -> Vec<ErrorLine> {
        let mut lines: Vec<ErrorLine> = self
            .errors
            .iter()
            .map(|(code, (posts, requests))| {
                let mut latest = latest.get(code).cloned().unwrap_or_default();
                latest.sort_by_key(|(_, at)| Reverse(*at));
                latest.truncate(NAMED);
                ErrorLine {
                    code: *code,
                    posts: *posts,
                    requests: *requests,
                    latest,
                }
            })
            .collect();
        lines.sort_by_key(|line| (Reverse(line.posts + line.requests), line.code.as_str()));
        lines
    }

    pub(super) fn keys(&self, keys: &HashMap<ApiKeyId, ApiKey>) -> Vec<KeyLine> {
        let mut lines: Vec<KeyLine> = self
            .keys
            .iter()
            .map(|((id, route), (requests, fine))| KeyLine {
                key: keys.get(id).cloned(),
                route: route.clone(),
                requests: *requests,
                fine: *fine,
            })
            .collect();
        lines.sort_by_key(|line| Reverse(line.requests));
        lines
    }
}

fn lengths(spans: &Spans) -> Option<Lengths> {
    Some(Lengths {
        typical: quantile(spans, 0.5)?,
        slow: quantile(spans, 0.95)?,
        posts: spans.iter().sum(),
    })
}
