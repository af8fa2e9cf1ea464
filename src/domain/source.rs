//! Where a video comes from.

use url::Url;

/// A URL to fetch, or a file that was uploaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// Fetched by us.
    Url(Url),
    /// Uploaded by browser or API; the name is the person's own.
    File {
        /// As the client named it.
        name: Option<String>,
    },
}

impl Source {
    /// `url` or `file`.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Url(_) => "url",
            Self::File { .. } => "file",
        }
    }

    /// Whether the video can be fetched again after its temporary file is gone.
    #[must_use]
    pub const fn can_be_fetched_again(&self) -> bool {
        matches!(self, Self::Url(_))
    }
}
