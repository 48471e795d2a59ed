//! General names (RFC 5280 4.2.1.6).

use std::fmt;

use s1spki_policies::Oid;
use x509_parser::asn1_rs::{self, FromDer};
use x509_parser::extensions::GeneralName as Parsed;

use crate::der::Element;
use crate::name::Name;

/// A name in one of nine forms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GeneralName {
    /// `[0]`: a form defined elsewhere.
    OtherName {
        /// Which form.
        type_id: Oid,
        /// The value, with its explicit tag `[0]`.
        value: Box<[u8]>,
    },
    /// `[1]`: a mail address.
    Rfc822Name(String),
    /// `[2]`: a host name.
    DnsName(String),
    /// `[3]`: an X.400 address, not looked into: the content octets.
    X400Address(Box<[u8]>),
    /// `[4]`: a distinguished name.
    DirectoryName(Name),
    /// `[5]`: an EDI party name, not looked into: the content octets.
    EdiPartyName(Box<[u8]>),
    /// `[6]`: a URI.
    Uri(String),
    /// `[7]`: an IP address (4 or 16 octets), or in a name constraint address and mask (8 or 32).
    IpAddress(Box<[u8]>),
    /// `[8]`: a registered object identifier.
    RegisteredId(Oid),
}

impl GeneralName {
    /// The distinguished name, if it is one.
    #[must_use]
    pub const fn directory_name(&self) -> Option<&Name> {
        match self {
            Self::DirectoryName(name) => Some(name),
            _ => None,
        }
    }

    /// Takes over a name that `x509-parser` has read.
    pub(super) fn from_parsed(parsed: &Parsed<'_>) -> Result<Self, String> {
        Ok(match parsed {
            Parsed::OtherName(type_id, value) => Self::OtherName {
                type_id: oid(type_id)?,
                value: (*value).into(),
            },
            Parsed::RFC822Name(text) => Self::Rfc822Name((*text).to_owned()),
            Parsed::DNSName(text) => Self::DnsName((*text).to_owned()),
            Parsed::X400Address(any) => Self::X400Address(any.data.into()),
            Parsed::DirectoryName(name) => {
                Self::DirectoryName(Name::decode(name.as_raw()).map_err(|error| error.to_string())?)
            }
            Parsed::EDIPartyName(any) => Self::EdiPartyName(any.data.into()),
            Parsed::URI(text) => Self::Uri((*text).to_owned()),
            Parsed::IPAddress(octets) => Self::IpAddress((*octets).into()),
            Parsed::RegisteredID(registered) => Self::RegisteredId(oid(registered)?),
            Parsed::Invalid(tag, _) => return Err(format!("a general name [{}] that cannot be read", tag.0)),
        })
    }

    /// Takes over a list.
    pub(super) fn from_parsed_list(parsed: &[Parsed<'_>]) -> Result<Vec<Self>, String> {
        parsed.iter().map(Self::from_parsed).collect()
    }
}

/// Reads the general names inside an element.
pub(super) fn read_general_names(list: Element<'_>) -> Result<Vec<GeneralName>, String> {
    let mut names = Vec::new();
    for element in list.reader() {
        let element = element.map_err(|fault| fault.to_string())?;
        let (_, parsed) = Parsed::from_der(element.raw).map_err(|error| error.to_string())?;
        names.push(GeneralName::from_parsed(&parsed)?);
    }
    Ok(names)
}

fn oid(oid: &asn1_rs::Oid<'_>) -> Result<Oid, String> {
    Oid::from_der_content(oid.as_bytes()).map_err(|error| error.to_string())
}

impl fmt::Display for GeneralName {
    /// The form and the name, such as `URI:http://example.org/`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hexadecimal = |f: &mut fmt::Formatter<'_>, octets: &[u8]| {
            octets.iter().try_for_each(|octet| write!(f, "{octet:02X}"))
        };
        match self {
            Self::OtherName { type_id, value } => {
                write!(f, "otherName:{type_id}:")?;
                hexadecimal(f, value)
            }
            Self::Rfc822Name(text) => write!(f, "rfc822Name:{text}"),
            Self::DnsName(text) => write!(f, "dNSName:{text}"),
            Self::X400Address(_) => write!(f, "x400Address"),
            Self::DirectoryName(name) => write!(f, "directoryName:{name}"),
            Self::EdiPartyName(_) => write!(f, "ediPartyName"),
            Self::Uri(text) => write!(f, "URI:{text}"),
            Self::IpAddress(octets) => {
                write!(f, "iPAddress:")?;
                hexadecimal(f, octets)
            }
            Self::RegisteredId(oid) => write!(f, "registeredID:{oid}"),
        }
    }
}
