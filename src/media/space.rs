//! How many bytes our files may hold, and how many they do: one account for all writers of this process.
//!
//! A file whose size is known has all of it set aside before its first byte, so that of several that do not fit together
//! the late one is refused, and none finds the disk full half-way.

use std::sync::{Mutex, MutexGuard, PoisonError};

use super::Usage;

/// The account. Bytes on their way to the disk count as well, so that writers cannot overdraw it together.
#[derive(Debug)]
pub(super) struct Space {
    quota: u64,
    counts: Mutex<Counts>,
}

#[derive(Debug, Default)]
struct Counts {
    files: u64,
    on_disk: u64,
    on_the_way: u64,
    promised: u64,
}

impl Counts {
    /// Whether `more` bytes fit into the quota, and into the `free` ones of the disk, beside all that is to come.
    const fn have_room(&self, more: u64, quota: u64, free: u64) -> bool {
        let coming = self
            .on_the_way
            .saturating_add(self.promised)
            .saturating_add(more);
        self.on_disk.saturating_add(coming) <= quota && coming <= free
    }
}

impl Space {
    pub(super) fn new(quota: u64, files: u64, on_disk: u64) -> Self {
        let counts = Counts {
            files,
            on_disk,
            on_the_way: 0,
            promised: 0,
        };
        Self {
            quota,
            counts: Mutex::new(counts),
        }
    }

    pub(super) fn usage(&self) -> Usage {
        let counts = self.counts();
        Usage {
            files: counts.files,
            bytes: counts.on_disk + counts.on_the_way,
            quota: self.quota,
        }
    }

    /// Sets aside `bytes` for the rest of a file. False if the quota or the disk, which has `free` bytes, has no room.
    pub(super) fn promise(&self, bytes: u64, free: u64) -> bool {
        let mut counts = self.counts();
        let fits = counts.have_room(bytes, self.quota, free);
        if fits {
            counts.promised += bytes;
        }
        fits
    }

    /// Takes back what was promised and is not needed.
    pub(super) fn break_promise(&self, bytes: u64) {
        let mut counts = self.counts();
        counts.promised = counts.promised.saturating_sub(bytes);
    }

    /// Turns promised bytes into ones on their way.
    pub(super) fn keep_promise(&self, bytes: u64) {
        let mut counts = self.counts();
        counts.promised = counts.promised.saturating_sub(bytes);
        counts.on_the_way += bytes;
    }

    /// Sets aside `bytes` for a block that nobody promised. False as for [`Self::promise`].
    pub(super) fn reserve(&self, bytes: u64, free: u64) -> bool {
        let mut counts = self.counts();
        let fits = counts.have_room(bytes, self.quota, free);
        if fits {
            counts.on_the_way += bytes;
        }
        fits
    }

    /// Ends a reservation: the block is on the disk, or it never will be.
    pub(super) fn settle(&self, bytes: u64, written: bool) {
        let mut counts = self.counts();
        counts.on_the_way = counts.on_the_way.saturating_sub(bytes);
        if written {
            counts.on_disk += bytes;
        }
    }

    pub(super) fn file_made(&self) {
        self.counts().files += 1;
    }

    pub(super) fn file_deleted(&self, size: u64) {
        let mut counts = self.counts();
        counts.files = counts.files.saturating_sub(1);
        counts.on_disk = counts.on_disk.saturating_sub(size);
    }

    pub(super) fn cut(&self, bytes: u64) {
        let mut counts = self.counts();
        counts.on_disk = counts.on_disk.saturating_sub(bytes);
    }

    /// What a look at the folder found. A block that lands during the look may be missed or counted twice until the next one.
    pub(super) fn found(&self, files: u64, on_disk: u64) {
        let mut counts = self.counts();
        counts.files = files;
        counts.on_disk = on_disk;
    }

    fn counts(&self) -> MutexGuard<'_, Counts> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
