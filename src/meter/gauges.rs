//! How things stand when somebody looks: read from the database and the disk, not counted.

use std::time::Duration;

/// How things stand. Absent is what could not be found out.
#[derive(Debug, Clone, Default)]
pub struct Gauges {
    /// Whether the database answers.
    pub database_answers: bool,
    /// Posts of all users by status; every status is named.
    pub posts: Vec<(&'static str, u64)>,
    /// Posts that a worker could take now.
    pub queue_depth: Option<u64>,
    /// Since when the oldest of them could be taken; zero if there is none.
    pub queue_oldest_age: Option<Duration>,
    /// Callbacks that are still to be delivered.
    pub callbacks_pending: Option<u64>,
    /// Temporary files of all machines that are not proven gone.
    pub files: Option<u64>,
    /// The age of the oldest of them; zero if there is none.
    pub file_oldest_age: Option<Duration>,
    /// Bytes in this machine's temporary folder.
    pub file_bytes: u64,
    /// The most bytes that it may hold.
    pub quota_bytes: u64,
    /// How long ago this process' worker went round; none without a worker.
    pub heartbeat_age: Option<Duration>,
}
