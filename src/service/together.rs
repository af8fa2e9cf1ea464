//! Questions of one kind that come at the same moment, answered together: whoever comes first is served at once, all who
//! come meanwhile are served together next. Nobody waits for company.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};
use tokio_util::task::TaskTracker;

/// Those who may wait for an answer; whoever comes beyond waits outside.
const PLACES: usize = 1024;
/// Questions that are answered together at the most.
const MOST: usize = 256;
/// How long somebody waits outside before they are told to come again.
const PATIENCE: Duration = Duration::from_secs(5);
/// How long a group may take: a connection that hangs must not stop everybody behind it. Longer than SQLite waits for its turn.
const ANSWERED_WITHIN: Duration = Duration::from_secs(45);

/// Questions `Q` that wait for their answers `A`. Cheap to clone.
#[derive(Debug)]
pub(super) struct Together<Q, A>(Arc<Inner<Q, A>>);

#[derive(Debug)]
struct Inner<Q, A> {
    waiting: Mutex<Waiting<Q, A>>,
    places: Arc<Semaphore>,
    patience: Duration,
    limit: Duration,
}

#[derive(Debug)]
struct Waiting<Q, A> {
    line: VecDeque<Asker<Q, A>>,
    /// Whether a task is at work on them.
    is_served: bool,
}

#[derive(Debug)]
struct Asker<Q, A> {
    question: Q,
    answer: oneshot::Sender<A>,
    place: OwnedSemaphorePermit,
}

/// Why a question has no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unanswered {
    /// Too many wait already.
    Crowded,
    /// Whoever was to answer broke off, or took too long.
    BrokenOff,
}

impl<Q, A> Clone for Together<Q, A> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<Q, A> Default for Together<Q, A> {
    fn default() -> Self {
        Self::with(PLACES, PATIENCE, ANSWERED_WITHIN)
    }
}

impl<Q, A> Together<Q, A> {
    fn with(places: usize, patience: Duration, limit: Duration) -> Self {
        Self(Arc::new(Inner {
            waiting: Mutex::new(Waiting {
                line: VecDeque::new(),
                is_served: false,
            }),
            places: Arc::new(Semaphore::new(places)),
            patience,
            limit,
        }))
    }
}

impl<Q: Send + 'static, A: Send + 'static> Together<Q, A> {
    /// The answer to `question`. `answer` is given questions in the order in which they came, and answers each of them; all
    /// callers bring the same. It runs among `tasks`, to its end even if everybody who asked goes away.
    pub(super) async fn ask<Answering>(
        &self,
        tasks: &TaskTracker,
        question: Q,
        answer: impl Fn(Vec<Q>) -> Answering + Send + 'static,
    ) -> Result<A, Unanswered>
    where
        Answering: Future<Output = Vec<A>> + Send,
    {
        let place = Arc::clone(&self.0.places).acquire_owned();
        let place = tokio::time::timeout(self.0.patience, place).await;
        let Ok(Ok(place)) = place else {
            return Err(Unanswered::Crowded);
        };
        let (told, hears) = oneshot::channel();
        let asker = Asker {
            question,
            answer: told,
            place,
        };
        if self.queue(asker) {
            let serving = self.clone();
            tasks.spawn(async move { serving.serve(answer).await });
        }
        hears.await.map_err(|_| Unanswered::BrokenOff)
    }

    /// Puts somebody into the line. True if nobody serves it.
    fn queue(&self, asker: Asker<Q, A>) -> bool {
        let mut waiting = self.waiting();
        waiting.line.push_back(asker);
        !std::mem::replace(&mut waiting.is_served, true)
    }

    async fn serve<Answering>(self, answer: impl Fn(Vec<Q>) -> Answering)
    where
        Answering: Future<Output = Vec<A>>,
    {
        let closing = Closing(&self);
        while let Some(group) = self.next() {
            let mut questions = Vec::with_capacity(group.len());
            let mut askers = Vec::with_capacity(group.len());
            for asker in group {
                questions.push(asker.question);
                askers.push((asker.answer, asker.place));
            }
            let answers = tokio::time::timeout(self.0.limit, answer(questions)).await;
            for ((told, _place), answer) in askers.into_iter().zip(answers.unwrap_or_default()) {
                // Whoever went away does not hear it.
                let _ = told.send(answer);
            }
        }
        std::mem::forget(closing);
    }

    /// The next group; none if nobody waits, and then nobody serves any more.
    fn next(&self) -> Option<Vec<Asker<Q, A>>> {
        let mut waiting = self.waiting();
        let many = waiting.line.len().min(MOST);
        waiting.is_served = many > 0;
        (many > 0).then(|| waiting.line.drain(..many).collect())
    }
}

impl<Q, A> Together<Q, A> {
    fn waiting(&self) -> MutexGuard<'_, Waiting<Q, A>> {
        self.0
            .waiting
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

/// Lets go of everybody in the line if serving breaks off, so that nobody waits for ever.
struct Closing<'a, Q, A>(&'a Together<Q, A>);

impl<Q, A> Drop for Closing<'_, Q, A> {
    fn drop(&mut self) {
        let mut waiting = self.0.waiting();
        waiting.line.clear();
        waiting.is_served = false;
    }
}

#[cfg(test)]
mod tests {
    use futures::future::join_all;
    use tokio::sync::Semaphore;

    use super::*;

    #[tokio::test]
    async fn whoever_comes_meanwhile_is_answered_together() {
        let tasks = TaskTracker::new();
        let together = Together::<u32, (u32, usize)>::default();
        let gate = Arc::new(Semaphore::new(0));
        let ask = |number| {
            let gate = Arc::clone(&gate);
            together.ask(&tasks, number, move |all: Vec<u32>| {
                let gate = Arc::clone(&gate);
                async move {
                    gate.acquire().await.unwrap().forget();
                    let many = all.len();
                    all.into_iter().map(|one| (one * 2, many)).collect()
                }
            })
        };
        let mut first = Box::pin(ask(0));
        assert!(futures::poll!(&mut first).is_pending());
        while !together.waiting().line.is_empty() {
            tokio::task::yield_now().await;
        }
        let others = join_all((1..20).map(ask));
        let opened = async { gate.add_permits(2) };
        let (first, others, ()) = tokio::join!(first, others, opened);
        assert_eq!(first, Ok((0, 1)), "the first does not wait for company");
        for (number, answer) in (1..).zip(others) {
            assert_eq!(answer, Ok((number * 2, 19)));
        }
        assert!(!together.waiting().is_served);
    }

    #[tokio::test]
    async fn nobody_waits_for_ever_when_answering_breaks_off() {
        let tasks = TaskTracker::new();
        let together = Together::<u32, u32>::default();
        let broken = together
            .ask(&tasks, 1, |_| async { panic!("as a bug would") })
            .await;
        assert_eq!(broken, Err(Unanswered::BrokenOff));
        let whole = together.ask(&tasks, 2, |all| async { all }).await;
        assert_eq!(whole, Ok(2));
    }

    #[tokio::test]
    async fn what_hangs_holds_up_nobody_behind_it() {
        let tasks = TaskTracker::new();
        let together = Together::<u32, u32>::with(PLACES, PATIENCE, Duration::ZERO);
        let answer = |all: Vec<u32>| async move {
            if all == [1] {
                std::future::pending::<()>().await;
            }
            all
        };
        let hung = together.ask(&tasks, 1, answer).await;
        let behind = together.ask(&tasks, 2, answer).await;
        assert_eq!((hung, behind), (Err(Unanswered::BrokenOff), Ok(2)));
    }

    #[tokio::test]
    async fn whoever_finds_no_place_is_told_so_in_time() {
        let tasks = TaskTracker::new();
        let together = Together::<u32, u32>::with(2, Duration::ZERO, ANSWERED_WITHIN);
        let hang = |_| std::future::pending::<Vec<u32>>();
        let (mut one, mut other) = (
            Box::pin(together.ask(&tasks, 1, hang)),
            Box::pin(together.ask(&tasks, 2, hang)),
        );
        assert!(futures::poll!(&mut one).is_pending());
        assert!(futures::poll!(&mut other).is_pending());
        let turned_away = together.ask(&tasks, 3, hang).await;
        assert_eq!(turned_away, Err(Unanswered::Crowded));
    }
}
