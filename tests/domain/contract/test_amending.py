"""Terms in force: the contract and the binding amendments."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import (
    OBJECTIVE,
    SIGNED_ON,
    make_amendment,
    make_case,
    make_engagement,
    make_practice,
    make_session,
)
from tests.commands import command_of

from phmcoach.documents.papers.designation import designate
from phmcoach.domain.base import as_data
from phmcoach.domain.cadence.report import CadenceReport, assess_cadence
from phmcoach.domain.case import Case
from phmcoach.domain.contract.amendment_gates import (
    amendment_breaches,
    fewer_than_used,
    sessions_left_out,
)
from phmcoach.domain.contract.coverage import count_sessions, uncovered_sessions
from phmcoach.domain.money.account import Account, billed_shares
from phmcoach.domain.money.drafting import Drafting
from phmcoach.domain.money.due import draft_due
from phmcoach.domain.money.package import instalments
from phmcoach.domain.money.repricing import repricing_problems
from phmcoach.domain.records.amendment import Amendment
from phmcoach.domain.records.engagement import Engagement
from phmcoach.domain.records.practice import CadenceHabits
from phmcoach.domain.records.session import Session
from phmcoach.domain.records.terms import Terms
from phmcoach.domain.shape.validation import InvalidRecordError, validate
from phmcoach.law import load_law
from phmcoach.remedy import Remedy
from phmcoach.value import fields_of, replace

LAW = load_law()
END = date(2026, 7, 11)


def amended(
    *amendments: dict[str, Any], sessions: Sequence[Session] = (), **changes: object
) -> Engagement:
    return make_engagement(*sessions, amendments=list(amendments), **changes)


def terms_of(engagement: Engagement) -> Terms:
    return terms_agreed(make_case(engagement))


def terms_agreed(case: Case) -> Terms:
    terms = case.agreed_terms
    assert terms is not None
    return terms


def drafting(engagement: Engagement, issued_on: date, *, private: bool = False) -> Drafting:
    case = make_case(engagement, private=private)
    return Drafting(
        case=case,
        practice=make_practice(),
        law=LAW,
        issued_on=issued_on,
        account=Account(),
        specimen=False,
    )


def messages(engagement: Engagement, *, private: bool = False) -> list[str]:
    found = amendment_breaches(make_case(engagement, private=private))
    return [problem.message for problem in found]


# The fold


CHANGES: dict[str, st.SearchStrategy[object]] = {
    "sessions": st.integers(1, 30),
    "session_minutes": st.integers(60, 180),
    "end_on": st.dates(date(2026, 6, 1), date(2026, 12, 31)),
    "hourly_rate": st.integers(100, 400).map(Decimal),
    "modes": st.sampled_from([["video"], ["in-person", "phone"]]),
    "notice_hours": st.integers(0, 72),
    "session_dates": st.booleans(),
}
DAYS = st.dates(date(2026, 1, 10), date(2026, 12, 31))
KEYS = st.sets(st.sampled_from(sorted(CHANGES)))
EVERYONE = ("coach", "beneficiary", "sponsor")
SIGNERS = st.sets(st.sampled_from(EVERYONE), max_size=3) | st.just(set(EVERYONE))


@st.composite
def some_amendments(draw: st.DrawFn) -> list[dict[str, Any]]:
    found = []
    for number in range(1, draw(st.integers(0, 5)) + 1):
        parties = draw(SIGNERS)
        keys = draw(KEYS)
        found.append(
            {
                "number": number,
                "set_on": SIGNED_ON,
                "effective_on": draw(DAYS),
                "signatures": dict.fromkeys(sorted(parties), draw(DAYS)),
                **{key: draw(CHANGES[key]) for key in sorted(keys)},
            }
        )
    return found


@given(some_amendments(), DAYS)
def test_the_terms_of_a_day_are_the_contract_with_the_amendments_in_force(
    amendments: list[dict[str, Any]], day: date
) -> None:
    engagement = amended(*amendments)
    assert engagement.terms is not None
    wanted = fields_of(engagement.terms)
    latest = dict(wanted)
    for each in amendments:
        new = {key: value for key, value in each.items() if key in CHANGES}
        new = {key: tuple(v) if isinstance(v, list) else v for key, v in new.items()}
        if len(each["signatures"]) == 3:
            latest |= new
            if each["effective_on"] <= day:
                wanted |= new
    now = make_case(engagement).terms_on(day)
    assert now is not None
    assert fields_of(now) == wanted
    assert fields_of(terms_of(engagement)) == latest


@given(some_amendments())
def test_an_amendment_that_not_all_have_signed_changes_nothing(
    amendments: list[dict[str, Any]],
) -> None:
    unsigned = [each | {"signatures": {"coach": SIGNED_ON}} for each in amendments]
    assert make_case(amended(*unsigned)).agreed_terms == amended().terms
    assert make_case(amended(*unsigned)).agreed_objectives == amended().objectives


@given(some_amendments(), st.integers(0, 5), st.integers(0, 9))
def test_a_gap_in_the_numbers_is_reported(
    amendments: list[dict[str, Any]], place: int, number: int
) -> None:
    if place < len(amendments):
        amendments[place]["number"] = max(1, number)
    numbers = [each["number"] for each in amendments]
    is_gapless = numbers == list(range(1, len(numbers) + 1))
    assert ("amend.wrong-number" in messages(amended(*amendments))) == (not is_gapless)


@given(some_amendments(), DAYS)
def test_no_amendment_uncovers_a_covered_session(
    amendments: list[dict[str, Any]], today: date
) -> None:
    """A session held under the terms of its day stays covered, whatever is signed later."""
    sessions = [make_session(n, SIGNED_ON + timedelta(days=14 * n)) for n in range(1, 15)]
    then = [each | {"effective_on": max(each["effective_on"], today)} for each in amendments]
    plain, changed = amended(sessions=sessions), amended(*then, sessions=sessions)
    held = {s.id for s in sessions if s.on < today}
    uncovered = set(uncovered_sessions(make_case(changed)))
    assert held & uncovered <= set(uncovered_sessions(make_case(plain)))


def test_an_amendment_that_the_sponsor_has_not_signed_does_not_bind() -> None:
    half = make_amendment(sessions=14, signatures={"coach": END, "beneficiary": END})
    engagement = amended(half)
    (step,) = make_case(engagement).history
    assert (step.signed_on, step.missing) == (None, ("sponsor",))
    assert terms_of(engagement).sessions == 12


PAIR = fields_of(terms_of(make_engagement())) | {"contract": "pair"}


@pytest.mark.parametrize(
    ("changes", "parties"),
    [
        ({"hourly_rate": Decimal(280)}, ("coach", "sponsor")),
        ({"payment_days": 15, "late_cancel_percent": Decimal(50)}, ("coach", "sponsor")),
        ({"late_cancel_percent": Decimal(0)}, ("coach", "beneficiary", "sponsor")),
        ({"sessions": 14, "hourly_rate": Decimal(280)}, ("coach", "beneficiary", "sponsor")),
        ({"session_dates": True}, ("coach", "beneficiary", "sponsor")),
        ({"applies_from": SIGNED_ON}, ("coach", "beneficiary", "sponsor")),
        ({"dropped": ["o1"]}, ("coach", "beneficiary", "sponsor")),
    ],
)
def test_an_amendment_of_two_contracts_is_signed_by_the_parties_whose_contract_changes(
    changes: dict[str, Any], parties: tuple[str, ...]
) -> None:
    signed = dict.fromkeys(parties, END)
    for missing in (None, *parties):
        days = {party: on for party, on in signed.items() if party != missing}
        engagement = amended(make_amendment(**changes, signatures=days), terms=PAIR)
        (step,) = make_case(engagement).history
        assert step.parties == parties
        assert (step.signed_on is None) == (missing is not None)


def test_a_change_of_billing_absences_is_compared_with_the_earlier_terms() -> None:
    percents = [Decimal(50), Decimal(0), Decimal(0), Decimal(100)]
    engagement = amended(
        *(make_amendment(number=n, late_cancel_percent=p) for n, p in enumerate(percents, 1))
    )
    found = [step.waives_absence for step in make_case(engagement).history]
    assert found == [None, True, None, False]
    package = fields_of(terms_of(make_engagement())) | PACKAGE
    free = make_amendment(late_cancel_percent=Decimal(0))
    (step,) = make_case(amended(free, terms=package)).history
    assert step.waives_absence is None


def test_a_change_of_billing_absences_is_not_compared_with_a_draft() -> None:
    engagement = amended(
        make_amendment(1, late_cancel_percent=Decimal(0), signed=False),
        make_amendment(2, late_cancel_percent=Decimal(0)),
    )
    assert [step.waives_absence for step in make_case(engagement).history] == [True, True]


def test_an_amendment_signed_before_an_earlier_one_is_reported() -> None:
    two = make_amendment(2, sessions=15), make_amendment(2, sessions=15, signed=False)
    first = make_amendment(1, sessions=14, signed=False)
    (problem,) = amendment_breaches(make_case(amended(first, two[0])))
    assert problem.message == "amend.earlier-unsigned"
    assert problem.args == {"number": 2, "earlier": 1}
    assert command_of(problem, "martin") == "coach sign martin --amendment 1 --on DATE"
    assert messages(amended(first, two[1])) == []
    assert messages(amended(first | {"signatures": two[0]["signatures"]}, two[0])) == []


def test_a_private_client_s_amendment_needs_no_sponsor() -> None:
    two = {"coach": SIGNED_ON, "beneficiary": SIGNED_ON}
    engagement = amended(make_amendment(sessions=14, signatures=two), signatures=two)
    assert terms_of(engagement).sessions == 14


def test_an_amendment_of_an_unsigned_contract_binds_nobody() -> None:
    engagement = amended(make_amendment(sessions=14), signatures={"coach": SIGNED_ON})
    assert terms_of(engagement).sessions == 12


def test_an_amendment_counts_from_its_last_signature_on() -> None:
    engagement = amended(make_amendment(sessions=14))
    case = make_case(engagement)
    assert terms_agreed(case.as_agreed_by(date(2026, 3, 1))).sessions == 12
    assert terms_agreed(case.as_agreed_by(date(2026, 3, 2))).sessions == 14


def test_objectives_are_added_reworded_in_their_place_and_dropped() -> None:
    second = OBJECTIVE | {"id": "o2", "statement": "Animer."}
    third = OBJECTIVE | {"id": "o3", "statement": "Écouter."}
    engagement = amended(
        make_amendment(1, objectives=[OBJECTIVE | {"statement": "Déléguer mieux."}, third]),
        make_amendment(2, dropped=["o2"]),
        objectives=[OBJECTIVE, second],
    )
    found = [(each.id, each.statement) for each in make_case(engagement).agreed_objectives]
    assert found == [("o1", "Déléguer mieux."), ("o3", "Écouter.")]
    assert make_case(engagement).next_objective_id == "o4"


RATING = {"objective": "o3", "attainment": "Fait."}


@pytest.mark.parametrize(
    "changes",
    [
        {"amendments": [make_amendment(1, dropped=["o3"])]},
        {
            "evaluation": {
                "mode": "two-way",
                "ratings": [{"objective": "o3", "attainment": "Fait."}],
            }
        },
        {"seal": {"client": "0" * 16, "objectives.o3": "0" * 16}},
    ],
    ids=["an amendment", "the evaluation", "the seal"],
)
def test_the_id_of_an_objective_that_was_removed_by_hand_is_never_given_again(
    changes: dict[str, object],
) -> None:
    assert make_case(make_engagement(**changes)).next_objective_id == "o4"


def test_before_and_after_of_an_amendment_count_the_earlier_ones_that_bind() -> None:
    engagement = amended(
        make_amendment(1, sessions=14),
        make_amendment(2, sessions=15, signed=False),
        make_amendment(3, hourly_rate=Decimal(280), signed=False),
    )
    last = make_case(engagement).history[2]
    old, new = last.before.terms, last.after.terms
    assert old is not None
    assert new is not None
    assert (old.sessions, old.hourly_rate) == (14, Decimal(260))
    assert (new.sessions, new.hourly_rate) == (14, Decimal(280))
    (change,) = last.changes
    assert (change.key, change.before, change.after) == ("hourly_rate", 260, 280)


# The sessions that it covers


def test_a_session_beyond_the_number_is_covered_once_an_amendment_for_it_is_signed() -> None:
    sessions = [make_session(n, date(2026, 1, 10 + n)) for n in range(1, 14)]
    unsigned = amended(make_amendment(sessions=13, signed=False), sessions=sessions)
    signed = amended(make_amendment(sessions=13), sessions=sessions)
    assert dict(uncovered_sessions(make_case(unsigned))) == {"s13": "beyond-number"}
    assert dict(uncovered_sessions(make_case(signed))) == {}
    assert count_sessions(make_case(signed)) == 13


def test_a_session_after_the_end_is_covered_once_the_end_is_moved() -> None:
    held = make_session(1, date(2026, 7, 20))
    late = {"set_on": date(2026, 7, 25), "effective_on": date(2026, 7, 25)}
    signed = amended(make_amendment(end_on=date(2026, 8, 11)) | late, sessions=[held])
    too_short = amended(make_amendment(end_on=date(2026, 7, 15)) | late, sessions=[held])
    assert dict(uncovered_sessions(make_case(signed))) == {}
    assert dict(uncovered_sessions(make_case(too_short))) == {"s1": "after-end"}


def test_a_smaller_number_binds_from_its_day_on() -> None:
    sessions = [make_session(n, date(2026, 2, n)) for n in range(1, 11)]
    later = make_session(11, date(2026, 3, 10))
    engagement = amended(make_amendment(sessions=10), sessions=[*sessions, later])
    assert dict(uncovered_sessions(make_case(engagement))) == {"s11": "beyond-number"}


def test_a_session_before_the_signature_is_covered_by_an_amendment_that_says_so() -> None:
    held = make_session(1, date(2026, 1, 9))
    engagement = amended(make_amendment(applies_from=date(2026, 1, 9)), sessions=[held])
    assert dict(uncovered_sessions(make_case(engagement))) == {}
    day_too_late = amended(make_amendment(applies_from=date(2026, 1, 10)), sessions=[held])
    assert set(uncovered_sessions(make_case(day_too_late))) == {"s1"}


def test_a_mode_that_is_agreed_later_counts_only_for_later_calls() -> None:
    calls = [
        make_session(1, date(2026, 2, 20), kind="phone"),
        make_session(2, date(2026, 3, 20), kind="phone"),
    ]
    engagement = amended(make_amendment(modes=["in-person", "phone"]), sessions=calls)
    assert count_sessions(make_case(engagement)) == 1


# The prices


def test_a_session_is_billed_at_the_rate_of_its_own_day() -> None:
    sessions = [make_session(n, day) for n, day in ((1, date(2026, 3, 3)), (2, date(2026, 3, 20)))]
    later = {"effective_on": date(2026, 3, 16), "hourly_rate": Decimal("280.00")}
    engagement = amended(make_amendment() | later, sessions=sessions)
    day = date(2026, 4, 1)
    (invoice,) = draft_due(drafting(engagement, day), day).invoices
    lines = [(line.start_on, line.end_on, line.unit_price, line.amount) for line in invoice.lines]
    assert lines == [
        (date(2026, 3, 1), date(2026, 3, 15), Decimal(260), Decimal(520)),
        (date(2026, 3, 16), date(2026, 3, 31), Decimal(280), Decimal(560)),
    ]
    assert (invoice.start_on, invoice.end_on) == (date(2026, 3, 1), date(2026, 3, 31))
    assert [line.designation.partition("réservé, ")[2] for line in designate(invoice).lines] == [
        "du 01/03/2026 au 15/03/2026",
        "du 16/03/2026 au 31/03/2026",
    ]


def test_a_no_show_is_billed_at_the_percentage_of_its_own_day() -> None:
    missed = [
        make_session(n, on, status="no-show")
        for n, on in ((1, date(2026, 3, 3)), (2, date(2026, 3, 20)))
    ]
    half = {"effective_on": date(2026, 3, 16), "late_cancel_percent": Decimal(50)}
    engagement = amended(make_amendment() | half, sessions=missed)
    day = date(2026, 4, 1)
    (invoice,) = draft_due(drafting(engagement, day), day).invoices
    assert [line.amount for line in invoice.lines] == [Decimal(520), Decimal(260)]
    assert [line.kind for line in invoice.lines] == ["hours", "reserved"]


def test_an_amendment_without_a_new_price_keeps_a_month_in_one_line() -> None:
    sessions = [make_session(n, day) for n, day in ((1, date(2026, 3, 3)), (2, date(2026, 3, 20)))]
    engagement = amended(
        make_amendment(sessions=14, effective_on=date(2026, 3, 10)), sessions=sessions
    )
    day = date(2026, 4, 1)
    (invoice,) = draft_due(drafting(engagement, day), day).invoices
    assert [line.amount for line in invoice.lines] == [Decimal(1040)]
    assert designate(invoice).lines[0].designation.endswith("mars\u00a02026")


def test_a_session_that_an_amendment_covers_is_billed() -> None:
    sessions = [make_session(n, date(2026, 1, 10 + n)) for n in range(1, 14)]
    day = date(2026, 4, 1)
    bare = draft_due(drafting(amended(sessions=sessions), day), day)
    more = draft_due(drafting(amended(make_amendment(sessions=13), sessions=sessions), day), day)
    assert [s.id for s in bare.uncovered] == ["s13"]
    assert bare.invoices[0].total_net == 12 * 520
    assert more.uncovered == ()
    assert more.invoices[0].total_net == 13 * 520
    assert billed_shares(Account()).time == frozenset()


def test_the_time_to_pay_of_an_invoice_is_that_of_its_day_of_issue() -> None:
    engagement = amended(
        make_amendment(payment_days=15),
        sessions=[make_session(1, date(2026, 1, 20))],
    )
    for day, days in ((date(2026, 2, 1), 30), (date(2026, 3, 2), 15)):
        (invoice,) = draft_due(drafting(engagement, day), day).invoices
        assert (invoice.due_on - day).days == days


PACKAGE = {"plan": "package", "package_price": Decimal(6000)}


def test_the_price_of_a_package_is_the_one_agreed_last() -> None:
    engagement = amended(
        make_amendment(package_price=Decimal(7000)),
        terms=as_data(terms_of(amended())) | PACKAGE | {"schedule": [50, 50]},
    )
    assert [each.amount for each in instalments(terms_of(engagement))] == [3500, 3500]


# The problems of an amendment


def test_a_valid_amendment_is_no_breach_signed_or_not() -> None:
    assert messages(amended(make_amendment(sessions=14))) == []
    assert messages(amended(make_amendment(sessions=14, signed=False))) == []


def test_all_bounds_that_the_amended_terms_break_are_reported_at_once() -> None:
    change = make_amendment(sessions=21, session_minutes=240, end_on=date(2026, 8, 11))
    assert messages(amended(change)) == [
        "bounds.sessions",
        "bounds.session-length",
        "bounds.span-long",
    ]


def test_a_pause_allows_a_later_end() -> None:
    later = make_amendment(end_on=date(2026, 8, 11))
    pause = {"start_on": date(2026, 4, 1), "end_on": date(2026, 5, 1)}
    assert messages(amended(later)) == ["bounds.span-long"]
    assert messages(amended(later, pauses=[pause])) == []


def test_an_amendment_that_changes_nothing_or_comes_too_early_is_reported() -> None:
    assert messages(amended(make_amendment())) == ["amend.nothing"]
    early = make_amendment(sessions=14, set_on=date(2026, 1, 9))
    assert messages(amended(early)) == ["amend.before-contract"]
    unsigned = amended(make_amendment(sessions=14), signatures={"coach": SIGNED_ON})
    assert "amend.before-contract" in messages(unsigned)
    signed_early = make_amendment(sessions=14, set_on=date(2026, 3, 3))
    assert messages(amended(signed_early)) == ["amend.signed-early"]


def test_an_end_before_the_start_and_a_price_without_package_are_reported() -> None:
    assert messages(amended(make_amendment(end_on=date(2026, 1, 1)))) == ["amend.ends-before-start"]
    assert messages(amended(make_amendment(package_price=Decimal(10)))) == ["amend.no-package"]


def test_no_amendment_takes_effect_before_there_is_a_contract() -> None:
    for days, reported in ((0, []), (1, ["amend.effective-before-contract"])):
        change = make_amendment(sessions=14, effective_on=SIGNED_ON - timedelta(days=days))
        assert messages(amended(change)) == reported


def test_an_amendment_does_not_reprice_sessions_billed_before_its_signature() -> None:
    sessions = [
        make_session(1, date(2026, 1, 20)),
        make_session(2, date(2026, 2, 3), status="no-show"),
        make_session(3, date(2026, 2, 17)),
    ]

    def reported(
        *,
        issued_on: date = date(2026, 3, 1),
        signed: bool = True,
        terms: object = None,
        **changes: Any,  # noqa: ANN401 - whatever the field takes
    ) -> list[tuple[object, str]]:
        drafts = draft_due(drafting(amended(sessions=sessions), issued_on), issued_on)
        papers = tuple(replace(each, number=f"F-{n}") for n, each in enumerate(drafts.invoices, 1))
        given = {} if terms is None else {"terms": terms}
        engagement = amended(make_amendment(signed=signed, **changes), sessions=sessions, **given)
        case = make_case(engagement)
        found = repricing_problems(case, case.history[0], [Account(papers)])
        assert {each.message for each in found} <= {"amend.price-already-billed"}
        return [(each.args["id"], command_of(each, "martin") or "") for each in found]

    january, later = date(2026, 1, 15), date(2026, 2, 18)
    billed = [("s1", "F-1"), ("s3", "F-2")]
    wanted = [(s, f'coach credit {number} --rebill --reason "…"') for s, number in billed]
    rate: dict[str, Any] = {"hourly_rate": Decimal(300)}
    assert reported(effective_on=january, **rate) == wanted
    assert reported(effective_on=later, **rate) == []
    assert reported(effective_on=january, issued_on=date(2026, 3, 2), **rate) == []
    draft = reported(
        effective_on=date(2026, 2, 17), issued_on=date(2026, 4, 1), signed=False, **rate
    )
    assert draft == [("s3", "coach amend martin --effective DATE")]
    assert reported(effective_on=january, late_cancel_percent=Decimal(0)) == [
        ("s2", 'coach credit F-2 --rebill --reason "…"')
    ]
    assert reported(effective_on=january, sessions=14) == []
    package = fields_of(terms_of(make_engagement())) | PACKAGE
    assert reported(effective_on=january, terms=package, **rate) == []


def test_an_amendment_can_only_make_the_contract_cover_earlier_days() -> None:
    good = make_amendment(1, applies_from=date(2026, 1, 9))
    assert messages(amended(good)) == []
    for late in (SIGNED_ON, date(2027, 1, 1)):
        assert messages(amended(make_amendment(applies_from=late))) == ["amend.applies-late"]
    again = amended(good, make_amendment(2, applies_from=date(2026, 1, 9)))
    (problem,) = amendment_breaches(make_case(again))
    assert problem.args["covered_from"] == date(2026, 1, 9)
    assert messages(amended(good, make_amendment(2, applies_from=date(2026, 1, 8)))) == []


ADDING = '--add-objective "…" --result "…" --indicator "…"'


@pytest.mark.parametrize(
    ("changes", "fix"),
    [
        ({"end_on": date(2026, 1, 1)}, "coach amend martin --end DATE"),
        ({"sessions": 30}, "coach amend martin --sessions N --hours H --end DATE"),
        ({"package_price": Decimal(10)}, "coach edit martin"),
        ({"dropped": ["o9"]}, "coach edit martin"),
        ({"dropped": ["o1"]}, f"coach amend martin --drop-objective o1 {ADDING}"),
    ],
)
def test_each_problem_of_a_draft_names_its_remedy(changes: dict[str, Any], fix: str) -> None:
    draft = amended(make_amendment(signed=False, **changes))
    (problem,) = amendment_breaches(make_case(draft))
    assert command_of(problem, "martin") == fix
    (signed,) = amendment_breaches(make_case(amended(make_amendment(**changes))))
    if signed.message != "amend.sessions-beyond-limit":  # another amendment mends these
        fix = "coach edit martin"
    assert command_of(signed, "martin") == fix


def test_objectives_of_an_amendment_are_complete_shared_and_known() -> None:
    personal = OBJECTIVE | {"id": "o2", "personal": True}
    both = [OBJECTIVE, personal]
    bare = {"id": "o3", "statement": "Écouter."}
    assert messages(amended(make_amendment(objectives=[bare]))) == ["gate.incomplete-objective"]
    assert messages(amended(make_amendment(dropped=["o9"]))) == ["amend.unknown-objective"]
    assert messages(amended(make_amendment(dropped=["o1"]))) == ["gate.no-objective"]
    assert messages(amended(make_amendment(dropped=["o1"]), objectives=both)) == [
        "gate.no-shared-objective"
    ]
    assert messages(amended(make_amendment(objectives=[personal]), objectives=both)) == [
        "amend.personal-objective"
    ]
    for twice in ({"dropped": ["o1", "o1"]}, {"dropped": ["o1"], "objectives": [OBJECTIVE]}):
        found = messages(
            amended(
                make_amendment(**twice), objectives=[OBJECTIVE, bare | OBJECTIVE | {"id": "o3"}]
            )
        )
        assert found == ["amend.objective-twice"]
    with pytest.raises(InvalidRecordError, match=r"shape\.repeated-id") as refused:
        amended(make_amendment(objectives=[OBJECTIVE, OBJECTIVE]))
    (error,) = refused.value.details
    assert error["ctx"]["at"] == ("amendments", 0, "objectives", 1, "id")
    new = make_amendment(objectives=[OBJECTIVE | {"id": "o3", "personal": True}])
    assert messages(amended(new)) == ["amend.personal-objective"]


# The cadence


def cadence(engagement: Engagement, as_of: date) -> CadenceReport:
    return assess_cadence(make_case(engagement), habits=CadenceHabits(), as_of=as_of)


def left_of(report: CadenceReport) -> tuple[int, int]:
    """Return the remaining days and sessions."""
    assert report.pace is not None
    return report.pace.days_left, report.pace.left


def test_the_required_gap_is_that_of_the_amended_end_and_number() -> None:
    sessions = [make_session(n, date(2026, 1, 10 + n)) for n in range(1, 3)]
    engagement = amended(make_amendment(sessions=14, end_on=date(2026, 7, 31)), sessions=sessions)
    as_of = date(2026, 3, 2)
    report = cadence(engagement, as_of)
    assert report.contracted == 14
    days_left = (date(2026, 7, 31) - as_of).days + 1
    assert left_of(report) == (days_left, 12) == (152, 12)
    assert report.required_gap == Decimal("12.7")  # 152 days for 12 sessions
    assert report.own_gap == Decimal("14.4")  # 12 January to 31 July is 201 days, for 14
    earlier = cadence(engagement, date(2026, 3, 1))
    assert (earlier.contracted, left_of(earlier)) == (12, (133, 10))


def test_an_amended_end_counts_from_its_signature_whenever_it_takes_effect() -> None:
    engagement = amended(make_amendment(end_on=date(2026, 7, 31), effective_on=END))
    assert left_of(cadence(engagement, date(2026, 3, 2)))[0] == 152


def test_a_reached_number_is_no_longer_reached_once_it_is_raised() -> None:
    sessions = [make_session(n, date(2026, 1, 10 + n)) for n in range(1, 13)]
    plain, more = (
        amended(sessions=sessions),
        amended(make_amendment(sessions=14), sessions=sessions),
    )
    as_of = date(2026, 3, 2)
    assert cadence(plain, as_of).pace is None
    assert left_of(cadence(more, as_of))[1] == 2


def test_a_later_start_cannot_exclude_a_session_that_counts() -> None:
    sessions = (
        make_session(1, date(2026, 1, 20)),
        make_session(2, date(2026, 1, 27), kind="phone"),
        make_session(3, date(2026, 2, 3)),
    )
    left = [
        sessions_left_out(
            make_case(make_engagement(*sessions)),
            validate(Amendment, make_amendment(start_on=start_on, signed=False)),
        )
        for start_on in (date(2026, 1, 20), date(2026, 2, 1))
    ]
    assert [[each.args["id"] for each in problems] for problems in left] == [[], ["s1"]]


def test_an_earlier_end_cannot_exclude_a_session_that_counts() -> None:
    sessions = (
        make_session(1, date(2026, 1, 20)),
        make_session(2, date(2026, 2, 3)),
        make_session(3, date(2026, 2, 4), kind="phone"),
    )
    left = [
        sessions_left_out(
            make_case(make_engagement(*sessions)),
            validate(Amendment, make_amendment(end_on=end_on, signed=False)),
        )
        for end_on in (date(2026, 2, 3), date(2026, 2, 2))
    ]
    assert [[each.args["id"] for each in problems] for problems in left] == [[], ["s2"]]


@pytest.mark.parametrize(
    ("used", "remedy"),
    [
        pytest.param(11, Remedy.SESSIONS_USED, id="as many as are used can be agreed"),
        pytest.param(12, Remedy.SHOW, id="these are all that were agreed"),
        pytest.param(9, Remedy.NOTHING, id="as many as are used would break a bound"),
    ],
)
def test_fewer_sessions_than_are_used_lead_to_a_number_that_is_accepted(
    used: int, remedy: Remedy
) -> None:
    held = [make_session(n, date(2026, 1, 12 + n)) for n in range(1, used + 1)]
    case = make_case(make_engagement(*held))
    asked = make_engagement(amendments=[make_amendment(sessions=2)]).amendments[0]
    (problem,) = fewer_than_used(case, asked)
    assert (problem.args, problem.remedy) == ({"sessions": 2, "used": used}, remedy)
