//! What is new about posts that changed lately: only bytes, or something that a page must be made anew for. Pure.

use std::{collections::HashMap, sync::Arc};

use super::mailbox::{Changed, News};
use crate::domain::{
    id::PostId,
    post::{Post, Progress},
    status::Status,
};

/// The posts that changed lately, as they were when last looked at.
#[derive(Debug, Default)]
pub(super) struct Seen(HashMap<PostId, Arc<Post>>);

impl Seen {
    /// Takes the posts that changed lately, and tells what is new about them: post by post.
    pub(super) fn take_in(&mut self, lately: Vec<Post>) -> Vec<(Arc<Post>, News)> {
        let mut before = std::mem::take(&mut self.0);
        let mut news = Vec::new();
        for post in lately {
            let post = Arc::new(post);
            match before.remove(&post.id) {
                Some(old) if old.version == post.version => {}
                old => news.push((Arc::clone(&post), told(old.as_deref(), &post))),
            }
            self.0.insert(post.id, post);
        }
        // Long parts take their time: without what it was before, their bytes would look like any change.
        self.0
            .extend(before.into_iter().filter(|(_, post)| is_moving(post)));
        news
    }
}

fn is_moving(post: &Post) -> bool {
    matches!(post.status, Status::Downloading | Status::Sending)
}

fn told(old: Option<&Post>, post: &Arc<Post>) -> News {
    if old.is_some_and(|old| only_bytes(old, post)) {
        return News::Moved(Arc::clone(post));
    }
    let needed_review = old.map(|old| old.status == Status::NeedsReview);
    let needs_review = post.status == Status::NeedsReview;
    News::Changed(Changed {
        post: Some(post.id),
        counts: needed_review != Some(needs_review),
    })
}

/// Whether two states of a moving post differ in nothing that a page shows but the bytes.
fn only_bytes(old: &Post, post: &Post) -> bool {
    if !is_moving(post) {
        return false;
    }
    let mut same = old.clone();
    same.progress = Progress {
        total_bytes: old.progress.total_bytes,
        ..post.progress
    };
    same.validator.clone_from(&post.validator);
    same.unsynced_boot.clone_from(&post.unsynced_boot);
    same.attempts = post.attempts;
    same.progressed_at = post.progressed_at;
    same.tiktok.status_fetches = post.tiktok.status_fetches;
    same.updated_at = post.updated_at;
    same.version = post.version;
    same == *post
}
