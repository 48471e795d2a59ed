//! The parts of the two gates: what is in force when, and what the door refuses of them.

#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used
)]

use s1spki_policies::{
    CertificateOwner, Cohort, Dated, DatedProvision, EMBEDDED, Environment, InForce, MeterState, Moment,
    NotifiedSlot, PartyClass, Policy, PolicyError, RequestClass, Requirement, ServiceReferenceVariant,
    Severity, Standing, UserRole, XmlLimits,
};

const HEAD: &str = "[policy]\nid = \"mine\"\ntitle = \"Mine\"\nextends = \"lab\"\nenvironment = \"lab\"\n";
const REST: &str = "clause = \"TMAD 1\"\nstanding = \"assumed\"\nsource = \"test\"\n";

fn foc() -> Policy {
    Policy::embedded("foc-s1spki").unwrap().unwrap()
}

fn moment(text: &str) -> Moment {
    text.parse().unwrap()
}

fn cohort(text: &str) -> Cohort {
    text.parse().unwrap()
}

fn variant(text: &str) -> ServiceReferenceVariant {
    text.parse().unwrap()
}

fn in_force<'a, T>(rule: &'a Dated<T>, at: &str) -> &'a DatedProvision<T> {
    rule.at(moment(at))
        .version()
        .unwrap_or_else(|| panic!("nothing in force at {at}"))
}

fn load(text: &str) -> Result<Policy, PolicyError> {
    Policy::load("mine.toml", text.as_bytes())
}

#[test]
fn the_change_of_supplier_window_widens_on_28_february_2021_for_every_cohort() {
    let foc = foc();
    let rule = &foc.migration().change_of_supplier_window;
    for (at, days) in [
        ("2020-01-01", 2),
        ("2021-02-27T23:59:59Z", 2),
        ("2021-02-28", 9),
        ("2024-01-01", 9),
    ] {
        let version = in_force(rule, at);
        for name in Cohort::KNOWN {
            assert_eq!(
                version.value.days_for(Some(&cohort(name))),
                days,
                "{name} at {at}"
            );
        }
        assert_eq!(version.value.days_for(None), days);
        assert_eq!(version.authority.standing, Standing::Designated);
        assert_eq!(version.severity(), Severity::Refuse);
    }
    let counting = in_force(&foc.migration().window_counting, "2021-02-28");
    assert_eq!(counting.authority.standing, Standing::Assumed);
}

#[test]
fn a_site_may_give_a_cohort_another_window() {
    let text = format!(
        "{HEAD}[migration.change-of-supplier-window.tmad-v11]\nvalue = {{ days = 9, cohorts = {{ IOC = 2 }} }}\n\
         from = 2021-02-28\n{REST}"
    );
    let policy = load(&text).unwrap();
    let window = &in_force(&policy.migration().change_of_supplier_window, "2021-03-01").value;
    assert_eq!(window.days_for(Some(&cohort("IOC"))), 2);
    assert_eq!(window.days_for(Some(&cohort("FOC"))), 9);
    assert_eq!(window.days_for(None), 9);
}

#[test]
fn tmad_has_effect_from_its_beginning_to_the_last_expiry_that_is_known() {
    let foc = foc();
    let rule = &foc.migration().transition_expiry;
    for (at, last_day, standing, has_effect) in [
        ("2020-12-17", "2020-12-31", Standing::Designated, true),
        ("2020-12-18", "2021-12-31", Standing::Designated, true),
        ("2021-12-31T23:59:59Z", "2021-12-31", Standing::Designated, true),
        ("2022-01-01", "2022-12-31", Standing::Assumed, true),
        ("2023-01-01", "2024-03-31", Standing::Assumed, true),
        ("2024-03-31T23:59:59Z", "2024-03-31", Standing::Assumed, true),
        ("2024-04-01", "2024-12-31", Standing::Assumed, true),
        ("2024-12-31T23:59:59Z", "2024-12-31", Standing::Assumed, true),
        ("2025-01-01", "2024-12-31", Standing::Assumed, false),
    ] {
        let version = in_force(rule, at);
        assert_eq!(version.value.last_day, moment(last_day), "at {at}");
        assert_eq!(version.authority.standing, standing, "at {at}");
        assert_eq!(version.value.is_in_force(moment(at)), has_effect, "at {at}");
    }
}

#[test]
fn foc_begins_on_28_february_2021() {
    let foc = foc();
    let migration = foc.migration();
    let before = moment("2021-02-27T23:59:59Z");
    assert!(matches!(
        migration.key_infrastructure.at(before),
        InForce::NotYet(_)
    ));
    assert!(matches!(
        migration.prepayment_attestation.at(before),
        InForce::NotYet(_)
    ));
    assert!(matches!(
        migration.profile_data_switch_dormant.at(before),
        InForce::NotYet(_)
    ));
    let switch = in_force(&migration.profile_data_switch_dormant, "2021-02-28");
    let scope = &switch.dating.applies_to;
    assert_eq!(
        scope.covers(Some(&cohort("FOC")), Some(MeterState::Dormant)),
        Some(true)
    );
    assert_eq!(
        scope.covers(Some(&cohort("IOC")), Some(MeterState::Dormant)),
        Some(false)
    );
    assert_eq!(
        scope.covers(Some(&cohort("FOC")), Some(MeterState::Active)),
        Some(false)
    );
    assert_eq!(switch.severity(), Severity::Refuse);
    let later = in_force(&migration.profile_data_switch_dormant, "2021-06-01");
    assert_eq!(later.severity(), Severity::Warn);
}

#[test]
fn clause_4_32a_was_law_at_no_time() {
    let foc = foc();
    let rule = &foc.migration().supplier_certificate.not_null;
    assert!(matches!(rule.at(moment("2020-11-19")), InForce::NotYet(_)));
    for at in ["2020-11-20", "2021-02-28", "2024-01-01"] {
        let version = in_force(rule, at);
        assert_eq!(version.authority.standing, Standing::Proposed);
        assert_eq!(version.severity(), Severity::Warn);
        assert_eq!(version.authority.clause.to_string(), "TMAD 4.32A");
    }
    let of_operator = &foc.migration().network_operator_certificate.not_null;
    let version = in_force(of_operator, "2022-01-01");
    assert_eq!(version.value, Requirement::NotRequired);
}

#[test]
fn a_site_may_refuse_what_was_only_proposed() {
    let version = |severity: &str| {
        format!(
            "{HEAD}[migration.supplier-certificate.not-null.clause-4-32a]\nvalue = \"required\"\nfrom = 2020-11-20\n\
             {severity}applies-to = {{ cohorts = [\"FOC\"] }}\nclause = \"TMAD 4.32A\"\nstanding = \"proposed\"\n\
             source = \"letter\"\n"
        )
    };
    let severity = |text: &str| {
        let policy = load(text).unwrap();
        in_force(&policy.migration().supplier_certificate.not_null, "2022-01-01").severity()
    };
    assert_eq!(severity(&version("severity = \"refuse\"\n")), Severity::Refuse);
    assert_eq!(severity(&version("")), Severity::Warn);
}

#[test]
fn exclusions_change_on_10_june_2022() {
    let foc = foc();
    let exclusions = &foc.migration().exclusion;
    assert_eq!(exclusions.len(), 13);
    let before = moment("2022-06-09T23:59:59Z");
    for name in [
        "configuration-failed",
        "contract-ended",
        "duplicate-identifiers",
        "firmware-upgrade-failed",
        "firmware-upgrade-not-attempted",
    ] {
        assert!(
            matches!(exclusions[name].at(before), InForce::NotYet(_)),
            "{name}"
        );
        assert_eq!(
            in_force(&exclusions[name], "2022-06-10").authority.standing,
            Standing::Designated
        );
    }
    for name in ["supplier-ceased-trading", "user-not-live"] {
        assert_eq!(
            in_force(&exclusions[name], "2022-06-09").severity(),
            Severity::Warn
        );
        assert!(
            matches!(exclusions[name].at(moment("2022-06-10")), InForce::Over(_)),
            "{name}"
        );
    }
    let gas = |at| &in_force(&exclusions["gas-meter"], at).dating.applies_to;
    let mds = cohort("MOC (MDS)");
    assert_eq!(gas("2022-06-09").covers(Some(&mds), None), Some(false));
    assert_eq!(gas("2022-06-10").covers(Some(&mds), None), Some(true));
    let floor = |at| &in_force(&foc.migration().decommissioning_floor, at).value;
    assert!(!floor("2022-06-09").except.contains(&mds));
    assert!(floor("2022-06-10").except.contains(&mds));
}

#[test]
fn the_table_has_the_129_requests_and_who_may_send_them() {
    let foc = foc();
    let table = foc.service_requests();
    assert_eq!(table.len(), 129);
    let row = |text: &str| table.row(variant(text)).unwrap().value();
    assert_eq!(row("7.2").body.as_deref(), Some("DisableSupply"));
    assert_eq!(row("7.2").class(), RequestClass::Critical);
    assert_eq!(row("2.2").class(), RequestClass::NonCritical);
    assert_eq!(row("8.2").class(), RequestClass::NonDevice);
    assert_eq!(row("6.23").class(), RequestClass::NonCritical);
    for nobody in ["7.16", "8.5", "8.6"] {
        assert!(row(nobody).user_roles.is_empty(), "{nobody}");
    }
    let critical: Vec<_> = table.rows().filter(|(_, row)| row.value().critical).collect();
    assert_eq!(critical.len(), 37);
    let operators = [UserRole::ElectricityDistributor, UserRole::GasTransporter];
    let open_to_operators: Vec<String> = critical
        .iter()
        .filter(|(_, row)| operators.iter().any(|role| row.value().user_roles.contains(role)))
        .map(|(variant, _)| variant.to_string())
        .collect();
    assert_eq!(open_to_operators, ["6.15.1"]);
    let bodies: std::collections::BTreeSet<_> = table
        .rows()
        .filter_map(|(_, row)| row.value().body.clone())
        .collect();
    assert_eq!(bodies.len(), 129);
    let found: Vec<String> = table
        .of_body("ReadInventory")
        .map(|variant| variant.to_string())
        .collect();
    assert_eq!(found, ["8.2"]);
}

#[test]
fn what_smets1_does_otherwise_is_dated() {
    let foc = foc();
    let overrides = &foc.commands().request_override;
    let firmware = &overrides[&variant("11.4")];
    assert!(matches!(
        firmware.at(moment("2020-11-23T23:59:59Z")),
        InForce::NotYet(_)
    ));
    let version = in_force(firmware, "2020-11-24");
    assert_eq!(version.value.user_roles, Some([UserRole::ImportSupplier].into()));
    assert!(version.value.except.contains(&cohort("FOC")));
    assert_eq!(version.authority.standing, Standing::Designated);
    assert_eq!(
        in_force(&overrides[&variant("8.3")], "2021-01-01")
            .authority
            .standing,
        Standing::Assumed
    );
}

#[test]
fn the_command_gate_says_on_what_it_rests() {
    let foc = foc();
    let commands = foc.commands();
    let at = "2022-01-01";
    for (rule, standing) in [
        (&commands.signer_role.critical, Standing::Assumed),
        (&commands.signer_role.non_critical, Standing::Measured),
        (&commands.signer_role.response, Standing::Measured),
        (&commands.signer_role.countersignature, Standing::Assumed),
    ] {
        assert_eq!(in_force(rule, at).authority.standing, standing);
    }
    let party = |role: UserRole| in_force(&commands.user_role[&role], at).value.party;
    assert_eq!(party(UserRole::GasSupplier), Some(PartyClass::Supplier));
    assert_eq!(party(UserRole::GasTransporter), Some(PartyClass::NetworkOperator));
    assert_eq!(party(UserRole::OtherUser), None);
    for (slot, rule) in &commands.notified_slot {
        let rule = in_force(rule, at).value;
        assert_eq!(NotifiedSlot::of(rule.party, rule.class), Some(*slot));
    }
    assert_eq!(commands.notified_slot.len(), 4);
    assert!(matches!(
        commands.smets1_command_variants.at(moment(at)),
        InForce::Never
    ));
    let owner = in_force(&commands.replacement_owner, at);
    assert_eq!(
        (owner.value, owner.severity()),
        (CertificateOwner::Sender, Severity::Warn)
    );
    assert_eq!(commands.xml_limits_at(moment(at)).octets, 4 << 20);
}

#[test]
fn the_overlays_inherit_the_gates_and_no_value_of_them_gates_issuance() {
    let foc = foc();
    for id in ["lab", "zaz1"] {
        let policy = Policy::embedded(id).unwrap().unwrap();
        assert_eq!(policy.service_requests().len(), 129, "{id}");
        assert_eq!(
            policy.migration().change_of_supplier_window,
            foc.migration().change_of_supplier_window
        );
    }
    let of_gates = |path: &str| {
        ["migration.", "command.", "event.", "service-request."]
            .iter()
            .any(|part| path.starts_with(part))
    };
    assert!(
        foc.assumed_gating_issuance()
            .all(|record| !of_gates(&record.path))
    );
    assert!(foc.provisions().iter().any(|record| of_gates(&record.path)));
}

/// Where a rule stands in the file of the test, line 6 is its head and line 7 the first of its own.
#[test]
fn what_the_door_refuses_of_a_dated_rule_has_its_line() {
    let window = "[migration.change-of-supplier-window.mine]\n";
    let cases: &[(&str, String, usize, &str)] = &[
        (
            "unknown key",
            format!("{window}value = {{ days = 1 }}\nfrom = 2025-01-01\nsince = 2025-01-01\n{REST}"),
            9,
            "unknown field `since`",
        ),
        (
            "unknown rule",
            format!("[migration.change-of-mind.mine]\nvalue = 1\n{REST}"),
            6,
            "unknown field `change-of-mind`",
        ),
        (
            "bad date",
            format!("{window}value = {{ days = 1 }}\nfrom = \"2025-01-01\"\n{REST}"),
            8,
            "",
        ),
        (
            "ends first",
            format!("{window}value = {{ days = 1 }}\nfrom = 2019-01-02\nuntil = 2019-01-01\n{REST}"),
            9,
            "before it has begun",
        ),
        (
            "lasts no time",
            format!("{window}value = {{ days = 1 }}\nfrom = 2019-01-02\nuntil = 2019-01-02\n{REST}"),
            9,
            "before it has begun",
        ),
        (
            "overlap",
            format!("{window}value = {{ days = 1 }}\nfrom = 2022-01-01\nuntil = 2023-01-01\n{REST}"),
            8,
            "in force at the same time",
        ),
        (
            "overlap without date",
            format!("{window}value = {{ days = 1 }}\nuntil = 2019-01-01\n{REST}"),
            7,
            "in force at the same time",
        ),
        (
            "empty source",
            format!(
                "{window}value = {{ days = 1 }}\nfrom = 2025-01-01\nclause = \"TMAD 1\"\nstanding = \"assumed\"\nsource = \" \"\n"
            ),
            11,
            "the source is empty",
        ),
        (
            "no source",
            format!("{window}value = {{ days = 1 }}\nclause = \"TMAD 1\"\nstanding = \"assumed\"\n"),
            6,
            "missing field `source`",
        ),
        (
            "bad severity",
            format!("{window}value = {{ days = 1 }}\nseverity = \"shout\"\n{REST}"),
            8,
            "unknown variant `shout`",
        ),
        (
            "bad name",
            format!(
                "[migration.change-of-supplier-window.Mine]\nvalue = {{ days = 1 }}\nfrom = 2019-01-01\n{REST}"
            ),
            7,
            "not in kebab-case",
        ),
        (
            "long window",
            format!(
                "[migration.change-of-supplier-window.tmad-v11]\nvalue = {{ days = 367 }}\nfrom = 2021-02-28\n{REST}"
            ),
            7,
            "at most 366",
        ),
        (
            "bad variant",
            format!("[service-request.\"7\"]\nvalue = {{ name = \"x\", user-roles = [] }}\n{REST}"),
            6,
            "not a Service Reference Variant",
        ),
        (
            "bad body",
            format!(
                "[service-request.\"7.2\"]\nvalue = {{ name = \"x\", body = \"sr:X\", user-roles = [] }}\n{REST}"
            ),
            7,
            "not the name of an element",
        ),
        (
            "bad user role",
            format!("[service-request.\"7.2\"]\nvalue = {{ name = \"x\", user-roles = [\"XX\"] }}\n{REST}"),
            7,
            "unknown variant `XX`",
        ),
        (
            "bad command variant",
            format!(
                "[command.command-variants.duis]\nvalue = {{ critical = [10], non-critical = [], non-device = [] }}\n{REST}"
            ),
            7,
            "not a Command Variant",
        ),
        (
            "huge messages",
            format!(
                "[command.xml-limits.chosen]\nvalue = {{ octets = 16777217, depth = 1, elements = 1 }}\n{REST}"
            ),
            7,
            "more than a gate may hold",
        ),
        (
            "no messages",
            format!("[command.xml-limits.chosen]\nvalue = {{ octets = 1, depth = 0, elements = 1 }}\n{REST}"),
            7,
            "lets no message through",
        ),
        (
            "broken digest",
            format!(
                "[command.signature.seen]\nvalue = {{ canonicalisation = [\"a\"], signature = [\"a\"], digest = [\"http://www.w3.org/2000/09/xmldsig#sha1\"], transforms = [] }}\n{REST}"
            ),
            7,
            "no policy may permit",
        ),
        (
            "no digest",
            format!(
                "[command.signature.seen]\nvalue = {{ canonicalisation = [\"a\"], signature = [\"a\"], digest = [], transforms = [] }}\n{REST}"
            ),
            7,
            "nothing could be accepted",
        ),
        (
            "empty range",
            format!("[command.attribute-limit.\"A/B\".mine]\nvalue = {{ least = 2, most = 1 }}\n{REST}"),
            7,
            "nothing lies between",
        ),
        (
            "table elsewhere",
            "service-requests = \"../other.toml\"\n".to_owned(),
            6,
            "not the name of a TOML file beside",
        ),
        (
            "table not at hand",
            "service-requests = \"other.toml\"\n".to_owned(),
            6,
            "is not at hand",
        ),
    ];
    for (what, text, line, words) in cases {
        let error = load(&format!("{HEAD}{text}")).unwrap_err();
        let position = error.position.unwrap_or_else(|| panic!("{what}: {error}"));
        assert_eq!(
            (position.line, error.file.as_str()),
            (*line, "mine.toml"),
            "{what}: {error}"
        );
        assert!(error.message.contains(words), "{what}: {error}");
    }
}

#[test]
fn a_table_of_its_own_stands_beside_the_policy() {
    let text = format!(
        "{HEAD}service-requests = \"mine-requests.toml\"\n[service-request.\"7.1\"]\nvalue = {{ name = \"mine\", user-roles = [] }}\n{REST}"
    );
    let table = "[table]\nclause = \"DUIS 1\"\nstanding = \"assumed\"\nsource = \"test\"\n[request]\n\"7.1\" = { name = \"theirs\", user-roles = [\"IS\"] }\n\"7.2\" = { name = \"theirs\", user-roles = [\"IS\"] }\n";
    let with = |table: &str| {
        Policy::load_with("mine.toml", text.as_bytes(), |name| {
            assert_eq!(name, "mine-requests.toml");
            Ok(table.as_bytes().to_vec())
        })
    };
    let policy = with(table).unwrap();
    let name = |text: &str| {
        policy
            .service_requests()
            .row(variant(text))
            .unwrap()
            .value()
            .name
            .clone()
    };
    assert_eq!(
        (name("7.1"), name("7.2"), name("7.3")),
        ("mine".to_owned(), "theirs".to_owned(), "Arm Supply".to_owned())
    );
    assert_ne!(
        with(&table.replace("\"IS\"", "\"GS\"")).unwrap().hash(),
        policy.hash()
    );
    let broken = with(&table.replace("user-roles = [\"IS\"]", "user-roles = [\"XX\"]")).unwrap_err();
    assert_eq!(
        (broken.file.as_str(), broken.position.unwrap().line),
        ("mine-requests.toml", 6)
    );
    let refused = with(&table.replace("7.2", "7.2.1.1")).unwrap_err();
    assert_eq!(refused.position.unwrap().line, 7);
    let missing = Policy::load_with("mine.toml", text.as_bytes(), |_| {
        Err("it cannot be read".to_owned())
    })
    .unwrap_err();
    assert_eq!(
        (missing.file.as_str(), missing.position.unwrap().line),
        ("mine.toml", 6)
    );
}

#[test]
fn the_hash_covers_every_value_of_the_gates() {
    let version = format!(
        "{HEAD}[migration.change-of-supplier-window.tmad-v11]\nvalue = {{ days = 9 }}\nfrom = 2021-02-28\nuntil = 2030-01-01\n\
         severity = \"refuse\"\nsuperseded-by = \"x\"\napplies-to = {{ cohorts = [\"FOC\"], meters = [\"active\"] }}\nnote = \"n\"\n{REST}"
    );
    let policy = load(&version).unwrap();
    assert_eq!(policy.environment(), Environment::Lab);
    for (old, new) in [
        ("days = 9", "days = 8"),
        ("2021-02-28", "2021-03-01"),
        ("2030-01-01", "2030-01-02"),
        ("severity = \"refuse\"", "severity = \"warn\""),
        ("superseded-by = \"x\"", "superseded-by = \"y\""),
        ("\"FOC\"", "\"IOC\""),
        ("\"active\"", "\"dormant\""),
        ("note = \"n\"", "note = \"m\""),
        ("TMAD 1", "TMAD 2"),
        ("\"assumed\"", "\"designated\""),
        ("\"test\"", "\"elsewhere\""),
    ] {
        let changed = load(&version.replace(old, new)).unwrap();
        assert_ne!(changed.hash(), policy.hash(), "{old}");
        let read = Policy::from_canonical_form("record", changed.canonical_form()).unwrap();
        assert_eq!(read.hash(), changed.hash(), "{old}");
    }
    let line = policy
        .canonical_form()
        .lines()
        .find(|line| line.starts_with("migration.change-of-supplier-window.tmad-v11"));
    let wanted = "migration.change-of-supplier-window.tmad-v11\t{\"days\":9}\t\"TMAD 1\"\t\"assumed\"\t\"test\"\t\
        {\"applies-to\":{\"cohorts\":[\"FOC\"],\"meters\":[\"active\"]},\"from\":\"2021-02-28T00:00:00Z\",\"note\":\"n\",\
        \"severity\":\"refuse\",\"superseded-by\":\"x\",\"until\":\"2030-01-01T00:00:00Z\"}";
    assert_eq!(line, Some(wanted));
    let row = policy
        .canonical_form()
        .lines()
        .find(|line| line.starts_with("service-request.\"7.2\""));
    assert!(row.is_some_and(|row| row.contains("DisableSupply")));
}

#[test]
fn a_policy_that_states_no_gate_has_rules_that_are_never_in_force() {
    let canonical = foc().canonical_form().to_owned();
    let of_gates = ["migration.", "command.", "event.", "service-request."];
    let older: String = canonical
        .lines()
        .filter(|line| !of_gates.iter().any(|part| line.starts_with(part)))
        .map(|line| format!("{line}\n"))
        .collect();
    let policy = Policy::from_canonical_form("an older record", &older).unwrap();
    let at = moment("2022-01-01");
    assert!(matches!(
        policy.migration().transition_expiry.at(at),
        InForce::Never
    ));
    assert!(policy.service_requests().is_empty());
    assert_eq!(policy.commands().xml_limits_at(at), XmlLimits::CEILING);
    assert_eq!(EMBEDDED.len(), 3);
}
