//! One thread reads, several judge, one writes; the lines come out in the order of the items.
//!
//! What is between the threads is bounded, so that the memory does not grow with the input.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use crate::problem::Problem;
use crate::source::{Content, Item, Take};

/// How many items, and about how many octets of them, go from thread to thread at once.
const MOST_ITEMS: usize = 64;
const MOST_OCTETS: usize = 1 << 18;

/// How many chunks may be on their way for each thread that judges.
const CHUNKS_A_JOB: usize = 4;

/// Who judges items, from as many threads as there are.
pub(crate) trait Judging: Sync {
    /// What the summary needs of a line.
    type Judged: Send;

    /// The line on one item, without its end.
    fn line(&self, number: u64, item: Item) -> (Vec<u8>, Self::Judged);
}

/// Items that are handed on together.
struct Chunk {
    number: u64,
    /// The number of the line of the first item.
    first_line: u64,
    items: Vec<Item>,
}

/// What came of a chunk.
struct Done<Judged> {
    lines: Vec<u8>,
    judged: Vec<Judged>,
}

/// Judges everything that `feed` hands over; `take` gets the lines in order, the first one with the number
/// `first_line`.
///
/// The reader needs a permit for each chunk, and the writer gives one back for each that is written: that bounds
/// what waits anywhere, however slow a single item is.
pub(crate) fn run<J: Judging>(
    feed: impl FnOnce(Take<'_>) -> ControlFlow<()> + Send,
    first_line: u64,
    judge: &J,
    jobs: usize,
    take: impl FnMut(&[u8], &[J::Judged]) -> Result<(), Problem>,
) -> Result<(), Problem> {
    let most = jobs.saturating_mul(CHUNKS_A_JOB);
    let (permits, returned) = sync_channel(most);
    let (work, to_judge) = sync_channel(most);
    let (done, to_write) = sync_channel(most);
    let to_judge = Mutex::new(to_judge);
    thread::scope(|scope| {
        scope.spawn(move || read(feed, first_line, &permits, &work));
        for _ in 0..jobs {
            let (done, to_judge) = (done.clone(), &to_judge);
            scope.spawn(move || judge_all(judge, to_judge, &done));
        }
        drop(done);
        let written = write(take, to_write, &returned);
        drop(returned); // if writing has failed, the reader learns of it here
        written
    })
}

/// Hands all items on in chunks.
fn read(
    feed: impl FnOnce(Take<'_>) -> ControlFlow<()>,
    first_line: u64,
    permits: &SyncSender<()>,
    work: &SyncSender<Chunk>,
) {
    let mut chunk = Chunk {
        number: 0,
        first_line,
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
    let ended = feed(&mut |item| {
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
}

/// Judges chunks until there are no more.
fn judge_all<J: Judging>(
    judge: &J,
    to_judge: &Mutex<Receiver<Chunk>>,
    done: &SyncSender<(u64, Done<J::Judged>)>,
) {
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

fn judge_chunk<J: Judging>(judge: &J, chunk: Chunk) -> Done<J::Judged> {
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

/// Hands over what is done, in order.
fn write<Judged>(
    mut take: impl FnMut(&[u8], &[Judged]) -> Result<(), Problem>,
    to_write: Receiver<(u64, Done<Judged>)>,
    returned: &Receiver<()>,
) -> Result<(), Problem> {
    let mut waiting: BTreeMap<u64, Done<Judged>> = BTreeMap::new();
    let mut next: u64 = 0;
    for (number, done) in to_write {
        waiting.insert(number, done);
        while let Some(done) = waiting.remove(&next) {
            next = next.saturating_add(1);
            take(&done.lines, &done.judged)?;
            let _ = returned.recv(); // the reader may be at its end already
        }
    }
    Ok(())
}
