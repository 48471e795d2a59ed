//! A scenario of this very day, for what goes by the clock.

use std::time::{SystemTime, UNIX_EPOCH};

use s1spki_fixtures::scenario::Scenario;
use s1spki_policies::Moment;

/// A root, an issuing authority and suppliers, all in force since yesterday; one of them is revoked, one has expired.
pub fn scenario() -> Scenario {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    let now = Moment::from_unix_seconds(i64::try_from(now).unwrap()).unwrap();
    let ago = |days: i64| now.plus_seconds(-86_400 * days).unwrap();
    let (yesterday, long_ago) = (ago(1), ago(370));
    let text = format!(
        r#"
story = "made today"
chain = "root -> issuing -> suppliers"
policy = "lab"
at = {now}
judged = ["good", "key-agreement", "revoked", "expired"]

[certificate.root]
profile = "root"
not-before = {long_ago}

[certificate.issuing]
profile = "issuing"
issuer = "root"
not-before = {long_ago}

[certificate.good]
profile = "organisation-signing"
issuer = "issuing"
not-before = {yesterday}

[certificate.key-agreement]
profile = "organisation-key-agreement"
issuer = "issuing"
not-before = {yesterday}

[certificate.revoked]
profile = "organisation-signing"
issuer = "issuing"
not-before = {yesterday}

[certificate.expired]
profile = "organisation-signing"
issuer = "issuing"
not-before = {long_ago}

[list.issuing]
number = 2
revoked = [{{ certificate = "revoked", at = {now}, reason = "key-compromise" }}]

[expected]
decision = "refuse"
"#
    );
    Scenario::read("today", &text).unwrap_or_else(|problem| panic!("{problem}"))
}
