//! Whose posts a worker is moving, so that no one person has all of its slots: one in four is kept for others.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use crate::{
    domain::{id::UserId, post::Post},
    store::{
        Result,
        claims::{Lease, Share},
    },
};

/// How many posts each person has with this worker.
type Held = Arc<Mutex<HashMap<UserId, usize>>>;

pub(super) struct Turns {
    /// How many of the slots one person may have.
    most: usize,
    /// One slot claims at a time, so that no two give a person the last one.
    claiming: tokio::sync::Mutex<()>,
    held: Held,
}

impl Turns {
    pub(super) fn new(slots: usize) -> Self {
        Self {
            most: most_of_one(slots),
            claiming: tokio::sync::Mutex::default(),
            held: Held::default(),
        }
    }

    /// Takes a post by `claim`, which is told whose it may take.
    pub(super) async fn take(
        &self,
        claim: impl AsyncFnOnce(Share) -> Result<Option<(Lease, Post)>>,
    ) -> Result<Option<(Turn, Lease, Post)>> {
        let _alone = self.claiming.lock().await;
        let Some((lease, post)) = claim(self.share()).await? else {
            return Ok(None);
        };
        let turn = Turn {
            user: post.user_id,
            held: Arc::clone(&self.held),
        };
        turn.change(|posts| posts + 1);
        Ok(Some((turn, lease, post)))
    }

    /// Whose posts may be taken. No two people can have the most: there would be no slot left to ask.
    fn share(&self) -> Share {
        let held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        held.iter()
            .find(|(_, posts)| **posts >= self.most)
            .map_or(Share::Anyone, |(user, _)| Share::NotOf(*user))
    }
}

/// A slot that somebody has until this is dropped.
pub(super) struct Turn {
    user: UserId,
    held: Held,
}

impl Turn {
    fn change(&self, change: impl FnOnce(usize) -> usize) {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        match change(held.get(&self.user).copied().unwrap_or_default()) {
            0 => held.remove(&self.user),
            posts => held.insert(self.user, posts),
        };
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.change(|posts| posts - 1);
    }
}

/// All slots but one in four, and but one at least unless there is only one.
const fn most_of_one(slots: usize) -> usize {
    let kept = match slots {
        0 | 1 => 0,
        2..=7 => 1,
        many => many / 4,
    };
    if slots > kept { slots - kept } else { 1 }
}

#[cfg(test)]
mod tests {
    use super::most_of_one;

    #[test]
    fn one_slot_in_four_is_kept() {
        for (slots, most) in [(0, 1), (1, 1), (2, 1), (4, 3), (8, 6)] {
            assert_eq!(most_of_one(slots), most, "{slots}");
        }
    }
}
