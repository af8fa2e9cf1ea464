//! One claimed post with everything its step needs.

use std::{future::Future, time::Duration};

use secrecy::SecretString;

use super::{effects::Effects, step::StepError};
use crate::{
    domain::{
        account::Account,
        budget::Budget,
        change::Field,
        clock::Timestamp,
        error_code::{ErrorCode, Failure},
        id::PostId,
        post::Post,
        temporary_file::TemporaryFile,
    },
    remote::{TikTokError, Verdict},
    service::{
        Context, budgets,
        tokens::{self, TokenError},
    },
    store::{StoreError, budgets::Slot, claims::Lease},
};

/// How long a post waits for another process that renews the access to its account.
const RENEWED_WITHIN: Duration = Duration::from_secs(30);

/// A claimed post. `post` follows every checkpoint.
#[derive(Clone)]
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
        if !self.outlived_the_file()
            && size == Some(progress.downloaded_bytes)
            && size == progress.total_bytes
        {
            Ok(file)
        } else {
            Err(StepError::FileLost)
        }
    }

    /// Whether the machine was started anew, or another one took over, before the disk had all that was counted of the file.
    pub(crate) fn outlived_the_file(&self) -> bool {
        let unsynced = self.post.unsynced_boot.as_deref();
        unsynced.is_some() && unsynced != self.ctx.media.boot()
    }

    /// Calls TikTok with an access token of the post's account, if `budget` has room; if TikTok refuses the token, once
    /// more with a fresh one.
    pub(crate) async fn with_token<T, F, Call>(
        &self,
        budget: Budget,
        call: F,
    ) -> Result<T, TokenOrCall>
    where
        F: Fn(SecretString) -> Call,
        Call: Future<Output = Result<T, TikTokError>>,
    {
        let account = self.account().await?;
        let token = tokens::access_token(&self.ctx, account.id).await?;
        self.take(&account, budget, None).await?;
        let answer = match call(token.clone()).await {
            Err(error) if error.verdict == Verdict::RefreshToken => {
                let fresh = tokens::replace_token(&self.ctx, account.id, &token).await?;
                self.effects.after("token refreshed").await;
                call(fresh).await
            }
            answer => answer,
        };
        if let Err(error) = &answer {
            budgets::learn(&self.ctx, &account, budget, error).await?;
        }
        Ok(answer?)
    }

    /// Takes the place that this post will have among the account's drafts or posts; keeps the one that it has.
    pub(crate) async fn take_place(&self, budget: Budget) -> Result<(), TokenOrCall> {
        let account = self.account().await?;
        self.take(&account, budget, Some(self.post.id)).await
    }

    /// Gives that place back: TikTok began nothing.
    pub(crate) async fn return_place(&self, budget: Budget) -> Result<(), TokenOrCall> {
        let account = self.account().await?;
        let profile = &account.tiktok_user_id;
        Ok(self
            .ctx
            .store
            .return_slot(self.post.id, profile, budget)
            .await?)
    }

    async fn take(
        &self,
        account: &Account,
        budget: Budget,
        post: Option<PostId>,
    ) -> Result<(), TokenOrCall> {
        let now = self.now();
        let profile = &account.tiktok_user_id;
        match self.ctx.store.take_slot(profile, budget, post, now).await? {
            Slot::Taken => Ok(()),
            Slot::NotBefore { code, until } => Err(TokenOrCall::NotBefore {
                code,
                pause: until.since(now),
            }),
        }
    }

    async fn account(&self) -> Result<Account, TokenOrCall> {
        let account = match self.post.account_id {
            Some(id) => self.ctx.store.account_by_id(id).await?,
            None => None,
        };
        // Without access there is nothing to wait for.
        account.filter(|account| account.connected).ok_or_else(|| {
            TokenOrCall::Token(TokenError::Reconnect(Failure::new(
                ErrorCode::TiktokReconnect,
            )))
        })
    }
}

/// A call that failed, or that had no token to go with, or no room.
#[derive(Debug)]
pub(crate) enum TokenOrCall {
    Token(TokenError),
    Call(TikTokError),
    /// TikTok was not called: it would have refused.
    NotBefore {
        code: ErrorCode,
        pause: Duration,
    },
}

impl From<StoreError> for TokenOrCall {
    fn from(error: StoreError) -> Self {
        Self::Token(TokenError::Store(error))
    }
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
            TokenOrCall::Token(TokenError::Passing(failure))
                if failure.code == ErrorCode::TiktokAccessRenewing =>
            {
                Self::Wait {
                    failure,
                    pause: RENEWED_WITHIN,
                }
            }
            TokenOrCall::Token(TokenError::Passing(failure)) => Self::retry(failure),
            TokenOrCall::Token(TokenError::Store(error)) => error.into(),
            TokenOrCall::NotBefore { code, pause } => Self::Wait {
                failure: Failure::new(code),
                pause,
            },
        }
    }
}
