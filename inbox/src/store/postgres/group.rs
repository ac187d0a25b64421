use std::future::Future;
use std::iter;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc, oneshot};

use super::super::Load;
use super::fault::Fault;
use super::link::Link;

/// The most commands that are committed together.
const TOGETHER: usize = 512;

/// The most commands that wait.
const WAITING: usize = 4096;

/// The most bytes of commands that wait or are being committed.
const ROOM: u32 = 64 * 1024 * 1024;

/// After how long a failure is one of all that waited for it.
const LONG: Duration = Duration::from_secs(1);

/// What of many callers is committed together.
pub(super) trait Grouped: Clone + Send + Sync + 'static {
    type Answer: Send + 'static;

    /// How many bytes it holds.
    fn weight(&self) -> usize;

    /// Commits all or none of them, in one transaction; answers each, in their order.
    fn commit(
        link: &Link,
        group: Arc<[Self]>,
    ) -> impl Future<Output = Result<Vec<Self::Answer>, Fault>> + Send;
}

/// Commands of many callers: while some are being committed, others gather.
pub(super) struct Group<C: Grouped> {
    queue: mpsc::Sender<Member<C>>,
    room: Arc<Semaphore>,
}

struct Member<C: Grouped> {
    command: C,
    answer: oneshot::Sender<Result<C::Answer, Fault>>,
    _room: OwnedSemaphorePermit,
}

impl<C: Grouped> Group<C> {
    /// A group whose commands are committed by a task of its own, which ends after the last.
    pub(super) fn new(link: Arc<Link>) -> Self {
        let (queue, members) = mpsc::channel(WAITING);
        tokio::spawn(commit_all(link, members));
        Self { queue, room: Arc::new(Semaphore::new(ROOM as usize)) }
    }

    /// Commits it, also if nobody waits for the answer any more.
    pub(super) async fn commit(&self, command: C) -> Result<C::Answer, Fault> {
        let weight = u32::try_from(command.weight()).unwrap_or(ROOM).min(ROOM);
        let room = Arc::clone(&self.room).try_acquire_many_owned(weight);
        let room = room.map_err(|_| Fault::Busy)?;
        let (answer, answered) = oneshot::channel();
        match self.queue.try_send(Member { command, answer, _room: room }) {
            Ok(()) => answered.await.map_err(|_| Fault::Closed)?,
            Err(mpsc::error::TrySendError::Full(_)) => Err(Fault::Busy),
            Err(mpsc::error::TrySendError::Closed(_)) => Err(Fault::Closed),
        }
    }
}

async fn commit_all<C: Grouped>(link: Arc<Link>, mut queue: mpsc::Receiver<Member<C>>) {
    while let Some(mut members) = gathered(&mut queue).await {
        let since = Instant::now();
        let commands: Arc<[C]> = members.iter().map(|member| member.command.clone()).collect();
        match commit(&link, commands).await {
            Ok(answers) => {
                for (member, answer) in members.drain(..).zip(answers) {
                    member.tell(Ok(answer));
                }
            }
            Err(fault) if fault.is_of_a_row() && members.len() > 1 => {
                each_alone(&link, &mut members).await;
            }
            Err(fault) => {
                if !fault.is_of_a_row() && since.elapsed() >= LONG {
                    // What waits has waited nearly as long, and would be told group by group.
                    members.extend(iter::from_fn(|| queue.try_recv().ok()).take(WAITING));
                }
                members.drain(..).for_each(|member| member.tell(Err(fault.clone())));
            }
        }
    }
}

/// Commits them in a task of their own, which a panic ends and nothing else.
async fn commit<C: Grouped>(link: &Arc<Link>, group: Arc<[C]>) -> Result<Vec<C::Answer>, Fault> {
    let link = Arc::clone(link);
    tokio::spawn(async move { C::commit(&link, group).await }).await?
}

/// Waits for the next, and takes what has gathered by then, up to what is committed together.
async fn gathered<C: Grouped>(queue: &mut mpsc::Receiver<Member<C>>) -> Option<Vec<Member<C>>> {
    let first = queue.recv().await?;
    let mut load = Load::of([first.command.weight()]);
    let more = iter::from_fn(|| {
        let next = load.has_room().then(|| queue.try_recv().ok()).flatten()?;
        load.takes(next.command.weight());
        Some(next)
    });
    Some(iter::once(first).chain(more.take(TOGETHER - 1)).collect())
}

/// One of them failed: the others are not to.
async fn each_alone<C: Grouped>(link: &Arc<Link>, members: &mut Vec<Member<C>>) {
    for member in members.drain(..) {
        let answer = commit(link, Arc::new([member.command.clone()])).await;
        let answer = answer.and_then(|answers| answers.into_iter().next().ok_or(Fault::Closed));
        member.tell(answer);
    }
}

impl<C: Grouped> Member<C> {
    fn tell(self, answer: Result<C::Answer, Fault>) {
        if self.answer.send(answer).is_err() {
            // Who asked has gone.
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    /// Answers how many bytes were committed with it; panics if it has none.
    #[derive(Clone)]
    struct Heavy(usize);

    impl Grouped for Heavy {
        type Answer = usize;

        fn weight(&self) -> usize {
            self.0
        }

        async fn commit(_: &Link, group: Arc<[Self]>) -> Result<Vec<usize>, Fault> {
            assert!(group.iter().all(|heavy| heavy.0 > 0), "as the test wants it");
            let together = group.iter().map(Self::weight).sum();
            Ok(group.iter().map(|_| together).collect())
        }
    }

    fn group() -> Group<Heavy> {
        let link = Link::to("postgres://localhost/nobody", 1, true).unwrap();
        Group::new(Arc::new(link))
    }

    #[tokio::test]
    async fn what_panics_fails_none_that_waits_with_it_or_comes_later() {
        let group = group();
        let commit = |bytes| group.commit(Heavy(bytes));
        let (before, panics, behind) = tokio::join!(commit(1), commit(0), commit(2));
        assert_eq!((before.unwrap(), behind.unwrap()), (1, 2));
        assert!(matches!(panics, Err(Fault::Panicked)));
        assert_eq!(commit(3).await.unwrap(), 3);
    }

    #[tokio::test]
    async fn what_is_committed_together_is_not_too_much() {
        let group = group();
        let commit = async |mebibytes: usize| group.commit(Heavy(mebibytes << 20)).await.unwrap();
        // All of them wait before the first is taken.
        let (one, two, three, four, five) =
            tokio::join!(commit(1), commit(9), commit(5), commit(2), commit(30));
        assert_eq!([one, two, three, four, five], [10, 10, 37, 37, 37].map(|sum| sum << 20));
    }
}
