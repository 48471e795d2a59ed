//! From files, folders and archives to items, one after the other.
//!
//! The order depends on nothing but the inputs: folders are read by name, archives in their own order. Of an object
//! no more than the limit is ever held.

mod archive;
mod item;
pub(crate) mod lines;
mod pem;

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use clap::Args;
use s1spki_validator::read_blocks;

use crate::arguments::LimitArguments;
use crate::input::{Reader, Wanted, label_of, reason};
use item::object_in;
pub(crate) use item::{Content, Item, Ready};

/// What is done with each item; whoever takes them may have enough.
pub(crate) type Take<'t> = &'t mut dyn FnMut(Item) -> ControlFlow<()>;

/// A file up to this length is read at once; of a longer one it depends on what is in it.
const SHORT: u64 = 1 << 16;

/// How much is read.
#[derive(Clone, Copy, Debug, Args)]
pub(crate) struct Limits {
    #[command(flatten)]
    of_files: LimitArguments,
    /// The most files in a ZIP
    #[arg(long, value_name = "NUMBER", default_value = "1000000")]
    most_files: usize,
}

impl Limits {
    /// For whoever chose the files and trusts them.
    pub(crate) const WIDE: Self = Self {
        of_files: LimitArguments::WIDE,
        most_files: 10_000_000,
    };

    pub(crate) const fn reader(self) -> Reader {
        self.of_files.reader()
    }
}

/// Everything that is to be judged.
pub(crate) struct Source {
    inputs: Vec<PathBuf>,
    limits: Limits,
}

/// A stream of octets, seen from its beginning.
enum Kind {
    Lines,
    Pem,
    Other,
}

impl Source {
    pub(crate) const fn new(inputs: Vec<PathBuf>, limits: Limits) -> Self {
        Self { inputs, limits }
    }

    /// Hands over every item.
    pub(crate) fn feed(self, take: Take<'_>) -> ControlFlow<()> {
        let reader = self.limits.reader();
        for input in &self.inputs {
            match reader.files_of(input, Wanted::Certificate) {
                Err(problem) => take(unread(label_of(input), problem.message()))?,
                Ok(files) => {
                    for file in files {
                        self.feed_file(&file, take)?;
                    }
                }
            }
        }
        ControlFlow::Continue(())
    }

    fn feed_file(&self, path: &Path, take: Take<'_>) -> ControlFlow<()> {
        let label = label_of(path);
        let limit = self.limits.reader().limit;
        if path == Path::new("-") {
            return feed_stream(&label, io::stdin().lock(), limit, take);
        }
        let cannot_be_read = |error: &io::Error| unread(label.clone(), &reason(error));
        let (file, length) = match File::open(path).and_then(|file| {
            let length = file.metadata()?.len();
            Ok((file, length))
        }) {
            Ok(opened) => opened,
            Err(error) => return take(cannot_be_read(&error)),
        };
        let mut file = BufReader::new(file);
        match file.fill_buf() {
            Err(error) => take(cannot_be_read(&error)),
            Ok([b'P', b'K', 3 | 5, ..]) => {
                archive::feed(&label, file, length, limit, self.limits.most_files, take)
            }
            Ok(start) if length <= SHORT && !matches!(kind_of(start), Kind::Lines) => {
                feed_whole(&label, file, limit, take)
            }
            Ok(_) => feed_stream(&label, file, limit, take),
        }
    }
}

/// Hands over what comes out of a stream.
fn feed_stream(label: &str, mut stream: impl BufRead, limit: usize, take: Take<'_>) -> ControlFlow<()> {
    match stream.fill_buf().map(kind_of) {
        Err(error) => take(unread(label.to_owned(), &reason(&error))),
        Ok(Kind::Lines) => lines::feed(label, stream, limit, take),
        Ok(Kind::Pem) => pem::feed(label, stream, limit, take),
        Ok(Kind::Other) => feed_whole(label, stream, limit, take),
    }
}

fn kind_of(start: &[u8]) -> Kind {
    let is_pem = |window: &[u8]| window == b"-----BEGIN ";
    match start.trim_ascii_start() {
        [b'{', ..] => Kind::Lines,
        text if text.windows(11).any(is_pem) => Kind::Pem,
        _ => Kind::Other,
    }
}

/// Hands over the certificates of something that is read at once.
fn feed_whole(label: &str, stream: impl Read, limit: usize, take: Take<'_>) -> ControlFlow<()> {
    let mut octets = Vec::new();
    let most = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    if let Err(error) = stream.take(most).read_to_end(&mut octets) {
        return take(unread(label.to_owned(), &error.to_string()));
    }
    if octets.len() > limit {
        return take(unread(label.to_owned(), &format!("more than {limit} octets")));
    }
    feed_octets(label, &octets, limit, take)
}

/// Hands over the certificates among the objects in these octets; others may stand beside them, but not alone.
fn feed_octets(label: &str, octets: &[u8], limit: usize, take: Take<'_>) -> ControlFlow<()> {
    if let Kind::Lines = kind_of(octets) {
        return lines::feed(label, octets, limit, take);
    }
    let blocks = match read_blocks(octets, limit) {
        Ok(blocks) => blocks,
        Err(error) => return take(unread(label.to_owned(), &error.to_string())),
    };
    let (certificates, others): (Vec<_>, Vec<_>) = blocks.into_iter().map(object_in).partition(Result::is_ok);
    let several = certificates.len() > 1;
    for (number, certificate) in (1_usize..).zip(certificates.into_iter().flatten()) {
        let label = if several {
            format!("{label}#{number}")
        } else {
            label.to_owned()
        };
        take(Item {
            label,
            content: Content::Object(certificate),
        })?;
        if !several {
            return ControlFlow::Continue(());
        }
    }
    match others.into_iter().find_map(Result::err) {
        Some(error) if !several => take(unread(label.to_owned(), &error)),
        _ => ControlFlow::Continue(()),
    }
}

fn unread(label: String, error: &str) -> Item {
    Item {
        label,
        content: Content::Unread(error.to_owned()),
    }
}
