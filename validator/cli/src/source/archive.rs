//! The files of a ZIP, in its own order.

use std::borrow::Cow;
use std::io::{Read, Seek};
use std::ops::ControlFlow;

use zip::ZipArchive;

use super::{Take, feed_octets, unread};

/// How many times its own length an archive may unpack to. Certificates shrink to half; what grows a thousandfold
/// is made to do harm.
const MOST_GROWTH: u64 = 200;

/// Hands over what is in the files. Of each no more than `limit` octets are unpacked.
pub(super) fn feed(
    label: &str,
    archive: impl Read + Seek,
    length: u64,
    limit: usize,
    most_files: usize,
    take: Take<'_>,
) -> ControlFlow<()> {
    let mut archive = match ZipArchive::new(archive) {
        Ok(archive) => archive,
        Err(error) => return take(unread(label.to_owned(), &format!("not a whole ZIP: {error}"))),
    };
    if archive.len() > most_files {
        let error = format!("the ZIP has {} files, more than {most_files}", archive.len());
        return take(unread(label.to_owned(), &error));
    }
    let most = u64::try_from(limit).unwrap_or(u64::MAX);
    let mut left = length.saturating_mul(MOST_GROWTH).saturating_add(most);
    for index in 0..archive.len() {
        let mut octets = Vec::new();
        let (name, read) = match archive.by_index(index) {
            Err(error) => (
                format!("{label}/#{}", index.saturating_add(1)),
                Err(error.to_string()),
            ),
            Ok(file) if file.is_dir() => continue,
            Ok(file) => {
                let name = file
                    .name()
                    .map_or_else(|_| format!("#{}", index.saturating_add(1)), Cow::into_owned);
                let name = format!("{label}/{name}");
                let read = file.take(most.saturating_add(1)).read_to_end(&mut octets);
                (name, read.map_err(|error| error.to_string()))
            }
        };
        left = left.saturating_sub(u64::try_from(octets.len()).unwrap_or(u64::MAX));
        if left == 0 {
            return take(unread(
                name,
                "the ZIP unpacks to far more than certificates do; the rest was not read",
            ));
        }
        match read {
            Err(error) => take(unread(name, &error))?,
            Ok(length) if length > limit => take(unread(name, &format!("more than {limit} octets")))?,
            Ok(_) => feed_octets(&name, &octets, limit, take)?,
        }
    }
    ControlFlow::Continue(())
}
