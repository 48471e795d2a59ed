//! What the rules on issuer and subject have in common: a name, and the parts that the profile wants.

use s1spki_policies::{AttributeContent, AttributeType, NamePart, StringType};

use super::Judgement;
use crate::facts::attribute_of;
use crate::finding::Detail;
use crate::name::{Attribute, Name, StringKind};

/// The attributes are those of the profile: each once, optional ones at most once, no other.
pub(super) fn attributes(name: &Name, parts: &[NamePart]) -> Judgement {
    let count = |part: &NamePart| {
        let of_type = name.attributes().filter(|attribute| is_of(attribute, part));
        of_type.count()
    };
    let all_there = parts.iter().all(|part| match count(part) {
        0 => part.optional,
        occurrences => occurrences == 1,
    });
    let none_else = name
        .attributes()
        .all(|attribute| parts.iter().any(|part| is_of(attribute, part)));
    Judgement::kept_or(all_there && none_else, || {
        Detail::new(types_text(name), parts_text(parts))
    })
}

/// The attributes that the profile lists stand in its order. One that is missing or too many is not asked here.
pub(super) fn order(name: &Name, parts: &[NamePart]) -> Judgement {
    let places = name
        .attributes()
        .filter_map(|attribute| parts.iter().position(|part| is_of(attribute, part)));
    Judgement::kept_or(places.is_sorted(), || {
        Detail::new(types_text(name), parts_text(parts))
    })
}

/// Each attribute stands in a set of its own.
pub(super) fn single_valued(name: &Name) -> Judgement {
    let single = name.rdns().iter().all(|rdn| rdn.attributes().len() == 1);
    Judgement::kept_or(single, || {
        Detail::new(name, "each attribute in a relative distinguished name of its own")
    })
}

/// Each text has the string type of the profile. A unique identifier has rules of its own.
pub(super) fn string_types(name: &Name, parts: &[NamePart]) -> Judgement {
    let wrong: Vec<(&Attribute, &NamePart)> = name
        .attributes()
        .filter_map(|attribute| Some((attribute, parts.iter().find(|part| is_of(attribute, part))?)))
        .filter(|(attribute, part)| {
            part.content != AttributeContent::EntityIdentifier && !is_string(attribute.kind(), part.string)
        })
        .collect();
    Judgement::kept_or(wrong.is_empty(), || {
        let found = wrong.iter().map(|(attribute, _)| {
            let text = attribute.text().unwrap_or_default();
            format!("{} `{text}` as {}", attribute.type_name(), attribute.kind())
        });
        let mut kinds: Vec<&str> = wrong.iter().map(|(_, part)| string_name(part.string)).collect();
        kinds.dedup();
        Detail::new(found.collect::<Vec<_>>().join(", "), kinds.join(", "))
    })
}

/// A text of the profile: not empty, no control characters, no more octets than allowed.
pub(super) fn text_length(name: &Name, parts: &[NamePart]) -> Judgement {
    let mut judgement = Judgement::NotApplicable;
    for part in parts {
        let (AttributeContent::Text, Some(most)) = (part.content, part.at_most) else {
            continue;
        };
        for attribute in name.attributes().filter(|attribute| is_of(attribute, part)) {
            let Some(text) = attribute.text() else {
                continue; // said by the rule on string types
            };
            let clean = !text.is_empty() && !text.chars().any(char::is_control);
            if !clean || text.len() > usize::from(most) {
                let found = format!("`{}` ({} octets)", text.escape_debug(), text.len());
                let wanted = format!("1 to {most} octets, no control characters");
                return Judgement::Broken(Detail::new(found, wanted));
            }
            judgement = Judgement::Kept;
        }
    }
    judgement
}

/// The name of the attribute type, as names are written.
pub(super) const fn type_name(of_type: AttributeType) -> &'static str {
    match of_type {
        AttributeType::CommonName => "CN",
        AttributeType::OrganizationalUnit => "OU",
        AttributeType::UniqueIdentifier => "x500UniqueIdentifier",
    }
}

fn is_of(attribute: &Attribute, part: &NamePart) -> bool {
    attribute_of(attribute) == Some(part.attribute)
}

fn is_string(kind: StringKind, wanted: StringType) -> bool {
    kind == match wanted {
        StringType::Printable => StringKind::Printable,
        StringType::Utf8 => StringKind::Utf8,
        StringType::BitString => StringKind::BitString,
    }
}

const fn string_name(string: StringType) -> &'static str {
    match string {
        StringType::Printable => "PrintableString",
        StringType::Utf8 => "UTF8String",
        StringType::BitString => "BIT STRING",
    }
}

/// `OU, CN`.
fn types_text(name: &Name) -> String {
    let types: Vec<_> = name.attributes().map(Attribute::type_name).collect();
    if types.is_empty() {
        return "an empty name".to_owned();
    }
    types.join(", ")
}

/// `CN (optional), OU, x500UniqueIdentifier`.
fn parts_text(parts: &[NamePart]) -> String {
    let parts: Vec<String> = parts
        .iter()
        .map(|part| {
            let optional = if part.optional { " (optional)" } else { "" };
            format!("{}{optional}", type_name(part.attribute))
        })
        .collect();
    parts.join(", ")
}
