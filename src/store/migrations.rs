//! The tables, step by step; embedded in the program. A step that was released never changes: add another.

use std::borrow::Cow;

use sqlx::{
    AnyPool,
    error::BoxDynError,
    migrate::{Migration, MigrationSource, MigrationType, Migrator},
};

use super::{Result, columns::Columns as _};

macro_rules! steps {
    ($($version:literal $name:literal)+) => {
        &[$(Step {
            version: $version,
            name: $name,
            sql: include_str!(concat!("../../migrations/", $version, "_", $name, ".sql")),
        },)+]
    };
}

/// Every step, oldest first.
#[expect(clippy::unreadable_literal, reason = "a date and a time of day")]
const STEPS: &[Step] = steps! {
    20261123000100 "create_users"
    20261123000200 "create_tiktok_accounts"
    20261123000300 "create_posts"
    20261123000400 "create_callbacks"
    20261123000500 "create_machines"
    20261123000600 "create_installation"
    20261123000700 "add_most_sent_bytes"
    20261123194000 "create_tiktok_slots"
    20261123195800 "create_uploads"
    20261123200500 "add_time_zone"
    20261123200600 "add_posts_by_change"
    20261123202000 "create_consents"
    20261123202200 "index_posts_in_transfer"
    20261124001000 "drop_callback_url"
    20261124003000 "index_rows_of_people"
    20261124005000 "create_figures"
    20261124011000 "create_deletions"
    20261124011100 "create_acceptances"
    20261124012000 "add_marks_to_installation"
    20261124030000 "add_restored_at"
    20261124040000 "create_resting_posts"
    20261124043700 "add_unsynced_boot"
    20261129083000 "add_disconnected_at"
    20261129090000 "pack_figures"
    20261129093000 "index_claims"
    20261129100000 "add_worker_seen_at"
    20261129140000 "change_indexes"
};

#[derive(Debug)]
struct Step {
    version: i64,
    name: &'static str,
    sql: &'static str,
}

#[derive(Debug)]
struct Embedded;

impl<'s> MigrationSource<'s> for Embedded {
    fn resolve(
        self,
    ) -> futures::future::BoxFuture<'s, std::result::Result<Vec<Migration>, BoxDynError>> {
        let steps = STEPS.iter().map(Step::to_migration).collect();
        Box::pin(async { Ok(steps) })
    }
}

impl Step {
    fn to_migration(&self) -> Migration {
        Migration::new(
            self.version,
            Cow::Borrowed(self.name),
            MigrationType::Simple,
            Cow::Borrowed(self.sql),
            false,
        )
    }
}

/// Takes every step that was not taken yet, one process at a time.
pub(super) async fn run(pool: &AnyPool) -> Result<()> {
    Ok(Migrator::new(Embedded).await?.run(pool).await?)
}

/// How the tables stand against what this program knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Schema {
    /// Steps still to be taken.
    pub pending: usize,
    /// Steps that were taken and that this program does not know.
    pub unknown: usize,
}

/// Compares the steps taken with the steps known. A database without a record of steps has none behind it.
pub(super) async fn schema(pool: &AnyPool) -> Result<Schema> {
    let taken = sqlx::query("select version from _sqlx_migrations where success")
        .fetch_all(pool)
        .await;
    let taken: Vec<i64> = match taken {
        Ok(rows) => rows
            .iter()
            .map(|row| row.integer("version"))
            .collect::<Result<_>>()?,
        Err(sqlx::Error::Database(_)) => Vec::new(),
        Err(error) => return Err(error.into()),
    };
    let known = |version: &i64| STEPS.iter().any(|step| step.version == *version);
    Ok(Schema {
        pending: STEPS
            .iter()
            .filter(|step| !taken.contains(&step.version))
            .count(),
        unknown: taken.iter().filter(|version| !known(version)).count(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_a_step() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/migrations");
        let mut files: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        files.sort();
        let steps: Vec<String> = STEPS
            .iter()
            .map(|step| format!("{}_{}.sql", step.version, step.name))
            .collect();
        assert_eq!(files, steps);
    }
}
