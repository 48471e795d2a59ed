//! A policy as trusted: complete, within its ceilings, and hashed.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::canonical::{PolicyHash, canonical_form};
use crate::ceiling;
use crate::error::PolicyError;
use crate::file::{Body, Document, PolicyFile};
use crate::stated::{AnyStated, Layered, Stated};
use crate::value::{
    Environment, ExtensionPart, IdentityAssurance, Permission, PolicyReference, Quorum, Retention,
    RevocationChecking, RevocationReason, Role, SignatureAlgorithm,
};
use crate::{Authority, Period, PolicyOid, Profile, RemotePartyRole, Standing};

/// A value of the policy, with the clause, standing and source that it rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Provision<T> {
    value: T,
    authority: Arc<Authority>,
}

impl<T> Provision<T> {
    /// The value.
    #[must_use]
    pub const fn value(&self) -> &T {
        &self.value
    }

    /// On what it rests.
    #[must_use]
    pub const fn authority(&self) -> &Arc<Authority> {
        &self.authority
    }
}

/// A value of the policy as a line of text, whatever its kind.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct ProvisionRecord {
    /// Where it stands in the file, such as `profile.root.validity`.
    pub path: String,
    /// The value as JSON.
    pub value: serde_json::Value,
    /// On what it rests.
    #[serde(flatten)]
    pub authority: Authority,
    /// Whether issuance depends on it.
    pub gates_issuance: bool,
}

/// A policy that may be trusted: complete, and within the ceilings that no file may exceed.
///
/// The only way to one is through [`PolicyFile`].
#[derive(Clone, Debug)]
pub struct Policy {
    id: String,
    title: String,
    environment: Environment,
    document: Option<Document>,
    hash: PolicyHash,
    canonical: String,
    provisions: Vec<ProvisionRecord>,
    policy_oid: Provision<PolicyOid>,
    roles: BTreeMap<RemotePartyRole, Provision<Role>>,
    names: Names,
    registration: Registration,
    requests: Requests,
    duties: Duties,
    approval: Approval,
    issuance: Issuance,
    revocation: Revocation,
    status_lists: StatusLists,
    records: Records,
    keys: Keys,
    profiles: BTreeMap<String, Profile>,
    relying_parties: RelyingParties,
}

/// RFC 3647 3.1: the names of the authorities.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Names {
    /// The common name of the root.
    pub root: Provision<String>,
    /// The common name of the issuing authority.
    pub issuing: Provision<String>,
}

/// RFC 3647 3.2: how identities are proved.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Registration {
    /// How an organisation proves who it is.
    pub organisation_identity: Provision<IdentityAssurance>,
    /// How a person proves who they are.
    pub person_identity: Provision<IdentityAssurance>,
    /// How long evidence may be used.
    pub evidence_lasts: Provision<Period>,
}

/// RFC 3647 4.1: what a request may do.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Requests {
    /// An EUI-64 of all zeros.
    pub null_identifier: Provision<Permission>,
    /// A keyUsage that is not marked critical.
    pub key_usage_not_critical: Provision<Permission>,
    /// Attributes other than extensionRequest.
    pub unlisted_attributes: Provision<Permission>,
    /// Requested extensions that the profile does not take from the request.
    pub unlisted_extensions: Provision<Permission>,
    /// A key that stands in a certificate already issued.
    pub key_certified_before: Provision<Permission>,
    /// A subject whose order, string types or letter case differ from the profile, while its values fit.
    pub other_name_spelling: Provision<Permission>,
}

/// RFC 3647 5.2.2: how many people an act needs.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Duties {
    /// To issue a certificate.
    pub issue: Provision<Quorum>,
    /// To revoke one.
    pub revoke: Provision<Quorum>,
    /// To adopt assumed values of the policy.
    pub adopt_policy: Provision<Quorum>,
    /// To unlock the authority after a contradiction.
    pub unlock: Provision<Quorum>,
}

/// RFC 3647 4.2: approval.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Approval {
    /// How long after it was put up for approval a request lapses.
    pub lapses_after: Provision<Period>,
}

/// RFC 3647 4.3: issuance.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Issuance {
    /// How much later than not_before a certificate may be signed.
    pub not_before_window: Provision<Period>,
    /// How many octets a new serial number has.
    pub serial_octets: Provision<u8>,
    /// How many of its bits are random.
    pub serial_random_bits: Provision<u8>,
}

/// RFC 3647 4.9: revocation.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Revocation {
    /// The reasons permitted for an organisation's certificate.
    pub reasons: Provision<BTreeSet<RevocationReason>>,
    /// The reasons permitted for an authority's certificate.
    pub authority_reasons: Provision<BTreeSet<RevocationReason>>,
}

/// RFC 3647 4.9.7: the two lists of revoked certificates.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct StatusLists {
    /// The list of the issuing authority (CRL).
    pub organisation: StatusList,
    /// The list of the root (ARL).
    pub authority: StatusList,
}

/// A list of revoked certificates.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct StatusList {
    /// How long a list lasts: nextUpdate = thisUpdate + this.
    pub lasts: Provision<Period>,
    /// How often one is issued at least.
    pub issued_every: Provision<Period>,
    /// How soon after a revocation one is issued at most.
    pub issued_after_revocation: Provision<Period>,
    /// How it is signed.
    pub signature_algorithm: Provision<SignatureAlgorithm>,
    /// Its extensions.
    pub extensions: Provision<Vec<ExtensionPart>>,
    /// The extensions of an entry.
    pub entry_extensions: Provision<Vec<ExtensionPart>>,
}

/// RFC 3647 5.4 and 5.5: records.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Records {
    /// How long the log stays at hand.
    pub log_online: Provision<Period>,
    /// How long the archive is kept.
    pub archive: Provision<Retention>,
}

/// RFC 3647 6.1 and 6.2: keys.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Keys {
    /// The rounds of PBKDF2 that protect a key at rest.
    pub encryption_rounds: Provision<u32>,
    /// The fewest octets of a passphrase.
    pub passphrase_octets: Provision<u8>,
}

/// RFC 3647 4.5.2 and 4.9.6: what relying parties check.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct RelyingParties {
    /// The policies that are acceptable (RFC 5280 6.1.1 (c)).
    pub policies: Provision<Vec<PolicyReference>>,
    /// Whether one of them is required (RFC 5280 6.1.1 (e)).
    pub explicit_policy: Provision<bool>,
    /// The signature algorithms that are acceptable.
    pub algorithms: Provision<BTreeSet<SignatureAlgorithm>>,
    /// How revocation is looked at.
    pub revocation: Provision<RevocationChecking>,
}

impl Policy {
    /// What it is called in files and records.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// What it is called by people.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.title
    }

    /// What it is for.
    #[must_use]
    pub const fn environment(&self) -> Environment {
        self.environment
    }

    /// The document that it encodes.
    #[must_use]
    pub const fn document(&self) -> Option<&Document> {
        self.document.as_ref()
    }

    /// The hash that is recorded with every decision: SHA-256 of the [canonical form](Self::canonical_form).
    #[must_use]
    pub const fn hash(&self) -> PolicyHash {
        self.hash
    }

    /// One line of text for every value, sorted: what the hash covers.
    #[must_use]
    pub fn canonical_form(&self) -> &str {
        &self.canonical
    }

    /// Every value, in the order of the file's model.
    #[must_use]
    pub fn provisions(&self) -> &[ProvisionRecord] {
        &self.provisions
    }

    /// The values that issuance depends on and that are neither designated nor measured.
    pub fn assumed_gating_issuance(&self) -> impl Iterator<Item = &ProvisionRecord> {
        self.provisions.iter().filter(|provision| {
            provision.gates_issuance
                && matches!(
                    provision.authority.standing,
                    Standing::Assumed | Standing::Proposed
                )
        })
    }

    /// The certificate policy's own identifier.
    #[must_use]
    pub const fn policy_oid(&self) -> &Provision<PolicyOid> {
        &self.policy_oid
    }

    /// The identifier that `reference` means.
    #[must_use]
    pub fn resolve(&self, reference: &PolicyReference) -> PolicyOid {
        match reference {
            PolicyReference::This => self.policy_oid.value.clone(),
            PolicyReference::Any => PolicyOid::any_policy(),
            PolicyReference::Other(oid) => oid.clone(),
        }
    }

    /// The role table.
    #[must_use]
    pub const fn roles(&self) -> &BTreeMap<RemotePartyRole, Provision<Role>> {
        &self.roles
    }

    /// What `role` is called: `02 supplier`, or `2A` where the table has no name for it.
    #[must_use]
    pub fn role_name(&self, role: RemotePartyRole) -> String {
        match self.roles.get(&role).and_then(|row| row.value.name.as_ref()) {
            Some(name) => format!("{role} {name}"),
            None => role.to_string(),
        }
    }

    /// The role that `text` means: its code, or its name in the table.
    #[must_use]
    pub fn role_named(&self, text: &str) -> Option<RemotePartyRole> {
        let by_name = || {
            let mut rows = self.roles.iter();
            rows.find(|(_, row)| row.value.name.as_deref() == Some(text))
                .map(|(role, _)| *role)
        };
        text.parse().ok().or_else(by_name)
    }

    /// RFC 3647 3.1: the names of the authorities.
    #[must_use]
    pub const fn names(&self) -> &Names {
        &self.names
    }

    /// RFC 3647 3.2: how identities are proved.
    #[must_use]
    pub const fn registration(&self) -> &Registration {
        &self.registration
    }

    /// RFC 3647 4.1: what a request may do.
    #[must_use]
    pub const fn requests(&self) -> &Requests {
        &self.requests
    }

    /// RFC 3647 5.2.2: how many people an act needs.
    #[must_use]
    pub const fn duties(&self) -> &Duties {
        &self.duties
    }

    /// RFC 3647 4.2: approval.
    #[must_use]
    pub const fn approval(&self) -> &Approval {
        &self.approval
    }

    /// RFC 3647 4.3: issuance.
    #[must_use]
    pub const fn issuance(&self) -> &Issuance {
        &self.issuance
    }

    /// RFC 3647 4.9: revocation.
    #[must_use]
    pub const fn revocation(&self) -> &Revocation {
        &self.revocation
    }

    /// RFC 3647 4.9.7: the lists of revoked certificates.
    #[must_use]
    pub const fn status_lists(&self) -> &StatusLists {
        &self.status_lists
    }

    /// RFC 3647 5.4 and 5.5: records.
    #[must_use]
    pub const fn records(&self) -> &Records {
        &self.records
    }

    /// RFC 3647 6.1 and 6.2: keys.
    #[must_use]
    pub const fn keys(&self) -> &Keys {
        &self.keys
    }

    /// RFC 3647 7.1: the certificate profiles, by name.
    #[must_use]
    pub const fn profiles(&self) -> &BTreeMap<String, Profile> {
        &self.profiles
    }

    /// RFC 3647 4.5.2 and 4.9.6: what relying parties check.
    #[must_use]
    pub const fn relying_parties(&self) -> &RelyingParties {
        &self.relying_parties
    }
}

/// Sections on which no issuance depends: they concern relying parties and records.
const NOT_GATING: [&str; 2] = ["relying-party.", "record."];

impl TryFrom<PolicyFile> for Policy {
    type Error = PolicyError;

    /// The one door: whatever is missing or beyond a ceiling is refused here.
    fn try_from(file: PolicyFile) -> Result<Self, PolicyError> {
        if let Some(base) = file.extends() {
            let message = format!("there is no policy `{base}` to extend");
            return Err(file.error_at_extends(message));
        }
        let environment = file
            .head
            .environment
            .as_ref()
            .map(|environment| *environment.get_ref());
        let environment = environment.ok_or_else(|| {
            let message = "missing value `policy.environment`: production, lab or reference";
            PolicyError::whole(&file.name(), message)
        })?;
        ceiling::assert(&file, environment)?;
        let provisions = records(&file.body);
        let canonical = canonical_form(&file.head, environment, &file.body);
        let file_name = file.name();
        let take = Taker { file: &file_name };
        let body = file.body;
        let profiles = body
            .profile
            .into_iter()
            .map(|(name, section)| Ok((name.clone(), Profile::take(&take, &name, section)?)))
            .collect::<Result<_, PolicyError>>()?;
        let mut status_list = body.status_list;
        let mut list = |name: &str| take.status_list(name, status_list.remove(name).unwrap_or_default());
        Ok(Self {
            status_lists: StatusLists {
                organisation: list("crl")?,
                authority: list("arl")?,
            },
            id: file.head.id,
            title: file.head.title,
            environment,
            document: file.head.document,
            hash: PolicyHash::of(&canonical),
            canonical,
            provisions,
            policy_oid: take.value("identification.policy-oid", body.identification.policy_oid)?,
            roles: body
                .role
                .into_iter()
                .map(|(role, row)| Ok((role, take.value(&format!("role.{role}"), row)?)))
                .collect::<Result<_, PolicyError>>()?,
            names: Names {
                root: take.value("name.root-common-name", body.name.root_common_name)?,
                issuing: take.value("name.issuing-common-name", body.name.issuing_common_name)?,
            },
            registration: take.registration(body.registration)?,
            requests: take.requests(body.request)?,
            duties: Duties {
                issue: take.value("duty.issue", body.duty.issue)?,
                revoke: take.value("duty.revoke", body.duty.revoke)?,
                adopt_policy: take.value("duty.adopt-policy", body.duty.adopt_policy)?,
                unlock: take.value("duty.unlock", body.duty.unlock)?,
            },
            approval: Approval {
                lapses_after: take.value("approval.lapses-after", body.approval.lapses_after)?,
            },
            issuance: Issuance {
                not_before_window: take
                    .value("issuance.not-before-window", body.issuance.not_before_window)?,
                serial_octets: take.value("issuance.serial-octets", body.issuance.serial_octets)?,
                serial_random_bits: take
                    .value("issuance.serial-random-bits", body.issuance.serial_random_bits)?,
            },
            revocation: Revocation {
                reasons: take.value("revocation.reasons", body.revocation.reasons)?,
                authority_reasons: take
                    .value("revocation.authority-reasons", body.revocation.authority_reasons)?,
            },
            records: Records {
                log_online: take.value("record.log-online", body.record.log_online)?,
                archive: take.value("record.archive", body.record.archive)?,
            },
            keys: Keys {
                encryption_rounds: take.value("key.encryption-rounds", body.key.encryption_rounds)?,
                passphrase_octets: take.value("key.passphrase-octets", body.key.passphrase_octets)?,
            },
            profiles,
            relying_parties: take.relying_parties(body.relying_party)?,
        })
    }
}

/// Takes stated values out of a file; a missing one is an error that names it.
pub(crate) struct Taker<'a> {
    file: &'a str,
}

impl Taker<'_> {
    pub(crate) fn value<T>(
        &self,
        path: &str,
        stated: Option<Stated<T>>,
    ) -> Result<Provision<T>, PolicyError> {
        match self.optional(stated) {
            Some(provision) => Ok(provision),
            None => {
                let message = format!(
                    "missing value `{path}`: state value, clause, standing and source under [{path}]"
                );
                Err(PolicyError::whole(self.file, message))
            }
        }
    }

    #[expect(clippy::unused_self, reason = "stands beside `value`")]
    pub(crate) fn optional<T>(&self, stated: Option<Stated<T>>) -> Option<Provision<T>> {
        let stated = stated?;
        let authority = Arc::new(stated.authority());
        Some(Provision {
            authority,
            value: stated.value.into_inner(),
        })
    }

    fn registration(&self, section: crate::file::Registration) -> Result<Registration, PolicyError> {
        Ok(Registration {
            organisation_identity: self.value(
                "registration.organisation-identity",
                section.organisation_identity,
            )?,
            person_identity: self.value("registration.person-identity", section.person_identity)?,
            evidence_lasts: self.value("registration.evidence-lasts", section.evidence_lasts)?,
        })
    }

    fn requests(&self, section: crate::file::Requests) -> Result<Requests, PolicyError> {
        Ok(Requests {
            null_identifier: self.value("request.null-identifier", section.null_identifier)?,
            key_usage_not_critical: self
                .value("request.key-usage-not-critical", section.key_usage_not_critical)?,
            unlisted_attributes: self.value("request.unlisted-attributes", section.unlisted_attributes)?,
            unlisted_extensions: self.value("request.unlisted-extensions", section.unlisted_extensions)?,
            key_certified_before: self.value("request.key-certified-before", section.key_certified_before)?,
            other_name_spelling: self.value("request.other-name-spelling", section.other_name_spelling)?,
        })
    }

    fn status_list(&self, name: &str, section: crate::file::StatusList) -> Result<StatusList, PolicyError> {
        let path = |field: &str| format!("status-list.{name}.{field}");
        Ok(StatusList {
            lasts: self.value(&path("lasts"), section.lasts)?,
            issued_every: self.value(&path("issued-every"), section.issued_every)?,
            issued_after_revocation: self
                .value(&path("issued-after-revocation"), section.issued_after_revocation)?,
            signature_algorithm: self.value(&path("signature-algorithm"), section.signature_algorithm)?,
            extensions: self.value(&path("extensions"), section.extensions)?,
            entry_extensions: self.value(&path("entry-extensions"), section.entry_extensions)?,
        })
    }

    fn relying_parties(&self, section: crate::file::RelyingParties) -> Result<RelyingParties, PolicyError> {
        Ok(RelyingParties {
            policies: self.value("relying-party.policies", section.policies)?,
            explicit_policy: self.value("relying-party.explicit-policy", section.explicit_policy)?,
            algorithms: self.value("relying-party.algorithms", section.algorithms)?,
            revocation: self.value("relying-party.revocation", section.revocation)?,
        })
    }
}

/// Every stated value as a record.
fn records(body: &Body) -> Vec<ProvisionRecord> {
    let mut records = Vec::new();
    body.visit("", &mut |path, stated: &dyn AnyStated| {
        let path = path.trim_start_matches('.').to_owned();
        records.push(ProvisionRecord {
            gates_issuance: !NOT_GATING.iter().any(|section| path.starts_with(section)),
            value: serde_json::from_str(&stated.json()).unwrap_or_default(),
            authority: stated.authority(),
            path,
        });
    });
    records
}
