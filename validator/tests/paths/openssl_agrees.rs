//! A second opinion: chains of any shape, right and wrong, are judged as OpenSSL judges them.

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use s1spki_fixtures::make::{
    CertificateSpecimen, Critical, Extension, KeyUsageBit, RevocationReason, Signing,
};
use s1spki_fixtures::oracle::OpenSsl;
use s1spki_fixtures::pem;
use s1spki_validator::path::{ExplicitPolicy, PathReport, PathSettings, UserInitialPolicySet};
use s1spki_validator::{Certificate, RevocationList};

use crate::pki::extension::{
    inhibit_any_policy, name_constraints, policies, policy_constraints, policy_mappings,
    subject_alternative_names,
};
use crate::pki::general_name::dns;
use crate::pki::{Ca, With, at, breaches, ca, ca_with_key, moment, validator, without_lists};

/// What one CA certificate of a chain is like.
#[derive(Clone, Debug)]
struct Level {
    /// Policies by number, 0 for anyPolicy; none for no extension.
    policies: Option<Vec<u8>>,
    mappings: Vec<(u8, u8)>,
    require_explicit_policy: Option<u64>,
    inhibit_policy_mapping: Option<u64>,
    inhibit_any_policy: Option<u64>,
    path_length: Option<u64>,
    is_self_issued: bool,
    permitted: Option<&'static str>,
    excluded: Option<&'static str>,
    defect: Defect,
}

/// What is wrong with a certificate; mostly nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Defect {
    None,
    Expired,
    NoCa,
    NoCertSign,
    Spoilt,
    UnknownCritical,
    Revoked,
}

#[derive(Clone, Debug)]
struct Chain {
    levels: Vec<Level>,
    leaf_policies: Option<Vec<u8>>,
    leaf_host: Option<&'static str>,
    leaf_defect: Defect,
    /// The one acceptable policy, which must then be there.
    policy: Option<u8>,
}

fn oid(policy: u8) -> String {
    match policy {
        0 => "2.5.29.32.0".to_owned(),
        policy => format!("2.999.{policy}"),
    }
}

fn defects() -> impl Strategy<Value = Defect> {
    prop_oneof![
        30 => Just(Defect::None),
        1 => Just(Defect::Expired),
        1 => Just(Defect::NoCa),
        1 => Just(Defect::NoCertSign),
        1 => Just(Defect::Spoilt),
        1 => Just(Defect::UnknownCritical),
        1 => Just(Defect::Revoked),
    ]
}

fn policy_lists() -> impl Strategy<Value = Option<Vec<u8>>> {
    let list = proptest::collection::btree_set(0_u8..4, 1..4).prop_map(|set| set.into_iter().collect());
    proptest::option::weighted(0.9, list)
}

fn hosts() -> impl Strategy<Value = Option<&'static str>> {
    let host = prop::sample::select(vec![
        "example.com",
        "a.example.com",
        "b.example.com",
        "example.org",
    ]);
    proptest::option::weighted(0.3, host)
}

fn levels() -> impl Strategy<Value = Level> {
    let count = || proptest::option::weighted(0.15, 0_u64..3);
    let mappings = proptest::collection::btree_set((1_u8..4, 1_u8..4), 0..4);
    (
        (policy_lists(), mappings, count(), count(), count()),
        (count(), prop::bool::weighted(0.15), hosts(), hosts(), defects()),
    )
        .prop_map(
            |(
                (policies, mappings, explicit, inhibit, any),
                (length, is_self_issued, permitted, excluded, defect),
            )| {
                Level {
                    mappings: mappings
                        .into_iter()
                        .filter(|(from, _)| is_named(policies.as_ref(), *from))
                        .collect(),
                    policies,
                    require_explicit_policy: explicit,
                    inhibit_policy_mapping: inhibit,
                    inhibit_any_policy: any,
                    path_length: length,
                    is_self_issued,
                    permitted,
                    excluded: excluded.filter(|_| permitted.is_none()),
                    defect,
                }
            },
        )
}

/// OpenSSL 3.0 differs from RFC 5280 6.1.4 (b) where a certificate maps a policy that it has only by anyPolicy: it
/// makes the node even where anyPolicy is inhibited or not expected. Such mappings are left to PKITS (4.10.9 to
/// 4.10.14), and to the comparison of the policy graph with the tree of RFC 5280.
fn is_named(policies: Option<&Vec<u8>>, policy: u8) -> bool {
    policies.is_some_and(|policies| policies.contains(&policy))
}

fn chains() -> impl Strategy<Value = Chain> {
    (
        proptest::collection::vec(levels(), 0..4),
        policy_lists(),
        hosts(),
        defects(),
        proptest::option::of(1_u8..4),
    )
        .prop_map(|(levels, leaf_policies, leaf_host, leaf_defect, policy)| Chain {
            levels,
            leaf_policies,
            leaf_host,
            leaf_defect,
            policy,
        })
}

impl Defect {
    fn apply(self, mut to: CertificateSpecimen, issuer: &Ca) -> CertificateSpecimen {
        match self {
            Self::None | Self::Revoked => {}
            Self::Expired => to.not_after = moment("2026-05-01").into(),
            Self::NoCa => to
                .extensions_mut()
                .retain(|extension| extension.oid != "2.5.29.19"),
            Self::NoCertSign => to = to.with(Extension::key_usage(&[KeyUsageBit::CrlSign])),
            Self::Spoilt => to.signing = Signing::SpoiltBy(issuer.key.clone()),
            Self::UnknownCritical => to = to.with(Extension::unknown(Critical::True)),
        }
        to
    }
}

impl Level {
    fn certificate(&self, issuer: &Ca, subject: &Ca) -> CertificateSpecimen {
        let mut made = issuer
            .certifies(subject)
            .with(Extension::basic_constraints(self.path_length));
        if let Some(list) = &self.policies {
            made = made.with(policies(&list.iter().copied().map(oid).collect::<Vec<_>>()));
        }
        if !self.mappings.is_empty() {
            let mappings: Vec<_> = self.mappings.iter().map(|(a, b)| (oid(*a), oid(*b))).collect();
            made = made.with(policy_mappings(&mappings));
        }
        if self
            .require_explicit_policy
            .or(self.inhibit_policy_mapping)
            .is_some()
        {
            made = made.with(policy_constraints(
                self.require_explicit_policy,
                self.inhibit_policy_mapping,
            ));
        }
        if let Some(count) = self.inhibit_any_policy {
            made = made.with(inhibit_any_policy(count));
        }
        let subtrees = |host: Option<&str>| -> Vec<Vec<u8>> { host.into_iter().map(dns).collect() };
        if self.permitted.or(self.excluded).is_some() {
            made = made.with(name_constraints(
                &subtrees(self.permitted),
                &subtrees(self.excluded),
            ));
        }
        self.defect.apply(made, issuer)
    }
}

/// What a chain is made of: the certificate in question, those above it, the anchor, the lists.
struct Made {
    root: Ca,
    leaf: Vec<u8>,
    above: Vec<Vec<u8>>,
    lists: Vec<Vec<u8>>,
}

impl Chain {
    fn make(&self) -> Made {
        let root = ca("root");
        let mut issuer = root.clone();
        let (mut above, mut lists) = (Vec::new(), Vec::new());
        for (number, level) in self.levels.iter().enumerate() {
            let key = format!("level {number} of a chain");
            let subject = match level.is_self_issued {
                true => Ca {
                    name: issuer.name.clone(),
                    key: s1spki_fixtures::key::TestKey::p256(&key),
                },
                false => ca_with_key(&key, &key),
            };
            let certificate = level.certificate(&issuer, &subject);
            lists.push(list_of(&issuer, &certificate, level.defect));
            above.push(certificate.der());
            issuer = subject;
        }
        let mut leaf = issuer.issues("leaf of a chain");
        if let Some(list) = &self.leaf_policies {
            leaf = leaf.with(policies(&list.iter().copied().map(oid).collect::<Vec<_>>()));
        }
        if let Some(host) = self.leaf_host {
            leaf = leaf.with(subject_alternative_names(&[dns(host)]));
        }
        let leaf = match self.leaf_defect {
            Defect::NoCa | Defect::NoCertSign => leaf,
            defect => defect.apply(leaf, &issuer),
        };
        lists.push(list_of(&issuer, &leaf, self.leaf_defect));
        Made {
            root,
            leaf: leaf.der(),
            above,
            lists,
        }
    }

    /// OpenSSL finds no signer of its own for the lists of a CA that has changed its key.
    fn asks_for_status(&self) -> bool {
        !self.levels.iter().any(|level| level.is_self_issued)
    }
}

fn list_of(issuer: &Ca, certificate: &CertificateSpecimen, defect: Defect) -> Vec<u8> {
    match defect {
        Defect::Revoked => issuer
            .lists(1, &[(certificate, RevocationReason::Superseded)])
            .der(),
        _ => issuer.lists(1, &[]).der(),
    }
}

impl Made {
    /// Whether OpenSSL accepts the chain; otherwise its complaint.
    fn by_openssl(&self, openssl: &OpenSsl, chain: &Chain) -> Result<(), String> {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, block: &str, all: &[Vec<u8>]| {
            let path = folder.path().join(name);
            let text: String = all.iter().map(|der| pem::encode(block, der)).collect();
            std::fs::write(&path, text).unwrap();
            path.to_str().unwrap().to_owned()
        };
        let mut arguments: Vec<String> = ["verify", "-policy_check", "-no-CApath", "-no-CAstore", "-attime"]
            .map(String::from)
            .to_vec();
        arguments.push(at().unix_seconds().to_string());
        let anchor = self.root.certifies(&self.root).der();
        arguments.extend([
            "-trusted".to_owned(),
            write("anchor.pem", "CERTIFICATE", &[anchor]),
        ]);
        if !self.above.is_empty() {
            arguments.extend([
                "-untrusted".to_owned(),
                write("above.pem", "CERTIFICATE", &self.above),
            ]);
        }
        if chain.asks_for_status() {
            let lists = write("lists.pem", "X509 CRL", &self.lists);
            arguments.extend(["-crl_check_all".to_owned(), "-CRLfile".to_owned(), lists]);
        }
        if chain.policy.is_some() {
            arguments.push("-explicit_policy".to_owned());
        }
        // OpenSSL takes no policy for none, not for any.
        arguments.extend(["-policy".to_owned(), oid(chain.policy.unwrap_or(0))]);
        arguments.push(write("leaf.pem", "CERTIFICATE", std::slice::from_ref(&self.leaf)));
        openssl.run(&arguments, &[]).into_text().map(|_| ())
    }

    fn by_us(&self, chain: &Chain) -> PathReport {
        let mut settings = without_lists();
        if let Some(policy) = chain.policy {
            settings.explicit_policy = ExplicitPolicy::Required;
            settings.user_initial_policy_set = UserInitialPolicySet::only([oid(policy).parse().unwrap()]);
        }
        let mut lists = Vec::new();
        if chain.asks_for_status() {
            settings.revocation = PathSettings::default().revocation;
            lists.extend(self.lists.iter().map(|der| RevocationList::decode(der).unwrap()));
        }
        let above: Vec<Certificate> = self
            .above
            .iter()
            .map(|der| Certificate::decode(der).unwrap())
            .collect();
        let leaf = Certificate::decode(&self.leaf).unwrap();
        validator(settings, &self.root, &above, &lists).validate(&leaf, at())
    }
}

#[test]
fn on_chains_of_any_shape() {
    let Some(openssl) = OpenSsl::for_test("on_chains_of_any_shape") else {
        return;
    };
    let (mut accepted, mut refused) = (0, 0);
    let mut runner = TestRunner::deterministic();
    for _ in 0..300 {
        let chain = chains().new_tree(&mut runner).unwrap().current();
        let made = chain.make();
        let (report, by_openssl) = (made.by_us(&chain), made.by_openssl(&openssl, &chain));
        assert_eq!(
            report.is_valid(),
            by_openssl.is_ok(),
            "we found {:?}; OpenSSL said {by_openssl:?}; {chain:#?}",
            breaches(&report)
        );
        match by_openssl {
            Ok(()) => accepted += 1,
            Err(_) => refused += 1,
        }
    }
    assert!(
        accepted > 50 && refused > 50,
        "{accepted} accepted, {refused} refused"
    );
}
