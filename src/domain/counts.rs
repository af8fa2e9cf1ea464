//! What was counted in an hour: how much of each [`Figure`], as one value.

use std::{borrow::Cow, fmt};

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{MapAccess, Visitor},
};

use super::figure::{Figure, Kind};

/// Sums of figures. What a newer version counts is kept, though nobody reads it here.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts(
    /// Each name once, in their order.
    Vec<(String, u64)>,
);

impl Counts {
    /// Nothing at all.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// So much more of what `figure` is of.
    pub fn count(&mut self, figure: &Figure) {
        let name = format!("{} {}", figure.kind.as_str(), figure.label);
        self.more(0, &name, figure.amount);
    }

    /// Everything of `others`, too.
    pub fn add(&mut self, others: &Self) {
        let mut next = 0;
        for (name, amount) in &others.0 {
            next = self.more(next, name, *amount);
        }
    }

    /// Everything of others that were written as `json`, too.
    ///
    /// # Errors
    /// It is no JSON object of numbers; what came before the fault is added.
    pub fn add_json(&mut self, json: &str) -> serde_json::Result<()> {
        let mut others = serde_json::Deserializer::from_str(json);
        others.deserialize_map(Adding(self))?;
        others.end()
    }

    /// Of what, of which of them, and how much.
    pub fn iter(&self) -> impl Iterator<Item = (Kind, &str, u64)> {
        self.0.iter().filter_map(|(name, amount)| {
            let (kind, label) = name.split_once(' ')?;
            Some((Kind::from_name(kind)?, label, *amount))
        })
    }

    /// Adds to `name`, which is most likely at `guess`: whoever adds one after the other in their order finds each at once.
    /// Answers where the next one may be.
    fn more(&mut self, guess: usize, name: &str, amount: u64) -> usize {
        let is_there = self.0.get(guess).is_some_and(|(known, _)| known == name);
        let found = if is_there {
            Ok(guess)
        } else {
            self.0
                .binary_search_by(|(known, _)| known.as_str().cmp(name))
        };
        let index = found.unwrap_or_else(|index| {
            self.0.insert(index, (name.to_owned(), 0));
            index
        });
        if let Some((_, sum)) = self.0.get_mut(index) {
            *sum = sum.saturating_add(amount);
        }
        index + 1
    }
}

impl Serialize for Counts {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, amount)| (name, amount)))
    }
}

/// Adds an object to counts, name by name and without a copy.
struct Adding<'c>(&'c mut Counts);

#[derive(Deserialize)]
struct Name<'j>(#[serde(borrow)] Cow<'j, str>);

impl<'de> Visitor<'de> for Adding<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of numbers")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut next = 0;
        while let Some((Name(name), amount)) = map.next_entry::<Name<'de>, u64>()? {
            next = self.0.more(next, &name, amount);
        }
        Ok(())
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

    fn read(json: &str) -> Counts {
        let mut counts = Counts::default();
        counts.add_json(json).unwrap();
        counts
    }

    #[test]
    fn what_this_version_does_not_know_is_kept() {
        let mut counts = read(r#"{"posts made":2,"tea cups":5}"#);
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

    #[test]
    fn the_order_in_which_they_are_added_does_not_matter() {
        // Hours from before the order was kept have none.
        let (early, late) = (r#"{"d":4,"a":1,"c":3}"#, r#"{"b":2,"d":4,"\u0065":5}"#);
        let mut counts = read(early);
        counts.add_json(late).unwrap();
        let mut turned = read(late);
        turned.add(&read(early));
        assert_eq!(counts, turned);
        let written = serde_json::to_string(&counts).unwrap();
        assert_eq!(written, r#"{"a":1,"b":2,"c":3,"d":8,"e":5}"#);
    }

    #[test]
    fn what_is_no_object_of_numbers_is_refused() {
        for json in ["", "[]", "{\"a\":-1}", "{\"a\":1} 2", "{\"a\":\"1\"}"] {
            assert!(Counts::default().add_json(json).is_err(), "{json}");
        }
    }
}
