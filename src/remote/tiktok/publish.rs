//! Begins a publish: to the inbox, or directly.

use secrecy::SecretString;
use serde::Deserialize;
use serde_json::{Value, json};
use url::Url;

use super::{TikTok, TikTokError, Verdict};
use crate::domain::{
    chunk::Plan,
    error_code::{ErrorCode, Failure},
    publish::Choices,
    secret::secret,
};

const INBOX: &str = "/v2/post/publish/inbox/video/init/";
const DIRECT: &str = "/v2/post/publish/video/init/";

/// A publish that has begun.
#[derive(Debug, Clone)]
pub struct Init {
    /// TikTok's id of it; opaque.
    pub publish_id: String,
    /// Where the chunks go, for one hour. Checked against the rule for its host.
    pub upload_url: SecretString,
}

#[derive(Deserialize)]
struct InitData {
    publish_id: String,
    upload_url: String,
}

impl TikTok {
    /// Begins a draft for the inbox (scope `video.upload`, 6 calls a minute).
    ///
    /// # Errors
    /// [`TikTokError`].
    pub async fn init_inbox(&self, access: &SecretString, plan: Plan) -> Result<Init, TikTokError> {
        self.init(INBOX, access, &json!({ "source_info": source_info(plan) }))
            .await
    }

    /// Begins a Direct Post (scope `video.publish`, 6 calls a minute). It is public, or whatever `choices` say,
    /// once its last byte has arrived.
    ///
    /// # Errors
    /// [`TikTokError`].
    pub async fn init_direct(
        &self,
        access: &SecretString,
        plan: Plan,
        caption: &str,
        choices: &Choices,
    ) -> Result<Init, TikTokError> {
        let body = json!({
            "post_info": post_info(caption, choices),
            "source_info": source_info(plan),
        });
        self.init(DIRECT, access, &body).await
    }

    async fn init(
        &self,
        endpoint: &'static str,
        access: &SecretString,
        body: &Value,
    ) -> Result<Init, TikTokError> {
        let data: InitData = self.post(endpoint, access, body).await?;
        if data.publish_id.is_empty() {
            return Err(TikTokError::garbled(endpoint, "an empty publish_id"));
        }
        if !self.may_upload_to(&data.upload_url) {
            let failure = Failure::new(ErrorCode::TiktokRefused)
                .with_detail("TikTok named an upload address that is not TikTok's.");
            return Err(TikTokError::refused(endpoint, Verdict::Fail, failure));
        }
        Ok(Init {
            publish_id: data.publish_id,
            upload_url: secret(data.upload_url),
        })
    }

    /// Whether chunks may go to `url`: https below `.tiktokapis.com`, or the origin of the API itself.
    pub(super) fn may_upload_to(&self, url: &str) -> bool {
        Url::parse(url).is_ok_and(|url| {
            let own = url.origin() == self.endpoints.api.origin();
            let tiktok = url.scheme() == "https"
                && url
                    .domain()
                    .is_some_and(|host| host.ends_with(".tiktokapis.com"));
            (own || tiktok) && url.username().is_empty() && url.password().is_none()
        })
    }
}

fn source_info(plan: Plan) -> Value {
    json!({
        "source": "FILE_UPLOAD",
        "video_size": plan.size(),
        "chunk_size": plan.chunk_size(),
        "total_chunk_count": plan.count(),
    })
}

/// The form's answers in TikTok's terms: what people allow, TikTok wants as what is disabled, and every switch said.
fn post_info(caption: &str, choices: &Choices) -> Value {
    let mut info = json!({
        "privacy_level": choices.privacy,
        "disable_comment": !choices.allow_comment,
        "disable_duet": !choices.allow_duet,
        "disable_stitch": !choices.allow_stitch,
        "brand_content_toggle": choices.branded_content,
        "brand_organic_toggle": choices.your_brand,
    });
    if !caption.is_empty() {
        info["title"] = caption.into();
    }
    info
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::publish::Privacy;

    #[test]
    fn every_switch_is_said_and_permissions_are_turned_around() {
        let choices = Choices {
            privacy: Privacy::SelfOnly,
            allow_comment: true,
            allow_duet: false,
            allow_stitch: false,
            your_brand: true,
            branded_content: false,
        };
        assert_eq!(
            post_info("Hello 🎬", &choices),
            json!({
                "privacy_level": "SELF_ONLY",
                "title": "Hello 🎬",
                "disable_comment": false,
                "disable_duet": true,
                "disable_stitch": true,
                "brand_content_toggle": false,
                "brand_organic_toggle": true,
            })
        );
        assert!(post_info("", &choices).get("title").is_none());
    }

    #[test]
    fn the_plan_is_told_as_it_is() {
        assert_eq!(
            source_info(Plan::new(64_000_001).unwrap()),
            json!({"source": "FILE_UPLOAD", "video_size": 64_000_001, "chunk_size": 10_000_000, "total_chunk_count": 6})
        );
    }
}
