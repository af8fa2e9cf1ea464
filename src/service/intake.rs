//! What requests that hand in videos ask of the database and write into it, together with whoever does so at the same moment.
//! Each is answered as if it were alone; the disk is waited for once. Nothing is kept: a key that was revoked opens no more.

use std::{
    collections::{HashMap, HashSet},
    hash::Hash,
    sync::Arc,
};

use super::{
    Context, Result, ServiceError,
    together::{Together, Unanswered},
};
use crate::{
    domain::{
        account::Account,
        api_key::ApiKey,
        error_code::ErrorCode,
        id::{PostId, UserId},
        user::User,
    },
    store::{
        Store, StoreError,
        idempotency::Begun,
        intake::{Alike, NewPost, NewRequest},
    },
};

type Answer<T> = Result<T, StoreError>;

/// Who waits for what. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Intake {
    keys: Together<String, Answer<Option<(ApiKey, User)>>>,
    accounts: Together<UserId, Answer<Vec<Account>>>,
    duplicates: Together<Alike, Answer<Option<PostId>>>,
    writes: Together<Write, Answer<Option<Begun>>>,
}

/// What a request writes.
#[derive(Debug)]
enum Write {
    Begin(NewRequest),
    Make(Box<NewPost>),
}

impl Context {
    /// The key with that hash and its user, whether or not it is still valid.
    pub(super) async fn key_by_hash(&self, hash: String) -> Result<Option<(ApiKey, User)>> {
        let store = self.store.clone();
        let asked = self.intake.keys.ask(&self.tasks, hash, move |hashes| {
            let store = store.clone();
            async move {
                let ask = |hashes: Vec<_>| {
                    let store = &store;
                    async move { store.find_api_keys_by_hash(&hashes).await }
                };
                told(&hashes, ask, |found, hash| found.get(hash).cloned()).await
            }
        });
        settled(asked.await)
    }

    /// The accounts of a user, in the order of [`Store::accounts_of`].
    pub(super) async fn accounts_of(&self, user: UserId) -> Result<Vec<Account>> {
        let store = self.store.clone();
        let asked = self.intake.accounts.ask(&self.tasks, user, move |users| {
            let store = store.clone();
            async move {
                let ask = |users: Vec<_>| {
                    let store = &store;
                    async move { store.accounts_of_all(&users).await }
                };
                told(&users, ask, |found, user| {
                    found.get(user).cloned().unwrap_or_default()
                })
                .await
            }
        });
        settled(asked.await)
    }

    /// The latest post that `alike` may be a duplicate of.
    pub(super) async fn duplicate_of(&self, alike: Alike) -> Result<Option<PostId>> {
        let store = self.store.clone();
        let asked = self.intake.duplicates.ask(&self.tasks, alike, move |all| {
            let store = store.clone();
            async move {
                let ask = |all: Vec<_>| {
                    let store = &store;
                    async move { store.find_duplicates(&all).await }
                };
                told(&all, ask, |found, alike| found.get(alike).copied()).await
            }
        });
        settled(asked.await)
    }

    /// Begins a request with an idempotency key; what [`Store::begin_request`] answers.
    pub(super) async fn begin_request(&self, request: NewRequest) -> Result<Begun> {
        let begun = self.write(Write::Begin(request)).await?;
        begun.ok_or_else(|| ServiceError::Broken("a request did not begin".to_owned()))
    }

    /// Makes a post without a file. It is on the disk when this returns.
    pub(super) async fn insert_post(&self, post: NewPost) -> Result<()> {
        self.write(Write::Make(Box::new(post))).await.map(drop)
    }

    async fn write(&self, write: Write) -> Result<Option<Begun>> {
        let ctx = self.clone();
        let asked = self.intake.writes.ask(&self.tasks, write, move |writes| {
            let ctx = ctx.clone();
            async move {
                let is_new = writes.iter().any(|write| matches!(write, Write::Make(_)));
                let written = write_all(&ctx.store, writes).await;
                if is_new {
                    ctx.wake_workers();
                }
                written
            }
        });
        settled(asked.await)
    }
}

/// Writes all in one transaction. If one of them cannot be written, each is tried alone, so that it spoils nothing for the
/// others.
async fn write_all(store: &Store, writes: Vec<Write>) -> Vec<Answer<Option<Begun>>> {
    let (mut requests, mut posts) = (Vec::new(), Vec::new());
    let is_begun: Vec<bool> = writes
        .into_iter()
        .map(|write| match write {
            Write::Begin(request) => {
                requests.push(request);
                true
            }
            Write::Make(post) => {
                posts.push(*post);
                false
            }
        })
        .collect();
    let error = match store.take_in(&requests, &posts).await {
        Ok(begun) => {
            let mut begun = begun.into_iter();
            let answers = is_begun
                .into_iter()
                .map(|is_begun| Ok(is_begun.then(|| begun.next()).flatten()));
            return answers.collect();
        }
        Err(error) => error,
    };
    if is_begun.len() == 1 {
        return vec![Err(error)];
    }
    let mut alone = Alone::after(error);
    let (mut requests, mut posts) = (requests.into_iter(), posts.into_iter());
    let mut answers = Vec::with_capacity(is_begun.len());
    for is_begun in is_begun {
        let requests: Vec<_> = requests.by_ref().take(usize::from(is_begun)).collect();
        let posts: Vec<_> = posts.by_ref().take(usize::from(!is_begun)).collect();
        let written = alone.answer(store.take_in(&requests, &posts)).await;
        answers.push(written.map(|begun| begun.into_iter().next()));
    }
    answers
}

/// Each for itself after all together failed, as long as only what somebody brought was refused: what breaks for one would
/// break for all, and nobody is to wait for it again and again.
struct Alone {
    broken: Option<Arc<StoreError>>,
}

impl Alone {
    fn after(error: StoreError) -> Self {
        tracing::debug!(%error, "not all could be answered together");
        let mut alone = Self { broken: None };
        if !error.is_refusal() {
            alone.broken = Some(Arc::new(error));
        }
        alone
    }

    async fn answer<T>(&mut self, asked: impl Future<Output = Answer<T>>) -> Answer<T> {
        if let Some(error) = &self.broken {
            return Err(StoreError::Together(Arc::clone(error)));
        }
        match asked.await {
            Err(error) if !error.is_refusal() => {
                let error = Arc::new(error);
                self.broken = Some(Arc::clone(&error));
                Err(StoreError::Together(error))
            }
            answer => answer,
        }
    }
}

fn each_once<Q: Clone + Eq + Hash>(questions: &[Q]) -> Vec<Q> {
    let different: HashSet<&Q> = questions.iter().collect();
    different.into_iter().cloned().collect()
}

/// To each question its own of what `ask` finds for all; if one of them leads to what nobody can read, each is asked alone.
async fn told<Q, V, A, Asking>(
    questions: &[Q],
    ask: impl Fn(Vec<Q>) -> Asking,
    own: impl Fn(&HashMap<Q, V>, &Q) -> A,
) -> Vec<Answer<A>>
where
    Q: Clone + Eq + Hash,
    Asking: Future<Output = Answer<HashMap<Q, V>>>,
{
    let error = match ask(each_once(questions)).await {
        Ok(found) => return questions.iter().map(|it| Ok(own(&found, it))).collect(),
        Err(error) => error,
    };
    let mut alone = Alone::after(error);
    let mut answers = Vec::with_capacity(questions.len());
    for question in questions {
        let found = alone.answer(ask(vec![question.clone()])).await;
        answers.push(found.map(|found| own(&found, question)));
    }
    answers
}

fn settled<T>(asked: Result<Answer<T>, Unanswered>) -> Result<T> {
    match asked {
        Ok(answer) => Ok(answer?),
        Err(Unanswered::Crowded) => Err(ServiceError::refused(ErrorCode::Unavailable)),
        Err(Unanswered::BrokenOff) => Err(ServiceError::Broken(
            "what many requests asked together broke off".to_owned(),
        )),
    }
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::*;
    use crate::{
        domain::{
            clock::Timestamp,
            id::AccountId,
            post::{self, Origin, Post},
            source::Source,
            status::Actor,
        },
        store::seal::Sealer,
    };

    fn made(user: UserId) -> Post {
        let now = Timestamp::from_seconds(1_795_000_000);
        let post = Post::queued(
            post::NewPost {
                id: PostId::new(now),
                user_id: user,
                account_id: AccountId::new(now),
                api_key_id: None,
                origin: Origin::Api,
                source: Source::Url(Url::parse("https://videos.example/a.mp4").unwrap()),
                caption: String::new(),
                video_title: None,
                video_description: None,
                auto_approve: false,
                external_id: None,
                metadata: None,
                callback_url: None,
                file: None,
            },
            now,
        );
        Post {
            account_id: None,
            ..post
        }
    }

    fn write(post: &Post) -> Write {
        Write::Make(Box::new(NewPost {
            post: post.clone(),
            actor: Actor::ApiKey,
            answer: None,
        }))
    }

    #[tokio::test]
    async fn what_cannot_be_written_spoils_nothing_for_the_others() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("a.db").display());
        let store = Store::connect(&url, Sealer::new([7; 32], None)).await;
        let store = store.unwrap();
        store.migrate().await.unwrap();
        let now = Timestamp::from_seconds(1_795_000_000);
        let user = store.ensure_user("alice@example.com", now).await.unwrap();
        let (one, other) = (made(user.id), made(user.id));
        let of_nobody = made(UserId::new(now));
        let group = [&one, &of_nobody, &other].map(write);
        let written = write_all(&store, group.into()).await;
        assert!(
            matches!(written[..], [Ok(None), Err(_), Ok(None)]),
            "{written:?}"
        );
        for post in [&one, &other] {
            assert!(store.post_by_id(post.id).await.unwrap().is_some());
            assert_eq!(store.history(post.id).await.unwrap().len(), 1);
        }
        assert_eq!(store.post_by_id(of_nobody.id).await.unwrap(), None);
        store.close().await;
    }
}
