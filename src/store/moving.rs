//! The move from SQLite to PostgreSQL: every table that the schema has, in one transaction, compared row by row.
//!
//! Beside `dialect` this is the only file that knows both databases. Tables and columns are asked for, so none is forgotten.

use std::collections::{BTreeMap, BTreeSet};

use futures::TryStreamExt as _;
use sha2::{Digest as _, Sha256};
use sqlx::{Any, Row as _, Transaction, any::AnyRow};

use super::{Result, Store, StoreError, columns::Columns as _, dialect::Dialect};
use crate::domain::clock::Timestamp;

/// Rows that travel together; times the widest table's columns it stays below PostgreSQL's 65,535 values.
const BATCH: usize = 200;
/// What the tool that migrates keeps for itself.
const NOT_OURS: &str = "_sqlx_migrations";

/// What became of one table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MovedTable {
    /// Its name.
    pub name: String,
    /// Rows here.
    pub here: u64,
    /// Rows there, counted after the copy.
    pub there: u64,
}

/// A table of the schema.
struct Table {
    name: String,
    columns: Vec<Column>,
}

struct Column {
    name: String,
    kind: Kind,
}

/// The few types that the tables are made of.
#[derive(Clone, Copy)]
enum Kind {
    Text,
    Big,
    Whole,
    Small,
}

/// Rows, counted, and what they hold, whatever their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Content {
    rows: u64,
    sum: u128,
}

impl Store {
    /// Copies everything into `target`, which is empty; then this database is marked as moved and works no more. All or
    /// nothing. Nobody may write here meanwhile.
    ///
    /// # Errors
    /// [`StoreError::NotCopied`] if the databases are of the wrong kind, `target` holds something, or the copy differs.
    pub async fn move_to(&self, target: &Self, now: Timestamp) -> Result<Vec<MovedTable>> {
        if (self.dialect(), target.dialect()) != (Dialect::Sqlite, Dialect::Postgres) {
            return Err(refused("only a move from SQLite to PostgreSQL is known"));
        }
        self.installation().await?;
        self.migrate().await?;
        let former = self.moved_at().await?;
        target.migrate().await?;
        let mut from = self.readers().begin().await?;
        let mut to = target.begin().await?;
        if let Some(waiting) = target.dialect().waiting() {
            sqlx::query(waiting).execute(&mut *to).await?;
        }
        let tables = tables(&mut from, &mut to).await?;
        refuse_unless_empty(&mut to, &tables).await?;
        let mut moved = Vec::with_capacity(tables.len());
        for table in &tables {
            let here = copy(&mut from, &mut to, table).await?;
            let there = content(&mut to, table).await?;
            if here != there {
                return Err(refused(format!(
                    "{}: {} rows here, {} there, or not the same; nothing was moved",
                    table.name, here.rows, there.rows
                )));
            }
            moved.push(MovedTable {
                name: table.name.clone(),
                here: here.rows,
                there: there.rows,
            });
        }
        from.rollback().await?;
        // If the answer to the commit is lost, both are complete: then the copy counts as a backup and sends nothing by itself.
        sqlx::query("update installation set moved_at = null, backed_up_at = $1")
            .bind(now.as_millis())
            .execute(&mut *to)
            .await?;
        // Marked first: two databases at work would send every post twice.
        self.mark_moved(Some(now)).await?;
        if let Err(error) = to.commit().await {
            self.mark_moved(former).await?;
            return Err(error.into());
        }
        target.mark_backed_up(None).await?;
        Ok(moved)
    }
}

fn refused(reason: impl Into<String>) -> StoreError {
    StoreError::NotCopied(reason.into())
}

/// Every table, those that others refer to first.
async fn tables(
    from: &mut Transaction<'static, Any>,
    to: &mut Transaction<'static, Any>,
) -> Result<Vec<Table>> {
    let here = sqlx::query(
        "select name from sqlite_master where type = 'table' and name not like 'sqlite%' and name <> $1",
    )
    .bind(NOT_OURS)
    .fetch_all(&mut **from)
    .await?;
    let there = sqlx::query(
        "select table_name::text as name from information_schema.tables \
         where table_schema = current_schema() and table_name <> $1",
    )
    .bind(NOT_OURS)
    .fetch_all(&mut **to)
    .await?;
    let names = |rows: &[AnyRow]| rows.iter().map(|row| row.text("name")).collect();
    let (here, there): (Result<BTreeSet<String>>, Result<BTreeSet<String>>) =
        (names(&here), names(&there));
    let (mut left, there) = (here?, there?);
    if left != there {
        let differ: Vec<&str> = left
            .symmetric_difference(&there)
            .map(String::as_str)
            .collect();
        return Err(refused(format!(
            "the tables differ: {}. Use a database of its own",
            differ.join(", ")
        )));
    }
    let mut needs = BTreeMap::new();
    for name in &left {
        let rows = sqlx::query("select \"table\" as name from pragma_foreign_key_list($1)")
            .bind(name)
            .fetch_all(&mut **from)
            .await?;
        let parents: Result<BTreeSet<String>> = names(&rows);
        needs.insert(name.clone(), parents?);
    }
    let mut ordered = Vec::with_capacity(left.len());
    while !left.is_empty() {
        let next = left
            .iter()
            .find(|name| {
                !needs[*name]
                    .iter()
                    .any(|parent| parent != *name && left.contains(parent))
            })
            .cloned()
            .ok_or_else(|| refused("the tables refer to each other in a circle"))?;
        left.remove(&next);
        let columns = columns(from, to, &next).await?;
        ordered.push(Table {
            name: next,
            columns,
        });
    }
    Ok(ordered)
}

async fn columns(
    from: &mut Transaction<'static, Any>,
    to: &mut Transaction<'static, Any>,
    table: &str,
) -> Result<Vec<Column>> {
    let here = sqlx::query("select name from pragma_table_info($1)")
        .bind(table)
        .fetch_all(&mut **from)
        .await?;
    let here: Result<BTreeSet<String>> = here.iter().map(|row| row.text("name")).collect();
    let there = sqlx::query(
        "select column_name::text as name, data_type::text as kind from information_schema.columns \
         where table_schema = current_schema() and table_name = $1 order by ordinal_position",
    )
    .bind(table)
    .fetch_all(&mut **to)
    .await?;
    let columns: Vec<Column> = there
        .iter()
        .map(|row| {
            let name = row.text("name")?;
            let kind = match row.text("kind")?.as_str() {
                "text" => Kind::Text,
                "bigint" => Kind::Big,
                "integer" => Kind::Whole,
                "smallint" => Kind::Small,
                other => return Err(refused(format!("{table}.{name} is of the type {other}"))),
            };
            Ok(Column { name, kind })
        })
        .collect::<Result<_>>()?;
    if here? != columns.iter().map(|column| column.name.clone()).collect() {
        return Err(refused(format!("the columns of {table} differ")));
    }
    Ok(columns)
}

async fn refuse_unless_empty(to: &mut Transaction<'static, Any>, tables: &[Table]) -> Result<()> {
    for Table { name, .. } in tables {
        let row = sqlx::query(&format!("select count(*) as held from {name}"))
            .fetch_one(&mut **to)
            .await?;
        let held = row.integer("held")?;
        if held > 0 {
            return Err(refused(format!(
                "the target is not empty: {name} has {held} rows. Make a new database for the move"
            )));
        }
    }
    Ok(())
}

/// Copies a table, batch by batch in the order in which its rows were made.
async fn copy(
    from: &mut Transaction<'static, Any>,
    to: &mut Transaction<'static, Any>,
    table: &Table,
) -> Result<Content> {
    let select = format!(
        "select rowid as row_number, {} from {} where rowid > $1 order by rowid limit $2",
        table.list(),
        table.name
    );
    let mut content = Content::default();
    let mut after = i64::MIN;
    loop {
        let rows = sqlx::query(&select)
            .bind(after)
            .bind(i64::try_from(BATCH).unwrap_or(i64::MAX))
            .fetch_all(&mut **from)
            .await?;
        let Some(last) = rows.last() else {
            return Ok(content);
        };
        after = last.integer("row_number")?;
        let width = table.columns.len();
        let values: Vec<String> = (0..rows.len())
            .map(|row| format!("({})", super::columns::placeholders(row * width + 1, width)))
            .collect();
        let insert = format!(
            "insert into {} ({}) values {}",
            table.name,
            table.list(),
            values.join(", ")
        );
        let mut query = sqlx::query(&insert);
        for row in &rows {
            content.add(row, table)?;
            for Column { name, kind } in &table.columns {
                let name = name.as_str();
                query = match kind {
                    Kind::Text => query.bind(row.try_get::<Option<String>, _>(name)?),
                    Kind::Big => query.bind(row.try_get::<Option<i64>, _>(name)?),
                    Kind::Whole => query.bind(narrow::<i32>(row, name)?),
                    Kind::Small => query.bind(narrow::<i16>(row, name)?),
                };
            }
        }
        query.execute(&mut **to).await.map_err(|error| {
            refused(format!(
                "{}: PostgreSQL does not take it: {error}",
                table.name
            ))
        })?;
    }
}

fn narrow<T: TryFrom<i64>>(row: &AnyRow, name: &str) -> Result<Option<T>> {
    let value: Option<i64> = row.try_get(name)?;
    value
        .map(|value| T::try_from(value).map_err(|_| refused(format!("{name} is {value}"))))
        .transpose()
}

/// What a table holds after the copy.
async fn content(to: &mut Transaction<'static, Any>, table: &Table) -> Result<Content> {
    let select = format!("select {} from {}", table.list(), table.name);
    let mut content = Content::default();
    let mut rows = sqlx::query(&select).fetch(&mut **to);
    while let Some(row) = rows.try_next().await? {
        content.add(&row, table)?;
    }
    Ok(content)
}

impl Table {
    fn list(&self) -> String {
        let names: Vec<&str> = self.columns.iter().map(|it| it.name.as_str()).collect();
        names.join(", ")
    }
}

impl Content {
    fn add(&mut self, row: &AnyRow, table: &Table) -> Result<()> {
        let mut digest = Sha256::new();
        for Column { name, kind } in &table.columns {
            let name = name.as_str();
            let value = match kind {
                Kind::Text => row.try_get::<Option<String>, _>(name)?,
                Kind::Big | Kind::Whole | Kind::Small => row
                    .try_get::<Option<i64>, _>(name)?
                    .map(|number| number.to_string()),
            };
            match value {
                None => digest.update([0]),
                Some(value) => {
                    digest.update([1]);
                    digest.update(value.len().to_be_bytes());
                    digest.update(value);
                }
            }
        }
        let digest: [u8; 32] = digest.finalize().into();
        let mut half = [0; 16];
        half.copy_from_slice(&digest[..16]);
        self.rows += 1;
        self.sum = self.sum.wrapping_add(u128::from_be_bytes(half));
        Ok(())
    }
}
