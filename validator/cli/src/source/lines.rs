//! Lines of a stream, none of them longer than allowed.

use std::io::{self, BufRead};
use std::ops::ControlFlow;

use super::item::{Content, Item};
use super::{Take, unread};

/// A line, without its end.
pub(crate) enum Line {
    Whole(Vec<u8>),
    /// It had more octets than allowed; they were passed over.
    TooLong,
}

/// Hands over every line that is not blank.
pub(crate) fn feed(label: &str, mut stream: impl BufRead, limit: usize, take: Take<'_>) -> ControlFlow<()> {
    for number in 1_u64.. {
        let label = || format!("{label}:{number}");
        match read(&mut stream, limit) {
            Ok(None) => break,
            Ok(Some(Line::Whole(line))) if line.trim_ascii().is_empty() => {}
            Ok(Some(Line::Whole(line))) => take(Item {
                label: label(),
                content: Content::Line(line),
            })?,
            Ok(Some(Line::TooLong)) => {
                take(unread(label(), &format!("the line has more than {limit} octets")))?;
            }
            Err(error) => return take(unread(label(), &error.to_string())),
        }
    }
    ControlFlow::Continue(())
}

/// The next line; nothing at the end of the stream.
pub(crate) fn read(stream: &mut impl BufRead, limit: usize) -> io::Result<Option<Line>> {
    let mut line = Vec::new();
    let mut is_too_long = false;
    let mut is_at_end = true;
    loop {
        let octets = stream.fill_buf()?;
        if octets.is_empty() {
            break;
        }
        is_at_end = false;
        let end = octets.iter().position(|octet| *octet == b'\n');
        let part = octets.get(..end.unwrap_or(octets.len())).unwrap_or_default();
        is_too_long |= line.len().saturating_add(part.len()) > limit;
        if is_too_long {
            line = Vec::new();
        } else {
            line.extend_from_slice(part);
        }
        let read = part.len().saturating_add(usize::from(end.is_some()));
        stream.consume(read);
        if end.is_some() {
            break;
        }
    }
    Ok(match (is_at_end, is_too_long) {
        (true, _) => None,
        (false, true) => Some(Line::TooLong),
        (false, false) => Some(Line::Whole(line)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_is_too_long_costs_itself_alone() {
        let mut stream = io::BufReader::with_capacity(3, &b"1234\n\n12345\n12\n1"[..]);
        let mut read = || match read(&mut stream, 4).unwrap() {
            None => "end".to_owned(),
            Some(Line::TooLong) => "too long".to_owned(),
            Some(Line::Whole(line)) => String::from_utf8(line).unwrap(),
        };
        let found: Vec<String> = (0..6).map(|_| read()).collect();
        assert_eq!(found, ["1234", "", "too long", "12", "1", "end"]);
    }
}
