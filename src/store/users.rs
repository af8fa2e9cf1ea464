//! Users: people who signed in with Google, and those whom a key was made for.

use std::collections::HashMap;

use sqlx::{Any, Transaction, any::AnyRow};

use super::{
    Result, Store, StoreError,
    columns::{Columns as _, placeholders},
};
use crate::domain::{
    clock::Timestamp,
    id::UserId,
    user::{Theme, User},
};

const COLUMNS: &str = "id, email, name, google_sub, hold_everything, theme, time_zone, \
     accepted_version, created_at";

/// Users of one question.
const BATCH: usize = 64;

impl Store {
    /// The user who signs in: found by Google's id, else by a verified address that no Google account has claimed yet
    /// (made by `keys create`), else new. Name and address follow Google.
    ///
    /// # Errors
    /// [`StoreError::EmailTaken`] if the address belongs to a user with another Google id.
    pub async fn sign_in_user(
        &self,
        google_sub: &str,
        email: &str,
        name: &str,
        now: Timestamp,
    ) -> Result<User> {
        let email = canonical(email);
        let mut tx = self.begin().await?;
        let user = match find(&mut tx, "google_sub", google_sub).await? {
            Some(user) => user,
            None => find_or_insert(&mut tx, &email, name, now).await?,
        };
        if user
            .google_sub
            .as_deref()
            .is_some_and(|sub| sub != google_sub)
        {
            return Err(StoreError::EmailTaken);
        }
        // An address that another user has stays theirs; this person is known by Google's id anyway.
        sqlx::query(
            "update users set google_sub = $1, name = $2, email = case when exists \
             (select 1 from users other where other.email = $3 and other.id <> $4) then email else $3 end \
             where id = $4",
        )
        .bind(google_sub)
        .bind(name)
        .bind(&email)
        .bind(user.id.to_string())
        .execute(&mut *tx)
        .await?;
        let user = find(&mut tx, "google_sub", google_sub).await?;
        tx.commit().await?;
        user.ok_or(StoreError::NotFound)
    }

    /// The user with that address; made if there is none.
    pub async fn ensure_user(&self, email: &str, now: Timestamp) -> Result<User> {
        let email = canonical(email);
        let mut tx = self.begin().await?;
        let user = find_or_insert(&mut tx, &email, &email, now).await?;
        tx.commit().await?;
        Ok(user)
    }

    /// The user of that id.
    pub async fn find_user(&self, id: UserId) -> Result<Option<User>> {
        let row = sqlx::query(&format!("select {COLUMNS} from users where id = $1"))
            .bind(id.to_string())
            .fetch_optional(self.readers())
            .await?;
        row.as_ref().map(read).transpose()
    }

    /// The users of these ids, as far as there are such.
    pub async fn find_users(&self, ids: &[UserId]) -> Result<HashMap<UserId, User>> {
        let mut found = HashMap::new();
        for batch in ids.chunks(BATCH) {
            let sql = format!(
                "select {COLUMNS} from users where id in ({})",
                placeholders(1, batch.len())
            );
            let mut query = sqlx::query(&sql);
            for id in batch {
                query = query.bind(id.to_string());
            }
            for row in query.fetch_all(self.readers()).await? {
                let user = read(&row)?;
                found.insert(user.id, user);
            }
        }
        Ok(found)
    }

    /// The user with that address, whatever its capital letters.
    pub async fn find_user_by_email(&self, email: &str) -> Result<Option<User>> {
        let row = sqlx::query(&format!("select {COLUMNS} from users where email = $1"))
            .bind(canonical(email))
            .fetch_optional(self.readers())
            .await?;
        row.as_ref().map(read).transpose()
    }

    /// Switches "hold everything for review".
    pub async fn set_hold_everything(&self, id: UserId, on: bool) -> Result<()> {
        sqlx::query("update users set hold_everything = $1 where id = $2")
            .bind(i16::from(on))
            .bind(id.to_string())
            .execute(self.writers())
            .await?;
        Ok(())
    }

    /// Chooses the colours.
    pub async fn set_theme(&self, id: UserId, theme: Theme) -> Result<()> {
        sqlx::query("update users set theme = $1 where id = $2")
            .bind(theme.as_str())
            .bind(id.to_string())
            .execute(self.writers())
            .await?;
        Ok(())
    }

    /// Chooses the time zone, by its IANA name, which the caller has checked.
    pub async fn set_time_zone(&self, id: UserId, name: &str) -> Result<()> {
        sqlx::query("update users set time_zone = $1 where id = $2")
            .bind(name)
            .bind(id.to_string())
            .execute(self.writers())
            .await?;
        Ok(())
    }
}

/// The user with the address `email`; made if there is none, also when two come at the same time.
async fn find_or_insert(
    tx: &mut Transaction<'static, Any>,
    email: &str,
    name: &str,
    now: Timestamp,
) -> Result<User> {
    sqlx::query(
        "insert into users (id, email, name, hold_everything, theme, created_at) \
         values ($1, $2, $3, 0, $4, $5) on conflict (email) do nothing",
    )
    .bind(UserId::new(now).to_string())
    .bind(email)
    .bind(name)
    .bind(Theme::default().as_str())
    .bind(now.as_millis())
    .execute(&mut **tx)
    .await?;
    find(tx, "email", email).await?.ok_or(StoreError::NotFound)
}

async fn find(
    tx: &mut Transaction<'static, Any>,
    column: &'static str,
    value: &str,
) -> Result<Option<User>> {
    let row = sqlx::query(&format!("select {COLUMNS} from users where {column} = $1"))
        .bind(value)
        .fetch_optional(&mut **tx)
        .await?;
    row.as_ref().map(read).transpose()
}

fn read(row: &AnyRow) -> Result<User> {
    Ok(User {
        id: row.parsed("id")?,
        email: row.text("email")?,
        name: row.text("name")?,
        google_sub: row.optional_text("google_sub")?,
        hold_everything: row.flag("hold_everything")?,
        theme: Theme::from_name(&row.text("theme")?),
        time_zone: row.text("time_zone")?,
        accepted_version: row.optional_text("accepted_version")?,
        created_at: row.moment("created_at")?,
    })
}

/// Addresses are told apart without regard to capital letters.
fn canonical(email: &str) -> String {
    email.trim().to_lowercase()
}
