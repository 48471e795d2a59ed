//! The rules of the form of a message and of its signature.

use crate::finding::{Basis, Rule};

/// The form of a message: the XML first, then the header, then the body.
static OF_MESSAGE: [&Rule; 20] = [
    &TOO_LARGE,
    &ENCODING,
    &DOCTYPE,
    &ENTITY,
    &NOT_XML,
    &NAMESPACES,
    &TOO_DEEP,
    &TOO_MANY_NODES,
    &KIND,
    &SCHEMA_VERSION,
    &STRUCTURE,
    &REQUEST_ID,
    &COMMAND_VARIANT,
    &SERVICE_REFERENCE,
    &SERVICE_REFERENCE_VARIANT,
    &HEADER,
    &BODY,
    &VALUE,
    &CERTIFICATE,
    &SIGNATURE_PLACE,
];

/// The form of a signature.
pub(crate) static OF_SIGNATURE: [&Rule; 12] = [
    &STRUCTURE_OF_SIGNATURE,
    &CANONICALIZATION,
    &METHOD,
    &ONE_REFERENCE,
    &REFERENCE_URI,
    &TRANSFORM,
    &DIGEST_METHOD,
    &DIGEST_VALUE,
    &SIGNATURE_VALUE,
    &KEY_INFO,
    &ISSUER,
    &SERIAL,
];

/// What of a readable message is looked at: all but what keeps it from being read.
pub(crate) static OF_READABLE: &[&Rule] = &[
    &SCHEMA_VERSION,
    &STRUCTURE,
    &REQUEST_ID,
    &COMMAND_VARIANT,
    &SERVICE_REFERENCE,
    &SERVICE_REFERENCE_VARIANT,
    &HEADER,
    &BODY,
    &VALUE,
    &CERTIFICATE,
    &SIGNATURE_PLACE,
];

macro_rules! rules {
    ($($(#[$attribute:meta])* $name:ident, $code:literal, $clause:literal, $summary:literal, $hint:literal;)*) => {
        $(
            $(#[$attribute])*
            pub(crate) static $name: Rule = Rule {
                code: $code,
                summary: $summary,
                basis: Basis::Standard($clause),
                hint: $hint,
            };
        )*
    };
}

rules! {
    /// Hardening.
    TOO_LARGE, "message.too-large", "XML 1.0",
        "the message is not larger than the limit",
        "send a smaller message, or raise the limit if its sender is trusted";
    /// XML 1.0 4.3.3.
    ENCODING, "message.encoding", "XML 1.0 2.8, 4.3.3",
        "the message is XML 1.0 in UTF-8",
        "write the message in UTF-8 and say so in its XML declaration, or leave the declaration out";
    /// Hardening: what a document type declares could make the message mean something else to each reader.
    DOCTYPE, "message.doctype", "XML 1.0 2.8",
        "there is no document type declaration",
        "do not process the message; DUIS messages have no DOCTYPE, and one is a way to attack whoever reads them";
    /// Hardening.
    ENTITY, "message.entity", "XML 1.0 4.1",
        "there are no entity references but the five that XML predefines",
        "write the text itself in place of the entity";
    /// XML 1.0 2.1.
    NOT_XML, "message.not-xml", "XML 1.0 2.1",
        "the message is well-formed XML",
        "send the message again, as its sender wrote it";
    /// Namespaces in XML.
    NAMESPACES, "message.namespaces", "Namespaces in XML 1.0",
        "names and namespace declarations are well-formed, and not too many",
        "send the message again, as its sender wrote it";
    /// Hardening.
    TOO_DEEP, "message.too-deep", "XML 1.0",
        "elements do not nest deeper than the limit",
        "do not process the message; no DUIS message nests so deep";
    /// Hardening.
    TOO_MANY_NODES, "message.too-many-nodes", "XML 1.0",
        "the message has not more elements, texts and attributes than the limit",
        "send a smaller message, or raise the limit if its sender is trusted";
    KIND, "message.kind", "DUIS schema: Request, Response, SMETS1SignedResponse, S1SPAlert",
        "the message is a Request, a Response, a SMETS1SignedResponse or an S1SPAlert in the namespace of the Service User Gateway",
        "give the DUIS message itself, without an envelope";
    SCHEMA_VERSION, "message.schema-version", "DUIS schema: schemaVersion",
        "the message states the version of the schema as a decimal number",
        "ask the sender to state schemaVersion, such as 5.4";
    STRUCTURE, "message.structure", "DUIS schema",
        "header, body and signature are there once each and in their order, with nothing between",
        "ask the sender to send the message as the schema has it";
    REQUEST_ID, "message.request-id", "DUIS schema: RequestIDType",
        "RequestID is two EUI-64 and a counter",
        "ask the sender to write originator, target and counter with colons between, the counter without leading zeros";
    COMMAND_VARIANT, "message.command-variant", "DUIS schema: CommandVariant",
        "CommandVariant is a number from 1 to 9",
        "ask the sender for a message with a command variant of the schema";
    SERVICE_REFERENCE, "message.service-reference", "DUIS schema: ServiceReference",
        "ServiceReference is two numbers",
        "ask the sender for a message with a service reference of the schema, such as 6.15";
    SERVICE_REFERENCE_VARIANT, "message.service-reference-variant", "DUIS schema: ServiceReferenceVariant",
        "ServiceReferenceVariant is two or three numbers",
        "ask the sender for a message with a service reference variant of the schema, such as 6.15.1";
    HEADER, "message.header", "DUIS schema, MMC schema: HeaderType",
        "every other field of the header is there and can be read",
        "ask the sender to send the message as the schema has it";
    BODY, "message.body", "DUIS schema: Body",
        "the body holds exactly one element",
        "ask the sender to send one request in one message";
    VALUE, "message.value", "DUIS schema: floorSequenceNumber, RemotePartyRole, ImportMPxN",
        "floor numbers, role, time flag and metering point of the body can be read",
        "ask the sender to write the value as the schema has it";
    CERTIFICATE, "message.certificate", "DUIS schema: Certificate",
        "every certificate in the body is base64",
        "ask the sender to put the certificate's DER in base64";
    /// A signature elsewhere signs something other than what it seems to.
    SIGNATURE_PLACE, "signature.place", "DUIS schema; XML Signature Best Practices 2.1",
        "a signature stands only as the last child of the message that it signs",
        "do not process the message: a signature that was moved can make unsigned content look signed";

    PRESENT, "signature.present", "DUIS schema: ds:Signature",
        "the message is signed",
        "ask the sender to sign the message";
    ONE, "signature.one", "DUIS schema: ds:Signature",
        "the message has one signature",
        "do not process the message: which signature counts cannot be known";
    STRUCTURE_OF_SIGNATURE, "signature.structure", "XML Signature 4.1",
        "a signature is SignedInfo, SignatureValue and KeyInfo, and nothing else",
        "ask the sender to sign without further content in the signature";
    CANONICALIZATION, "signature.canonicalization", "XML Signature 4.4.1",
        "SignedInfo is canonicalised by an allowed algorithm without parameters",
        "ask the sender to sign with exclusive canonicalisation of SignedInfo";
    METHOD, "signature.method", "XML Signature 4.4.2",
        "the signature algorithm is an allowed one",
        "ask the sender to sign with ECDSA on P-256 and SHA-256";
    ONE_REFERENCE, "signature.reference", "XML Signature 4.4.3",
        "the signature has one reference",
        "do not process the message: more than the message is signed, or less";
    REFERENCE_URI, "signature.reference-uri", "XML Signature 4.4.3.2",
        "the reference is to the whole message: its URI is there and empty",
        "do not process the message: a reference by identifier can point to anything in it";
    TRANSFORM, "signature.transform", "XML Signature 4.4.3.4, 6.6.4",
        "the only transform is the one that leaves the signature itself out",
        "do not process the message: a transform can leave out anything else too";
    DIGEST_METHOD, "signature.digest-method", "XML Signature 4.4.3.5",
        "the digest algorithm is an allowed one",
        "ask the sender to sign with SHA-256 as digest";
    DIGEST_VALUE, "signature.digest-value", "XML Signature 4.4.3.6",
        "the digest is 32 octets in base64",
        "ask the sender to sign the message; templates carry a placeholder here";
    SIGNATURE_VALUE, "signature.signature-value", "XML Signature 4.3; RFC 4050 3.3",
        "the signature is r and s in 64 octets, in base64",
        "ask the sender to sign the message; templates carry a placeholder here";
    KEY_INFO, "signature.key-info", "XML Signature 4.5.4",
        "the key is named once, by issuer and serial number of its certificate, and in no other way",
        "ask the sender for one X509IssuerSerial in KeyInfo";
    ISSUER, "signature.issuer-name", "RFC 2253 3",
        "the issuer's name can be read",
        "ask the sender to write the name as RFC 2253 has it, such as CN=Z1,OU=07";
    SERIAL, "signature.serial-number", "XML Signature 4.5.4.1; RFC 5280 4.1.2.2",
        "the serial number is a positive decimal number of at most 20 octets",
        "ask the sender to write the serial number of the certificate in decimal";

    DIGEST, "signature.digest", "XML Signature 3.2.1",
        "the message is what was signed",
        "do not process the message: it was changed after it was signed";
    VERIFIES, "signature.verifies", "XML Signature 3.2.2",
        "the signature is that of the named certificate's key",
        "do not process the message; check which certificate its sender signs with";
}

/// What is found about the signature as a whole.
static OF_VERIFICATION: [&Rule; 4] = [&PRESENT, &ONE, &DIGEST, &VERIFIES];

/// Every rule of messages and their signatures.
pub(crate) fn rules() -> impl Iterator<Item = &'static Rule> {
    let of_message = OF_MESSAGE.into_iter().chain(OF_VERIFICATION);
    of_message.chain(OF_SIGNATURE)
}
