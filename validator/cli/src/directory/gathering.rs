//! From inputs to a builder: one thread reads, as many as there are cores decode.

use std::num::NonZero;
use std::ops::ControlFlow;
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use s1spki_validator::Unread;
use s1spki_validator::directory::{DirectoryBuilder, RepositoryStatus};
use serde_json::Value;

use crate::problem::Problem;
use crate::progress::{Bar, Progress};
use crate::source::{Item, Source};

/// How many items go from thread to thread at once.
const MOST_ITEMS: usize = 64;

/// How many chunks may wait for each thread that decodes.
const CHUNKS_A_JOB: usize = 4;

/// Items that are handed on together.
struct Chunk {
    /// The number of the first one.
    first: u64,
    items: Vec<Item>,
}

/// The certificates of some items, and what could not be read; each with its number, for the order.
#[derive(Default)]
struct Gathered {
    builder: DirectoryBuilder,
    unread: Vec<(u64, Unread)>,
}

/// Takes every certificate of the source; what cannot be read does not stop the rest.
pub(super) fn gather(source: Source) -> Result<(DirectoryBuilder, Vec<Unread>), Problem> {
    let jobs = thread::available_parallelism().map_or(1, NonZero::get);
    let (work, to_decode) = sync_channel(jobs.saturating_mul(CHUNKS_A_JOB));
    let to_decode = Mutex::new(to_decode);
    thread::scope(|scope| {
        let decoders: Vec<_> = (0..jobs)
            .map(|_| scope.spawn(|| decode_all(&to_decode)))
            .collect();
        read(source, work);
        let mut all = Gathered::default();
        for decoder in decoders {
            // Nothing there panics. If something does, what it had is lost, and that must not go unseen.
            let gathered = decoder
                .join()
                .map_err(|_| Problem::input("a fault of this program: please report it"))?;
            all.builder.append(gathered.builder);
            all.unread.extend(gathered.unread);
        }
        all.unread.sort_by_key(|(number, _)| *number);
        let unread = all.unread.into_iter().map(|(_, unread)| unread);
        Ok((all.builder, unread.collect()))
    })
}

/// Hands all items on in chunks.
fn read(source: Source, work: SyncSender<Chunk>) {
    let mut progress = Progress::new(0, Bar::Shown, "certificates");
    let mut count: u64 = 0;
    let mut chunk = Chunk {
        first: 0,
        items: Vec::new(),
    };
    let ended = source.feed(&mut |item| {
        chunk.items.push(item);
        count = count.saturating_add(1);
        if chunk.items.len() < MOST_ITEMS {
            return ControlFlow::Continue(());
        }
        progress.at(count);
        let next = Chunk {
            first: count,
            items: Vec::new(),
        };
        match work.send(std::mem::replace(&mut chunk, next)) {
            Ok(()) => ControlFlow::Continue(()),
            Err(_) => ControlFlow::Break(()), // nobody decodes any more, and whoever asks them learns why
        }
    });
    if ended.is_continue() {
        let _ = work.send(chunk);
    }
}

fn decode_all(to_decode: &Mutex<Receiver<Chunk>>) -> Gathered {
    let mut gathered = Gathered::default();
    while let Ok(Ok(chunk)) = to_decode.lock().map(|to_decode| to_decode.recv()) {
        for (number, item) in (chunk.first..).zip(chunk.items) {
            gathered.add(number, item);
        }
    }
    gathered
}

impl Gathered {
    fn add(&mut self, number: u64, item: Item) {
        let ready = item.ready();
        let added = ready.certificate.and_then(|der| {
            let status = status_of(ready.status)?;
            let added = self.builder.add(&ready.label, &der, status);
            added.map_err(|error| format!("the certificate cannot be read: {error}"))
        });
        if let Err(error) = added {
            let unread = Unread {
                label: ready.label,
                error,
                hint: None,
            };
            self.unread.push((number, unread));
        }
    }
}

fn status_of(written: Value) -> Result<RepositoryStatus, String> {
    match written {
        Value::Null => Ok(RepositoryStatus::Unknown),
        Value::String(text) => text
            .parse()
            .map_err(|error| format!("the status cannot be read: {error}")),
        other => Err(format!("the status cannot be read: {other} is no text")),
    }
}
