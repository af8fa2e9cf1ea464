//! The rows of a person, page by page: as many at a time as memory may hold, however many there are.

use serde_json::Value;
use sqlx::{Row as _, any::AnyRow};

use super::{
    Result, Store, StoreError,
    columns::{Columns as _, placeholders},
};
use crate::domain::{
    clock::Timestamp,
    holdings::{Column, Form, Table, Whose},
    id::UserId,
};

/// Rows in one page. A row may hold a quarter of a megabyte that a program sent along.
const PAGE: usize = 50;

/// A row as it is handed out: names and values, in the table's order.
pub type Line = Vec<(&'static str, Value)>;

/// Whose rows a page is about.
#[derive(Debug, Clone)]
pub enum Owner {
    /// A person's own.
    User(UserId),
    /// Those that belong to these rows of the parent table: at most a page of them.
    Rows(Vec<String>),
    /// Those about a TikTok profile that the person has connected.
    Profile(UserId, String),
}

/// Behind which row the next page begins.
#[derive(Debug, Clone)]
pub struct Cursor(Vec<Value>);

/// One page.
#[derive(Debug)]
pub struct Page {
    /// What is handed out.
    pub lines: Vec<Line>,
    /// Where the next page begins; none if this is the last.
    pub next: Option<Cursor>,
}

impl Store {
    /// The rows of `owner` behind `after`.
    pub async fn export_page(
        &self,
        table: &Table,
        owner: &Owner,
        after: Option<&Cursor>,
    ) -> Result<Page> {
        let (condition, mut values) = condition(table, owner)?;
        let keys = names(table.key);
        let behind = after.map_or_else(String::new, |Cursor(key)| {
            let list = placeholders(values.len() + 1, key.len());
            values.extend(key.iter().cloned());
            format!(" and ({keys}) > ({list})")
        });
        let all: Vec<Column> = table
            .columns
            .iter()
            .chain(table.key.iter().filter(|key| !table.columns.contains(key)))
            .copied()
            .collect();
        let sql = format!(
            "select {} from {} where {condition}{behind} order by {keys} limit {PAGE}",
            names(&all),
            table.name
        );
        let mut query = sqlx::query(&sql);
        for value in &values {
            query = match value {
                Value::Number(number) => query.bind(number.as_i64()),
                other => query.bind(other.as_str().map(str::to_owned)),
            };
        }
        let rows = query.fetch_all(self.readers()).await?;
        let next = match rows.last() {
            Some(last) if rows.len() == PAGE => Some(cursor(table, last)?),
            _ => None,
        };
        let lines = rows.iter().map(|row| line(table, row));
        Ok(Page {
            lines: lines.collect::<Result<_>>()?,
            next,
        })
    }

    /// The ids of the rows of a parent table that belong to `user`, behind `after`: at most a page of them.
    pub async fn export_parents(
        &self,
        table: &Table,
        user: UserId,
        after: Option<&Cursor>,
    ) -> Result<(Vec<String>, Option<Cursor>)> {
        let ids = Table {
            columns: &[Column {
                name: "id",
                form: Form::Text,
            }],
            ..*table
        };
        let page = self.export_page(&ids, &Owner::User(user), after).await?;
        let ids = page.lines.into_iter().flatten();
        let ids = ids.filter_map(|(_, id)| id.as_str().map(str::to_owned));
        Ok((ids.collect(), page.next))
    }
}

/// What the rows of `owner` have in common, and the values in it.
fn condition(table: &Table, owner: &Owner) -> Result<(String, Vec<Value>)> {
    match (table.whose, owner) {
        (Whose::User(column), Owner::User(user)) => {
            Ok((format!("{column} = $1"), vec![user.to_string().into()]))
        }
        (Whose::Of(_, column), Owner::Rows(ids)) => {
            let list = placeholders(1, ids.len());
            let ids = ids.iter().map(|id| id.as_str().into());
            Ok((format!("{column} in ({list})"), ids.collect()))
        }
        (Whose::Profile, Owner::Profile(user, profile)) => {
            // Another person may have connected the same profile: their posts are their own.
            let own = if table.columns.iter().any(|it| it.name == "publish_id") {
                " and (publish_id is null or exists (select 1 from posts \
                 where posts.publish_id = tiktok_events.publish_id and posts.user_id = $2))"
            } else {
                ""
            };
            let condition = format!(
                "tiktok_user_id = $1 and exists (select 1 from tiktok_accounts mine \
                 where mine.user_id = $2 and mine.tiktok_user_id = $1){own}"
            );
            Ok((
                condition,
                vec![profile.as_str().into(), user.to_string().into()],
            ))
        }
        _ => Err(StoreError::Corrupt(format!(
            "{} has no such owner",
            table.name
        ))),
    }
}

fn names(columns: &[Column]) -> String {
    let names: Vec<&str> = columns.iter().map(|column| column.name).collect();
    names.join(", ")
}

fn line(table: &Table, row: &AnyRow) -> Result<Line> {
    let columns = table.columns.iter();
    columns
        .map(|column| Ok((column.name, value(row, *column)?)))
        .collect()
}

fn value(row: &AnyRow, column: Column) -> Result<Value> {
    let name = column.name;
    Ok(match column.form {
        Form::Text => row.optional_text(name)?.into(),
        Form::Number => row.optional_integer(name)?.into(),
        Form::Flag => row.optional_integer(name)?.map(|flag| flag != 0).into(),
        Form::Moment => {
            let moment = row.optional_integer(name)?.map(Timestamp::from_millis);
            moment.map(|moment| moment.to_string()).into()
        }
        // What does not read as JSON is handed out as the text that it is.
        Form::Json => row.optional_text(name)?.map_or(Value::Null, |text| {
            serde_json::from_str(&text).unwrap_or(Value::String(text))
        }),
    })
}

fn cursor(table: &Table, row: &AnyRow) -> Result<Cursor> {
    let key = table.key.iter().map(|column| {
        Ok(match column.form {
            Form::Text | Form::Json => row.try_get::<String, _>(column.name)?.into(),
            Form::Number | Form::Moment | Form::Flag => row.try_get::<i64, _>(column.name)?.into(),
        })
    });
    Ok(Cursor(key.collect::<Result<_>>()?))
}
