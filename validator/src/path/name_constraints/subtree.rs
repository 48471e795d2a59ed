//! Whether a name lies in a subtree, for each form of name (RFC 5280 4.2.1.10).

use std::borrow::Cow;
use std::fmt;

use super::Violation;
use crate::extension::GeneralName;
use crate::name::Name;
use crate::path::name_syntax::{below_wildcard, has_empty_label, is_mail_address};

/// 1.2.840.113549.1.9.1, emailAddress.
const EMAIL_ADDRESS: [u8; 9] = [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x09, 0x01];

/// A name of a certificate to which constraints apply.
#[derive(Clone, Debug)]
pub(super) enum ConstrainedName<'a> {
    /// The subject.
    Subject(&'a Name),
    /// A mail address in the subject; empty where it is not text.
    SubjectMail(Cow<'a, str>),
    /// A subject alternative name.
    Alternative(&'a GeneralName),
}

/// Where a name lies with regard to a subtree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Position {
    /// The subtree is about names of another form.
    OtherForm,
    /// In it.
    Inside,
    /// Not in it.
    Outside,
    /// It cannot be said, and why.
    Unclear(&'static str),
}

impl<'a> ConstrainedName<'a> {
    /// The names of a certificate: its subject unless empty, its alternative names, and the mail addresses of
    /// the subject where the certificate has no alternative names.
    pub(super) fn of_certificate(
        subject: &'a Name,
        alternative_names: Option<&'a [GeneralName]>,
    ) -> impl Iterator<Item = Self> {
        let whole = (!subject.is_empty()).then_some(Self::Subject(subject));
        let mail = subject
            .attributes()
            .filter(move |attribute| {
                alternative_names.is_none() && attribute.oid().der_content() == EMAIL_ADDRESS
            })
            .map(|attribute| Self::SubjectMail(attribute.text().unwrap_or_default()));
        let alternatives = alternative_names
            .unwrap_or_default()
            .iter()
            .map(Self::Alternative);
        whole.into_iter().chain(mail).chain(alternatives)
    }

    /// Where the name lies.
    pub(super) fn position(&self, subtree: &GeneralName) -> Position {
        match (self, subtree) {
            (Self::Subject(name), GeneralName::DirectoryName(base)) => directory_name(name, base),
            (Self::SubjectMail(name), GeneralName::Rfc822Name(base)) => mail_address(name, base),
            (Self::Alternative(name), subtree) => alternative(name, subtree),
            (Self::Subject(_) | Self::SubjectMail(_), _) => Position::OtherForm,
        }
    }

    /// That where it lies cannot be said.
    pub(super) fn unclear<'s>(&self, subtree: &'s GeneralName, reason: &'static str) -> Violation<'s> {
        Violation::Unclear {
            name: self.to_string(),
            subtree,
            reason,
        }
    }
}

impl fmt::Display for ConstrainedName<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Subject(name) => write!(f, "subject {name}"),
            Self::SubjectMail(address) => write!(f, "emailAddress {address} in the subject"),
            Self::Alternative(name) => name.fmt(f),
        }
    }
}

fn alternative(name: &GeneralName, subtree: &GeneralName) -> Position {
    match (name, subtree) {
        (GeneralName::DirectoryName(name), GeneralName::DirectoryName(base)) => directory_name(name, base),
        (GeneralName::Rfc822Name(name), GeneralName::Rfc822Name(base)) => mail_address(name, base),
        (GeneralName::DnsName(name), GeneralName::DnsName(base)) => host_name(name, base),
        (GeneralName::Uri(name), GeneralName::Uri(base)) => uri(name, base),
        (GeneralName::IpAddress(name), GeneralName::IpAddress(base)) => ip_address(name, base),
        (GeneralName::OtherName { type_id, .. }, GeneralName::OtherName { type_id: base, .. }) => {
            if type_id == base {
                Position::Unclear("RFC 5280 defines no subtrees of otherName")
            } else {
                Position::OtherForm // each type of otherName is a form of its own
            }
        }
        (GeneralName::X400Address(_), GeneralName::X400Address(_)) => {
            Position::Unclear("subtrees of x400Address are not supported")
        }
        (GeneralName::EdiPartyName(_), GeneralName::EdiPartyName(_)) => {
            Position::Unclear("RFC 5280 defines no subtrees of ediPartyName")
        }
        (GeneralName::RegisteredId(_), GeneralName::RegisteredId(_)) => {
            Position::Unclear("RFC 5280 defines no subtrees of registeredID")
        }
        _ => Position::OtherForm,
    }
}

const fn inside_if(inside: bool) -> Position {
    if inside {
        Position::Inside
    } else {
        Position::Outside
    }
}

fn directory_name(name: &Name, base: &Name) -> Position {
    inside_if(name.is_within(base))
}

/// A base is a mailbox (`root@example.com`), a host (`example.com`) or, with a period in front, a domain.
fn mail_address(address: &str, base: &str) -> Position {
    let Some((mailbox, host)) = address.rsplit_once('@').filter(|_| is_mail_address(address)) else {
        return Position::Unclear("it is not a mail address");
    };
    if base.contains('@') && !is_mail_address(base) {
        return Position::Unclear("the subtree is neither a mail address nor a host nor a domain");
    }
    inside_if(match base.rsplit_once('@') {
        // RFC 5280 7.5: the part before @ is compared letter by letter.
        Some((base_mailbox, base_host)) => mailbox == base_mailbox && host.eq_ignore_ascii_case(base_host),
        None => is_host_or_in_domain(host, base),
    })
}

/// Zero or more labels may be added on the left. A period in front, which RFC 5280 does not give to dNSName,
/// asks for one or more.
fn host_name(name: &str, base: &str) -> Position {
    let name = name.strip_suffix('.').unwrap_or(name);
    let base = base.strip_suffix('.').unwrap_or(base);
    if has_empty_label(name) {
        return Position::Unclear("it is not a host name: a label of it is empty");
    }
    if below_wildcard(name).is_some_and(|parent| is_one_label_below(base, parent)) {
        return Position::Unclear("its wildcard stands for a name inside and for names outside");
    }
    let added = ends_with_ignore_case(name, base).filter(|added| !added.is_empty());
    let at_a_label =
        base.is_empty() || base.starts_with('.') || added.is_some_and(|added| added.ends_with('.'));
    inside_if(name.eq_ignore_ascii_case(base) || added.is_some() && at_a_label)
}

/// Whether a host name is its parent's with one more label, as those are that a wildcard stands for (RFC 9525 6.3).
fn is_one_label_below(host: &str, parent: &str) -> bool {
    let label = ends_with_ignore_case(host, parent).and_then(|added| added.strip_suffix('.'));
    label.is_some_and(|label| !label.is_empty() && !label.contains('.'))
}

/// The constraint is about the host; the URI must have one, and it must be a fully qualified name.
fn uri(uri: &str, base: &str) -> Position {
    match host_of(uri) {
        Some(host) => inside_if(is_host_or_in_domain(host, base)),
        None => Position::Unclear("the URI has no fully qualified host name"),
    }
}

/// The host of `scheme://[user@]host[:port][/...]`, if it is a fully qualified domain name (RFC 3986 3.2).
fn host_of(uri: &str) -> Option<&str> {
    let (_, rest) = uri.split_once(':')?;
    let authority = rest.strip_prefix("//")?.split(['/', '?', '#']).next()?;
    let host_and_port = authority.rsplit('@').next()?;
    let host = host_and_port.split(':').next()?; // the bracket of an IPv6 address does not survive this
    let host = host.strip_suffix('.').unwrap_or(host);
    let is_label = |label: &str| {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        !label.is_empty() && label.bytes().all(allowed)
    };
    let is_number = |label: &str| label.bytes().all(|byte| byte.is_ascii_digit());
    let qualified = host.contains('.') && host.split('.').all(is_label);
    let is_ip_address = host.rsplit('.').next().is_some_and(is_number); // RFC 3696 2: no top level is a number
    (qualified && !is_ip_address).then_some(host)
}

/// Whether the host is `base` itself or, where `base` starts with a period, lies below it. An empty base, which
/// RFC 5280 gives to directoryName and dNSName, holds every host here too: what excludes it excludes all.
fn is_host_or_in_domain(host: &str, base: &str) -> bool {
    if base.is_empty() {
        return true;
    }
    if base.starts_with('.') {
        return ends_with_ignore_case(host, base).is_some_and(|added| !added.is_empty());
    }
    host.eq_ignore_ascii_case(base)
}

/// What stands before `end`, if the text ends with it.
fn ends_with_ignore_case<'t>(text: &'t str, end: &str) -> Option<&'t str> {
    let (before, last) = text.split_at_checked(text.len().checked_sub(end.len())?)?;
    last.eq_ignore_ascii_case(end).then_some(before)
}

/// The base is an address and a mask of the same length (RFC 4632 style).
fn ip_address(address: &[u8], base: &[u8]) -> Position {
    if !matches!(address.len(), 4 | 16) {
        return Position::Unclear("it is not an IP address");
    }
    let Some((network, mask)) = base
        .split_at_checked(base.len() / 2)
        .filter(|_| matches!(base.len(), 8 | 32))
    else {
        return Position::Unclear("the subtree is not an address and a mask");
    };
    if !is_contiguous(mask) {
        return Position::Unclear("the mask of the subtree has a gap");
    }
    let same_length = address.len() == network.len();
    let masked = address.iter().zip(network).zip(mask);
    inside_if(same_length && masked.into_iter().all(|((a, n), m)| a & m == n & m))
}

/// Whether the ones of a mask all stand before its zeros.
fn is_contiguous(mask: &[u8]) -> bool {
    let mut rest = mask.iter().skip_while(|octet| **octet == 0xFF);
    let border = rest.next().copied().unwrap_or(0);
    border.leading_ones().saturating_add(border.trailing_zeros()) == u8::BITS && rest.all(|octet| *octet == 0)
}
