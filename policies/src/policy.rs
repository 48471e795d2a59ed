//! A policy as trusted: complete, within its ceilings, and hashed.

use std::collections::BTreeMap;

use crate::canonical::{PolicyHash, canonical_form};
use crate::ceiling;
use crate::command::Commands;
use crate::error::PolicyError;
use crate::event::Event;
use crate::file::{Document, PolicyFile};
use crate::migration::Migration;
use crate::provision::{Provision, ProvisionRecord, Taker, records};
use crate::section::{
    Approval, Duties, Issuance, Keys, Names, Records, Registration, RelyingParties, Requests, Revocation,
    StatusList, StatusLists,
};
use crate::service_request::ServiceRequestTable;
use crate::stated::Stated;
use crate::value::{Environment, PolicyReference, Role};
use crate::version::Rules;
use crate::{PolicyOid, Profile, RemotePartyRole, Standing};

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
    events: BTreeMap<String, Provision<Event>>,
    migration: Migration,
    commands: Commands,
    service_requests: ServiceRequestTable,
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
            PolicyReference::This => self.policy_oid.value().clone(),
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
        match self.roles.get(&role).and_then(|row| row.value().name.as_ref()) {
            Some(name) => format!("{role} {name}"),
            None => role.to_string(),
        }
    }

    /// The role that `text` means: its code, or its name in the table.
    #[must_use]
    pub fn role_named(&self, text: &str) -> Option<RemotePartyRole> {
        let by_name = || {
            let mut rows = self.roles.iter();
            rows.find(|(_, row)| row.value().name.as_deref() == Some(text))
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

    /// What happened, by name: the history that the dated rules come from.
    #[must_use]
    pub const fn events(&self) -> &BTreeMap<String, Provision<Event>> {
        &self.events
    }

    /// The pre-conditions of a migration.
    #[must_use]
    pub const fn migration(&self) -> &Migration {
        &self.migration
    }

    /// The checks before a service request is accepted.
    #[must_use]
    pub const fn commands(&self) -> &Commands {
        &self.commands
    }

    /// The table of service requests.
    #[must_use]
    pub const fn service_requests(&self) -> &ServiceRequestTable {
        &self.service_requests
    }
}

impl TryFrom<PolicyFile> for Policy {
    type Error = PolicyError;

    /// The one door: whatever is missing or beyond a ceiling is refused here.
    fn try_from(file: PolicyFile) -> Result<Self, PolicyError> {
        let environment = file.environment()?;
        ceiling::assert(&file, environment)?;
        let provisions = records(&file.body);
        let canonical = canonical_form(&file.head, environment, &file.body);
        let name = file.name();
        let take = Taker { file: &name };
        let body = file.body;
        let lists = body.status_list;
        let status_lists = StatusLists {
            organisation: StatusList::take(&take, "status-list.crl", lists.crl)?,
            authority: StatusList::take(&take, "status-list.arl", lists.arl)?,
        };
        let role = |(role, row)| Ok((role, take.value(&format!("role.{role}"), row)?));
        let profile =
            |(name, section): (String, _)| Ok((name.clone(), Profile::take(&take, &name, section)?));
        Ok(Self {
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
                .map(role)
                .collect::<Result<_, PolicyError>>()?,
            names: Names::take(&take, "name", body.name)?,
            registration: Registration::take(&take, "registration", body.registration)?,
            requests: Requests::take(&take, "request", body.request)?,
            duties: Duties::take(&take, "duty", body.duty)?,
            approval: Approval::take(&take, "approval", body.approval)?,
            issuance: Issuance::take(&take, "issuance", body.issuance)?,
            revocation: Revocation::take(&take, "revocation", body.revocation)?,
            status_lists,
            records: Records::take(&take, "record", body.record)?,
            keys: Keys::take(&take, "key", body.key)?,
            profiles: body
                .profile
                .into_iter()
                .map(profile)
                .collect::<Result<_, PolicyError>>()?,
            relying_parties: RelyingParties::take(&take, "relying-party", body.relying_party)?,
            events: stated(body.event),
            migration: body.migration.take("migration"),
            commands: body.command.take("command"),
            service_requests: ServiceRequestTable::new(stated(body.service_request)),
        })
    }
}

/// What of a table the file states.
fn stated<K: Ord, T>(rows: BTreeMap<K, Option<Stated<T>>>) -> BTreeMap<K, Provision<T>> {
    let rows = rows.into_iter();
    rows.filter_map(|(key, row)| Some((key, row?.into()))).collect()
}
