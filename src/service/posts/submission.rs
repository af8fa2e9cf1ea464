//! What a client hands in, and the checks that it must pass before there is a post.

use url::Url;

use crate::{
    domain::{
        account::Account,
        caption,
        error_code::ErrorCode,
        id::{ApiKeyId, TemporaryFileId},
        post::Origin,
        source::Source,
        user::User,
    },
    remote::{callbacks, guard::GuardError},
    service::{Context, Result, ServiceError},
};

/// The longest `external_id`, in characters.
const LONGEST_EXTERNAL_ID: usize = 255;
/// The largest `metadata`, in bytes of JSON without spaces. In memory it takes up to sixteen times as much, and lists of posts
/// bring theirs along.
const LARGEST_METADATA: usize = 16 * 1024;

/// A video that somebody hands in, as they gave it.
#[derive(Debug, Clone)]
pub struct Submission {
    /// For whom.
    pub user: User,
    /// With which key; none for a browser.
    pub api_key: Option<ApiKeyId>,
    /// Where it came in.
    pub origin: Origin,
    /// `platforms`, as given.
    pub platforms: Vec<String>,
    /// The caption; may be empty.
    pub content: String,
    /// As given.
    pub video_title: Option<String>,
    /// As given.
    pub video_description: Option<String>,
    /// Whether it goes to the inbox without a human; none for the default of its origin.
    pub auto_approve: Option<bool>,
    /// An account's id, `tiktok_user_id` or username; none for the default account.
    pub account: Option<String>,
    /// Who wants to be told.
    pub callback_url: Option<String>,
    /// The caller's own id.
    pub external_id: Option<String>,
    /// The caller's own data.
    pub metadata: Option<serde_json::Value>,
    /// `video_url`, as given.
    pub video_url: Option<String>,
    /// The uploaded file.
    pub file: Option<Video>,
}

/// An uploaded video.
#[derive(Debug, Clone)]
pub struct Video {
    /// Where it lies.
    pub id: TemporaryFileId,
    /// As the client named it.
    pub name: Option<String>,
    /// Bytes.
    pub size: u64,
}

/// A submission that passed.
pub(in crate::service) struct Checked {
    pub source: Source,
    pub caption: String,
    pub callback_url: Option<Url>,
    pub account: Account,
    pub auto_approve: bool,
}

impl Submission {
    /// Every check, in the order in which the documentation lists the errors.
    pub(in crate::service) async fn check(&self, ctx: &Context) -> Result<Checked> {
        check_platforms(&self.platforms)?;
        let source = self.source(ctx)?;
        let caption = self.caption()?;
        let callback_url = self.callback(ctx)?;
        let account = self.pick_account(ctx).await?;
        self.check_own_data()?;
        Ok(Checked {
            source,
            caption,
            callback_url,
            account,
            auto_approve: self.goes_by_itself(),
        })
    }

    fn source(&self, ctx: &Context) -> Result<Source> {
        match (&self.video_url, &self.file) {
            (Some(_), Some(_)) => Err(ServiceError::refused(ErrorCode::AmbiguousVideo)),
            (None, None) => Err(ServiceError::refused(ErrorCode::MissingVideo)),
            (Some(text), None) => {
                let url = check_url(ctx, text, "video_url", ErrorCode::InvalidVideoUrl)?;
                Ok(Source::Url(url))
            }
            (None, Some(file)) => Ok(Source::File {
                name: file.name.clone(),
            }),
        }
    }

    fn caption(&self) -> Result<String> {
        let texts = [
            ("content", Some(self.content.as_str())),
            ("video_title", self.video_title.as_deref()),
            ("video_description", self.video_description.as_deref()),
        ];
        for (field, text) in texts {
            check_text(field, text)?;
        }
        let caption = caption::compose(
            &self.content,
            self.video_title.as_deref(),
            self.video_description.as_deref(),
        );
        check_caption(&caption)?;
        Ok(caption)
    }

    fn callback(&self, ctx: &Context) -> Result<Option<Url>> {
        const FIELD: &str = "callback_url";
        let Some(text) = self.callback_url.as_deref().map(str::trim) else {
            return Ok(None);
        };
        check_url(ctx, text, FIELD, ErrorCode::InvalidCallbackUrl)?;
        // It is called byte for byte: one that the URL standard would write in another way is refused, not changed.
        callbacks::faithful(text).map(Some).map_err(|why| {
            ServiceError::field(
                ErrorCode::InvalidCallbackUrl,
                FIELD,
                format!("{FIELD}: {why}."),
            )
        })
    }

    async fn pick_account(&self, ctx: &Context) -> Result<Account> {
        let accounts = ctx.accounts_of(self.user.id).await?;
        if !accounts.iter().any(|account| account.connected) {
            return Err(ServiceError::refused(ErrorCode::TiktokNotConnected));
        }
        let Some(name) = self.account.as_deref() else {
            return accounts
                .into_iter()
                .find(|account| account.connected)
                .ok_or_else(|| ServiceError::refused(ErrorCode::TiktokNotConnected));
        };
        let named: Vec<Account> = accounts
            .into_iter()
            .filter(|account| account.answers_to(name))
            .collect();
        if named.is_empty() {
            return Err(ServiceError::field(
                ErrorCode::UnknownAccount,
                "account",
                ErrorCode::UnknownAccount.entry().message,
            ));
        }
        named
            .into_iter()
            .find(|account| account.connected)
            .ok_or_else(|| {
                ServiceError::because(
                    ErrorCode::TiktokNotConnected,
                    "That TikTok account is no longer connected.",
                )
            })
    }

    fn check_own_data(&self) -> Result<()> {
        check_text("external_id", self.external_id.as_deref())?;
        if self
            .external_id
            .as_ref()
            .is_some_and(|id| id.chars().count() > LONGEST_EXTERNAL_ID)
        {
            return Err(ServiceError::field(
                ErrorCode::InvalidField,
                "external_id",
                format!("external_id is longer than {LONGEST_EXTERNAL_ID} characters."),
            ));
        }
        match &self.metadata {
            Some(data @ serde_json::Value::Object(_))
                if data.to_string().len() > LARGEST_METADATA =>
            {
                Err(ServiceError::field(
                    ErrorCode::InvalidField,
                    "metadata",
                    format!("metadata is longer than {LARGEST_METADATA} bytes of JSON."),
                ))
            }
            None | Some(serde_json::Value::Object(_)) => Ok(()),
            Some(_) => Err(ServiceError::field(
                ErrorCode::InvalidField,
                "metadata",
                "metadata is not a JSON object.",
            )),
        }
    }

    /// Whether no human needs to look. The person's own wish to see everything beats the caller's.
    fn goes_by_itself(&self) -> bool {
        let asked = self.auto_approve.unwrap_or(match self.origin {
            Origin::Api => true,
            Origin::N8n | Origin::Browser => false,
        });
        asked && !self.user.hold_everything
    }
}

fn check_platforms(platforms: &[String]) -> Result<()> {
    let unknown = platforms
        .iter()
        .find(|platform| !platform.trim().eq_ignore_ascii_case("tiktok"));
    match unknown {
        Some(name) => Err(ServiceError::field(
            ErrorCode::UnknownPlatform,
            "platforms",
            format!("There is no platform \"{}\".", short(name)),
        )),
        None if platforms.is_empty() => Err(ServiceError::field(
            ErrorCode::UnknownPlatform,
            "platforms",
            "No platform is named.",
        )),
        None => Ok(()),
    }
}

fn check_url(ctx: &Context, text: &str, field: &str, code: ErrorCode) -> Result<Url> {
    let text = text.trim();
    let refused = |why: String| ServiceError::field(code, field, format!("{field} {why}."));
    let url = Url::parse(text).map_err(|error| refused(format!("is not a URL: {error}")))?;
    ctx.guard.check_url(&url).map_err(|error| match error {
        GuardError::Private(_) => ServiceError::field(
            ErrorCode::PrivateAddress,
            field,
            format!("{field} leads into a private network."),
        ),
        other => ServiceError::field(code, field, format!("{field}: {other}.")),
    })?;
    // Browsers forgive more than that. Here it is always a mistake, or a trick.
    let rest = text.split_once("://").map_or("", |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#', '\\']).next().unwrap_or_default();
    if authority.is_empty() {
        return Err(refused("names no host".to_owned()));
    }
    if authority.contains('@') {
        return Err(refused("carries a user name or a password".to_owned()));
    }
    if url.port() == Some(0) {
        return Err(refused("names port 0, which no server has".to_owned()));
    }
    Ok(url)
}

/// Refuses control characters, which nobody means and no page shows. Line ends and tabs are text; so are marks of direction,
/// which languages written from right to left need.
fn check_text(field: &str, text: Option<&str>) -> Result<()> {
    let control = text
        .into_iter()
        .flat_map(str::chars)
        .find(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t'));
    match control {
        Some(control) => Err(ServiceError::field(
            ErrorCode::InvalidField,
            field,
            format!(
                "{field} contains the control character U+{:04X}.",
                u32::from(control)
            ),
        )),
        None => Ok(()),
    }
}

/// Refuses a caption that TikTok would refuse.
pub(super) fn check_caption(text: &str) -> Result<()> {
    check_text("content", Some(text))?;
    let length = caption::length(text);
    if length > caption::LONGEST {
        return Err(ServiceError::field(
            ErrorCode::CaptionTooLong,
            "content",
            format!(
                "The caption has {length} characters as TikTok counts them; {} are allowed.",
                caption::LONGEST
            ),
        ));
    }
    Ok(())
}

fn short(text: &str) -> String {
    text.chars().take(40).collect()
}
