//! Copies of the database: made while it is in use, marked as such, and looked through before they work again.

use std::path::{Path, PathBuf};

use super::{Result, Store, StoreError, columns::Columns as _, dialect, sqlite_file};
use crate::domain::{clock::Timestamp, id::PostId, status::Status};

impl Store {
    /// Writes a consistent copy into `file`, which is missing or empty, while everybody goes on working.
    ///
    /// # Errors
    /// [`StoreError::NotCopied`] if this kind of database is copied by tools of its own.
    pub async fn copy_into(&self, file: &Path) -> Result<()> {
        let copying = self
            .dialect()
            .copying()
            .ok_or_else(|| StoreError::NotCopied("PostgreSQL is copied with pg_dump".to_owned()))?;
        let file = file
            .to_str()
            .ok_or_else(|| StoreError::NotCopied("the file's name is not text".to_owned()))?;
        sqlx::query(copying)
            .bind(file)
            .execute(self.writers())
            .await?;
        Ok(())
    }

    /// Closes a copy that nobody else has open, with all of it in the one file.
    ///
    /// # Errors
    /// [`StoreError::NotCopied`] if a part of it is still beside the file.
    pub async fn close_whole(&self) -> Result<()> {
        self.close_readers().await;
        let folded = self.fold().await;
        self.close().await;
        folded
    }

    /// Brings everything that was committed into the one file, if there is one.
    ///
    /// # Errors
    /// [`StoreError::NotCopied`] if somebody else keeps a part of it beside the file.
    pub async fn fold(&self) -> Result<()> {
        let Some(folding) = self.dialect().folding() else {
            return Ok(());
        };
        let row = sqlx::query(folding).fetch_one(self.writers()).await?;
        if sqlx::Row::try_get::<i64, _>(&row, 0)? == 0 {
            return Ok(());
        }
        Err(StoreError::NotCopied(
            "somebody else has it open".to_owned(),
        ))
    }

    /// Reads everything once.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] if something does not fit together.
    pub async fn examine(&self) -> Result<()> {
        let Some(examining) = self.dialect().examining() else {
            return Ok(());
        };
        let row = sqlx::query(examining).fetch_one(self.readers()).await?;
        let found: String = sqlx::Row::try_get(&row, 0)?;
        if found == "ok" {
            Ok(())
        } else {
            Err(StoreError::Corrupt(found))
        }
    }

    /// The log beside the file of `database_url`, if the file is a backup put there by hand: such a copy has no log of its own,
    /// so this one is of the database that was there before, and opening the file would replay it over the copy.
    pub async fn log_of_another(database_url: &str) -> Result<Option<PathBuf>> {
        let Some(file) = sqlite_file(database_url).filter(|file| file.exists()) else {
            return Ok(None);
        };
        let mut log = file.clone().into_os_string();
        log.push("-wal");
        let log = PathBuf::from(log);
        if !std::fs::metadata(&log).is_ok_and(|log| log.len() > 0) {
            return Ok(None);
        }
        let marked = dialect::read_file_alone(&file, "select backed_up_at from installation").await;
        Ok(marked.then_some(log))
    }

    /// Whether the tables of an SQLite file can be listed. A pool of connections would try one that is broken again and
    /// again for a minute.
    pub async fn can_be_read(file: &Path) -> bool {
        dialect::read_file_alone(file, "select count(*) from sqlite_master").await
    }

    /// When this copy was made, if it is one that has not been put to work yet.
    pub async fn backed_up_at(&self) -> Result<Option<Timestamp>> {
        self.mark("backed_up_at").await
    }

    /// Marks this database as a copy made at that moment; or, with none, as one that works.
    pub async fn mark_backed_up(&self, at: Option<Timestamp>) -> Result<()> {
        self.set_mark("backed_up_at", at).await
    }

    /// When everything in here was moved to another database, if it was.
    pub async fn moved_at(&self) -> Result<Option<Timestamp>> {
        self.mark("moved_at").await
    }

    /// Marks this database as moved elsewhere at that moment; or, with none, as one that works.
    pub async fn mark_moved(&self, at: Option<Timestamp>) -> Result<()> {
        self.set_mark("moved_at", at).await
    }

    async fn mark(&self, column: &str) -> Result<Option<Timestamp>> {
        let row = sqlx::query(&format!("select {column} from installation"))
            .fetch_optional(self.readers())
            .await?;
        row.map_or(Ok(None), |row| row.optional_moment(column))
    }

    async fn set_mark(&self, column: &str, at: Option<Timestamp>) -> Result<()> {
        // The mark stands beside the installation's id, which is there from now on.
        self.installation().await?;
        sqlx::query(&format!("update installation set {column} = $1"))
            .bind(at.map(Timestamp::as_millis))
            .execute(self.writers())
            .await?;
        Ok(())
    }

    /// Every post in one of these statuses, oldest first.
    pub async fn posts_standing(&self, statuses: &[Status]) -> Result<Vec<PostId>> {
        let list = super::columns::placeholders(1, statuses.len());
        let sql = format!("select id from posts where status in ({list}) order by id");
        let mut query = sqlx::query(&sql);
        for status in statuses {
            query = query.bind(status.as_str());
        }
        let rows = query.fetch_all(self.readers()).await?;
        rows.iter().map(|row| row.parsed("id")).collect()
    }

    /// Ends every session. Answers how many.
    pub async fn end_all_sessions(&self) -> Result<u64> {
        let outcome = sqlx::query("delete from sessions")
            .execute(self.writers())
            .await?;
        self.bells().ring_for_sessions();
        Ok(outcome.rows_affected())
    }
}
