//! One thread reads, several judge, one writes; the lines come out in the order of the items.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use super::earlier::Earlier;
use super::judge::Judge;
use super::line::Judged;
use super::output::Output;
use super::summary::Summary;
use crate::problem::Problem;
use crate::progress::Progress;
use crate::source::Source;
use crate::source::{Content, Item};

/// How many items, and about how many octets of them, go from thread to thread at once.
const MOST_ITEMS: usize = 64;
const MOST_OCTETS: usize = 1 << 18;

/// How many chunks may be on their way for each thread that judges.
const CHUNKS_A_JOB: usize = 4;

/// Items that are handed on together.
struct Chunk {
    number: u64,
    /// The number of the line of the first item.
    first_line: u64,
    items: Vec<Item>,
}

/// What came of a chunk.
struct Done {
    lines: Vec<u8>,
    judged: Vec<Judged>,
}

/// Judges everything that the source has, but for the items that earlier lines tell of.
///
/// The reader needs a permit for each chunk, and the writer gives one back for each that is written: that bounds
/// what waits anywhere, however slow a single certificate is.
pub(super) fn run(
    source: Source,
    earlier: Earlier,
    judge: &Judge<'_>,
    jobs: usize,
    output: Output,
    summary: &mut Summary,
) -> Result<(), Problem> {
    let most = jobs.saturating_mul(CHUNKS_A_JOB);
    let (permits, returned) = sync_channel(most);
    let (work, to_judge) = sync_channel(most);
    let (done, to_write) = sync_channel(most);
    let to_judge = Mutex::new(to_judge);
    thread::scope(|scope| {
        let reader = scope.spawn(move || read(source, earlier, &permits, &work));
        for _ in 0..jobs {
            let (done, to_judge) = (done.clone(), &to_judge);
            scope.spawn(move || judge_all(judge, to_judge, &done));
        }
        drop(done);
        let written = write(output, summary, to_write, &returned);
        drop(returned); // if writing has failed, the reader learns of it here
        let read = reader.join().unwrap_or(Ok(()));
        written.and(read)
    })
}

/// Hands all items on in chunks, but for those that earlier lines tell of. Where a line tells of something else, nothing
/// is handed on.
fn read(
    source: Source,
    mut earlier: Earlier,
    permits: &SyncSender<()>,
    work: &SyncSender<Chunk>,
) -> Result<(), Problem> {
    let mut chunk = Chunk {
        number: 0,
        first_line: earlier.left().saturating_add(1),
        items: Vec::new(),
    };
    let mut octets: usize = 0;
    let send = |chunk: &mut Chunk| {
        let next = Chunk {
            number: chunk.number.saturating_add(1),
            first_line: chunk
                .first_line
                .saturating_add(u64::try_from(chunk.items.len()).unwrap_or(u64::MAX)),
            items: Vec::new(),
        };
        let sent = permits.send(()).is_ok() && work.send(std::mem::replace(chunk, next)).is_ok();
        if sent {
            ControlFlow::Continue(())
        } else {
            ControlFlow::Break(())
        }
    };
    let mut held = Ok(());
    let ended = source.feed(&mut |item| {
        if earlier.left() > 0 {
            held = earlier.hold_against(item);
            return match held {
                Ok(()) => ControlFlow::Continue(()),
                Err(_) => ControlFlow::Break(()),
            };
        }
        octets = octets.saturating_add(item.len());
        chunk.items.push(item);
        if chunk.items.len() >= MOST_ITEMS || octets >= MOST_OCTETS {
            octets = 0;
            return send(&mut chunk);
        }
        ControlFlow::Continue(())
    });
    if ended.is_continue() && !chunk.items.is_empty() {
        let _ = send(&mut chunk); // whether somebody still waits for it does not matter any more
    }
    held?;
    match earlier.left() {
        0 => Ok(()),
        left => {
            let problem = Problem::input(format_args!("the output has {left} lines more than the input"));
            Err(problem.with_hint("it was made from another input; nothing was written"))
        }
    }
}

/// Judges chunks until there are no more.
fn judge_all(judge: &Judge<'_>, to_judge: &Mutex<Receiver<Chunk>>, done: &SyncSender<(u64, Done)>) {
    loop {
        let Ok(Ok(chunk)) = to_judge.lock().map(|to_judge| to_judge.recv()) else {
            return;
        };
        let number = chunk.number;
        if done.send((number, judge_chunk(judge, chunk))).is_err() {
            return;
        }
    }
}

fn judge_chunk(judge: &Judge<'_>, chunk: Chunk) -> Done {
    let mut all = Done {
        lines: Vec::new(),
        judged: Vec::with_capacity(chunk.items.len()),
    };
    for (number, item) in (chunk.first_line..).zip(chunk.items) {
        let label = item.label.clone();
        // Nothing here panics. If something does, one line says so and the others stand.
        let (line, judged) =
            catch_unwind(AssertUnwindSafe(|| judge.line(number, item))).unwrap_or_else(|_| {
                let content = Content::Unread("a fault of this program: please report it".to_owned());
                judge.line(number, Item { label, content })
            });
        all.lines.extend(line);
        all.lines.push(b'\n');
        all.judged.push(judged);
    }
    all
}

/// Writes what is done, in order.
fn write(
    mut output: Output,
    summary: &mut Summary,
    to_write: Receiver<(u64, Done)>,
    returned: &Receiver<()>,
) -> Result<(), Problem> {
    let mut progress = Progress::new(summary.lines(), output.bar());
    let mut waiting: BTreeMap<u64, Done> = BTreeMap::new();
    let mut next: u64 = 0;
    for (number, done) in to_write {
        waiting.insert(number, done);
        while let Some(done) = waiting.remove(&next) {
            next = next.saturating_add(1);
            output.write(&done.lines)?;
            done.judged.iter().for_each(|judged| summary.count(judged));
            progress.at(summary.lines());
            let _ = returned.recv(); // the reader may be at its end already
        }
    }
    Ok(())
}
