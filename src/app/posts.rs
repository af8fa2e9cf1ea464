//! `posts list`, `posts show` and `posts retry`: what the pages and the API show, for whoever runs the installation.

use std::collections::HashMap;

use anyhow::{Context as _, bail};

use super::{
    build,
    command_line::ListPosts,
    config::Config,
    table::{self, plain, short},
    telemetry::say,
};
use crate::{
    domain::{
        clock::Timestamp,
        id::{PostId, UserId},
        post::Post,
        post_object::PostObject,
        status::Actor,
    },
    service::{Context, ServiceError, posts},
    store::posts::PostFilter,
};

/// How much of a caption stands in a list.
const CAPTION_SHOWN: usize = 40;

/// Lists posts, newest first.
///
/// # Errors
/// When nobody has the address, or the database cannot be used.
pub async fn list(config: &Config, wanted: &ListPosts) -> anyhow::Result<()> {
    let ctx = build(config).await?;
    let found = find(&ctx, wanted).await?;
    if wanted.json {
        let mut objects: Vec<PostObject> = Vec::with_capacity(found.len());
        for post in &found {
            objects.push(posts::object(&ctx, post, false).await?);
        }
        say(serde_json::to_string_pretty(&objects)?)?;
        return Ok(());
    }
    if found.is_empty() {
        say("There are no such posts.")?;
        return Ok(());
    }
    let mut people = HashMap::new();
    let mut rows = Vec::with_capacity(found.len());
    for post in &found {
        rows.push([
            post.id.to_string(),
            minute(post.created_at),
            standing(post),
            email_of(&ctx, post.user_id, &mut people).await?,
            short(&post.caption, CAPTION_SHOWN),
        ]);
    }
    for line in table::lines(["ID", "MADE (UTC)", "STATUS", "USER", "CAPTION"], &rows) {
        say(line)?;
    }
    Ok(())
}

async fn find(ctx: &Context, wanted: &ListPosts) -> anyhow::Result<Vec<Post>> {
    let Some(email) = &wanted.email else {
        return Ok(ctx.store.latest_posts(wanted.status, wanted.limit).await?);
    };
    let Some(user) = ctx.store.find_user_by_email(email).await? else {
        bail!(
            "nobody here has the address {email}; `posts list` without --email shows whose posts there are"
        );
    };
    let filter = PostFilter {
        statuses: wanted.status.into_iter().collect(),
        ..PostFilter::default()
    };
    let page = posts::list(ctx, user.id, &filter, None, wanted.limit).await?;
    Ok(page.items)
}

/// Shows one post with its history.
///
/// # Errors
/// When there is no such post, or the database cannot be used.
pub async fn show(config: &Config, id: PostId, json: bool) -> anyhow::Result<()> {
    let ctx = build(config).await?;
    let post = one(&ctx, id).await?;
    let object = posts::object(&ctx, &post, true).await?;
    if json {
        say(serde_json::to_string_pretty(&object)?)?;
        return Ok(());
    }
    let email = email_of(&ctx, post.user_id, &mut HashMap::new()).await?;
    for (name, value) in facts(&post, &object, email) {
        say(format_args!("{name:<10}{}", plain(&value)))?;
    }
    say("History")?;
    let history = object.history.unwrap_or_default();
    let rows: Vec<[String; 4]> = history
        .into_iter()
        .map(|entry| {
            [
                entry.at.to_string(),
                entry.status.to_string(),
                entry.actor.as_str().to_owned(),
                entry.detail,
            ]
        })
        .collect();
    for line in table::lines(["AT (UTC)", "STATUS", "BY", "WHAT"], &rows) {
        say(format_args!("  {line}"))?;
    }
    Ok(())
}

/// Name and value of everything worth saying.
fn facts(post: &Post, object: &PostObject, email: String) -> Vec<(&'static str, String)> {
    let mut facts = vec![
        ("Post", post.id.to_string()),
        ("Status", standing(post)),
        ("User", email),
    ];
    if let Some(error) = &object.error {
        facts.push(("Error", format!("{} ({})", error.message, error.code)));
        facts.push(("To do", error.description.to_owned()));
    }
    if let Some(waiting) = &object.waiting {
        facts.push((
            "Waits",
            format!("{} Until {}.", waiting.message, waiting.until),
        ));
    }
    if let Some(account) = &object.account {
        facts.push(("Account", account.display_name.clone()));
    }
    let source = &object.source;
    let source = source.url.as_ref().or(source.file_name.as_ref());
    facts.push(("Source", source.cloned().unwrap_or_else(|| "file".into())));
    facts.push(("Caption", post.caption.clone()));
    facts.push(("Delivery", object.delivery.to_owned()));
    let progress = object.progress;
    facts.push((
        "Bytes",
        format!(
            "{} here, {} at TikTok, of {}",
            progress.downloaded_bytes,
            progress.sent_bytes,
            progress
                .total_bytes
                .map_or_else(|| "?".to_owned(), |bytes| bytes.to_string())
        ),
    ));
    if let Some(file) = &object.temporary_file {
        let end = match file.deleted_at {
            Some(at) => format!("deleted {at}"),
            None => format!("here until {} at the latest", file.held_until),
        };
        facts.push(("File", end));
    }
    if let Some(id) = &object.tiktok.publish_id {
        facts.push(("TikTok", id.clone()));
    }
    facts.push(("Page", object.review_url.clone()));
    facts
}

/// Tries a post again, by the same rules as the API.
///
/// # Errors
/// When a retry cannot help, there is no such post, or the database cannot be used.
pub async fn retry(config: &Config, id: PostId) -> anyhow::Result<()> {
    let ctx = build(config).await?;
    let before = one(&ctx, id).await?;
    let after = match posts::retry(&ctx, before.user_id, id, Actor::System).await {
        Ok(post) => post,
        Err(ServiceError::Refused { failure, .. }) => bail!(
            "{} is {}. {} ({})",
            before.id,
            standing(&before),
            failure.message(),
            failure.code
        ),
        Err(error) => return Err(error).context("the post cannot be changed"),
    };
    if after.version == before.version {
        say(format_args!(
            "{id} is {}: there is nothing to try again.",
            standing(&after)
        ))?;
    } else {
        say(format_args!(
            "{id}: {} → {}. A running server goes on with it.",
            standing(&before),
            standing(&after)
        ))?;
    }
    Ok(())
}

async fn one(ctx: &Context, id: PostId) -> anyhow::Result<Post> {
    let post = ctx.store.post_by_id(id).await?;
    post.with_context(|| format!("there is no post {id}; `posts list` shows the newest ones"))
}

async fn email_of(
    ctx: &Context,
    id: UserId,
    known: &mut HashMap<UserId, String>,
) -> anyhow::Result<String> {
    if let Some(email) = known.get(&id) {
        return Ok(email.clone());
    }
    let user = ctx.store.find_user(id).await?;
    let email = user.map_or_else(|| id.to_string(), |user| user.email);
    known.insert(id, email.clone());
    Ok(email)
}

/// The status, with the code of what ended it or what it waits for.
fn standing(post: &Post) -> String {
    let code = match (&post.error, post.waiting) {
        (Some(failure), _) => failure.code,
        (None, Some(waiting)) => waiting.code,
        (None, None) => return post.status.to_string(),
    };
    format!("{} ({code})", post.status)
}

/// A moment to the minute.
fn minute(at: Timestamp) -> String {
    at.to_string()
        .chars()
        .take(16)
        .collect::<String>()
        .replace('T', " ")
}
