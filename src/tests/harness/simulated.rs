//! What points at the simulator: the settings of an installation beside it, and accounts whose owners have consented there.

use std::{collections::HashMap, path::Path, time::Duration};

use ai_video_uploader::{
    domain::{
        account::{Account, Scopes, Tokens},
        clock::Timestamp,
        secret::secret,
        user::User,
    },
    simulator::Simulator,
    store::{Store, accounts::NewAccount},
};

/// Seals what tests keep. Without it a key is made beside the database, or in the working folder where that is a server.
pub const SECRET_KEY: &str = "c2VjcmV0IG9mIGEga2V5IGZvciB0ZXN0cyBhbG9uZSE=";

/// What TikTok accounts of tests are connected with.
pub const SCOPES: [&str; 3] = ["user.info.basic", "video.upload", "video.publish"];

/// A user with a connected account and an API key.
pub struct Member {
    pub user: User,
    pub account: Account,
    pub key: String,
}

/// The settings that an operator would write, but for the simulator and `folder`.
pub fn settings(simulator: &Simulator, base_url: &str, folder: &Path) -> HashMap<String, String> {
    let own = [
        ("PUBLIC_URL", base_url.to_owned()),
        (
            "DATABASE_URL",
            format!("sqlite://{}", folder.join("uploader.db").display()),
        ),
        ("SECRET_KEY", SECRET_KEY.to_owned()),
        ("TEMP_DIR", folder.join("videos").display().to_string()),
        ("TEMP_QUOTA_BYTES", "2000000000".to_owned()),
        ("ALLOW_PRIVATE_HOSTS", "127.0.0.1,localhost".to_owned()),
    ];
    own.into_iter()
        .chain(simulator.settings())
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}

/// Connects the first, second, … of the simulator's creators, as if its owner had just consented.
pub async fn connect(
    store: &Store,
    simulator: &Simulator,
    user: &User,
    creator: usize,
    scopes: &[&str],
    now: Timestamp,
) -> Account {
    let world = simulator.world();
    let creator = world.creators()[creator].clone();
    let issued = world.issue_tokens(&creator.open_id, scopes).unwrap();
    let tokens = Tokens {
        access: secret(issued.access_token),
        access_expires_at: now + Duration::from_secs(7200),
        refresh: secret(issued.refresh_token),
        refresh_expires_at: now + Duration::from_secs(15_552_000),
        scopes: Scopes::parse(&issued.scopes.join(",")),
        tiktok_user_id: issued.open_id.clone(),
    };
    let account = NewAccount {
        tiktok_user_id: issued.open_id,
        username: Some(creator.username),
        display_name: creator.display_name,
        avatar_url: None,
    };
    store
        .connect_account(user.id, &account, &tokens, now)
        .await
        .unwrap()
}
