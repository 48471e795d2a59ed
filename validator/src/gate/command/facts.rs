//! What the rules of the gate look at: the message, the evidence, and what was found out about both once.

use std::collections::BTreeSet;
use std::sync::Arc;

use s1spki_policies::{
    Authority, CertificateId, Commands, DatedProvision, DeviceType, Eui64, Moment, PartyClass, Policy,
    Provision, RequestClass, RequestOverride, ServiceReferenceVariant, ServiceRequest, SupplierKind,
    UserRole, UserRoleRule,
};

use super::check::{always, missing};
use crate::certificate::Certificate;
use crate::directory::Entry;
use crate::duis::{Header, Message, RequestHeader, RequestId, SignatureOutcome};
use crate::evidence::{CommandEvidence, DeviceRecord, User};
use crate::facts::{EntityFact, RoleFact};
use crate::finding::{Detail, Finding, Rule};
use crate::rule::Judgement;
use crate::verdict::Brief;

/// The region of the inventory that says that a device is a SMETS1 device (DUIS schema, CSPRegion).
pub(super) const SMETS1_REGION: &str = "SMETS1";

/// What the rules look at.
pub(super) struct Facts<'a> {
    pub(super) policy: &'a Policy,
    pub(super) commands: &'a Commands,
    pub(super) at: Moment,
    pub(super) message: &'a Message,
    pub(super) evidence: &'a CommandEvidence,
    /// The header, if the message is a request.
    pub(super) header: Option<&'a RequestHeader>,
    /// The identifier of the request, if the message is one and it can be read.
    pub(super) request_id: Option<RequestId>,
    /// Which request it is, if it is one and that can be read.
    pub(super) variant: Option<ServiceReferenceVariant>,
    /// The row of the table.
    pub(super) row: Option<&'a Provision<ServiceRequest>>,
    /// The device that the request is about: its target, or the one in its body where the target is no device.
    pub(super) device_in_question: Option<Eui64>,
    /// The user that the originator is.
    pub(super) user: Option<&'a User>,
    /// Who signed.
    pub(super) signer: Signer,
    /// Who countersigned.
    pub(super) countersigner: Countersigner,
    /// The certificates in the body, each judged.
    pub(super) replacements: Vec<JudgedReplacement>,
}

/// Whose certificate a countersignature names, as the evidence has it.
pub(super) enum Countersigner {
    /// Nobody said.
    NotGiven,
    /// It was looked for, and there is none.
    Null,
    /// The directory does not have one certificate of that name; what was found.
    Unresolved(String),
    /// The directory has it.
    Known(Box<KnownCountersigner>),
}

/// A countersigner whose certificate is known.
pub(super) struct KnownCountersigner {
    pub(super) entry: Entry,
    /// The verdict on the certificate in its chain.
    pub(super) brief: Brief,
}

/// Whose certificate KeyInfo names.
pub(super) enum Signer {
    /// There is no signature.
    Unsigned,
    /// It does not name one certificate readably.
    Unnamed,
    /// The directory cannot be read.
    Unreadable(String),
    /// The directory does not have it.
    Absent {
        /// What is named.
        named: String,
        /// The certificate of the originator under whose key the signature verifies all the same.
        verifies: Option<CertificateId>,
    },
    /// The directory has more than one.
    Several {
        /// What is named.
        named: String,
        /// How many.
        count: usize,
    },
    /// The directory has it.
    Known(Box<KnownSigner>),
}

/// A signer whose certificate is known.
pub(super) struct KnownSigner {
    pub(super) entry: Entry,
    pub(super) role: RoleFact,
    pub(super) entity: EntityFact,
    /// The verdict on the certificate in its chain.
    pub(super) brief: Brief,
    /// What came of verifying the signature with its key.
    pub(super) outcome: SignatureOutcome,
}

/// A certificate in the body of a request.
pub(super) struct JudgedReplacement {
    /// Its number among the certificates of the body.
    pub(super) number: usize,
    /// The certificate; nothing where it cannot be read.
    pub(super) certificate: Option<Certificate>,
    /// Why it cannot be read.
    pub(super) error: Option<String>,
    /// The verdict on it in its chain; nothing for a certificate that has no such chain.
    pub(super) brief: Option<Brief>,
}

impl KnownSigner {
    pub(super) const fn certificate(&self) -> &Certificate {
        self.entry.certificate()
    }
}

impl Signer {
    pub(super) fn known(&self) -> Option<&KnownSigner> {
        match self {
            Self::Known(signer) => Some(signer),
            _ => None,
        }
    }
}

/// What the header of a request says, and the row of the table that it leads to.
pub(super) struct Asked<'a> {
    pub(super) header: Option<&'a RequestHeader>,
    pub(super) request_id: Option<RequestId>,
    pub(super) variant: Option<ServiceReferenceVariant>,
    pub(super) row: Option<&'a Provision<ServiceRequest>>,
    pub(super) device_in_question: Option<Eui64>,
}

impl<'a> Asked<'a> {
    pub(super) fn of(message: &'a Message, policy: &'a Policy) -> Self {
        let header = match message.header() {
            Header::Request(header) => Some(header),
            Header::Response(_) | Header::Smets1(_) | Header::Alert(_) => None,
        };
        let request_id = header.and_then(|header| header.request_id.as_ref()?.value().copied());
        let variant = header.and_then(|header| header.service_reference_variant.as_ref()?.value().copied());
        let row = variant.and_then(|variant| policy.service_requests().row(variant));
        let is_for_device = row.is_some_and(|row| row.value().class() != RequestClass::NonDevice);
        let device_in_question = if is_for_device {
            request_id.map(|id| id.target)
        } else {
            device_of_body(message)
        };
        Self {
            header,
            request_id,
            variant,
            row,
            device_in_question,
        }
    }
}

/// The device that a request without a device as its target names in its body: the one DeviceID there.
fn device_of_body(message: &Message) -> Option<Eui64> {
    let element = message.body().element.as_ref()?;
    let path = format!("{element}/DeviceID");
    let mut values = message.values().iter().filter(|value| value.path == path);
    let device = values.next()?.text.parse().ok();
    device.filter(|_| values.next().is_none())
}

impl<'a> Facts<'a> {
    /// What the request asks for, as far as signatures are concerned.
    pub(super) fn class(&self) -> Option<RequestClass> {
        self.row.map(|row| row.value().class())
    }

    /// The inventory record, if it is of the device in question.
    pub(super) fn device(&self) -> Option<&'a DeviceRecord> {
        let device = self.evidence.device.as_ref()?;
        (device.device_id.is_some() && device.device_id == self.device_in_question).then_some(device)
    }

    /// Whether the device is a SMETS1 device; nothing where that is not known.
    pub(super) fn is_smets1(&self) -> Option<bool> {
        let region = self.device()?.csp_region.as_deref()?;
        Some(region == SMETS1_REGION)
    }

    /// The roles of the user; nothing where they were not given.
    pub(super) fn user_roles(&self) -> Option<&'a [UserRole]> {
        self.user?.roles.as_deref()
    }

    /// The roles of the user in which it may ask for this; all of them if there is none.
    pub(super) fn acting_roles(&self) -> Option<Vec<UserRole>> {
        let roles = self.user_roles()?;
        let eligible: Option<&BTreeSet<UserRole>> = self.row.map(|row| &row.value().user_roles);
        let is_eligible = |role: &&UserRole| eligible.is_some_and(|eligible| eligible.contains(role));
        let acting: Vec<UserRole> = roles.iter().filter(is_eligible).copied().collect();
        Some(if acting.is_empty() { roles.to_vec() } else { acting })
    }

    /// What the policy says of a user role at that time.
    pub(super) fn user_role_rule(&self, role: UserRole) -> Option<&'a DatedProvision<UserRoleRule>> {
        self.commands.user_role.get(&role)?.at(self.at).version()
    }

    /// Whose slots a user role's certificates stand in.
    pub(super) fn party_of(&self, role: UserRole) -> Option<PartyClass> {
        self.user_role_rule(role)?.value.party
    }

    /// The time that the request is for: that of its execution, or now; nothing where it cannot be read.
    pub(super) fn required_time(&self) -> Option<Moment> {
        match &self.message.body().execution_date_time {
            None => Some(self.at),
            Some(stated) => stated.text.trim().parse().ok(),
        }
    }

    /// What a dated rule says of this request otherwise than the table.
    fn overriding(&self) -> Option<&'a DatedProvision<RequestOverride>> {
        self.commands
            .request_override
            .get(&self.variant?)?
            .at(self.at)
            .version()
    }

    /// The user roles that may ask, where a dated rule says otherwise than the table.
    pub(super) fn override_of_roles(
        &self,
    ) -> Option<(&'a DatedProvision<RequestOverride>, &'a BTreeSet<UserRole>)> {
        let version = self.overriding()?;
        Some((version, version.value.user_roles.as_ref()?))
    }

    /// The one supplier that may ask, where a dated rule says so.
    pub(super) fn override_of_supplier(&self) -> Option<(&'a DatedProvision<RequestOverride>, SupplierKind)> {
        let version = self.overriding()?;
        Some((version, version.value.supplier?))
    }

    /// Whether such a rule covers the device; nothing where that is not known.
    ///
    /// The cohort of a device is not part of the inventory, so a rule that excepts one may or may not cover it.
    pub(super) fn is_overridden(&self, value: &RequestOverride) -> Option<bool> {
        let kind: Option<DeviceType> = self.device().and_then(|device| device.device_type);
        let by_type = match (value.devices.is_empty(), kind) {
            (true, _) => Some(true),
            (false, kind) => kind.map(|kind| value.devices.contains(&kind)),
        };
        match (self.is_smets1(), by_type) {
            (Some(false), _) | (_, Some(false)) => Some(false),
            (Some(true), Some(true)) if value.except.is_empty() => Some(true),
            _ => None,
        }
    }

    /// On what the table of service requests rests: as its first row does.
    pub(super) fn table_authority(&self) -> Option<&'a Arc<Authority>> {
        let mut rows = self.policy.service_requests().rows();
        rows.next().map(|(_, row)| row.authority())
    }

    /// `DisableSupply, the body of 7.2`.
    pub(super) fn body_in_words(&self, element: &str) -> String {
        let of = self.policy.service_requests().of_body(element);
        let variants: Vec<String> = of.map(|variant| variant.to_string()).collect();
        match variants.is_empty() {
            true => element.to_owned(),
            false => format!("{element}, the body of {}", variants.join(", ")),
        }
    }

    /// The hint, and the response code of DUIS that says the same, where the policy knows it.
    pub(super) fn with_response_code(&self, detail: Detail, rule: &'static Rule, code: &str) -> Detail {
        let hint = detail.hint.clone().unwrap_or_else(|| rule.hint.to_owned());
        let meaning = self.commands.response_code.get(code);
        match meaning.and_then(|dated| dated.at(self.at).version()) {
            Some(version) => detail.with_hint(format!("{hint} (response code {code}: {})", version.value)),
            None => detail,
        }
    }

    /// Why a rule about the signer cannot be looked at.
    pub(super) fn without_signer(&self) -> Judgement {
        match &self.signer {
            Signer::Unsigned => missing("a message without a signature", "a signature"),
            _ => missing(
                "a signer whose certificate is not known",
                "the signer's certificate",
            ),
        }
    }

    /// The same as a finding.
    pub(super) fn finding_without_signer(&self, rule: &'static Rule) -> Finding {
        always(rule, None, self.without_signer())
    }

    pub(super) fn why_no_signer_or_request_id(&self) -> &'static str {
        match (&self.signer, self.request_id) {
            (Signer::Known(_), _) => "a RequestID that cannot be read",
            (Signer::Unsigned, _) => "a message without a signature",
            _ => "a signer whose certificate is not known",
        }
    }

    pub(super) fn no_request_id(&self) -> Judgement {
        missing(
            "a RequestID that cannot be read",
            "originator, target and counter",
        )
    }

    /// Why the roles of the user are not known.
    pub(super) fn no_user_roles(&self) -> Judgement {
        match (&self.evidence.users, self.user) {
            (None, _) => super::user::no_users(),
            (Some(_), None) => missing(
                "an originator that is not among the users",
                "the roles of the user",
            ),
            (Some(_), Some(_)) => missing("a user without roles", "the roles of the user"),
        }
    }
}
