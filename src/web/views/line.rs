//! A post with all that pages say about it.

use crate::domain::{account::Account, post::Post, temporary_file::TemporaryFile};

/// A post and what belongs to it.
#[derive(Debug, Clone)]
pub(crate) struct PostLine {
    /// The post.
    pub(crate) post: Post,
    /// Its TikTok account.
    pub(crate) account: Option<Account>,
    /// The temporary file that it has or had last.
    pub(crate) file: Option<TemporaryFile>,
    /// The name of the API key that made it.
    pub(crate) key_name: Option<String>,
}
