//! Which installation this is.

use sha2::{Digest as _, Sha256};

use super::{Result, Store, columns::Columns as _};

/// As what the installation with this id names itself to others: the id itself marks its folders and stays inside.
#[must_use]
pub fn public_name(id: &str) -> String {
    let digest = Sha256::new()
        .chain_update(b"installation")
        .chain_update(id)
        .finalize();
    hex::encode(&digest[..8])
}

impl Store {
    /// The installation's id: 32 random hexadecimal digits, made once, the same for every process on this database.
    pub async fn installation(&self) -> Result<String> {
        sqlx::query(
            "insert into installation (only_one, id) values (1, $1) on conflict (only_one) do nothing",
        )
        .bind(format!("{:032x}", rand::random::<u128>()))
        .execute(self.writers())
        .await?;
        let row = sqlx::query("select id from installation")
            .fetch_one(self.readers())
            .await?;
        row.text("id")
    }
}
