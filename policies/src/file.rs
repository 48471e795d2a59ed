//! A policy file as written, in the order of RFC 3647.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use toml::Spanned;

use crate::command::CommandSection;
use crate::error::PolicyError;
use crate::event::Event;
use crate::migration::MigrationSection;
use crate::service_request::{ServiceRequest, TableFile};
use crate::stated::{Layered, Stated, section};
use crate::value::{
    AuthorityConstraint, AuthorityKeyForm, Environment, ExtensionOrder, ExtensionPart, IdentityAssurance,
    KeyForm, KeyIdentifierMethod, KeyUsage, NamePart, Permission, PolicyReference, ProfileKind, Quorum,
    Retention, RevocationChecking, RevocationReason, Role, SignatureAlgorithm, ValidityRule,
};
use crate::{Moment, Period, PolicyOid, RemotePartyRole, ServiceReferenceVariant};

/// The most octets that a policy file may have; the shipped ones have a tenth of it.
pub const MOST_OCTETS: usize = 1 << 20;

/// A policy file as written: every value may be missing, nothing is judged yet.
///
/// [`Policy`](crate::Policy) is what may be trusted.
#[derive(Clone, Debug, Default)]
pub struct PolicyFile {
    /// The file's name and text, and those of the files under it: the base is the first.
    pub(crate) layers: Vec<(String, String)>,
    /// What it is.
    pub(crate) head: Head,
    /// What it states.
    pub(crate) body: Body,
}

/// What a policy file says of itself.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Head {
    pub(crate) id: String,
    pub(crate) title: String,
    #[serde(default)]
    pub(crate) extends: Option<Spanned<String>>,
    pub(crate) environment: Option<Environment>,
    #[serde(default)]
    pub(crate) document: Option<Document>,
    #[serde(default)]
    pub(crate) service_requests: Option<Spanned<String>>,
}

/// The governing document that a policy encodes.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, serde::Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Document {
    /// Its title.
    pub title: String,
    /// Its version.
    pub version: String,
    /// From when it is in force.
    #[serde(deserialize_with = "toml_date")]
    pub in_force: Moment,
    /// Where that was seen.
    pub source: String,
}

/// A date or time as TOML has it, without quotation marks.
pub(crate) fn toml_date<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Moment, D::Error> {
    let date = toml::value::Datetime::deserialize(deserializer)?;
    date.to_string().parse().map_err(serde::de::Error::custom)
}

/// The whole file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Whole {
    policy: Head,
    #[serde(default)]
    identification: Identification,
    #[serde(default)]
    role: BTreeMap<RemotePartyRole, Option<Stated<Role>>>,
    #[serde(default)]
    name: Names,
    #[serde(default)]
    registration: Registration,
    #[serde(default)]
    request: Requests,
    #[serde(default)]
    duty: Duties,
    #[serde(default)]
    approval: Approval,
    #[serde(default)]
    issuance: Issuance,
    #[serde(default)]
    revocation: Revocation,
    #[serde(default)]
    status_list: StatusLists,
    #[serde(default)]
    record: Records,
    #[serde(default)]
    key: Keys,
    #[serde(default)]
    profile: BTreeMap<String, ProfileSection>,
    #[serde(default)]
    relying_party: RelyingParties,
    #[serde(default)]
    event: Events,
    #[serde(default)]
    migration: MigrationSection,
    #[serde(default)]
    command: CommandSection,
    #[serde(default)]
    service_request: ServiceRequests,
}

/// What happened, by name.
type Events = BTreeMap<String, Option<Stated<Event>>>;

/// The rows of the table of service requests.
type ServiceRequests = BTreeMap<ServiceReferenceVariant, Option<Stated<ServiceRequest>>>;

section! {
    /// Everything that a policy file states.
    Body {
        identification: Identification,
        role: BTreeMap<RemotePartyRole, Option<Stated<Role>>>,
        name: Names,
        registration: Registration,
        request: Requests,
        duty: Duties,
        approval: Approval,
        issuance: Issuance,
        revocation: Revocation,
        status_list: StatusLists,
        record: Records,
        key: Keys,
        profile: BTreeMap<String, ProfileSection>,
        relying_party: RelyingParties,
        event: Events,
        migration: MigrationSection,
        command: CommandSection,
        service_request: ServiceRequests,
    }
}

section! {
    /// RFC 3647 1.2: document name and identification.
    Identification {
        policy_oid: Option<Stated<PolicyOid>>,
    }
}

section! {
    /// RFC 3647 3.1: naming.
    Names {
        root_common_name: Option<Stated<String>>,
        issuing_common_name: Option<Stated<String>>,
    }
}

section! {
    /// RFC 3647 3.2: initial identity validation.
    Registration {
        organisation_identity: Option<Stated<IdentityAssurance>>,
        person_identity: Option<Stated<IdentityAssurance>>,
        evidence_lasts: Option<Stated<Period>>,
    }
}

section! {
    /// RFC 3647 4.1: certificate application.
    Requests {
        null_identifier: Option<Stated<Permission>>,
        key_usage_not_critical: Option<Stated<Permission>>,
        unlisted_attributes: Option<Stated<Permission>>,
        unlisted_extensions: Option<Stated<Permission>>,
        key_certified_before: Option<Stated<Permission>>,
        other_name_spelling: Option<Stated<Permission>>,
    }
}

section! {
    /// RFC 3647 5.2.2: number of persons required per task.
    Duties {
        issue: Option<Stated<Quorum>>,
        revoke: Option<Stated<Quorum>>,
        adopt_policy: Option<Stated<Quorum>>,
        enrol_officer: Option<Stated<Quorum>>,
        unlock: Option<Stated<Quorum>>,
    }
}

section! {
    /// RFC 3647 4.2: certificate application processing.
    Approval {
        lapses_after: Option<Stated<Period>>,
    }
}

section! {
    /// RFC 3647 4.3: certificate issuance.
    Issuance {
        not_before_window: Option<Stated<Period>>,
        serial_random_bits: Option<Stated<u8>>,
    }
}

section! {
    /// RFC 3647 4.9: certificate revocation.
    Revocation {
        reasons: Option<Stated<BTreeSet<RevocationReason>>>,
        authority_reasons: Option<Stated<BTreeSet<RevocationReason>>>,
    }
}

section! {
    /// RFC 3647 4.9.7 and 7.2: the lists of revoked certificates.
    StatusLists {
        crl: StatusList,
        arl: StatusList,
    }
}

section! {
    /// A list of revoked certificates.
    StatusList {
        lasts: Option<Stated<Period>>,
        issued_every: Option<Stated<Period>>,
        issued_after_revocation: Option<Stated<Period>>,
        signature_algorithm: Option<Stated<SignatureAlgorithm>>,
        extensions: Option<Stated<Vec<ExtensionPart>>>,
        entry_extensions: Option<Stated<Vec<ExtensionPart>>>,
    }
}

section! {
    /// RFC 3647 5.4 and 5.5: audit logging and records archival.
    Records {
        log_online: Option<Stated<Period>>,
        archive: Option<Stated<Retention>>,
    }
}

section! {
    /// RFC 3647 6.1 and 6.2: key pairs and their protection.
    Keys {
        encryption_rounds: Option<Stated<u32>>,
        passphrase_octets: Option<Stated<u8>>,
    }
}

section! {
    /// RFC 3647 7.1: a certificate profile.
    ProfileSection {
        kind: Option<Stated<ProfileKind>>,
        version: Option<Stated<u8>>,
        serial_octets: Option<Stated<u8>>,
        signature_algorithm: Option<Stated<SignatureAlgorithm>>,
        issuer: Option<Stated<Vec<NamePart>>>,
        validity: Option<Stated<ValidityRule>>,
        subject: Option<Stated<Vec<NamePart>>>,
        roles: Option<Stated<BTreeSet<RemotePartyRole>>>,
        key: Option<Stated<KeyForm>>,
        extensions: Option<Stated<Vec<ExtensionPart>>>,
        extension_order: Option<Stated<ExtensionOrder>>,
        key_usage: Option<Stated<BTreeSet<KeyUsage>>>,
        basic_constraints: Option<Stated<AuthorityConstraint>>,
        policies: Option<Stated<Vec<PolicyReference>>>,
        subject_key_identifier: Option<Stated<KeyIdentifierMethod>>,
        authority_key_identifier: Option<Stated<AuthorityKeyForm>>,
    }
}

section! {
    /// RFC 3647 4.5.2 and 4.9.6: what relying parties check.
    RelyingParties {
        policies: Option<Stated<Vec<PolicyReference>>>,
        explicit_policy: Option<Stated<bool>>,
        algorithms: Option<Stated<BTreeSet<SignatureAlgorithm>>>,
        revocation: Option<Stated<RevocationChecking>>,
    }
}

/// Reads a file of TOML as `T`; gives its text too.
fn read<'a, T: serde::de::DeserializeOwned>(
    name: &str,
    bytes: &'a [u8],
) -> Result<(&'a str, T), PolicyError> {
    if bytes.len() > MOST_OCTETS {
        let message = format!(
            "the file has {} octets: a policy file has at most {MOST_OCTETS}",
            bytes.len()
        );
        return Err(PolicyError::whole(name, message));
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let good = bytes
            .get(..error.valid_up_to())
            .and_then(|good| std::str::from_utf8(good).ok());
        let end = error.valid_up_to();
        PolicyError::at(
            name,
            good.unwrap_or_default(),
            end..end,
            "the file is not UTF-8 text",
        )
    })?;
    let value = toml::from_str(text).map_err(|error| {
        let message = error.message().trim_end().to_owned();
        match error.span() {
            Some(span) => PolicyError::at(name, text, span, message),
            None => PolicyError::whole(name, message),
        }
    })?;
    Ok((text, value))
}

impl PolicyFile {
    /// Reads one file; `name` is what errors call it.
    ///
    /// # Errors
    /// One [`PolicyError`] with line and column, for whatever is not a policy file.
    pub fn parse(name: &str, bytes: &[u8]) -> Result<Self, PolicyError> {
        let (text, whole) = read::<Whole>(name, bytes)?;
        Ok(Self {
            layers: vec![(name.to_owned(), text.to_owned())],
            head: whole.policy,
            body: Body {
                identification: whole.identification,
                role: whole.role,
                name: whole.name,
                registration: whole.registration,
                request: whole.request,
                duty: whole.duty,
                approval: whole.approval,
                issuance: whole.issuance,
                revocation: whole.revocation,
                status_list: whole.status_list,
                record: whole.record,
                key: whole.key,
                profile: whole.profile,
                relying_party: whole.relying_party,
                event: whole.event,
                migration: whole.migration,
                command: whole.command,
                service_request: whole.service_request,
            },
        })
    }

    /// The id of the policy that this file is laid over, if it is not a whole one.
    #[must_use]
    pub fn extends(&self) -> Option<&str> {
        self.head.extends.as_ref().map(|id| id.get_ref().as_str())
    }

    /// The name of the file with the table of service requests, if this one names any. It stands beside it.
    #[must_use]
    pub fn service_requests(&self) -> Option<&str> {
        self.head
            .service_requests
            .as_ref()
            .map(|file| file.get_ref().as_str())
    }

    /// The same file with the table of service requests; `name` is what errors call the table's file. A row that
    /// this file states itself counts before that of the table.
    ///
    /// # Errors
    /// One [`PolicyError`] with line and column, for whatever is not a table of service requests.
    pub fn with_service_requests(mut self, name: &str, bytes: &[u8]) -> Result<Self, PolicyError> {
        let (text, table) = read::<TableFile>(name, bytes)?;
        self.layers.insert(0, (name.to_owned(), text.to_owned()));
        self.body.raise(1);
        let mut rows = table.rows();
        rows.overlay(std::mem::take(&mut self.body.service_request));
        self.body.service_request = rows;
        Ok(self)
    }

    /// The error that the table of service requests cannot be had.
    pub(crate) fn no_service_requests(&self, reason: &str) -> PolicyError {
        match (&self.head.service_requests, self.layers.last()) {
            (Some(file), Some((name, text))) => PolicyError::at(name, text, file.span(), reason),
            _ => PolicyError::whole(&self.name(), reason),
        }
    }

    /// The same file laid over `base`: what it states counts, what it leaves out comes from the base.
    #[must_use]
    pub fn over(self, base: Self) -> Self {
        let mut layers = base.layers;
        let mut body = base.body;
        let mut upper = self.body;
        upper.raise(layers.len());
        body.overlay(upper);
        layers.extend(self.layers);
        let document = self.head.document.or(base.head.document);
        let head = Head {
            document,
            extends: base.head.extends,
            ..self.head
        };
        Self { layers, head, body }
    }

    /// What the policy is for.
    pub(crate) fn environment(&self) -> Result<Environment, PolicyError> {
        if let (Some(id), Some((name, text))) = (&self.head.extends, self.layers.last()) {
            let message = format!("there is no policy `{}` to extend", id.get_ref());
            return Err(PolicyError::at(name, text, id.span(), message));
        }
        self.head.environment.ok_or_else(|| {
            let message = "missing value `policy.environment`: production, lab or reference";
            PolicyError::whole(&self.name(), message)
        })
    }

    /// An error about a stated value, with its place.
    pub(crate) fn error_at(
        &self,
        layer: usize,
        span: std::ops::Range<usize>,
        message: impl Into<String>,
    ) -> PolicyError {
        match self.layers.get(layer) {
            Some((name, text)) => PolicyError::at(name, text, span, message),
            None => PolicyError::whole(&self.name(), message),
        }
    }

    /// The name of the uppermost file.
    pub(crate) fn name(&self) -> String {
        self.layers
            .last()
            .map(|(name, _)| name.clone())
            .unwrap_or_default()
    }
}
