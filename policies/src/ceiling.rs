//! The ceilings that no policy file may exceed, asserted at the one door.
//!
//! What only follows from a governing document is a value of the file. Here stands what follows from a public
//! standard, from the design of this product, or from the meaning of the values themselves.

mod dated;
mod gate;

use std::collections::BTreeSet;

use serde::Serialize;

use crate::error::PolicyError;
use crate::file::{Body, PolicyFile, ProfileSection, StatusList};
use crate::stated::Stated;
use crate::value::{
    AttributeContent, AttributeType, Environment, ExtensionPart, ExtensionType, Involvement, KeyUsage,
    NamePart, ProfileKind, Quorum, RevocationReason, StringType,
};
use crate::{Moment, Period, RemotePartyRole};

/// Says whether `file` may become a policy for `environment`.
pub(crate) fn assert(file: &PolicyFile, environment: Environment) -> Result<(), PolicyError> {
    let door = Door { file, environment };
    door.id()?;
    door.policy_oid()?;
    door.authority_names()?;
    door.duties()?;
    door.serial_numbers()?;
    door.approval()?;
    door.revocation()?;
    door.keys()?;
    door.relying_parties()?;
    for (name, profile) in &file.body.profile {
        door.profile(name, profile)?;
    }
    door.periods()?;
    door.status_list(&file.body.status_list.crl)?;
    door.status_list(&file.body.status_list.arl)?;
    dated::assert(file)?;
    gate::assert(file)
}

/// The arc of examples (X.660 A.5): what a lab issues can never be mistaken for the real thing.
const EXAMPLE_ARC: &str = "2.999";

/// What the name of every lab authority contains.
const TEST_MARKER: &str = "TEST";

struct Door<'a> {
    file: &'a PolicyFile,
    environment: Environment,
}

type Checked = Result<(), PolicyError>;

impl Door<'_> {
    const fn body(&self) -> &Body {
        &self.file.body
    }

    /// Refuses a stated value unless `kept`.
    fn require<T: Serialize>(&self, kept: bool, stated: &Stated<T>, message: impl Into<String>) -> Checked {
        if kept {
            Ok(())
        } else {
            Err(self.file.error_at(stated.layer, stated.value.span(), message))
        }
    }

    fn id(&self) -> Checked {
        let id = &self.file.head.id;
        let good = id.starts_with(|c: char| c.is_ascii_lowercase())
            && id
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
        if good {
            return Ok(());
        }
        let message = format!("the policy's id `{id}` is not in kebab-case, such as foc-s1spki");
        Err(PolicyError::whole(&self.file.name(), message))
    }

    fn policy_oid(&self) -> Checked {
        let Some(stated) = &self.body().identification.policy_oid else {
            return Ok(());
        };
        let oid = stated.value.get_ref();
        self.require(
            !oid.is_any_policy(),
            stated,
            "anyPolicy is not the identifier of a policy",
        )?;
        let example = oid.to_string().starts_with(&format!("{EXAMPLE_ARC}."));
        match self.environment {
            Environment::Lab => self.require(
                example,
                stated,
                format!("{oid} is not an example: the policy identifier of a lab lies under {EXAMPLE_ARC}"),
            ),
            Environment::Production => self.require(
                !example,
                stated,
                format!("{oid} is an example (under {EXAMPLE_ARC}): state the identifier of the real policy"),
            ),
            Environment::Reference => Ok(()),
        }
    }

    fn authority_names(&self) -> Checked {
        let names = &self.body().name;
        for stated in [&names.root_common_name, &names.issuing_common_name]
            .into_iter()
            .flatten()
        {
            let name = stated.value.get_ref();
            self.require(
                !name.is_empty(),
                stated,
                "the common name of an authority is not empty",
            )?;
            self.require(
                name.bytes().all(is_printable),
                stated,
                format!("`{name}` holds characters that a PrintableString cannot (X.680 41.4)"),
            )?;
            let marked = name.contains(TEST_MARKER);
            match self.environment {
                Environment::Lab => {
                    self.require(
                        marked,
                        stated,
                        format!("`{name}` lacks {TEST_MARKER}: a lab says so"),
                    )?;
                }
                Environment::Production => {
                    self.require(
                        !marked,
                        stated,
                        format!("`{name}` says {TEST_MARKER} in production"),
                    )?;
                }
                Environment::Reference => {}
            }
        }
        Ok(())
    }

    fn duties(&self) -> Checked {
        let duties = &self.body().duty;
        for stated in [
            &duties.issue,
            &duties.revoke,
            &duties.adopt_policy,
            &duties.enrol_officer,
            &duties.unlock,
        ]
        .into_iter()
        .flatten()
        {
            let Quorum { officers, .. } = stated.value.get_ref();
            let least = if self.environment == Environment::Production {
                2
            } else {
                1
            };
            let message = format!("{officers} officers are too few: at least {least} in this environment");
            self.require(*officers >= least, stated, message)?;
        }
        let Some(stated) = &duties.issue else {
            return Ok(());
        };
        self.require(
            self.environment != Environment::Production
                || stated.value.get_ref().barred.contains(&Involvement::Submitter),
            stated,
            "nobody approves their own request: bar the submitter",
        )
    }

    fn serial_numbers(&self) -> Checked {
        let Some(stated) = &self.body().issuance.serial_random_bits else {
            return Ok(());
        };
        let bits = *stated.value.get_ref();
        self.require(bits >= 64, stated, format!("{bits} random bits: at least 64"))?;
        for (name, profile) in &self.body().profile {
            let Some(octets) = &profile.serial_octets else {
                continue;
            };
            let octets = *octets.value.get_ref();
            // The top bit is clear, so that the number is positive without another octet.
            let most = u16::from(octets).saturating_mul(8).saturating_sub(1);
            let message = format!(
                "{bits} random bits: the {octets} octets of profile `{name}` hold at most {most}, and a sign"
            );
            self.require(u16::from(bits) <= most, stated, message)?;
        }
        Ok(())
    }

    fn approval(&self) -> Checked {
        let (Some(window), Some(stated)) = (
            &self.body().issuance.not_before_window,
            &self.body().approval.lapses_after,
        ) else {
            return Ok(());
        };
        let (lapse, window) = (*stated.value.get_ref(), *window.value.get_ref());
        self.require(
            !lapse.is_zero(),
            stated,
            "an approval that lapses at once approves nothing",
        )?;
        let message = format!("approvals outlive the window in which not_before may lie ({window})");
        self.require(!is_longer(lapse, window), stated, message)
    }

    fn revocation(&self) -> Checked {
        let revocation = &self.body().revocation;
        for stated in [&revocation.reasons, &revocation.authority_reasons]
            .into_iter()
            .flatten()
        {
            let some = !stated.value.get_ref().is_empty();
            self.require(
                some,
                stated,
                "no reason is permitted, so nothing could be revoked",
            )?;
        }
        let Some(stated) = &revocation.reasons else {
            return Ok(());
        };
        self.require(
            !stated.value.get_ref().contains(&RevocationReason::CaCompromise),
            stated,
            "ca-compromise is a reason for authorities only",
        )
    }

    fn keys(&self) -> Checked {
        let Some(stated) = &self.body().key.encryption_rounds else {
            return Ok(());
        };
        let rounds = *stated.value.get_ref();
        let message = format!("{rounds} rounds protect a key too weakly: at least 600000");
        self.require(rounds >= 600_000, stated, message)
    }

    fn relying_parties(&self) -> Checked {
        let relying = &self.body().relying_party;
        if let Some(stated) = &relying.algorithms {
            let message = "no algorithm is acceptable, so nothing could be accepted";
            self.require(!stated.value.get_ref().is_empty(), stated, message)?;
        }
        let Some(stated) = &relying.explicit_policy else {
            return Ok(());
        };
        self.require(
            self.environment != Environment::Production || *stated.value.get_ref(),
            stated,
            "production requires an acceptable policy on every path",
        )
    }

    fn profile(&self, name: &str, profile: &ProfileSection) -> Checked {
        if let Some(stated) = &profile.version {
            let message = "a certificate with extensions has version 3 (RFC 5280 4.1.2.1)";
            self.require(*stated.value.get_ref() == 3, stated, message)?;
        }
        if let Some(stated) = &profile.serial_octets {
            let message = "a serial number has at most 20 octets (RFC 5280 4.1.2.2)";
            self.require((1..=20).contains(stated.value.get_ref()), stated, message)?;
        }
        for stated in [&profile.issuer, &profile.subject].into_iter().flatten() {
            stated
                .value
                .get_ref()
                .iter()
                .try_for_each(|part| self.name_part(stated, part))?;
        }
        if let Some(stated) = &profile.extensions {
            self.extensions(stated)?;
        }
        match profile.kind.as_ref().map(|kind| *kind.value.get_ref()) {
            Some(ProfileKind::Organisation) => self.organisation(name, profile),
            Some(ProfileKind::Root | ProfileKind::Issuing) => self.authority(profile),
            None => Ok(()),
        }
    }

    fn name_part(&self, stated: &Stated<Vec<NamePart>>, part: &NamePart) -> Checked {
        let fits = match part.content {
            AttributeContent::EntityIdentifier => {
                part.attribute == AttributeType::UniqueIdentifier && part.string == StringType::BitString
            }
            AttributeContent::Role => {
                part.attribute == AttributeType::OrganizationalUnit && part.string != StringType::BitString
            }
            AttributeContent::Text => part.string != StringType::BitString && part.at_most.is_some(),
        };
        let message = format!(
            "{} cannot be {} in {}: a role is a string in organizational-unit, an entity identifier a bit \
             string in unique-identifier, a text has at-most",
            part.content, part.string, part.attribute
        );
        self.require(fits, stated, message)?;
        // ub-common-name and ub-organizational-unit-name are 64 (RFC 5280 appendix A).
        let bounded = part.at_most.is_none_or(|most| (1..=64).contains(&most));
        self.require(
            bounded,
            stated,
            "a name has 1 to 64 characters (RFC 5280 appendix A)",
        )
    }

    fn extensions(&self, stated: &Stated<Vec<ExtensionPart>>) -> Checked {
        let parts = stated.value.get_ref();
        let kinds: BTreeSet<ExtensionType> = parts.iter().map(|part| part.extension).collect();
        self.require(
            kinds.len() == parts.len(),
            stated,
            "an extension stands twice (RFC 5280 4.2)",
        )?;
        for part in parts {
            let critical = match part.extension {
                // RFC 5280 4.2.1.1, 4.2.1.2, 5.2.3
                ExtensionType::AuthorityKeyIdentifier
                | ExtensionType::SubjectKeyIdentifier
                | ExtensionType::CrlNumber
                | ExtensionType::ReasonCode => Some(false),
                // RFC 5280 4.2.1.9, 5.2.5
                ExtensionType::BasicConstraints | ExtensionType::IssuingDistributionPoint => Some(true),
                ExtensionType::KeyUsage | ExtensionType::CertificatePolicies => None,
            };
            let message = format!(
                "{} is {} (RFC 5280)",
                part.extension,
                if critical == Some(true) {
                    "critical"
                } else {
                    "not critical"
                }
            );
            self.require(
                critical.is_none_or(|critical| critical == part.critical),
                stated,
                message,
            )?;
        }
        Ok(())
    }

    /// A profile for organisations cannot make an authority.
    fn organisation(&self, name: &str, profile: &ProfileSection) -> Checked {
        if let Some(stated) = &profile.basic_constraints {
            let message = format!("profile `{name}` is for organisations: it has no basic-constraints");
            self.require(false, stated, message)?;
        }
        if let Some(stated) = &profile.extensions {
            let listed = stated
                .value
                .get_ref()
                .iter()
                .any(|e| e.extension == ExtensionType::BasicConstraints);
            self.require(
                !listed,
                stated,
                "an organisation's certificate has no basicConstraints",
            )?;
        }
        if let Some(stated) = &profile.key_usage {
            let bits = stated.value.get_ref();
            let signs = bits.contains(&KeyUsage::KeyCertSign) || bits.contains(&KeyUsage::CrlSign);
            self.require(
                !signs,
                stated,
                "an organisation signs neither certificates nor lists",
            )?;
        }
        let Some(stated) = &profile.roles else {
            return Ok(());
        };
        for role in stated.value.get_ref() {
            let authority = [RemotePartyRole::ROOT, RemotePartyRole::ISSUING_AUTHORITY].contains(role);
            self.require(
                !authority,
                stated,
                format!("role {role} is an authority's, not an organisation's"),
            )?;
            let known = self.body().role.contains_key(role);
            self.require(
                known,
                stated,
                format!("role {role} is not in the role table: add [role.{role}]"),
            )?;
        }
        Ok(())
    }

    fn authority(&self, profile: &ProfileSection) -> Checked {
        if let Some(stated) = &profile.extensions {
            let listed = stated
                .value
                .get_ref()
                .iter()
                .any(|e| e.extension == ExtensionType::BasicConstraints);
            let both = listed && profile.basic_constraints.is_some();
            let message = "an authority has basicConstraints (RFC 5280 4.2.1.9): list it and state it";
            self.require(both, stated, message)?;
        }
        let Some(stated) = &profile.key_usage else {
            return Ok(());
        };
        let signs = stated.value.get_ref().contains(&KeyUsage::KeyCertSign);
        self.require(
            signs,
            stated,
            "an authority's key usage has key-cert-sign (RFC 5280 4.2.1.3)",
        )
    }

    /// Nothing lasts longer than what stands above it.
    fn periods(&self) -> Checked {
        let of_kind = |wanted: ProfileKind| {
            self.body().profile.values().filter_map(move |profile| {
                let kind = *profile.kind.as_ref()?.value.get_ref();
                (kind == wanted).then_some(profile.validity.as_ref()?)
            })
        };
        for stated in self
            .body()
            .profile
            .values()
            .filter_map(|profile| profile.validity.as_ref())
        {
            let none = stated.value.get_ref().period.is_zero();
            self.require(!none, stated, "a certificate that lasts no time is never valid")?;
        }
        for (lower, upper) in [
            (ProfileKind::Organisation, ProfileKind::Issuing),
            (ProfileKind::Issuing, ProfileKind::Root),
        ] {
            for below in of_kind(lower) {
                for above in of_kind(upper) {
                    let (below_period, above_period) =
                        (below.value.get_ref().period, above.value.get_ref().period);
                    let message =
                        format!("lasts {below_period}, longer than what stands above it ({above_period})");
                    self.require(!is_longer(below_period, above_period), below, message)?;
                }
            }
        }
        Ok(())
    }

    fn status_list(&self, list: &StatusList) -> Checked {
        if let (Some(lasts), Some(every)) = (&list.lasts, &list.issued_every) {
            let (lasts_for, issued_every) = (*lasts.value.get_ref(), *every.value.get_ref());
            self.require(
                !lasts_for.is_zero(),
                lasts,
                "a list that lasts no time is never fresh",
            )?;
            let message = format!("a list lasts {lasts_for}, but the next comes only after {issued_every}");
            self.require(!is_longer(issued_every, lasts_for), lasts, message)?;
        }
        if let Some(stated) = &list.extensions {
            self.extensions(stated)?;
            let kinds: BTreeSet<ExtensionType> =
                stated.value.get_ref().iter().map(|part| part.extension).collect();
            let both = kinds.contains(&ExtensionType::CrlNumber)
                && kinds.contains(&ExtensionType::AuthorityKeyIdentifier);
            let message = "a list has crl-number and authority-key-identifier (RFC 5280 5.2)";
            self.require(both, stated, message)?;
        }
        list.entry_extensions
            .as_ref()
            .map_or(Ok(()), |stated| self.extensions(stated))
    }
}

/// Whether one period is longer than another, counted from a leap year so that no calendar makes it so.
fn is_longer(one: Period, other: Period) -> bool {
    let Some(start) = Moment::from_unix_seconds(951_782_400) else {
        return true;
    }; // 2000-02-29
    match (one.after(start), other.after(start)) {
        (Some(one), Some(other)) => one > other,
        (None, Some(_)) => true,
        (_, None) => false,
    }
}

/// The characters of a PrintableString (X.680 41.4).
const fn is_printable(octet: u8) -> bool {
    octet.is_ascii_alphanumeric()
        || matches!(
            octet,
            b' ' | b'\'' | b'(' | b')' | b'+'..=b'/' | b':' | b'=' | b'?'
        )
}
