//! What one page has not taken yet. A page that is slow to take finds the latest, not everything.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

use crate::{
    domain::{id::PostId, post::Post},
    store::live::Held,
};

/// Posts that are told one by one; beyond, the page is told that something changed.
const MOST: usize = 32;

/// What a page hears.
#[derive(Debug, Clone)]
pub enum News {
    /// Something changed that only the page itself can show.
    Changed(Changed),
    /// Nothing but bytes moved.
    Moved(Arc<Post>),
    /// A minute has passed: the files of the user that are still here.
    Held(Arc<[Held]>),
    /// The session is over.
    SignedOut,
}

/// What changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Changed {
    /// Which post; none for so much that it is not listed.
    pub post: Option<PostId>,
    /// Whether another number of drafts may need review now.
    pub counts: bool,
}

#[derive(Debug, Default)]
pub(super) struct Mailbox {
    inbox: Mutex<Inbox>,
    bell: Notify,
}

#[derive(Debug, Default)]
struct Inbox {
    changed: Vec<Changed>,
    moved: Vec<Arc<Post>>,
    held: Option<Arc<[Held]>>,
    signed_out: bool,
    closed: bool,
}

impl Mailbox {
    pub(super) fn put(&self, news: News) {
        self.inbox().put(news);
        self.bell.notify_one();
    }

    /// Nothing more comes, and what was not taken is let go.
    pub(super) fn close(&self) {
        self.inbox().closed = true;
        self.bell.notify_one();
    }

    pub(super) async fn next(&self) -> Option<News> {
        loop {
            {
                let mut inbox = self.inbox();
                if inbox.closed {
                    return None;
                }
                if let Some(news) = inbox.take() {
                    return Some(news);
                }
            }
            self.bell.notified().await;
        }
    }

    fn inbox(&self) -> MutexGuard<'_, Inbox> {
        self.inbox.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inbox {
    fn put(&mut self, news: News) {
        match news {
            News::SignedOut => self.signed_out = true,
            News::Held(files) => self.held = Some(files),
            News::Changed(changed) => {
                // What the page shows of the post after that is newer than any count of its bytes.
                self.moved.retain(|post| Some(post.id) != changed.post);
                match self.changed.iter_mut().find(|old| old.post == changed.post) {
                    Some(old) => old.counts |= changed.counts,
                    None => self.changed.push(changed),
                }
            }
            News::Moved(post) => match self.moved.iter_mut().find(|old| old.id == post.id) {
                Some(old) => *old = post,
                None => self.moved.push(post),
            },
        }
        if self.changed.len() > MOST || self.moved.len() > MOST {
            self.moved.clear();
            self.changed = vec![Changed {
                post: None,
                counts: true,
            }];
        }
    }

    fn take(&mut self) -> Option<News> {
        if self.signed_out {
            *self = Self::default();
            self.closed = true;
            return Some(News::SignedOut);
        }
        if !self.changed.is_empty() {
            return Some(News::Changed(self.changed.remove(0)));
        }
        if !self.moved.is_empty() {
            return Some(News::Moved(self.moved.remove(0)));
        }
        self.held.take().map(News::Held)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{clock::Timestamp, id::PostId};

    fn changed(number: i64) -> News {
        News::Changed(Changed {
            post: Some(PostId::new(Timestamp::from_millis(number))),
            counts: false,
        })
    }

    #[tokio::test]
    async fn a_slow_page_is_told_once_that_much_changed() {
        let mailbox = Mailbox::default();
        for number in 0..1000 {
            mailbox.put(changed(number));
        }
        let mut told = 0;
        let mut all = false;
        while let Some(news) = mailbox.inbox().take() {
            told += 1;
            all |= matches!(news, News::Changed(Changed { post: None, .. }));
        }
        assert!(all && told <= MOST, "{told}");
    }

    #[tokio::test]
    async fn the_end_of_the_session_is_the_last_word() {
        let mailbox = Mailbox::default();
        mailbox.put(changed(1));
        mailbox.put(News::SignedOut);
        assert!(matches!(mailbox.next().await, Some(News::SignedOut)));
        mailbox.put(changed(2));
        assert!(mailbox.next().await.is_none());
    }
}
