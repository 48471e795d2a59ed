//! What no policy may permit the two gates.

use crate::error::PolicyError;
use crate::file::PolicyFile;
use crate::migration::EventWindow;
use crate::version::Versions;
use crate::{AttributeLimit, ReplacementForm, ServiceRequest, XmlLimits, XmlSignatureForm};

/// The most days of a window: what is longer is not a window before an event, but a ban.
const MOST_DAYS: u16 = 366;

/// The most certificates of authorities beside a replacement certificate.
const MOST_PATH_CERTIFICATES: u8 = 10;

/// Algorithms that are broken (SHA-1, MD5, RSA PKCS#1 with them), or that run programs out of a message.
const FORBIDDEN: [&str; 5] = ["sha1", "md5", "xslt", "xpath", "base64"];

/// Asserts it for every version of every rule.
pub(super) fn assert(file: &PolicyFile) -> Result<(), PolicyError> {
    let (migration, command) = (&file.body.migration, &file.body.command);
    for windows in [
        &migration.change_of_supplier_window,
        &migration.change_of_tenancy_window,
    ] {
        each(file, windows, window)?;
    }
    each(file, &command.xml_limits, xml_limits)?;
    each(file, &command.signature, signature)?;
    for limits in command.attribute_limit.values() {
        each(file, limits, attribute_limit)?;
    }
    for forms in command.replacement.values() {
        each(file, forms, replacement)?;
    }
    service_requests(file)
}

/// Asks `wrong` of every version; what it says is the error, at the place of the value.
fn each<T>(
    file: &PolicyFile,
    versions: &Versions<T>,
    wrong: impl Fn(&T) -> Option<String>,
) -> Result<(), PolicyError> {
    for (layer, value) in versions.stated() {
        if let Some(message) = wrong(value.get_ref()) {
            return Err(file.error_at(layer, value.span(), message));
        }
    }
    Ok(())
}

fn window(window: &EventWindow) -> Option<String> {
    let days = window.cohorts.values().chain([&window.days]).max()?;
    (*days > MOST_DAYS).then(|| format!("a window of {days} days: at most {MOST_DAYS}"))
}

fn xml_limits(limits: &XmlLimits) -> Option<String> {
    let XmlLimits {
        octets,
        depth,
        elements,
    } = *limits;
    let most = XmlLimits::CEILING;
    if octets == 0 || depth == 0 || elements == 0 {
        return Some("a limit of 0 lets no message through".to_owned());
    }
    (octets > most.octets || depth > most.depth || elements > most.elements).then(|| {
        format!(
            "a message of {octets} octets, depth {depth} and {elements} elements is more than a gate may hold: at \
             most {}, {} and {}",
            most.octets, most.depth, most.elements
        )
    })
}

fn signature(form: &XmlSignatureForm) -> Option<String> {
    for set in [&form.canonicalisation, &form.signature, &form.digest] {
        if set.is_empty() {
            return Some("no algorithm is acceptable, so nothing could be accepted".to_owned());
        }
    }
    let sets = [&form.canonicalisation, &form.signature, &form.digest];
    let mut named = sets.into_iter().flatten().chain(&form.transforms);
    let forbidden = named.find(|uri| {
        let uri = uri.to_ascii_lowercase();
        FORBIDDEN.iter().any(|word| uri.contains(word))
    })?;
    Some(format!(
        "no policy may permit `{forbidden}`: its digest is broken, or it runs what a message says"
    ))
}

fn attribute_limit(limit: &AttributeLimit) -> Option<String> {
    let (least, most) = (limit.least?, limit.most?);
    (least > most).then(|| format!("nothing lies between {least} and {most}"))
}

fn replacement(form: &ReplacementForm) -> Option<String> {
    let (least, most) = (form.path_least, form.path_most);
    let good = least <= most && most <= MOST_PATH_CERTIFICATES;
    (!good).then(|| {
        format!("from {least} to {most} certificates of authorities: from 0 to {MOST_PATH_CERTIFICATES}")
    })
}

fn service_requests(file: &PolicyFile) -> Result<(), PolicyError> {
    for stated in file.body.service_request.values().flatten() {
        if let Some(message) = service_request(stated.value.get_ref()) {
            return Err(file.error_at(stated.layer, stated.value.span(), message));
        }
    }
    Ok(())
}

fn service_request(row: &ServiceRequest) -> Option<String> {
    if row.name.trim().is_empty() {
        return Some("a service request has a name".to_owned());
    }
    if row.critical && row.non_device {
        return Some("a request that concerns no device is not critical".to_owned());
    }
    let body = row.body.as_deref()?;
    let plain = body.starts_with(|c: char| c.is_ascii_alphabetic())
        && body.chars().all(|c| c.is_ascii_alphanumeric());
    (!plain).then(|| format!("`{body}` is not the name of an element of DUIS"))
}
