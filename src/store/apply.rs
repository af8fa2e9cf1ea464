//! What a change makes of a post's row, before it is written. Pure.

use super::{Result, StoreError, post_rows::PostRow, posts::upload_url_of, seal::Sealer};
use crate::domain::{
    change::{Change, Field},
    clock::Timestamp,
    post::{Post, TikTokSide},
    status::{Move, Status},
};

impl PostRow {
    /// Begins the new status of `change`, if it has one, and sets its fields. True if anything that people see changed;
    /// then the version grows.
    pub(super) fn apply(
        &mut self,
        change: &Change,
        now: Timestamp,
        sealer: &Sealer,
    ) -> Result<bool> {
        let before = self.post.clone();
        if let Some(step) = change.step {
            self.enter(step, now)?;
        }
        for field in &change.fields {
            self.set(field, now, sealer);
        }
        let is_told = change.step.is_some() || !change.detail.is_empty();
        let is_changed = is_told || !looks_alike(&before, &self.post);
        if is_changed {
            self.post.version += 1;
            self.post.updated_at = now;
        }
        Ok(is_changed)
    }

    fn enter(&mut self, step: Move, now: Timestamp) -> Result<()> {
        let post = &mut self.post;
        if post.status != step.from() {
            return Err(StoreError::OutOfStep {
                expected: step.from(),
                is: post.status,
            });
        }
        post.status = step.to();
        post.attempts = 0;
        post.waiting = None;
        post.tiktok.status_fetches = 0;
        post.entered_at = now;
        post.progressed_at = now;
        self.most_sent = 0;
        if step.to() != Status::Failed {
            post.error = None;
        }
        Ok(())
    }

    fn set(&mut self, field: &Field, now: Timestamp, sealer: &Sealer) {
        let post = &mut self.post;
        match field {
            Field::Caption(caption) => post.caption.clone_from(caption),
            Field::Account(id) => post.account_id = Some(*id),
            Field::Delivery(delivery) => post.delivery = *delivery,
            Field::Choices(choices) => post.choices.clone_from(choices),
            Field::TotalBytes(bytes) => post.progress.total_bytes = *bytes,
            Field::DownloadedBytes(bytes) => {
                let before = std::mem::replace(&mut post.progress.downloaded_bytes, *bytes);
                if *bytes > before {
                    post.attempts = 0;
                    post.progressed_at = now;
                }
            }
            Field::SentBytes(bytes) => {
                let before = std::mem::replace(&mut post.progress.sent_bytes, *bytes);
                if *bytes > before {
                    post.progressed_at = now;
                }
                // Another publish sends everything again: only what no publish had before brings the post further.
                if *bytes > self.most_sent {
                    self.most_sent = *bytes;
                    post.attempts = 0;
                }
            }
            Field::Waiting(waiting) => {
                if waiting.is_none() && post.waiting.is_some() {
                    // The wait was TikTok's wish: the patience of the stage begins anew.
                    post.progressed_at = now;
                }
                post.waiting = *waiting;
            }
            Field::Video(video) => post.video.clone_from(video),
            Field::Publish {
                publish_id,
                upload_url,
                upload_url_expires_at,
                chunk_size,
            } => {
                let id = post.id.to_string();
                self.upload_url = Some(sealer.seal(upload_url, upload_url_of(&id)));
                post.progress.sent_bytes = 0;
                post.tiktok = TikTokSide {
                    publish_id: Some(publish_id.clone()),
                    chunk_size: Some(*chunk_size),
                    upload_url_expires_at: Some(*upload_url_expires_at),
                    ..forget_publish(&post.tiktok)
                };
            }
            Field::NoPublish => {
                self.upload_url = None;
                post.progress.sent_bytes = 0;
                post.tiktok = forget_publish(&post.tiktok);
            }
            Field::LastChunkStarted(started) => post.tiktok.last_chunk_started = *started,
            Field::TikTokStatus(status) => post.tiktok.status.clone_from(status),
            Field::TikTokPostId(id) => post.tiktok.post_id = Some(id.clone()),
            Field::Error(failure) => post.error.clone_from(failure),
            Field::TemporaryFile(file) => post.temporary_file = *file,
            Field::Validator(validator) => post.validator.clone_from(validator),
            Field::RestoredAt(at) => post.restored_at = *at,
            Field::UnsyncedBoot(boot) => post.unsynced_boot.clone_from(boot),
            Field::Attempts(attempts) => post.attempts = *attempts,
            Field::StatusFetches(fetches) => post.tiktok.status_fetches = *fetches,
        }
    }
}

/// TikTok's side without a publish. What was seen of the public post stays.
fn forget_publish(tiktok: &TikTokSide) -> TikTokSide {
    TikTokSide {
        post_id: tiktok.post_id.clone(),
        status_fetches: tiktok.status_fetches,
        ..TikTokSide::default()
    }
}

/// Whether two states of a post differ only in how often and when the machine tried: polling changes no `ETag`.
fn looks_alike(before: &Post, after: &Post) -> bool {
    let mut shown = before.clone();
    shown.attempts = after.attempts;
    shown.progressed_at = after.progressed_at;
    shown.tiktok.status_fetches = after.tiktok.status_fetches;
    shown == *after
}
