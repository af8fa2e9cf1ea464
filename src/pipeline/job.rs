//! One claimed post with everything its step needs.

use std::future::Future;

use secrecy::SecretString;

use super::{effects::Effects, step::StepError};
use crate::{
    domain::{
        change::Field,
        clock::Timestamp,
        error_code::{ErrorCode, Failure},
        id::AccountId,
        post::Post,
        temporary_file::TemporaryFile,
    },
    remote::{TikTokError, Verdict},
    service::{
        Context,
        tokens::{self, TokenError},
    },
    store::claims::Lease,
};

/// A claimed post. `post` follows every checkpoint.
pub(crate) struct Job {
    pub(crate) ctx: Context,
    pub(crate) lease: Lease,
    pub(crate) post: Post,
    pub(crate) effects: Effects,
}

impl Job {
    pub(crate) fn now(&self) -> Timestamp {
        self.ctx.now()
    }

    /// Makes `fields` durable under the lease.
    pub(crate) async fn checkpoint(&mut self, fields: Vec<Field>) -> Result<(), StepError> {
        let now = self.now();
        self.post = self.ctx.store.checkpoint(&self.lease, now, fields).await?;
        self.effects.after("checkpoint").await;
        Ok(())
    }

    /// Ends the step here if the process is to stop. Call it only where the checkpoint stands.
    pub(crate) fn go_on(&self) -> Result<(), StepError> {
        if self.ctx.stop.is_cancelled() {
            Err(StepError::Stopped)
        } else {
            Ok(())
        }
    }

    /// The record of the post's temporary file, as long as the file should be there.
    pub(crate) async fn file(&self) -> Result<Option<TemporaryFile>, StepError> {
        let Some(id) = self.post.temporary_file else {
            return Ok(None);
        };
        let file = self.ctx.store.find_temporary_file(id).await?;
        Ok(file.filter(TemporaryFile::is_present))
    }

    /// The record of the post's temporary file, whose bytes are all here.
    pub(crate) async fn whole_file(&self) -> Result<TemporaryFile, StepError> {
        let file = self.file().await?.ok_or(StepError::FileLost)?;
        let size = self.ctx.media.size(file.id).await?;
        let progress = self.post.progress;
        if size == Some(progress.downloaded_bytes) && size == progress.total_bytes {
            Ok(file)
        } else {
            Err(StepError::FileLost)
        }
    }

    /// Calls TikTok with an access token of the post's account; if TikTok refuses the token, once more with a fresh one.
    pub(crate) async fn with_token<T, F, Call>(&self, call: F) -> Result<T, TokenOrCall>
    where
        F: Fn(SecretString) -> Call,
        Call: Future<Output = Result<T, TikTokError>>,
    {
        let account = self.account()?;
        let token = tokens::access_token(&self.ctx, account).await?;
        match call(token.clone()).await {
            Err(error) if error.verdict == Verdict::RefreshToken => {
                let fresh = tokens::replace_token(&self.ctx, account, &token).await?;
                self.effects.after("token refreshed").await;
                Ok(call(fresh).await?)
            }
            answer => Ok(answer?),
        }
    }

    fn account(&self) -> Result<AccountId, TokenOrCall> {
        self.post.account_id.ok_or_else(|| {
            TokenOrCall::Token(TokenError::Reconnect(Failure::new(
                ErrorCode::TiktokReconnect,
            )))
        })
    }
}

/// A call that failed, or that had no token to go with.
#[derive(Debug)]
pub(crate) enum TokenOrCall {
    Token(TokenError),
    Call(TikTokError),
}

impl From<TokenError> for TokenOrCall {
    fn from(error: TokenError) -> Self {
        Self::Token(error)
    }
}

impl From<TikTokError> for TokenOrCall {
    fn from(error: TikTokError) -> Self {
        Self::Call(error)
    }
}

impl TokenOrCall {
    /// Whether TikTok says that it knows no such publish.
    pub(crate) fn is_unknown_publish(&self) -> bool {
        matches!(self, Self::Call(error) if error.code == "invalid_publish_id")
    }
}

impl From<TokenOrCall> for StepError {
    fn from(error: TokenOrCall) -> Self {
        match error {
            TokenOrCall::Call(error) => error.into(),
            TokenOrCall::Token(TokenError::Reconnect(failure) | TokenError::Operator(failure)) => {
                Self::Fail(failure)
            }
            TokenOrCall::Token(TokenError::Passing(failure)) => Self::retry(failure),
            TokenOrCall::Token(TokenError::Store(error)) => error.into(),
        }
    }
}
