use std::collections::BTreeSet;

use proptest::prelude::*;

use super::{Recorded, Register, RequestState};
use crate::approval::ApprovedRequest;
use crate::command::{Command, Correction, EditRequest};
use crate::decide::decide;
use crate::double::office::{Office, SUBMITTER, person};
use crate::{PersonId, RequestId};

/// Something that somebody tries with a request.
#[derive(Clone, Copy, Debug)]
enum Step {
    Receive,
    PutUp,
    Edit(u8),
    Hold,
    Release,
    Reject,
    Withdraw,
    Approve(usize),
    Wait(i64),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        1 => Just(Step::Receive),
        3 => Just(Step::PutUp),
        1 => (0_u8..3).prop_map(Step::Edit),
        1 => Just(Step::Hold),
        1 => Just(Step::Release),
        1 => Just(Step::Reject),
        1 => Just(Step::Withdraw),
        6 => (0_usize..4).prop_map(Step::Approve),
        1 => prop_oneof![Just(3600_i64), Just(200_000), Just(500_000)].prop_map(Step::Wait),
    ]
}

fn take(office: &mut Office, step: Step, request: RequestId) {
    let direct = |by: &str| Office::direct(request, by);
    let command = match step {
        Step::Receive => {
            office.received(&format!("subject-{}", office.history.len()));
            return;
        }
        Step::Wait(seconds) => {
            office.at = office.at.plus_seconds(seconds).unwrap();
            return;
        }
        Step::PutUp => office.put_up_command(request),
        Step::Edit(number) => Command::EditRequest(EditRequest {
            request,
            organisation: None,
            common_name: Correction::Set(format!("NAME {number}")),
            reason: "a correction".to_owned(),
            by: person("dave"),
        }),
        Step::Hold => Command::HoldRequest(direct("dave")),
        Step::Release => Command::ReleaseRequest(direct("dave")),
        Step::Reject => Command::RejectRequest(direct("dave")),
        Step::Withdraw => Command::WithdrawRequest(direct(SUBMITTER)),
        Step::Approve(officer) => {
            let put_up = office.register.open_request(request).is_some_and(|file| {
                file.state == RequestState::PutUp
                    && file
                        .put_up
                        .as_ref()
                        .is_some_and(|put_up| office.at < put_up.lapses_at)
            });
            if !put_up {
                return;
            }
            office.approve(request, crate::double::office::OFFICERS[officer].0)
        }
    };
    if let Ok(events) = decide(&office.register, &office.policy, &command, office.at) {
        office.apply(events);
    }
}

/// What holds whatever anybody has tried.
fn check(office: &Office) {
    for file in office.register.open_requests() {
        let Ok(approved) = ApprovedRequest::of(&office.register, &office.policy, file.id, office.at) else {
            continue;
        };
        let put_up = approved.put_up();
        let officers: BTreeSet<&PersonId> = put_up
            .approvals
            .iter()
            .map(|approval| &approval.officer)
            .collect();
        assert!(officers.len() >= 2 && !officers.contains(&person("alice")));
        assert_eq!(file.state, RequestState::PutUp);
        assert!(put_up.approvals.iter().all(|approval| approval.at >= put_up.at));
        assert!(put_up.at <= office.at && office.at < put_up.lapses_at);
    }
    let serials: Vec<_> = office
        .history
        .iter()
        .filter_map(|durable| match durable.event() {
            crate::event::Event::RequestPutUp(event) => Some(event.serial.clone()),
            _ => None,
        })
        .collect();
    let different: BTreeSet<_> = serials.iter().collect();
    assert_eq!(different.len(), serials.len());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn nobody_gets_around_two_officers_whatever_they_try(steps in proptest::collection::vec((step(), 0_u32..3), 1..40)) {
        let mut office = Office::open();
        office.received("subject");
        for (step, request) in steps {
            let request = (request + 1).to_string().parse().unwrap();
            take(&mut office, step, request);
            check(&office);
        }
        // The same events add up to the same register, once more and in any process.
        let mut register = Register::default();
        for durable in &office.history {
            register.apply(&Recorded { event: durable.event(), at: durable.at(), entry: durable.entry() });
        }
        prop_assert_eq!(register, office.register);
    }
}
