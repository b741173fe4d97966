from collections.abc import Iterable
from datetime import date

import pytest
from tests.builders import SIGNED_ON, make_case, make_engagement, make_session
from tests.commands import command_of

from phmcoach.domain.contract.coverage import uncovered_sessions
from phmcoach.domain.contract.ending import Ending, ending_of
from phmcoach.domain.contract.gates import breaches, demand_warnings
from phmcoach.domain.contract.outcome import close_problems, decline_problems, end_problems
from phmcoach.domain.records.engagement import Engagement
from phmcoach.errors import Problem
from phmcoach.words import DeclineGround, Party

DEMAND = {"received_on": date(2026, 1, 2), "situations": ["new-role"]}
ENDED_ON = date(2026, 2, 20)


def reported(problems: Iterable[Problem]) -> list[tuple[str, str | None]]:
    return [(problem.message, command_of(problem, "martin")) for problem in problems]


def ids(problems: Iterable[Problem]) -> list[str]:
    return [problem.message for problem in problems]


def demand(**changes: object) -> Engagement:
    return make_engagement(demand=DEMAND, terms=None, signatures=None, **changes)


def declining(
    engagement: Engagement,
    *,
    on: date = date(2026, 1, 6),
    by: Party = "beneficiary",
    ground: DeclineGround | None = None,
    private: bool = False,
) -> list[tuple[str, str | None]]:
    problems = decline_problems(make_case(engagement, private=private), on=on, by=by, ground=ground)
    return reported(problems)


def ending(engagement: Engagement, on: date = ENDED_ON, by: Party = "sponsor") -> list[str]:
    return ids(end_problems(make_case(engagement), on=on, by=by))


# A demand that is declined


@pytest.mark.parametrize("by", ["coach", "beneficiary", "sponsor"])
def test_each_party_may_decline_a_demand(by: Party) -> None:
    assert declining(demand(), by=by) == []


def test_only_the_coach_gives_a_ground() -> None:
    assert declining(demand(), by="coach", ground="ethical") == []
    assert declining(demand(), by="beneficiary", ground="personal") == [
        ("outcome.ground-not-by-coach", None)
    ]


def test_a_contract_is_not_declined_but_ended() -> None:
    assert declining(make_engagement()) == [
        ("outcome.already-contracted", "coach end martin --on DATE --by beneficiary")
    ]


def test_a_partly_signed_demand_can_still_be_declined() -> None:
    assert declining(make_engagement(signatures={"coach": SIGNED_ON}), by="sponsor") == []


def test_a_demand_is_not_declined_twice_nor_before_its_reception() -> None:
    declined = demand(outcome={"declined_on": date(2026, 1, 5)})
    assert declining(declined) == [("outcome.already-over", "coach decline martin --take-back")]
    assert declining(demand(), on=date(2026, 1, 1)) == [("gate.declined-before-received", None)]


def test_a_demand_is_not_declined_before_the_beneficiary_validated_it() -> None:
    validated = DEMAND | {"validated_on": date(2026, 1, 5), "request": "X."}
    demanded = make_engagement(demand=validated, terms=None, signatures=None)
    assert declining(demanded, on=date(2026, 1, 5)) == []
    early = [("gate.declined-before-validation", None)]
    assert declining(demanded, on=date(2026, 1, 4)) == early


def test_a_private_client_has_no_sponsor_who_could_decline_or_end() -> None:
    assert declining(demand(), by="sponsor", private=True) == [("outcome.no-sponsor", None)]


# An early end


def test_each_party_may_end_a_contract() -> None:
    parties: tuple[Party, ...] = ("coach", "beneficiary", "sponsor")
    assert [ending(make_engagement(), by=by) for by in parties] == [[], [], []]


def test_an_unsigned_contract_is_declined_and_not_ended() -> None:
    problems = end_problems(make_case(demand()), on=ENDED_ON, by="coach")
    assert reported(problems) == [
        ("outcome.not-contracted", "coach decline martin --on DATE --by coach")
    ]


@pytest.mark.parametrize("fact", ["declined_on", "ended_on", "evaluated_on", "closed_on"])
def test_an_engagement_that_is_over_cannot_end_again(fact: str) -> None:
    over = make_engagement(outcome={fact: date(2026, 2, 1)})
    assert ending(over) == ["outcome.already-over"]


@pytest.mark.parametrize(
    ("over", "to_end", "to_decline"),
    [
        (make_engagement(outcome={"ended_on": ENDED_ON}), "end martin --take-back", "show martin"),
        (
            make_engagement(outcome={"ended_on": ENDED_ON, "closed_on": ENDED_ON}),
            "close martin --take-back",
            "show martin",
        ),
        (
            make_engagement(outcome={"evaluated_on": ENDED_ON}),
            "evaluate martin --take-back",
            "show martin",
        ),
        (
            demand(outcome={"declined_on": ENDED_ON, "closed_on": ENDED_ON}),
            "show martin",
            "close martin --take-back",
        ),
    ],
    ids=["ended", "closed", "evaluated", "declined"],
)
def test_what_is_over_is_taken_back_if_the_step_is_possible_then(
    over: Engagement, to_end: str, to_decline: str
) -> None:
    ended = end_problems(make_case(over), on=ENDED_ON, by="coach")
    assert reported(ended) == [("outcome.already-over", f"coach {to_end}")]
    assert declining(over) == [("outcome.already-over", f"coach {to_decline}")]


def test_a_contract_cannot_end_before_its_signature() -> None:
    assert ending(make_engagement(), date(2026, 1, 9)) == ["gate.ended-before-contract"]


def test_a_session_held_after_the_end_is_named() -> None:
    held = make_session(1, date(2026, 2, 21))
    missed = make_session(2, date(2026, 2, 22), status="no-show")
    planned = make_session(3, date(2026, 2, 23), status="planned")
    problems = end_problems(
        make_case(make_engagement(held, missed, planned)), on=ENDED_ON, by="coach"
    )
    assert [problem.args["id"] for problem in problems] == ["s1", "s2"]


def test_a_session_after_the_end_is_outside_the_contract() -> None:
    engagement = make_engagement(
        make_session(1, date(2026, 2, 20)),
        make_session(2, date(2026, 2, 21)),
        outcome={"ended_on": ENDED_ON},
    )
    assert uncovered_sessions(make_case(engagement)) == {"s2": "after-close"}


def test_a_session_that_the_end_cancels_at_short_notice_is_due_and_later_ones_are_not() -> None:
    engagement = make_engagement(
        make_session(1, date(2026, 2, 22), status="cancelled-late"),
        make_session(2, date(2026, 2, 23), status="cancelled-late"),
        outcome={"ended_on": ENDED_ON},
    )
    assert uncovered_sessions(make_case(engagement)) == {"s2": "after-close"}


# The close


@pytest.mark.parametrize("fact", ["declined_on", "ended_on", "evaluated_on"])
def test_an_engagement_can_be_closed_from_the_day_of_its_end(fact: str) -> None:
    over = make_engagement(outcome={fact: ENDED_ON})
    assert close_problems(make_case(over), on=ENDED_ON) == ()
    early = close_problems(make_case(over), on=date(2026, 2, 19))
    assert ids(early) == ["gate.closed-before-end"]


@pytest.mark.parametrize(
    ("engagement", "fix"),
    [
        (make_engagement(signatures=None), "coach decline martin --on DATE --by PARTY"),
        (make_engagement(), "coach end martin --on DATE --by PARTY"),
        (make_engagement(make_session(1, ENDED_ON)), "coach evaluate martin --form"),
    ],
)
def test_an_engagement_in_progress_is_not_closed_and_the_next_step_is_named(
    engagement: Engagement, fix: str
) -> None:
    assert reported(close_problems(make_case(engagement), on=ENDED_ON)) == [
        ("gate.closed-before-outcome", fix)
    ]


def test_a_closed_engagement_is_not_closed_again() -> None:
    closed = make_engagement(outcome={"ended_on": ENDED_ON, "closed_on": ENDED_ON})
    assert reported(close_problems(make_case(closed), on=ENDED_ON)) == [
        ("outcome.already-over", "coach show martin")
    ]
    assert ending_of(make_case(closed)) == Ending("closed", ENDED_ON)


# Problems that a hand edit can cause


@pytest.mark.parametrize(
    ("outcome", "found"),
    [
        ({"ended_on": ENDED_ON, "ended_by": "sponsor", "end_reason": "…"}, []),
        ({"ended_by": "sponsor"}, ["gate.outcome-without-day"]),
        ({"end_reason": "…"}, ["gate.outcome-without-day"]),
        (
            {"declined_by": "coach", "decline_ground": "ethical", "decline_reason": "…"},
            ["gate.outcome-without-day"] * 3,
        ),
        ({"declined_on": date(2026, 1, 6)}, ["gate.declined-and-contracted"]),
        (
            {"declined_on": date(2026, 1, 1)},
            ["gate.declined-before-received", "gate.declined-and-contracted"],
        ),
        ({"ended_on": date(2026, 1, 9)}, ["gate.ended-before-contract"]),
        (
            {"ended_on": ENDED_ON, "evaluated_on": date(2026, 2, 19)},
            ["gate.evaluated-without-session", "gate.ended-after-evaluation"],
        ),
        ({"closed_on": ENDED_ON}, ["gate.closed-before-outcome"]),
        (
            {"ended_on": ENDED_ON, "closed_on": date(2026, 2, 19)},
            ["gate.closed-before-end"],
        ),
    ],
)
def test_the_doctor_finds_contradictions_in_the_outcome(
    outcome: dict[str, object], found: list[str]
) -> None:
    engagement = make_engagement(outcome=outcome)
    assert ids(breaches(make_case(engagement))) == found


def test_an_end_without_a_contract_and_a_ground_of_another_party_are_found() -> None:
    outcome = {
        "declined_on": date(2026, 1, 6),
        "declined_by": "sponsor",
        "decline_ground": "other",
        "ended_on": ENDED_ON,
        "ended_by": "sponsor",
    }
    assert ids(breaches(make_case(demand(outcome=outcome), private=True))) == [
        "outcome.no-sponsor",
        "outcome.ground-not-by-coach",
        "gate.ended-without-contract",
        "outcome.no-sponsor",
    ]


def test_an_analysis_before_the_demand_is_found() -> None:
    early = make_engagement(
        demand=DEMAND
        | {
            "analysed_on": date(2026, 1, 1),
            "validated_on": date(2026, 1, 5),
            "request": "Ma place.",
        }
    )
    assert ids(breaches(make_case(early))) == ["gate.analysed-before-received"]


# A disciplinary procedure


@pytest.mark.parametrize(("answer", "count"), [(True, 1), (False, 0), (None, 0)])
def test_a_disciplinary_procedure_is_a_warning_and_no_breach(
    answer: bool | None, count: int
) -> None:
    validated = {"validated_on": date(2026, 1, 5), "request": "Ma place."}
    engagement = make_engagement(demand=DEMAND | validated | {"disciplinary": answer})
    assert len(demand_warnings(make_case(engagement))) == count
    assert breaches(make_case(engagement)) == ()


def test_the_warning_ends_with_the_engagement() -> None:
    over = make_engagement(
        demand=DEMAND | {"disciplinary": True}, outcome={"ended_on": date(2026, 2, 1)}
    )
    assert demand_warnings(make_case(over)) == ()


@pytest.mark.parametrize("used", [1, 11, 12])
def test_a_contract_that_ran_to_its_term_no_longer_ends_early(used: int) -> None:
    sessions = (make_session(n, date(2026, 1, 12 + n)) for n in range(1, used + 1))
    engagement = make_engagement(*sessions)
    problems = end_problems(make_case(engagement), on=date(2026, 7, 12), by="coach")
    assert reported(problems) == [("outcome.at-its-term", "coach evaluate martin --form")]
    assert ending(engagement, on=date(2026, 7, 11)) == []


def test_a_contract_without_a_session_can_end_after_its_last_day() -> None:
    assert ending(make_engagement(), on=date(2026, 7, 12)) == []
