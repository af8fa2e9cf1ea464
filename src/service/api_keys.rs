//! API keys: made, listed, revoked, and recognised when a program sends one.

use crate::{
    domain::{
        api_key::{self, ApiKey, NewSecrets},
        clock::Timestamp,
        error_code::ErrorCode,
        id::{ApiKeyId, UserId},
        user::User,
    },
    service::{Context, Result, ServiceError},
};

/// The longest name, in characters.
pub const LONGEST_NAME: usize = 80;

/// Makes a key. The secrets are shown once and cannot be had again.
///
/// # Errors
/// [`ErrorCode::InvalidField`] for a name that is empty or too long, or an end that lies behind us.
pub async fn create(
    ctx: &Context,
    user_id: UserId,
    name: &str,
    expires_at: Option<Timestamp>,
) -> Result<(ApiKey, NewSecrets)> {
    let now = ctx.now();
    let name = check_name(name)?;
    if expires_at.is_some_and(|end| end <= now) {
        return Err(ServiceError::field(
            ErrorCode::InvalidField,
            "expires_at",
            "The key would end before it begins.",
        ));
    }
    let secrets = NewSecrets::generate();
    let key = ApiKey {
        id: ApiKeyId::new(now),
        user_id,
        name,
        prefix: secrets.prefix(),
        created_at: now,
        last_used_at: None,
        expires_at,
        revoked_at: None,
    };
    ctx.store
        .insert_api_key(&key, &secrets.hash(), &secrets.callback_secret)
        .await?;
    Ok((key, secrets))
}

/// The user's keys, newest first, revoked ones too.
///
/// # Errors
/// The database failed.
pub async fn list(ctx: &Context, user_id: UserId) -> Result<Vec<ApiKey>> {
    Ok(ctx.store.api_keys_of(user_id).await?)
}

/// Ends a key for good. Safe to repeat.
///
/// # Errors
/// [`ErrorCode::NotFound`].
pub async fn revoke(ctx: &Context, user_id: UserId, id: ApiKeyId) -> Result<ApiKey> {
    let key = ctx
        .store
        .find_api_key(user_id, id)
        .await?
        .ok_or_else(|| ServiceError::refused(ErrorCode::NotFound))?;
    ctx.store.revoke_api_key(id, ctx.now()).await?;
    Ok(key)
}

/// Whose key this is. Remembers that it was used.
///
/// # Errors
/// [`ErrorCode::InvalidApiKey`] if it is unknown, revoked or expired; [`ErrorCode::EmailNotAllowed`] if its owner was taken
/// off the list of those who may sign in.
pub async fn authenticate(ctx: &Context, key: &str) -> Result<(ApiKey, User)> {
    let now = ctx.now();
    let (key, user) = ctx
        .key_by_hash(api_key::hash(key))
        .await?
        .filter(|(key, _)| key.is_valid_at(now))
        .ok_or_else(|| ServiceError::refused(ErrorCode::InvalidApiKey))?;
    if !ctx.settings.admits(&user.email) {
        return Err(ServiceError::because(
            ErrorCode::EmailNotAllowed,
            "The owner of this API key may not sign in here any more.",
        ));
    }
    if key.was_long_unused(now) {
        ctx.store.touch_api_key(key.id, now).await?;
    }
    Ok((key, user))
}

fn check_name(name: &str) -> Result<String> {
    let name = name.trim();
    let wrong = if name.is_empty() {
        "Give the key a name.".to_owned()
    } else if name.chars().count() > LONGEST_NAME {
        format!("A name has at most {LONGEST_NAME} characters.")
    } else if name.chars().any(char::is_control) {
        "A name has no control characters.".to_owned()
    } else {
        return Ok(name.to_owned());
    };
    Err(ServiceError::field(ErrorCode::InvalidField, "name", wrong))
}
