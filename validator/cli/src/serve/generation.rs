//! One generation of the service: what it judges by, and the workers that do.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::thread;

use s1spki_policies::Moment;
use s1spki_validator::report::json_line;
use s1spki_validator::{CertificateVerdict, ChainJudge, Decision, Inspector, Question, Verdict};
use tokio::sync::oneshot;

use super::question::Asked;
use super::trust::Trust;

/// What the service judges by, and the workers that do. They end with it, once they have done what they were given.
///
/// Judging is work for a processor, not for the event loop: so many threads as there are cores do it. Each keeps a
/// judge for the second that it was last asked about, which remembers the signatures above the certificates.
pub(super) struct Generation {
    pub(super) trust: Arc<Trust>,
    tasks: mpsc::Sender<Task>,
}

/// A question, and where the answer goes.
struct Task {
    asked: Asked,
    answer: oneshot::Sender<Answered>,
}

/// A verdict, as it goes out.
#[derive(Debug)]
pub(super) struct Answered {
    pub(super) json: String,
    /// The decision on each certificate.
    pub(super) decisions: Vec<Decision>,
}

/// No worker gave an answer.
#[derive(Debug)]
pub(super) struct NoAnswer;

impl Generation {
    pub(super) fn start(trust: Trust) -> io::Result<Self> {
        let trust = Arc::new(trust);
        let (tasks, received) = mpsc::channel();
        let received = Arc::new(Mutex::new(received));
        for _ in 0..thread::available_parallelism().map_or(1, Into::into) {
            let (trust, received) = (Arc::clone(&trust), Arc::clone(&received));
            thread::Builder::new()
                .name("judge".to_owned())
                .spawn(move || work(&trust, &received))?;
        }
        Ok(Self { trust, tasks })
    }

    /// The verdict, from the next worker who is free.
    pub(super) async fn answer(&self, asked: Asked) -> Result<Answered, NoAnswer> {
        let (answer, answered) = oneshot::channel();
        let sent = self.tasks.send(Task { asked, answer });
        sent.map_err(|_| NoAnswer)?;
        answered.await.map_err(|_| NoAnswer)
    }
}

fn work(trust: &Trust, tasks: &Mutex<mpsc::Receiver<Task>>) {
    let mut worker = Worker { trust, judge: None };
    while let Some(task) = next(tasks) {
        if task.answer.is_closed() {
            continue; // whoever asked waits no more
        }
        // Judging never panics, and fuzzing holds it to that. If it did, one request would go without an answer, and
        // not the service without a worker.
        match catch_unwind(AssertUnwindSafe(|| worker.answer(&task.asked))) {
            Ok(Ok(answered)) => drop(task.answer.send(answered)),
            Ok(Err(error)) => tracing::error!("a verdict could not be written: {error}"),
            Err(_) => {
                tracing::error!("a verdict could not be reached: judging panicked");
                worker.judge = None;
            }
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
    judge: Option<(Moment, ChainJudge<'t>)>,
}

impl Worker<'_> {
    fn answer(&mut self, asked: &Asked) -> Result<Answered, serde_json::Error> {
        let verdicts = match asked.question {
            Question::Chain => self.chain(asked),
            Question::Certificate | Question::Request | Question::Command | Question::Migration => {
                self.certificate(asked)
            }
        };
        let decisions = verdicts.iter().map(|verdict| verdict.decision).collect();
        let verdict = Verdict::on_certificates(asked.question, asked.at, &self.trust.policy, verdicts);
        Ok(Answered {
            json: json_line(&verdict)?,
            decisions,
        })
    }

    fn certificate(&self, asked: &Asked) -> Vec<CertificateVerdict> {
        let inspector = Inspector::new(&self.trust.policy, asked.at);
        let objects = asked.objects.iter();
        objects
            .map(|object| inspector.inspect(&object.label, &object.der))
            .collect()
    }

    fn chain(&mut self, asked: &Asked) -> Vec<CertificateVerdict> {
        let held = self.judge.take().filter(|(at, _)| *at == asked.at);
        let judge = held.map_or_else(|| self.trust.judge(asked.at, []), |(_, judge)| judge);
        let judge = judge.expecting(asked.expectation);
        let objects = asked.objects.iter();
        let verdicts = objects.map(|object| judge.judge(&object.label, &object.der));
        let verdicts = verdicts.collect();
        self.judge = Some((asked.at, judge));
        verdicts
    }
}
