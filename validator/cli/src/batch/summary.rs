//! What came of a whole batch.

use std::collections::BTreeMap;

use s1spki_validator::Decision;
use s1spki_validator::report::{Ink, Page};

use super::line::Judged;
use crate::answer::Answer;

/// How often each decision was reached, and each rule broken.
#[derive(Debug, Default)]
pub(super) struct Summary {
    accepted: u64,
    undecided: u64,
    refused: u64,
    /// Of the undecided, those that could not be read.
    unread: u64,
    breaches: BTreeMap<String, u64>,
}

impl Summary {
    pub(super) fn count(&mut self, judged: &Judged) {
        let place = match judged.decision {
            Decision::Accept => &mut self.accepted,
            Decision::Undecided => &mut self.undecided,
            Decision::Refuse => &mut self.refused,
        };
        *place = place.saturating_add(1);
        self.unread = self.unread.saturating_add(u64::from(judged.is_unread));
        for code in &judged.breaches {
            let count = self.breaches.entry(code.clone()).or_default();
            *count = count.saturating_add(1);
        }
    }

    pub(super) const fn lines(&self) -> u64 {
        self.accepted
            .saturating_add(self.undecided)
            .saturating_add(self.refused)
    }

    pub(super) fn answer(&self) -> Answer {
        Answer::Summary {
            page: self.page(),
            json: serde_json::json!({
                "certificates": self.lines(),
                "accept": self.accepted,
                "refuse": self.refused,
                "undecided": self.undecided,
                "unread": self.unread,
                "breaches": self.breaches,
            }),
            decision: match self {
                Self { refused: 1.., .. } => Decision::Refuse,
                Self { undecided: 1.., .. } => Decision::Undecided,
                Self { accepted: 1.., .. } => Decision::Accept,
                _ => Decision::Undecided,
            },
        }
    }

    fn page(&self) -> Page {
        let mut page = Page::default();
        let counts = [
            (self.accepted, "accepted", Ink::Good),
            (self.refused, "refused", Ink::Bad),
            (self.undecided, "undecided", Ink::Open),
        ];
        let mut spans = vec![(Ink::Strong, format!("{} certificates:", self.lines()))];
        spans.extend(counts.map(|(count, word, ink)| (ink, format!("{count} {word}"))));
        if self.unread > 0 {
            spans.push((Ink::Open, format!("({} could not be read)", self.unread)));
        }
        let spans: Vec<(Ink, &str)> = spans.iter().map(|(ink, text)| (*ink, text.as_str())).collect();
        page.paragraph(0, 0, &spans);
        let mut breaches: Vec<(&String, &u64)> = self.breaches.iter().collect();
        breaches.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
        for (code, count) in breaches {
            page.paragraph(0, 12, &[(Ink::Plain, &format!("{count:>10}")), (Ink::Bad, code)]);
        }
        page
    }
}
