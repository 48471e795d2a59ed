//! Certificate requests: PKCS #10 (RFC 2986).

use std::collections::HashSet;
use std::fmt;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use s1spki_policies::Oid;

use crate::algorithm::{AlgorithmIdentifier, Signature, SubjectPublicKeyInfo};
use crate::crypto;
use crate::der::{self, Element, tag};
use crate::encoding::{DecodeError, EncodingFault, EncodingFaultKind, Faults};
use crate::extension::{Extension, report_duplicates};
use crate::name::Name;
use crate::structure::Fields;

/// 1.2.840.113549.1.9.14.
const EXTENSION_REQUEST: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x09, 0x0E];

/// A request for a certificate, decoded once. It owns its octets and is cheap to clone.
///
/// Whether its maker holds the key is asked by [`crypto::verify_possession`].
#[derive(Clone)]
pub struct CertificateRequest(Arc<Decoded>);

struct Decoded {
    der: Box<[u8]>,
    sha256: OnceLock<[u8; 32]>,
    info: Info,
    signature: Signature,
    faults: Box<[EncodingFault]>,
}

/// `CertificationRequestInfo`, the part that is signed.
struct Info {
    place: Range<usize>,
    version: u32,
    subject: Name,
    public_key: SubjectPublicKeyInfo,
    attributes: Attributes,
}

#[derive(Default)]
struct Attributes {
    list: Vec<RequestAttribute>,
    /// The extensions of all extensionRequest attributes.
    extensions: Vec<Extension>,
}

/// An attribute of a request (RFC 2986 4.1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestAttribute {
    /// Its type.
    pub oid: Oid,
    /// Its values, each one element of DER.
    pub values: Vec<Box<[u8]>>,
}

impl RequestAttribute {
    /// Whether it is an extensionRequest (RFC 2985 5.4.2).
    #[must_use]
    pub fn is_extension_request(&self) -> bool {
        self.oid.der_content() == EXTENSION_REQUEST
    }
}

impl CertificateRequest {
    /// Decodes a request that fills `bytes`.
    ///
    /// # Errors
    /// [`DecodeError`] where the bytes cannot be read as a request.
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut faults = Faults::of_der(bytes)?;
        let mut request = Fields::outermost(bytes, "CertificationRequest")?;
        let info = request.required(&[tag::SEQUENCE], "certificationRequestInfo")?;
        let info = Info::decode(info, &mut faults)?;
        let signature = Signature::decode(&mut request, &mut faults)?;
        request.end(&mut faults);
        Ok(Self(Arc::new(Decoded {
            der: bytes.into(),
            sha256: OnceLock::new(),
            info,
            signature,
            faults: faults.into_sorted(),
        })))
    }

    /// The whole request, exactly as encoded.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.0.der
    }

    /// The signed part, exactly as encoded.
    #[must_use]
    pub fn certification_request_info(&self) -> &[u8] {
        self.0.der.get(self.0.info.place.clone()).unwrap_or_default()
    }

    /// The SHA-256 of the whole request.
    #[must_use]
    pub fn sha256(&self) -> [u8; 32] {
        *self.0.sha256.get_or_init(|| crypto::sha256(self.der()))
    }

    /// The version as encoded: 0, the only one (RFC 2986 4.1).
    #[must_use]
    pub fn version(&self) -> u32 {
        self.0.info.version
    }

    /// Whom the certificate is to be about.
    #[must_use]
    pub fn subject(&self) -> &Name {
        &self.0.info.subject
    }

    /// The key that is to be certified.
    #[must_use]
    pub fn public_key(&self) -> &SubjectPublicKeyInfo {
        &self.0.info.public_key
    }

    /// The attributes, in their order.
    #[must_use]
    pub fn attributes(&self) -> &[RequestAttribute] {
        &self.0.info.attributes.list
    }

    /// The extensions of all extensionRequest attributes, in their order.
    #[must_use]
    pub fn requested_extensions(&self) -> &[Extension] {
        &self.0.info.attributes.extensions
    }

    /// By which algorithm it is signed.
    #[must_use]
    pub fn signature_algorithm(&self) -> &AlgorithmIdentifier {
        &self.0.signature.algorithm
    }

    /// The signature.
    #[must_use]
    pub fn signature(&self) -> &[u8] {
        self.0.der.get(self.0.signature.place.clone()).unwrap_or_default()
    }

    /// What breaks the encoding rules and can be read all the same, in the order of the octets.
    #[must_use]
    pub fn encoding_faults(&self) -> &[EncodingFault] {
        &self.0.faults
    }
}

impl fmt::Debug for CertificateRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CertificateRequest")
            .field("subject", self.subject())
            .finish_non_exhaustive()
    }
}

impl Info {
    /// RFC 2986 4.1, field by field.
    fn decode(element: Element<'_>, faults: &mut Faults) -> Result<Self, DecodeError> {
        let mut fields = Fields::of(element, "CertificationRequestInfo");
        let version = fields.small_integer("version")?;
        let subject = Name::read(fields.required(&[tag::SEQUENCE], "subject")?, faults)?;
        let public_key = fields.required(&[tag::SEQUENCE], "subjectPKInfo")?;
        let public_key = SubjectPublicKeyInfo::decode(public_key, faults)?;
        // Some makers leave the field out where there are no attributes; RFC 2986 says it is there and empty.
        let attributes = match fields.optional(&[tag::constructed(0)])? {
            Some(set) => Attributes::decode(set, faults)?,
            None => {
                faults.push(EncodingFaultKind::MissingField("attributes"), fields.offset());
                Attributes::default()
            }
        };
        fields.nothing_more()?;
        Ok(Self {
            place: element.place(),
            version,
            subject,
            public_key,
            attributes,
        })
    }
}

impl Attributes {
    /// RFC 2986 4.1: `[0] IMPLICIT SET OF Attribute`.
    fn decode(set: Element<'_>, faults: &mut Faults) -> Result<Self, DecodeError> {
        if let Err(fault) = der::check_order(set) {
            faults.push(EncodingFaultKind::Der(fault.kind), fault.offset);
        }
        let mut attributes = Self::default();
        let mut seen = HashSet::new();
        for element in set.reader() {
            let element = element?;
            let attribute = attributes.read(element, faults)?;
            if !seen.insert(attribute.oid.clone()) {
                let kind = EncodingFaultKind::DuplicateAttribute(attribute.oid.clone());
                faults.push(kind, element.offset);
            }
            attributes.list.push(attribute);
        }
        report_duplicates(&attributes.extensions, faults);
        Ok(attributes)
    }

    fn read(&mut self, element: Element<'_>, faults: &mut Faults) -> Result<RequestAttribute, DecodeError> {
        let mut fields = Fields::of_sequence(element, "Attribute")?;
        let oid = fields.object_identifier("type")?;
        let set = fields.required(&[tag::SET], "values")?;
        fields.end(faults);
        let mut attribute = RequestAttribute {
            oid,
            values: Vec::new(),
        };
        for value in set.reader() {
            let value = value?;
            if attribute.is_extension_request() {
                self.read_extensions(value, faults)?;
            }
            attribute.values.push(value.raw.into());
        }
        if attribute.is_extension_request() && attribute.values.len() > 1 {
            faults.push(EncodingFaultKind::ExtraElement("extensionRequest"), set.offset); // RFC 2985 5.4.2
        }
        Ok(attribute)
    }

    fn read_extensions(&mut self, value: Element<'_>, faults: &mut Faults) -> Result<(), DecodeError> {
        if value.tag != tag::SEQUENCE {
            return Err(DecodeError::NotA {
                object: "Extensions",
                found: value.tag,
                offset: value.offset,
            });
        }
        Extension::decode_into(&mut self.extensions, value, "extensionRequest", faults)
    }
}
