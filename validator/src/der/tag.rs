//! The identifier octets that X.509 uses (X.690 8.1.2), constructed bit included.

/// BOOLEAN.
pub const BOOLEAN: u8 = 0x01;
/// INTEGER.
pub const INTEGER: u8 = 0x02;
/// BIT STRING.
pub const BIT_STRING: u8 = 0x03;
/// OCTET STRING.
pub const OCTET_STRING: u8 = 0x04;
/// NULL.
pub const NULL: u8 = 0x05;
/// OBJECT IDENTIFIER.
pub const OBJECT_IDENTIFIER: u8 = 0x06;
/// ENUMERATED.
pub const ENUMERATED: u8 = 0x0A;
/// UTF8String.
pub const UTF8_STRING: u8 = 0x0C;
/// NumericString.
pub const NUMERIC_STRING: u8 = 0x12;
/// PrintableString.
pub const PRINTABLE_STRING: u8 = 0x13;
/// TeletexString, also called T61String.
pub const TELETEX_STRING: u8 = 0x14;
/// IA5String, which is ASCII.
pub const IA5_STRING: u8 = 0x16;
/// UTCTime.
pub const UTC_TIME: u8 = 0x17;
/// GeneralizedTime.
pub const GENERALIZED_TIME: u8 = 0x18;
/// VisibleString.
pub const VISIBLE_STRING: u8 = 0x1A;
/// UniversalString, which is UCS-4.
pub const UNIVERSAL_STRING: u8 = 0x1C;
/// BMPString, which is UCS-2.
pub const BMP_STRING: u8 = 0x1E;
/// SEQUENCE and SEQUENCE OF.
pub const SEQUENCE: u8 = 0x30;
/// SET and SET OF.
pub const SET: u8 = 0x31;

/// The context-specific tag `[number]` of a primitive element; `number` is at most 30.
#[must_use]
pub const fn context(number: u8) -> u8 {
    0x80 | number
}

/// The context-specific tag `[number]` of a constructed element; `number` is at most 30.
#[must_use]
pub const fn constructed(number: u8) -> u8 {
    0xA0 | number
}

/// The type with this tag, for people: `INTEGER`, `[3]`.
#[must_use]
pub fn name(tag: u8) -> String {
    let name = match tag {
        BOOLEAN => "BOOLEAN",
        INTEGER => "INTEGER",
        BIT_STRING => "BIT STRING",
        OCTET_STRING => "OCTET STRING",
        NULL => "NULL",
        OBJECT_IDENTIFIER => "OBJECT IDENTIFIER",
        ENUMERATED => "ENUMERATED",
        UTF8_STRING => "UTF8String",
        NUMERIC_STRING => "NumericString",
        PRINTABLE_STRING => "PrintableString",
        TELETEX_STRING => "TeletexString",
        IA5_STRING => "IA5String",
        UTC_TIME => "UTCTime",
        GENERALIZED_TIME => "GeneralizedTime",
        VISIBLE_STRING => "VisibleString",
        UNIVERSAL_STRING => "UniversalString",
        BMP_STRING => "BMPString",
        SEQUENCE => "SEQUENCE",
        SET => "SET",
        0x80..=0xBF => return format!("[{}]", tag & 0x1F),
        _ => return format!("an element with tag {tag:02X}"),
    };
    name.to_owned()
}
