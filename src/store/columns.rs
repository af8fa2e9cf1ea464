//! Reading of rows: from the few portable column types to the types of the domain.

use std::str::FromStr;

use serde::de::DeserializeOwned;
use sqlx::{Row as _, any::AnyRow};

use super::{Result, StoreError};
use crate::domain::clock::Timestamp;

/// Typed access to the columns of a row.
pub(super) trait Columns {
    fn text(&self, column: &str) -> Result<String>;
    fn optional_text(&self, column: &str) -> Result<Option<String>>;
    fn integer(&self, column: &str) -> Result<i64>;
    fn optional_integer(&self, column: &str) -> Result<Option<i64>>;

    /// A text that `T` can be parsed from, such as an id.
    fn parsed<T: FromStr>(&self, column: &str) -> Result<T> {
        parse(column, &self.text(column)?)
    }

    fn optional_parsed<T: FromStr>(&self, column: &str) -> Result<Option<T>> {
        let text = self.optional_text(column)?;
        text.map(|text| parse(column, &text)).transpose()
    }

    fn optional_json<T: DeserializeOwned>(&self, column: &str) -> Result<Option<T>> {
        let text = self.optional_text(column)?;
        text.map(|text| {
            serde_json::from_str(&text)
                .map_err(|error| StoreError::Corrupt(format!("{column}: {error}")))
        })
        .transpose()
    }

    fn moment(&self, column: &str) -> Result<Timestamp> {
        self.integer(column).map(Timestamp::from_millis)
    }

    fn optional_moment(&self, column: &str) -> Result<Option<Timestamp>> {
        let millis = self.optional_integer(column)?;
        Ok(millis.map(Timestamp::from_millis))
    }

    /// A count or an amount, which is never negative.
    fn amount<T: TryFrom<i64>>(&self, column: &str) -> Result<T> {
        narrow(column, self.integer(column)?)
    }

    fn optional_amount<T: TryFrom<i64>>(&self, column: &str) -> Result<Option<T>> {
        let value = self.optional_integer(column)?;
        value.map(|value| narrow(column, value)).transpose()
    }

    fn flag(&self, column: &str) -> Result<bool> {
        Ok(self.integer(column)? != 0)
    }
}

impl Columns for AnyRow {
    fn text(&self, column: &str) -> Result<String> {
        Ok(self.try_get(column)?)
    }

    fn optional_text(&self, column: &str) -> Result<Option<String>> {
        Ok(self.try_get(column)?)
    }

    fn integer(&self, column: &str) -> Result<i64> {
        Ok(self.try_get(column)?)
    }

    fn optional_integer(&self, column: &str) -> Result<Option<i64>> {
        Ok(self.try_get(column)?)
    }
}

fn parse<T: FromStr>(column: &str, text: &str) -> Result<T> {
    text.parse()
        .map_err(|_| StoreError::Corrupt(format!("{column} is \"{text}\"")))
}

fn narrow<T: TryFrom<i64>>(column: &str, value: i64) -> Result<T> {
    T::try_from(value).map_err(|_| StoreError::Corrupt(format!("{column} is {value}")))
}

/// An amount as a column holds it.
pub(super) fn whole(amount: u64) -> i64 {
    i64::try_from(amount).unwrap_or(i64::MAX)
}

/// `$first, $first+1, …`: the placeholders of `count` values.
pub(super) fn placeholders(first: usize, count: usize) -> String {
    (first..first + count)
        .map(|number| format!("${number}"))
        .collect::<Vec<_>>()
        .join(", ")
}
