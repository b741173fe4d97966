import re
from collections.abc import Callable
from datetime import date, time
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import tomli
from tests.actions.conftest import bill, on_day

from phmcoach.actions.context import Context
from phmcoach.actions.contract.contracting import add_objective
from phmcoach.actions.contract.overview import show_engagement
from phmcoach.actions.contract.signing import sign
from phmcoach.actions.money.credits import CreditRequest, issue_credit_note
from phmcoach.actions.money.invoices import Request, draft
from phmcoach.actions.practice.doctor import examine
from phmcoach.actions.sessions.recording import log_session, travel_cost
from phmcoach.domain.money.credit import Selection
from phmcoach.errors import CoachError, MissingError, Problem, RuleRefusedError, UsageError

Signed = Callable[..., Path]


def messages(error: pytest.ExceptionInfo[CoachError]) -> list[str]:
    return [problem.message for problem in error.value.problems]


def sessions_of(path: Path) -> list[dict[str, object]]:
    found: list[dict[str, object]] = tomli.loads(path.read_text("utf-8")).get("sessions", [])
    return found


def test_a_session_takes_the_length_of_the_contract_and_the_next_id(
    context: Context, signed: Signed
) -> None:
    path = signed()
    log_session(context, ref="martin", on=date(2026, 1, 13))
    log_session(context, ref="martin", on=date(2026, 1, 20), minutes=90, kind="video")
    assert sessions_of(path) == [
        {
            "id": "s1",
            "on": date(2026, 1, 13),
            "minutes": 120,
            "type": "in-person",
            "status": "held",
        },
        {"id": "s2", "on": date(2026, 1, 20), "minutes": 90, "type": "video", "status": "held"},
    ]


def test_a_session_may_have_an_hour(context: Context, signed: Signed) -> None:
    path = signed()
    log_session(context, ref="martin", on=date(2026, 1, 13), at=time(14, 30))
    assert "on = 2026-01-13\nat = 14:30:00\nminutes = 120\n" in path.read_text("utf-8")


def test_an_invalid_value_of_a_session_is_reported_by_its_option(
    context: Context, signed: Signed
) -> None:
    signed()
    log = partial(log_session, context, ref="martin", on=date(2026, 1, 13))
    with pytest.raises(UsageError) as debrief:
        log(kind="shadowing", minutes=60, debrief_minutes=90, proposed_by_beneficiary=True)
    with pytest.raises(UsageError) as purpose:
        log(kind="video", purpose="launch")

    found = [each.value.problems[0].args for each in (debrief, purpose)]
    assert found == [
        {"option": "--debrief", "problem": Problem("shape.debrief-too-long", {})},
        {"option": "--purpose", "own": "three-way", "type": "video"},
    ]


@pytest.mark.parametrize(
    "facts",
    [
        {"debrief_minutes": 30, "proposed_by_beneficiary": True},
        {"proposed_by_beneficiary": True},
        {"purpose": "launch"},
    ],
    ids=" ".join,
)
def test_what_only_one_type_has_is_refused_for_another_one(
    context: Context, signed: Signed, facts: dict[str, Any]
) -> None:
    path = signed()
    with pytest.raises(UsageError) as logged:
        log_session(context, ref="martin", on=date(2026, 1, 13), **facts)
    log_session(context, ref="martin", on=date(2026, 6, 20), status="planned")
    with pytest.raises(UsageError) as updated:
        log_session(context, ref="martin", session_id="s1", **facts)
    assert messages(logged) == messages(updated) == ["session.of-other-type"]
    assert [each["status"] for each in sessions_of(path)] == ["planned"]


def test_a_session_that_gets_another_type_loses_what_only_its_own_has(
    context: Context, signed: Signed
) -> None:
    path = signed()
    facts: dict[str, Any] = {"debrief_minutes": 30, "proposed_by_beneficiary": True}
    log_session(context, ref="martin", on=date(2026, 1, 13), kind="shadowing", **facts)
    log_session(context, ref="martin", session_id="s1", kind="video")
    assert sessions_of(path) == [
        {
            "id": "s1",
            "on": date(2026, 1, 13),
            "minutes": 120,
            "type": "video",
            "status": "held",
        }
    ]


def test_a_session_in_the_future_is_not_held(context: Context, signed: Signed) -> None:
    path = signed()
    with pytest.raises(RuleRefusedError) as refused:
        log_session(context, ref="martin", on=date(2026, 6, 16), anyway=True)
    assert messages(refused) == ["session.held-in-the-future"]
    assert sessions_of(path) == []


def test_a_session_before_all_have_signed_is_refused_and_recorded_anyway(
    context: Context, signed: Signed
) -> None:
    path = signed()
    with pytest.raises(RuleRefusedError) as refused:
        log_session(context, ref="martin", on=date(2026, 1, 9))
    assert messages(refused) == ["gate.session-before-signature"]
    assert sessions_of(path) == []
    logged = log_session(context, ref="martin", on=date(2026, 1, 9), anyway=True)
    assert [problem.message for problem in logged.problems] == ["gate.session-before-signature"]
    assert [session["id"] for session in sessions_of(path)] == ["s1"]


def test_a_session_without_a_contract_names_everything_that_is_missing(
    context: Context, open_demand: Callable[[str], Path]
) -> None:
    open_demand("martin-2026")
    with pytest.raises(RuleRefusedError) as refused:
        log_session(context, ref="martin", on=date(2026, 1, 13))
    assert messages(refused) == [
        "gate.demand-not-validated",
        "gate.no-objective",
        "gate.no-terms",
    ]


def test_a_preliminary_meeting_needs_a_length_but_no_contract(
    context: Context, open_demand: Callable[[str], Path]
) -> None:
    path = open_demand("martin-2026")
    with pytest.raises(UsageError) as refused:
        log_session(context, ref="martin", on=date(2026, 1, 3), kind="preliminary")
    assert messages(refused) == ["session.no-length"]
    log_session(context, ref="martin", on=date(2026, 1, 3), kind="preliminary", minutes=60)
    assert len(sessions_of(path)) == 1


def test_the_thirteenth_of_twelve_sessions_is_a_breach_and_is_not_billed(
    context: Context, signed: Signed
) -> None:
    signed()
    for day in range(13, 25):
        log_session(context, ref="martin", on=date(2026, 1, day))
    with pytest.raises(RuleRefusedError) as refused:
        log_session(context, ref="martin", on=date(2026, 1, 25))
    assert messages(refused) == ["gate.session-beyond-number"]
    log_session(context, ref="martin", on=date(2026, 1, 25), anyway=True)
    drafted = draft(context, Request("martin"))
    assert [each.total_net for each in drafted.invoices] == [12 * 520]
    assert [session.id for session in drafted.uncovered] == ["s13"]


def test_a_session_before_twelve_billed_ones_is_beyond_the_number_in_every_view(
    context: Context, signed: Signed
) -> None:
    signed()
    for day in range(13, 25):
        log_session(context, ref="martin", on=date(2026, 1, day))
    bill(context, ref="martin")
    with pytest.raises(RuleRefusedError) as refused:
        log_session(context, ref="martin", on=date(2026, 1, 12))
    assert [problem.args["id"] for problem in refused.value.problems] == ["s13"]
    log_session(context, ref="martin", on=date(2026, 1, 12), anyway=True)

    shown = show_engagement(context, ref="martin")
    findings = examine(context).findings

    assert [line.session.id for line in shown.sessions if line.uncovered] == ["s13"]
    assert [(each.message, each.args["id"]) for each in findings] == [
        ("gate.session-beyond-number", "s13")
    ]


def test_a_second_session_on_one_day_needs_confirmation(context: Context, signed: Signed) -> None:
    path = signed()
    log_session(context, ref="martin", on=date(2026, 1, 13))
    with pytest.raises(RuleRefusedError) as refused:
        log_session(context, ref="martin", on=date(2026, 1, 13))
    assert messages(refused) == ["session.already-logged"]
    logged = log_session(context, ref="martin", on=date(2026, 1, 13), anyway=True)
    assert [session["id"] for session in sessions_of(path)] == ["s1", "s2"]
    assert [each.message for each in logged.warnings] == ["billing.session-recorded-twice"]


def test_a_billed_session_that_was_moved_is_not_recorded_again_without_a_word(
    context: Context, signed: Signed
) -> None:
    signed()
    first, moved_to = date(2026, 1, 13), date(2026, 1, 14)
    log_session(context, ref="martin", on=first)
    bill(context, ref="martin")
    log_session(context, ref="martin", session_id="s1", on=moved_to)
    with pytest.raises(RuleRefusedError) as refused:
        log_session(context, ref="martin", on=first)
    assert messages(refused) == ["session.already-billed"]
    logged = log_session(context, ref="martin", on=first, anyway=True)
    assert [each.message for each in logged.warnings] == ["billing.session-billed-as-other"]
    with pytest.raises(RuleRefusedError) as unbilled:
        bill(context, ref="martin")
    assert messages(unbilled) == ["billing.session-billed-as-other"]
    log_session(context, ref="martin", session_id="s2", at=time(9))
    assert [each.id for each in bill(context, ref="martin").invoice.lines[0].sessions] == ["s2"]


@pytest.mark.parametrize("status", ["cancelled", "cancelled-by-coach", "no-show"])
def test_a_billed_session_whose_status_was_changed_by_hand_is_not_billed_again(
    context: Context, signed: Signed, status: str
) -> None:
    path = signed()
    log_session(context, ref="martin", on=date(2026, 1, 13))
    bill(context, ref="martin")
    text = path.read_text("utf-8")
    path.write_text(text.replace('status = "held"', f'status = "{status}"'), "utf-8")
    with pytest.raises(RuleRefusedError) as refused:
        log_session(context, ref="martin", on=date(2026, 1, 13))
    assert messages(refused) == ["session.already-billed"]
    log_session(context, ref="martin", on=date(2026, 1, 13), anyway=True)
    with pytest.raises(RuleRefusedError) as unbilled:
        bill(context, ref="martin")
    assert messages(unbilled) == ["billing.session-billed-as-other"]


def test_a_session_moves_to_the_day_of_another_one_only_if_confirmed(
    context: Context, signed: Signed
) -> None:
    path = signed()
    log_session(context, ref="martin", on=date(2026, 1, 13))
    log_session(context, ref="martin", on=date(2026, 1, 20))
    bill(context, ref="martin")
    with pytest.raises(RuleRefusedError) as refused:
        log_session(context, ref="martin", on=date(2026, 1, 13), session_id="s2")
    assert messages(refused) == ["session.already-logged"]
    log_session(context, ref="martin", on=date(2026, 1, 13), session_id="s2", anyway=True)
    assert [session["on"] for session in sessions_of(path)] == [date(2026, 1, 13)] * 2


def test_planning_a_day_twice_changes_the_planned_session(context: Context, signed: Signed) -> None:
    path = signed()
    log_session(
        on_day(context, date(2026, 1, 10)), ref="martin", on=date(2026, 6, 1), status="planned"
    )
    log_session(
        on_day(context, date(2026, 1, 10)),
        ref="martin",
        on=date(2026, 6, 1),
        status="planned",
        minutes=90,
    )
    assert [session["minutes"] for session in sessions_of(path)] == [90]


def test_two_planned_sessions_on_one_day_need_an_id(context: Context, signed: Signed) -> None:
    path = signed()
    planned = 'on = 2026-06-01\nminutes = 60\ntype = "in-person"\nstatus = "planned"\n'
    two = "".join(f'\n[[sessions]]\nid = "{name}"\n{planned}' for name in ("s1", "s2"))
    path.write_text(path.read_text("utf-8") + two, "utf-8")
    with pytest.raises(UsageError) as refused:
        log_session(context, ref="martin", on=date(2026, 6, 1))
    assert messages(refused) == ["session.several-planned"]
    log_session(context, ref="martin", on=date(2026, 6, 1), session_id="s2")
    assert [session["status"] for session in sessions_of(path)] == ["planned", "held"]


def test_a_session_can_be_moved_by_its_id(context: Context, signed: Signed) -> None:
    path = signed()
    log_session(
        on_day(context, date(2026, 1, 10)), ref="martin", on=date(2026, 6, 1), status="planned"
    )
    log_session(context, ref="martin", on=date(2026, 6, 3), session_id="s1")
    assert [(s["on"], s["status"]) for s in sessions_of(path)] == [(date(2026, 6, 3), "held")]


def test_an_unknown_session_is_not_found(context: Context, signed: Signed) -> None:
    signed()
    with pytest.raises(MissingError) as refused:
        log_session(context, ref="martin", on=date(2026, 6, 3), session_id="s9")
    assert messages(refused) == ["session.unknown"]


@pytest.mark.parametrize(
    "change",
    [
        {"on": date(2026, 2, 2)},
        {"minutes": 90},
        {"status": "no-show"},
        {"kind": "phone"},
    ],
)
def test_what_an_invoice_shows_of_a_session_can_no_longer_be_changed(
    context: Context, signed: Signed, change: dict[str, Any]
) -> None:
    path = signed()
    log_session(context, ref="martin", on=date(2026, 1, 13))
    bill(context, ref="martin")
    before = path.read_bytes()
    with pytest.raises(RuleRefusedError) as refused:
        log_session(context, ref="martin", session_id="s1", anyway=True, **change)
    assert messages(refused) == ["session.already-invoiced"]
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "change",
    [
        {"on": date(2026, 1, 30)},
        {"at": time(16)},
        {"travel": [travel_cost(Decimal(12), "Train")]},
    ],
)
def test_what_no_invoice_shows_of_a_session_can_be_changed(
    context: Context, signed: Signed, change: dict[str, Any]
) -> None:
    """The line of a month shows neither a day nor an hour; a cost that was forgotten is billed."""
    signed()
    log_session(context, ref="martin", on=date(2026, 1, 13))
    bill(context, ref="martin")
    log_session(context, ref="martin", session_id="s1", **change)
    assert examine(context).findings == ()


def test_a_planned_session_gets_another_hour_before_its_day(
    context: Context, signed: Signed
) -> None:
    path = signed()
    log_session(context, ref="martin", on=date(2026, 7, 1), at=time(14), status="planned")
    log_session(context, ref="martin", session_id="s1", at=time(16))
    assert [(s["at"], s["status"]) for s in sessions_of(path)] == [(time(16), "planned")]


def test_a_session_is_held_only_once_its_day_has_come(context: Context, signed: Signed) -> None:
    signed()
    log_session(context, ref="martin", on=date(2026, 7, 1), status="planned")
    with pytest.raises(RuleRefusedError, match=r"session\.held-in-the-future"):
        log_session(context, ref="martin", session_id="s1")


@pytest.mark.parametrize("travel", [[], [("50", "Taxi")], [("20", "Taxi")], [("21", "Train")]])
def test_a_billed_travel_cost_can_no_longer_be_changed_or_removed(
    context: Context, signed: Signed, travel: list[tuple[str, str]]
) -> None:
    path = signed()
    cost = travel_cost(Decimal(20), "Train")
    log_session(context, ref="martin", on=date(2026, 1, 13), travel=[cost])
    bill(context, ref="martin")
    before = path.read_bytes()
    costs = [travel_cost(Decimal(amount), label) for amount, label in travel]
    with pytest.raises(RuleRefusedError) as refused:
        log_session(context, ref="martin", session_id="s1", travel=costs, anyway=True)
    assert messages(refused) == ["session.travel-invoiced"]
    assert path.read_bytes() == before


def test_a_travel_cost_is_added_to_a_billed_one(context: Context, signed: Signed) -> None:
    signed()
    train, taxi = travel_cost(Decimal(20), "Train"), travel_cost(Decimal(9), "Taxi")
    log_session(context, ref="martin", on=date(2026, 1, 13), travel=[train])
    bill(context, ref="martin")
    log_session(context, ref="martin", session_id="s1", travel=[train, taxi])
    assert bill(context, ref="martin").invoice.total_gross == Decimal(9)
    assert examine(context).findings == ()


@pytest.mark.parametrize("lines", [(2,), (1, 2)])
def test_a_travel_cost_that_a_credit_note_took_back_can_be_removed(
    context: Context, signed: Signed, lines: tuple[int, ...]
) -> None:
    signed()
    cost = travel_cost(Decimal(20), "Train")
    log_session(context, ref="martin", on=date(2026, 1, 13), travel=[cost])
    number = bill(context, ref="martin").number
    request = CreditRequest(number, Selection(lines=lines), reason="Erreur.", rebillable=False)
    issue_credit_note(context, request)
    log_session(context, ref="martin", session_id="s1", travel=[])
    assert [each.level for each in examine(context).findings if each.level != "info"] == []


def test_a_refusal_names_the_invoice_that_still_bills_the_session(
    context: Context, signed: Signed
) -> None:
    """The invoice of a cost that came later was named, whose credit note frees no hours."""
    signed()
    log_session(context, ref="martin", on=date(2026, 1, 13))
    first = bill(context, ref="martin").number
    log_session(context, ref="martin", session_id="s1", travel=[travel_cost(Decimal(9), "Taxi")])
    later = bill(context, ref="martin").number
    named: list[object] = []
    changes: tuple[dict[str, Any], ...] = ({"minutes": 60}, {"travel": []})
    for change in changes:
        with pytest.raises(RuleRefusedError) as refused:
            log_session(context, ref="martin", session_id="s1", **change)
        named.append(refused.value.problems[0].args["number"])
    assert named == [first, later]


@pytest.mark.parametrize("frees", [True, False])
def test_a_session_that_was_credited_may_be_corrected_and_is_not_billed_again(
    context: Context, signed: Signed, *, frees: bool
) -> None:
    """Without --rebill, the refusal named a credit note that was refused in its turn."""
    path = signed()
    log_session(context, ref="martin", on=date(2026, 1, 13))
    number = bill(context, ref="martin").number
    chosen = Selection(sessions=("s1",))
    request = CreditRequest(number, chosen, reason="Erreur.", rebillable=frees)
    issue_credit_note(context, request)

    log_session(context, ref="martin", session_id="s1", status="cancelled-by-coach")

    assert [session["status"] for session in sessions_of(path)] == ["cancelled-by-coach"]
    with pytest.raises(RuleRefusedError) as refused:
        bill(context, ref="martin")
    assert messages(refused) == ["invoice.nothing-to-bill"]
    assert [each.level for each in examine(context).findings if each.level != "info"] == []


@pytest.mark.parametrize(
    "typed",
    [
        {"on": date(2026, 1, 13), "minutes": 90},
        {"on": date(2026, 1, 13)},
    ],
    ids=["another length", "without its travel"],
)
def test_a_lost_session_that_is_typed_otherwise_than_billed_is_refused_as_missing(
    context: Context, signed: Signed, typed: dict[str, Any]
) -> None:
    path = signed()
    travel = [travel_cost(Decimal(20), "Train")]
    log_session(context, ref="martin", on=date(2026, 1, 13), travel=travel)
    number = bill(context, ref="martin").number
    lost = re.sub(r"^\[\[sessions\]\](\n.+)*", "", path.read_text(), flags=re.MULTILINE)
    path.write_text(lost)
    with pytest.raises(RuleRefusedError) as refused:
        log_session(context, ref="martin", session_id="s1", **typed)
    (problem,) = refused.value.problems
    assert (problem.message, dict(problem.args)) == (
        "billing.session-missing",
        {"id": "s1", "number": number, "on": date(2026, 1, 13)},
    )
    assert path.read_text() == lost


def test_a_billed_session_becomes_one_by_video_where_the_invoice_says_neither(
    context: Context, signed: Signed
) -> None:
    path = signed()
    log_session(context, ref="martin", on=date(2026, 1, 13))
    bill(context, ref="martin")
    before = [finding.message for finding in examine(context).findings]
    for kind in ("video", "in-person", "video"):
        log_session(context, ref="martin", session_id="s1", kind=kind)
        assert [each["type"] for each in sessions_of(path)] == [kind]
        assert [finding.message for finding in examine(context).findings] == before


def test_a_session_of_which_a_part_is_still_billed_cannot_be_changed(
    context: Context, signed: Signed
) -> None:
    signed()
    travel = [travel_cost(Decimal(20), "Train")]
    log_session(context, ref="martin", on=date(2026, 1, 13), travel=travel)
    number = bill(context, ref="martin").number
    request = CreditRequest(number, Selection(lines=(1,)), reason="Erreur.", rebillable=False)
    issue_credit_note(context, request)
    with pytest.raises(RuleRefusedError) as refused:
        log_session(context, ref="martin", session_id="s1", status="cancelled-by-coach")
    assert messages(refused) == ["session.already-invoiced"]


def test_the_id_of_a_billed_session_that_was_deleted_is_never_given_again(
    context: Context, signed: Signed
) -> None:
    path = signed()
    log_session(context, ref="martin", on=date(2026, 1, 13))
    bill(context, ref="martin")
    text = path.read_text("utf-8")
    path.write_text(text[: text.index("[[sessions]]")], "utf-8")
    logged = log_session(context, ref="martin", on=date(2026, 1, 20))
    assert logged.session.id == "s2"


def test_the_id_of_a_credited_session_that_was_deleted_is_never_given_again(
    context: Context, signed: Signed
) -> None:
    path = signed()
    log_session(context, ref="martin", on=date(2026, 1, 13))
    bill(context, ref="martin")
    issue_credit_note(context, CreditRequest("1", Selection(), "Erreur.", rebillable=True))
    text = path.read_text("utf-8")
    path.write_text(text[: text.index("[[sessions]]")], "utf-8")
    assert log_session(context, ref="martin", on=date(2026, 1, 20)).session.id == "s2"


def test_an_unusual_length_is_a_warning(context: Context, signed: Signed) -> None:
    signed()
    logged = log_session(context, ref="martin", on=date(2026, 1, 13), minutes=240)
    assert [problem.message for problem in logged.warnings] == ["session.unusual-length"]


def test_signed_terms_cannot_change_but_a_personal_objective_can_be_added(
    context: Context, signed: Signed
) -> None:
    signed()
    add = partial(add_objective, context, ref="martin", statement="A", result="B", indicator="C")
    with pytest.raises(RuleRefusedError) as refused:
        add()
    assert messages(refused) == ["terms.already-signed"]
    assert add(personal=True) == "o2"


@pytest.mark.parametrize(
    ("on", "message"),
    [
        (date(2026, 1, 4), "gate.signed-before-validation"),
        (date(2026, 6, 16), "gate.in-the-future"),
    ],
)
def test_a_signature_is_dated_between_validation_and_today(
    context: Context, signed: Signed, on: date, message: str
) -> None:
    path = signed()
    text = path.read_text("utf-8").replace("sponsor = 2026-01-10\n", "")
    path.write_text(text, "utf-8")
    with pytest.raises(RuleRefusedError) as refused:
        sign(context, ref="martin", on=on)
    assert messages(refused) == [message]


def test_adding_a_cost_to_an_absence_keeps_its_status(context: Context, signed: Signed) -> None:
    path = signed()
    log_session(context, ref="martin", on=date(2026, 1, 13), status="no-show")
    costs = [travel_cost(Decimal(12), "Train")]
    log_session(context, ref="martin", session_id="s1", travel=costs)
    (session,) = sessions_of(path)
    cost_of_it = {"amount": Decimal("12.00"), "label": "Train"}
    assert (session["status"], session["travel"]) == ("no-show", [cost_of_it])


def test_the_costs_of_a_session_take_the_place_of_its_earlier_ones(
    context: Context, signed: Signed
) -> None:
    path = signed()
    wrong = [travel_cost(Decimal(20), "Train"), travel_cost(Decimal(30), "Taxi")]
    log_session(context, ref="martin", on=date(2026, 1, 13), travel=wrong)
    log_session(context, ref="martin", session_id="s1", travel=wrong[1:])
    assert sessions_of(path)[0]["travel"] == [{"amount": Decimal("30.00"), "label": "Taxi"}]


def test_the_costs_of_a_session_can_be_removed(context: Context, signed: Signed) -> None:
    path = signed()
    log_session(context, ref="martin", on=date(2026, 1, 13))
    without = path.read_bytes()
    costs = [travel_cost(Decimal(20), "Train")]
    log_session(context, ref="martin", session_id="s1", travel=costs)
    log_session(context, ref="martin", session_id="s1", travel=[])
    assert path.read_bytes() == without


def test_a_wrong_travel_cost_is_named_by_its_option() -> None:
    with pytest.raises(UsageError) as refused:
        travel_cost(Decimal(-1), "a\x1bb")
    named = {(p.args.get("option") or p.args["key"]) for p in refused.value.problems}
    assert named == {"--travel", "--travel-label"}


def test_a_contradiction_in_a_session_is_reported_by_its_option(
    context: Context, signed: Signed
) -> None:
    signed()
    session: dict[str, Any] = {"ref": "martin", "on": date(2026, 6, 1)}
    with pytest.raises(UsageError) as refused:
        log_session(context, kind="shadowing", minutes=60, debrief_minutes=90, **session)
    with pytest.raises(UsageError) as other:
        log_session(context, purpose="launch", **session)
    found = [(each.args["option"], each.args["problem"]) for each in refused.value.problems]
    assert found == [("--debrief", Problem("shape.debrief-too-long"))]
    assert messages(other) == ["session.of-other-type"]
