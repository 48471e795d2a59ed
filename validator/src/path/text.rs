//! Lists in sentences.

use std::fmt::{Display, Write};

/// How many items of a list are written out: a hostile certificate may have thousands.
const MOST_ITEMS: usize = 8;

/// The items with commas; of very many the first, and how many more there are.
pub(crate) fn some_of<T: Display>(items: impl IntoIterator<Item = T>) -> String {
    let mut items = items.into_iter();
    let mut text = String::new();
    for item in items.by_ref().take(MOST_ITEMS) {
        let comma = if text.is_empty() { "" } else { ", " };
        let _ = write!(text, "{comma}{item}"); // a String takes everything
    }
    match items.count() {
        0 => text,
        more => format!("{text} and {more} more"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_list_is_cut_short() {
        assert_eq!(some_of([1, 2, 3]), "1, 2, 3");
        assert_eq!(some_of(1..=10), "1, 2, 3, 4, 5, 6, 7, 8 and 2 more");
    }
}
