//! One generation of the service: what it judges by, and the workers that do.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::thread;

use s1spki_policies::Moment;
use s1spki_validator::report::json_line;
use s1spki_validator::{CertificateVerdict, ChainJudge, Decision, Inspector, Question, Verdict};
use tokio::sync::oneshot;

use super::gate::AskedOfGate;
use super::question::Asked;
use super::trust::Trust;

/// What the service judges by, and the workers that do. They end with it, once they have done what they were given.
///
/// Judging is work for a processor, not for the event loop: so many threads as there are cores do it. They share one
/// judge, which remembers the signatures above the certificates, and send it to the time of each question.
pub(super) struct Generation {
    pub(super) trust: Arc<Trust>,
    tasks: mpsc::Sender<Task>,
}

/// A question of either kind.
#[derive(Debug)]
pub(super) enum Work {
    /// About certificates.
    Certificates(Asked),
    /// For a gate.
    Gate(AskedOfGate),
}

/// A question, and where the answer goes.
struct Task {
    work: Work,
    answer: oneshot::Sender<Answered>,
}

/// A verdict, as it goes out.
#[derive(Debug)]
pub(super) struct Answered {
    pub(super) json: String,
    /// The decision on each certificate, message or installation.
    pub(super) decisions: Vec<Decision>,
}

/// No worker gave an answer.
#[derive(Debug)]
pub(super) struct NoAnswer;

impl Generation {
    pub(super) fn start(trust: Trust, at: Moment) -> io::Result<Self> {
        let trust = Arc::new(trust);
        let (tasks, received) = mpsc::channel();
        let received = Mutex::new(received);
        let (started, has_started) = mpsc::channel();
        let held = Arc::clone(&trust);
        thread::Builder::new()
            .name("judges".to_owned())
            .spawn(move || judge_all(&held, at, &received, &started))?;
        has_started.recv().map_err(io::Error::other)??;
        Ok(Self { trust, tasks })
    }

    /// The verdict, from the next worker who is free.
    pub(super) async fn answer(&self, work: Work) -> Result<Answered, NoAnswer> {
        let (answer, answered) = oneshot::channel();
        let sent = self.tasks.send(Task { work, answer });
        sent.map_err(|_| NoAnswer)?;
        answered.await.map_err(|_| NoAnswer)
    }
}

/// Starts the workers, says whether that went well, and waits for their end.
fn judge_all(
    trust: &Trust,
    at: Moment,
    tasks: &Mutex<mpsc::Receiver<Task>>,
    started: &mpsc::Sender<io::Result<()>>,
) {
    let judge = trust.judge(at, []);
    let worker = Worker { trust, judge: &judge };
    let work = || work_on(tasks, |work| worker.answer(work));
    let workers = thread::available_parallelism().map_or(1, Into::into);
    thread::scope(|scope| {
        let spawn = |_| {
            let thread = thread::Builder::new().name("judge".to_owned());
            thread.spawn_scoped(scope, work).map(drop)
        };
        let _ = started.send((0..workers).try_for_each(spawn));
    });
}

/// Answers tasks until there are no more.
fn work_on(
    tasks: &Mutex<mpsc::Receiver<Task>>,
    answer: impl Fn(&Work) -> Result<Answered, serde_json::Error>,
) {
    while let Some(task) = next(tasks) {
        if task.answer.is_closed() {
            continue; // whoever asked waits no more
        }
        // Judging never panics, and fuzzing holds it to that. If it did, one request would go without an answer, and
        // not the service without a worker.
        match catch_unwind(AssertUnwindSafe(|| answer(&task.work))) {
            Ok(Ok(answered)) => drop(task.answer.send(answered)),
            Ok(Err(error)) => tracing::error!("a verdict could not be written: {error}"),
            Err(_) => tracing::error!("a verdict could not be reached: judging panicked"),
        }
    }
}

/// The next task; nothing when the generation is gone and everything is done.
fn next(tasks: &Mutex<mpsc::Receiver<Task>>) -> Option<Task> {
    let tasks = tasks.lock().unwrap_or_else(PoisonError::into_inner);
    tasks.recv().ok()
}

struct Worker<'t> {
    trust: &'t Trust,
    judge: &'t ChainJudge<'t>,
}

impl Worker<'_> {
    fn answer(&self, work: &Work) -> Result<Answered, serde_json::Error> {
        let verdict = match work {
            Work::Certificates(asked) => self.on_certificates(asked),
            Work::Gate(asked) => asked.verdict(self.trust, &self.judge.at_time(asked.at)),
        };
        Ok(Answered {
            json: json_line(&verdict)?,
            decisions: verdict.decisions().collect(),
        })
    }

    fn on_certificates(&self, asked: &Asked) -> Verdict {
        let verdicts = match asked.question {
            Question::Chain => self.chain(asked),
            _ => self.certificate(asked),
        };
        Verdict::on_certificates(asked.question, asked.at, &self.trust.policy, verdicts)
    }

    fn certificate(&self, asked: &Asked) -> Vec<CertificateVerdict> {
        let inspector = Inspector::new(&self.trust.policy, asked.at);
        let objects = asked.objects.iter();
        objects
            .map(|object| inspector.inspect(&object.label, &object.der))
            .collect()
    }

    fn chain(&self, asked: &Asked) -> Vec<CertificateVerdict> {
        let judge = self.judge.at_time(asked.at).expecting(asked.expectation);
        let objects = asked.objects.iter();
        objects
            .map(|object| judge.judge(&object.label, &object.der))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]

    use s1spki_validator::Expectation;

    use super::*;

    fn asked(question: Question) -> Work {
        Work::Certificates(Asked {
            question,
            objects: Vec::new(),
            at: "2026-03-01".parse().unwrap(),
            expectation: Expectation::default(),
        })
    }

    #[test]
    fn a_panic_costs_one_answer_and_no_worker() {
        let (tasks, received) = mpsc::channel();
        let mut answers = Vec::new();
        for question in [Question::Chain, Question::Certificate, Question::Chain] {
            let (answer, answered) = oneshot::channel();
            let work = asked(question);
            assert!(tasks.send(Task { work, answer }).is_ok());
            answers.push(answered);
        }
        drop(tasks);
        work_on(&Mutex::new(received), |work| match work {
            Work::Certificates(asked) if asked.question == Question::Certificate => panic!("on purpose"),
            _ => Ok(Answered {
                json: "{}".to_owned(),
                decisions: Vec::new(),
            }),
        });
        let came = answers.into_iter().map(|answer| answer.blocking_recv().is_ok());
        assert_eq!(came.collect::<Vec<_>>(), [true, false, true]);
    }
}
