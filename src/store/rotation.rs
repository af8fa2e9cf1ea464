//! Rotation of `SECRET_KEY`: every sealed column, sealed anew.

use super::{
    Result, Store,
    columns::Columns as _,
    seal::{Place, SealError},
};

/// Rows that are looked at together: memory stays flat, and whoever is interrupted goes on where nothing is sealed anew yet.
const BATCH: i64 = 500;

/// A column whose values are sealed.
struct Sealed {
    table: &'static str,
    /// The column that tells rows apart.
    key: &'static str,
    column: &'static str,
}

const fn sealed(table: &'static str, key: &'static str, column: &'static str) -> Sealed {
    Sealed { table, key, column }
}

const SEALED: [Sealed; 6] = [
    sealed("api_keys", "id", "callback_secret"),
    sealed("oauth_states", "state_hash", "verifier"),
    sealed("posts", "id", "callback_url"),
    sealed("posts", "id", "upload_url"),
    sealed("tiktok_accounts", "id", "tiktok_access_token"),
    sealed("tiktok_accounts", "id", "tiktok_refresh_token"),
];

impl Store {
    /// Seals with the current key what a former one sealed, after which `SECRET_KEY_PREVIOUS` can go. Answers how many values.
    /// Several processes may do this at the same time, and repeat it after an interruption.
    ///
    /// # Errors
    /// [`StoreError::Sealed`](super::StoreError::Sealed) if a value opens with neither key; all others are done then.
    pub async fn reseal(&self) -> Result<u64> {
        let mut resealed = 0;
        let mut unopened = None;
        for place in &SEALED {
            let mut after = String::new();
            while let Some((last, done)) = self.reseal_batch(place, &after, &mut unopened).await? {
                after = last;
                resealed += done;
            }
        }
        unopened.map_or(Ok(resealed), |error| Err(error.into()))
    }

    /// The next rows behind the key `after`: the last one's key, and how many values were sealed anew.
    async fn reseal_batch(
        &self,
        Sealed { table, key, column }: &Sealed,
        after: &str,
        unopened: &mut Option<SealError>,
    ) -> Result<Option<(String, u64)>> {
        let rows = sqlx::query(&format!(
            "select {key} as row_key, {column} as sealed from {table} \
             where {key} > $1 and {column} is not null and {column} not like $2 order by {key} limit $3"
        ))
        .bind(after)
        .bind(format!("{}%", self.sealer().current_prefix()))
        .bind(BATCH)
        .fetch_all(self.readers())
        .await?;
        let mut last = None;
        let mut resealed = 0;
        for row in rows {
            let id = row.text("row_key")?;
            let former = row.text("sealed")?;
            let place = Place {
                table,
                column,
                row: &id,
            };
            match self.sealer().open(&former, place) {
                Ok(plain) => {
                    // Whoever wrote the column meanwhile sealed it with the current key.
                    let outcome = sqlx::query(&format!(
                        "update {table} set {column} = $1 where {key} = $2 and {column} = $3"
                    ))
                    .bind(self.sealer().seal(&plain, place))
                    .bind(&id)
                    .bind(&former)
                    .execute(self.writers())
                    .await?;
                    resealed += outcome.rows_affected();
                }
                Err(error) => *unopened = Some(error),
            }
            last = Some(id);
        }
        Ok(last.map(|last| (last, resealed)))
    }

    /// Whether an account or an API key has a secret that another key sealed than the current one. The start asks, so the posts
    /// are not searched: what is sealed there lives for a day.
    pub async fn is_sealed_by_others(&self) -> Result<bool> {
        let few = |place: &&Sealed| ["api_keys", "tiktok_accounts"].contains(&place.table);
        for place in SEALED.iter().filter(few) {
            if self.left_over(place).await? > 0 {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// How many values the current key did not seal, by table and column; none if all is sealed with it.
    pub async fn sealed_otherwise(&self) -> Result<Vec<(String, u64)>> {
        let mut left = Vec::new();
        for place in &SEALED {
            let count = self.left_over(place).await?;
            if count > 0 {
                left.push((format!("{}.{}", place.table, place.column), count));
            }
        }
        Ok(left)
    }

    /// How many values of a column the current key did not seal. Opens none, looks at the name of its key alone.
    async fn left_over(&self, Sealed { table, column, .. }: &Sealed) -> Result<u64> {
        let row = sqlx::query(&format!(
            "select count(*) as left_over from {table} where {column} is not null and {column} not like $1"
        ))
        .bind(format!("{}%", self.sealer().current_prefix()))
        .fetch_one(self.readers())
        .await?;
        row.amount("left_over")
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// Each migration marks a sealed column by a comment that says so.
    #[test]
    fn no_sealed_column_is_forgotten() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/migrations");
        // Its table was released before it was sealed.
        let mut marked = BTreeSet::from(["posts.callback_url".to_owned()]);
        for entry in std::fs::read_dir(folder).unwrap() {
            let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
            let mut table = String::new();
            for line in text.lines() {
                let mut words = line.split_whitespace();
                if let Some(rest) = line.strip_prefix("create table ") {
                    rest.split_whitespace()
                        .next()
                        .unwrap()
                        .clone_into(&mut table);
                } else if line.contains("-- sealed") {
                    marked.insert(format!("{table}.{}", words.next().unwrap()));
                }
            }
        }
        let known: BTreeSet<String> = SEALED
            .iter()
            .map(|place| format!("{}.{}", place.table, place.column))
            .collect();
        assert_eq!(known, marked);
    }
}
