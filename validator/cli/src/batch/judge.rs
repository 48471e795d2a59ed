//! Judges one item after the other, whichever thread asks.

use s1spki_policies::{Moment, Policy};
use s1spki_validator::path::TrustAnchor;
use s1spki_validator::{
    Brief, Certificate, CertificateVerdict, ChainJudge, Inspector, RevocationList, VerdictCache, crypto,
};

use super::line::{self, Judged, Line};
use crate::pipeline::Judging;
use crate::source::{Item, Ready};

/// How much of a verdict goes into a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// The decision, and the codes of what is not as it should be.
    Compact,
    /// Everything.
    Full,
}

/// Who judges, and in which form.
pub(super) struct Judge<'a> {
    question: Question<'a>,
    form: Form,
    name: String,
}

enum Question<'a> {
    Alone(Inspector<'a>),
    Chain(Box<(ChainJudge<'a>, VerdictCache)>),
}

impl<'a> Judge<'a> {
    pub(super) fn alone(policy: &'a Policy, at: Moment, form: Form) -> Self {
        Self {
            question: Question::Alone(Inspector::new(policy, at)),
            form,
            name: name_of(policy.hash().octets(), at),
        }
    }

    pub(super) fn of_chains(
        policy: &'a Policy,
        at: Moment,
        form: Form,
        anchors: Vec<TrustAnchor>,
        intermediates: Vec<Certificate>,
        lists: Vec<RevocationList>,
        remember: usize,
    ) -> Self {
        let judge = ChainJudge::new(policy, at, anchors, intermediates, lists);
        Self {
            form,
            name: name_of(&judge.fingerprint(), at),
            question: Question::Chain(Box::new((judge, VerdictCache::holding(remember)))),
        }
    }

    /// The same for all judges who were given the same, and who judge at the same time.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    pub(super) const fn form(&self) -> Form {
        self.form
    }

    fn brief(&self, der: &[u8]) -> Brief {
        match &self.question {
            Question::Alone(inspector) => inspector.brief(der),
            Question::Chain(chain) => {
                let (judge, cache) = &**chain;
                cache.brief(judge, der)
            }
        }
    }

    fn verdict(&self, label: &str, der: &[u8]) -> CertificateVerdict {
        match &self.question {
            Question::Alone(inspector) => inspector.inspect(label, der),
            Question::Chain(chain) => chain.0.judge(label, der),
        }
    }
}

impl Judging for Judge<'_> {
    type Judged = Judged;

    fn line(&self, number: u64, item: Item) -> (Vec<u8>, Judged) {
        let Ready {
            label, certificate, ..
        } = item.ready();
        let der = match &certificate {
            Ok(der) => der,
            Err(error) => {
                let line = Line::unread(number, &label, &self.name, error);
                return (line::octets(&line), Judged::unread());
            }
        };
        match self.form {
            Form::Compact => {
                let brief = self.brief(der);
                let line = Line::compact(number, &label, &self.name, der, &brief);
                (line::octets(&line), Judged::of(&brief))
            }
            Form::Full => {
                let verdict = self.verdict(&label, der);
                let line = line::full(number, &self.name, &verdict);
                (line, Judged::of(&Brief::of(&verdict)))
            }
        }
    }
}

/// The first 64 bits of the SHA-256 are enough to tell runs apart; nothing rests on them.
pub(crate) fn name_of(fingerprint: &[u8], at: Moment) -> String {
    let octets = [fingerprint, at.to_string().as_bytes()].concat();
    line::hexadecimal(crypto::sha256(&octets).get(..8).unwrap_or_default())
}
