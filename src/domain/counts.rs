//! What was counted in an hour: how much of each [`Figure`], as one value.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::figure::{Figure, Kind};

/// Sums of figures. What a newer version counts is kept, though nobody reads it here.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Counts(BTreeMap<String, u64>);

impl Counts {
    /// Nothing at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// So much more of what `figure` is of.
    pub fn count(&mut self, figure: &Figure) {
        let name = format!("{} {}", figure.kind.as_str(), figure.label);
        self.more(name, figure.amount);
    }

    /// Everything of `others`, too.
    pub fn add(&mut self, others: &Self) {
        for (name, amount) in &others.0 {
            self.more(name.clone(), *amount);
        }
    }

    /// Of what, of which of them, and how much.
    pub fn iter(&self) -> impl Iterator<Item = (Kind, &str, u64)> {
        self.0.iter().filter_map(|(name, amount)| {
            let (kind, label) = name.split_once(' ')?;
            Some((Kind::from_name(kind)?, label, *amount))
        })
    }

    fn more(&mut self, name: String, amount: u64) {
        let sum = self.0.entry(name).or_default();
        *sum = sum.saturating_add(amount);
    }
}

impl<'a> FromIterator<&'a Figure> for Counts {
    fn from_iter<Figures: IntoIterator<Item = &'a Figure>>(figures: Figures) -> Self {
        let mut counts = Self::default();
        for figure in figures {
            counts.count(figure);
        }
        counts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_this_version_does_not_know_is_kept() {
        let json = r#"{"posts made":2,"tea cups":5}"#;
        let mut counts: Counts = serde_json::from_str(json).unwrap();
        let made = Figure {
            kind: Kind::Posts,
            label: "made".to_owned(),
            amount: 3,
        };
        counts.add(&[made].iter().collect());
        assert_eq!(
            counts.iter().collect::<Vec<_>>(),
            [(Kind::Posts, "made", 5)]
        );
        let kept = serde_json::to_string(&counts).unwrap();
        assert_eq!(kept, r#"{"posts made":5,"tea cups":5}"#);
    }
}
