//! The part of a CRL that is signed (RFC 5280 5.1.2).

use std::ops::Range;

use super::index::Index;
use crate::algorithm::AlgorithmIdentifier;
use crate::date::{Date, TIME};
use crate::der::{Element, tag};
use crate::encoding::{DecodeError, EncodingFaultKind, Faults};
use crate::extension::Extension;
use crate::name::Name;
use crate::structure::Fields;

/// `TBSCertList`, the part that is signed.
pub(super) struct Tbs {
    pub(super) place: Range<usize>,
    pub(super) version: u32,
    pub(super) signature_algorithm: AlgorithmIdentifier,
    pub(super) issuer: Name,
    pub(super) this_update: Date,
    pub(super) next_update: Option<Date>,
    pub(super) index: Index,
    pub(super) extensions: Vec<Extension>,
}

impl Tbs {
    /// RFC 5280 5.1.2, field by field.
    pub(super) fn decode(element: Element<'_>, faults: &mut Faults) -> Result<Self, DecodeError> {
        let mut fields = Fields::of(element, "TBSCertList");
        let version = version(&mut fields)?;
        let signature_algorithm = fields.required(&[tag::SEQUENCE], "signature")?;
        let signature_algorithm = AlgorithmIdentifier::decode(signature_algorithm, faults)?;
        let issuer_element = fields.required(&[tag::SEQUENCE], "issuer")?;
        let issuer = Name::read(issuer_element, faults)?;
        if issuer.is_empty() {
            faults.push(EncodingFaultKind::EmptyIssuer, issuer_element.offset);
        }
        let this_update = Date::decode(fields.required(&TIME, "thisUpdate")?, "thisUpdate", faults)?;
        let next_update = match fields.optional(&TIME)? {
            Some(date) => Some(Date::decode(date, "nextUpdate", faults)?),
            None => None,
        };
        if let Some(next) = next_update
            && next.moment < this_update.moment
        {
            let kind = EncodingFaultKind::Reversed {
                first: "thisUpdate",
                last: "nextUpdate",
            };
            faults.push(kind, element.offset);
        }
        let index = match fields.optional(&[tag::SEQUENCE])? {
            Some(list) => Index::decode(list, faults)?,
            None => Index::default(),
        };
        let extensions = match fields.optional(&[tag::constructed(0)])? {
            Some(explicit) => {
                let mut inner = Fields::of(explicit, "crlExtensions");
                let list = inner.required(&[tag::SEQUENCE], "Extensions")?;
                inner.end(faults);
                Extension::decode_list(list, "crlExtensions", faults)?
            }
            None => Vec::new(),
        };
        fields.nothing_more()?;
        let has_extensions = !extensions.is_empty() || index.has_extensions();
        if version > 2 || (version == 1 && has_extensions) {
            faults.push(EncodingFaultKind::Version(version), element.content_offset());
        }
        Ok(Self {
            place: element.place(),
            version,
            signature_algorithm,
            issuer,
            this_update,
            next_update,
            index,
            extensions,
        })
    }
}

/// RFC 5280 5.1.2.1: absent for v1.
fn version(fields: &mut Fields<'_>) -> Result<u32, DecodeError> {
    if fields.peek() == Some(tag::INTEGER) {
        Ok(fields.small_integer("version")?.saturating_add(1))
    } else {
        Ok(1)
    }
}
