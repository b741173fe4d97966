"""Declining, ending, closing and archiving: the written facts, the dues and the moved files."""

import functools
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from tests.actions.conftest import TODAY, bill, on_day
from tests.commands import command_of, flags_of

from phmcoach.actions.context import Context
from phmcoach.actions.contract.amending import amend
from phmcoach.actions.contract.amendment_keys import TermsChange
from phmcoach.actions.contract.contracting import add_objective, set_terms
from phmcoach.actions.contract.demands import new_engagement, validate_demand
from phmcoach.actions.contract.ending import archive, close, decline, end
from phmcoach.actions.contract.evaluating import evaluate
from phmcoach.actions.contract.listing import list_engagements
from phmcoach.actions.contract.overview import show_engagement
from phmcoach.actions.contract.papers import write_amendment, write_contract
from phmcoach.actions.contract.pausing import pause
from phmcoach.actions.contract.reopening import (
    take_back_archive,
    take_back_close,
    take_back_decline,
    take_back_end,
)
from phmcoach.actions.contract.reports import approve_report, write_report
from phmcoach.actions.contract.signing import sign
from phmcoach.actions.money.credits import CreditRequest, draft_credit_note, issue_credit_note
from phmcoach.actions.money.payments import pay
from phmcoach.actions.practice.doctor import examine
from phmcoach.actions.sessions.cadence import check_cadence
from phmcoach.actions.sessions.calling_off import call_off_session
from phmcoach.actions.sessions.planning import plan_sessions
from phmcoach.actions.sessions.recording import log_session
from phmcoach.domain.money.credit import Selection
from phmcoach.domain.money.invoice import Invoice
from phmcoach.errors import ConflictError, MissingError, Problem, RuleRefusedError, UsageError
from phmcoach.store.folder import Listing, list_archived, list_references
from phmcoach.value import replace
from phmcoach.words import Party

Signed = Callable[..., Path]
ENDED_ON = date(2026, 3, 1)
NOW = datetime(2026, 6, 15, 9)  # noqa: DTZ001 - the coach’s own clock


def ids(problems: tuple[Problem, ...]) -> list[str]:
    return [problem.message for problem in problems]


def fixes(problems: tuple[Problem, ...]) -> list[str | None]:
    return [command_of(problem) for problem in problems]


def refused(error: pytest.ExceptionInfo[RuleRefusedError]) -> list[str]:
    return ids(error.value.problems)


# Declining


def test_a_declined_demand_keeps_its_reason_for_the_coach(
    context: Context, open_demand: Callable[[str], Path]
) -> None:
    path = open_demand("martin-2026")
    day = date(2026, 1, 6)
    decline(
        context, ref="martin", on=day, by="coach", ground="ethical", reason="Je connais son N+1."
    )
    assert path.read_text("utf-8").endswith(
        "\n[outcome]\n"
        "declined_on = 2026-01-06\n"
        'declined_by = "coach"\n'
        'decline_ground = "ethical"\n'
        'decline_reason = "Je connais son N+1."\n'
    )
    with pytest.raises(RuleRefusedError) as error:
        validate_demand(context, ref="martin", on=day, request="Ma place.")
    assert refused(error) == ["outcome.already-over"]
    with pytest.raises(RuleRefusedError) as error:
        write_contract(context, ref="martin")
    assert refused(error) == ["outcome.already-over"]


def test_a_demand_is_not_declined_in_the_future(
    context: Context, open_demand: Callable[[str], Path]
) -> None:
    path = open_demand("martin-2026")
    before = path.read_bytes()
    with pytest.raises(RuleRefusedError) as error:
        decline(context, ref="martin", on=date(2026, 6, 16), by="beneficiary")
    assert refused(error) == ["gate.in-the-future"]
    assert path.read_bytes() == before


def test_a_declined_demand_cannot_be_signed_or_get_terms(
    context: Context, open_demand: Callable[[str], Path]
) -> None:
    open_demand("martin-2026")
    decline(context, ref="martin", on=date(2026, 1, 6), by="sponsor")
    with pytest.raises(RuleRefusedError, match=r"outcome\.already-over"):
        sign(context, ref="martin", on=date(2026, 1, 10))
    with pytest.raises(RuleRefusedError, match=r"outcome\.already-over"):
        add_objective(context, ref="martin", statement="A", result="B", indicator="C")


def test_a_refusal_calls_off_the_sessions_that_were_planned_and_taking_it_back_plans_them(
    context: Context, open_demand: Callable[[str], Path]
) -> None:
    path = open_demand("martin-2026")
    plan_sessions(context, ref="martin", days=[date(2026, 6, 20)], kind="preliminary", minutes=60)
    before = path.read_bytes()
    declined = decline(context, ref="martin", on=context.today, by="coach")
    assert [(each.id, each.status) for each in declined.called_off or ()] == [
        ("s1", "cancelled-by-coach")
    ]
    assert [each.message for each in declined.steps] == ["step.close"]
    reopened = take_back_decline(context, ref="martin")
    assert [(each.id, each.status) for each in reopened.planned or ()] == [("s1", "planned")]
    assert path.read_bytes() == before


def test_one_that_was_planned_before_the_refusal_is_to_be_recorded_first(
    context: Context, open_demand: Callable[[str], Path]
) -> None:
    open_demand("martin-2026")
    plan_sessions(context, ref="martin", days=[context.today], kind="preliminary", minutes=60)
    declined = decline(context, ref="martin", on=context.today, by="sponsor")
    assert [each.message for each in declined.steps] == ["outcome.still-planned", "step.close"]


# Ending

NOTICE_OF_END = [("outcome.notice-of-end", "coach end martin-2026 --take-back")]


def test_an_early_end_reports_what_is_due_and_what_it_called_off(
    context: Context, signed: Signed
) -> None:
    signed()
    log_session(context, ref="martin", on=date(2026, 1, 13))
    log_session(context, ref="martin", on=date(2026, 2, 3))
    log_session(
        on_day(context, date(2026, 1, 10)), ref="martin", on=date(2026, 3, 10), status="planned"
    )
    ended = end(context, ref="martin", on=ENDED_ON, by="beneficiary", reason="Il s’en va.")
    assert [(step.message, command_of(step)) for step in ended.steps] == [
        ("settle.to-bill", "coach invoice martin-2026"),
        ("step.close", "coach close martin-2026 --on DATE"),
    ]
    assert ended.steps[0].args == {"amount": Decimal("1040.00"), "used": 2, "contracted": 12}


@pytest.mark.parametrize(
    ("by", "statuses", "recalled"),
    [
        ("beneficiary", ["planned", "cancelled-late", "cancelled", "cancelled"], []),
        ("sponsor", ["planned", "cancelled-late", "cancelled", "cancelled"], NOTICE_OF_END),
        ("coach", ["planned", *["cancelled-by-coach"] * 3], NOTICE_OF_END),
    ],
)
def test_an_end_calls_planned_sessions_off_as_the_contract_says(
    context: Context,
    signed: Signed,
    by: Party,
    statuses: list[str],
    recalled: list[tuple[str, str]],
) -> None:
    """The notice is 48 hours, counted from the beginning of the day of the end."""
    signed()
    days = (ENDED_ON, date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 10))
    for day in days:
        log_session(
            on_day(context, date(2026, 1, 10)), ref="martin", on=day, at=time(0), status="planned"
        )
    ended = end(context, ref="martin", on=ENDED_ON, by=by)
    sessions = show_engagement(context, ref="martin").case.engagement.sessions
    assert [session.status for session in sessions] == statuses
    assert ended.called_off == sessions[1:]
    assert [(step.message, command_of(step)) for step in ended.steps][: len(recalled) + 1] == [
        *recalled,
        (
            "outcome.still-planned",
            "coach log-session martin-2026 --session s1 --on 2026-03-01 --status STATUS",
        ),
    ]


def test_an_engagement_with_a_planned_session_is_neither_closed_nor_archived(
    context: Context, signed: Signed
) -> None:
    path = signed()
    log_session(on_day(context, date(2026, 1, 10)), ref="martin", on=ENDED_ON, status="planned")
    end(context, ref="martin", on=ENDED_ON, by="coach")
    with pytest.raises(RuleRefusedError) as error:
        close(context, ref="martin", on=ENDED_ON)
    assert refused(error) == ["outcome.still-planned"]
    path.write_text(path.read_text("utf-8") + "closed_on = 2026-03-01\n", "utf-8")
    with pytest.raises(RuleRefusedError) as error:
        archive(context, ref="martin")
    assert refused(error) == ["outcome.still-planned"]
    log_session(context, ref="martin", session_id="s1", on=ENDED_ON, status="cancelled-by-coach")
    archive(context, ref="martin")
    assert list_references(context.folder) == ()


def test_after_an_end_no_session_is_logged_or_planned_and_the_rhythm_stops(
    context: Context, signed: Signed
) -> None:
    signed()
    log_session(context, ref="martin", on=date(2026, 1, 13))
    end(context, ref="martin", on=ENDED_ON, by="coach")
    with pytest.raises(RuleRefusedError) as error:
        log_session(context, ref="martin", on=date(2026, 3, 2))
    assert refused(error) == ["gate.session-after-close"]
    with pytest.raises(RuleRefusedError, match=r"outcome\.already-over"):
        log_session(context, ref="martin", on=date(2026, 7, 2), status="planned")
    logged = log_session(context, ref="martin", on=date(2026, 3, 2), anyway=True)
    assert ids(logged.problems) == ["gate.session-after-close"]
    (checked,) = check_cadence(context).checked
    assert checked.state == "ended"
    assert "cadence.stopped-ended" in [verdict.message for verdict in checked.report.verdicts]
    assert checked.report.pace is None


@pytest.mark.parametrize("through", ["ended", "closed"])
def test_remaining_sessions_are_billed_after_the_end_and_after_the_close(
    context: Context, signed: Signed, through: str
) -> None:
    signed()
    log_session(context, ref="martin", on=date(2026, 1, 13))
    end(context, ref="martin", on=ENDED_ON, by="coach")
    if through == "closed":
        close(context, ref="martin", on=ENDED_ON)
    assert bill(context, ref="martin-2026").invoice.total_net == Decimal("520.00")


def test_a_deposit_that_exceeds_the_total_is_refunded(context: Context, signed: Signed) -> None:
    signed()
    bill(context, ref="martin-2026", deposit=Decimal(1000))
    pay(context, number="1", on=date(2026, 6, 15), method="transfer")
    log_session(context, ref="martin", on=date(2026, 1, 13))
    ended = end(context, ref="martin", on=ENDED_ON, by="coach")
    number = "F-2026-0001"
    assert fixes(ended.steps)[:2] == [
        f'coach credit {number} --amount 1=480.00 --reason "…"',
        "coach invoice martin-2026",
    ]


def test_a_deposit_below_the_total_is_deducted(context: Context, signed: Signed) -> None:
    signed()
    bill(context, ref="martin-2026", deposit=Decimal(300))
    log_session(context, ref="martin", on=date(2026, 1, 13))
    ended = end(context, ref="martin", on=ENDED_ON, by="coach")
    steps = ["settle.deposits", "billing.deposit-open", "settle.to-bill", "step.close"]
    assert ids(ended.steps) == steps


# Closing and archiving


def closed(context: Context, ref: str = "martin-2026") -> None:
    end(context, ref=ref, on=ENDED_ON, by="coach")
    close(context, ref=ref, on=date(2026, 3, 2))


def test_a_close_names_what_is_left_and_then_the_archive(context: Context, signed: Signed) -> None:
    signed()
    log_session(context, ref="martin", on=date(2026, 1, 13))
    end(context, ref="martin", on=ENDED_ON, by="coach")
    assert ids(close(context, ref="martin", on=date(2026, 3, 2)).steps) == ["settle.to-bill"]
    issued = bill(context, ref="martin-2026")
    assert ids(show_engagement(context, ref="martin").next_steps) == ["settle.unpaid"]
    pay(context, number=issued.number, on=date(2026, 6, 15), method="transfer")
    assert ids(show_engagement(context, ref="martin").next_steps) == ["step.archive"]


def test_an_engagement_in_progress_is_not_closed(context: Context, signed: Signed) -> None:
    signed()
    with pytest.raises(RuleRefusedError) as error:
        close(context, ref="martin", on=ENDED_ON)
    assert refused(error) == ["gate.closed-before-outcome"]


def test_a_settled_engagement_is_archived_unchanged_and_can_still_be_shown(
    context: Context, signed: Signed
) -> None:
    path = signed()
    closed(context)
    before = path.read_bytes()
    (moved,), held = archive(context, ref="martin")
    assert held == ()
    assert moved.path == context.folder.archive_dir / "2026" / "martin-2026.toml"
    assert moved.path.read_bytes() == before
    assert list_references(context.folder) == ()
    assert [each.ref for each in list_engagements(context, archived=True).summaries] == [
        "martin-2026"
    ]
    assert list_engagements(context).summaries == ()
    shown = show_engagement(context, ref="mart")
    assert (shown.summary.state, shown.archived, shown.next_steps) == ("closed", True, ())
    with pytest.raises(MissingError, match=r"store\.archived-engagement"):
        close(context, ref="martin", on=ENDED_ON)
    assert examine(context).findings == ()


def test_an_archived_engagement_is_moved_back_unchanged_and_goes_on(
    context: Context, signed: Signed
) -> None:
    path = signed()
    closed(context)
    before = path.read_bytes()
    archive(context, ref="martin")
    back = take_back_archive(context, ref="mart")
    assert (back.ref, back.path, path.read_bytes()) == ("martin-2026", path, before)
    assert list_archived(Listing(context.folder)) == ()
    assert examine(context).findings == ()
    assert take_back_close(context, ref="martin").was_on == date(2026, 3, 2)


def test_what_is_not_archived_is_not_moved_back(context: Context, signed: Signed) -> None:
    signed()
    with pytest.raises(RuleRefusedError) as error:
        take_back_archive(context, ref="martin")
    assert refused(error) == ["taken-back.not-archived"]
    with pytest.raises(MissingError, match=r"store\.unknown-engagement"):
        take_back_archive(context, ref="nobody")


def test_an_archived_engagement_never_replaces_an_open_one(
    context: Context, signed: Signed
) -> None:
    path = signed()
    closed(context)
    (moved,), _ = archive(context, ref="martin")
    path.write_bytes(b"another one")
    with pytest.raises(ConflictError, match=r"store\.exists"):
        take_back_archive(context, ref="martin-2026")
    assert path.read_bytes() == b"another one"
    assert moved.path.exists()


def test_an_archived_copy_is_not_moved_back_beside_its_original_in_either_place(
    context: Context, signed: Signed
) -> None:
    signed()
    closed(context)
    (moved,), _ = archive(context, ref="martin")
    copy = context.folder.archive_dir / "2025" / "martin-2025.toml"
    copy.parent.mkdir()
    text = moved.path.read_text("utf-8")
    copy.write_text(text.replace('name = "Claire', 'name = "Clara'), "utf-8")
    for ref in ("martin-2025", "martin-2026"):
        with pytest.raises(RuleRefusedError) as error:
            take_back_archive(context, ref=ref)
        (problem,) = error.value.problems
        assert (problem.message, problem.args["file"]) == (
            "engagement.two-files",
            "archive/2025/martin-2025.toml",
        )
    moved.path.rename(context.folder.engagement_file("martin-2026"))
    with pytest.raises(RuleRefusedError) as error:
        take_back_archive(context, ref="martin-2025")
    assert refused(error) == ["engagement.copy-in-archive"]


def test_an_archived_engagement_is_not_moved_back_under_another_name_than_was_signed(
    context: Context, signed: Signed
) -> None:
    signed()
    closed(context)
    (moved,), _ = archive(context, ref="martin")
    moved.path.rename(moved.path.with_name("other.toml"))
    with pytest.raises(RuleRefusedError) as error:
        take_back_archive(context, ref="other")
    assert refused(error) == ["engagement.renamed"]


def test_an_archived_engagement_that_cannot_be_read_is_moved_back_to_be_mended(
    context: Context, signed: Signed
) -> None:
    signed()
    closed(context)
    (moved,), _ = archive(context, ref="martin")
    moved.path.write_text("not toml", "utf-8")
    assert take_back_archive(context, ref="martin").path.read_text("utf-8") == "not toml"


def test_nothing_of_an_archived_engagement_is_made_billable_again(
    context: Context, signed: Signed
) -> None:
    signed()
    log_session(context, ref="martin", on=date(2026, 1, 13))
    issued = bill(context, ref="martin-2026")
    pay(context, number=issued.number, on=TODAY, method="transfer")
    closed(context)
    archive(context, ref="martin")
    request = CreditRequest(issued.number, Selection(), "Erreur.", rebillable=True)
    for credit in (draft_credit_note, issue_credit_note):
        with pytest.raises(RuleRefusedError) as error:
            credit(context, request)
        assert fixes(error.value.problems) == ["coach archive martin-2026 --take-back"]
    assert issue_credit_note(context, replace(request, rebillable=False)).invoice.type == "credit"


def test_a_line_of_a_joint_invoice_is_billable_again_although_the_other_one_is_archived(
    context: Context, signed: Signed
) -> None:
    for ref, name, hour in (("martin-2026", "Claire Martin", 9), ("roche-2026", "Hugo Roche", 14)):
        signed(ref, beneficiary=name)
        log_session(context, ref=ref, on=date(2026, 1, 13), at=time(hour))
    issued = bill(context, ref="martin-2026", others=("roche-2026",))
    pay(context, number=issued.number, on=TODAY, method="transfer")
    closed(context)
    archive(context, ref="martin")

    def credit(selection: Selection) -> Invoice:
        request = CreditRequest(issued.number, selection, "Erreur.", rebillable=True)
        return draft_credit_note(context, request)

    for selection in (
        Selection(),
        Selection(lines=(1,)),
        Selection(sessions=("martin-2026/s1",)),
    ):
        with pytest.raises(RuleRefusedError) as error:
            credit(selection)
        assert refused(error) == ["store.archived-engagement"]
    for selection in (Selection(lines=(2,)), Selection(sessions=("roche-2026/s1",))):
        assert [line.engagement for line in credit(selection).lines] == ["roche-2026"]


def test_doctor_names_the_way_out_of_the_archive_for_what_a_command_would_mend(
    context: Context, signed: Signed
) -> None:
    signed()
    closed(context)
    (moved,), _ = archive(context, ref="martin")
    text = moved.path.read_text("utf-8")
    moved.path.write_text(text.replace("closed_on = 2026-03-02", "closed_on = 2026-02-02"), "utf-8")
    (found,) = examine(context).findings
    assert found.message == "gate.closed-before-end"
    assert command_of(found) == "coach archive martin-2026 --take-back"


def test_an_unpaid_engagement_is_not_archived(context: Context, signed: Signed) -> None:
    signed()
    log_session(context, ref="martin", on=date(2026, 1, 13))
    closed(context)
    bill(context, ref="martin-2026")
    with pytest.raises(RuleRefusedError) as error:
        archive(context, ref="martin")
    assert refused(error) == ["settle.unpaid"]
    assert list_archived(Listing(context.folder)) == ()


def test_a_session_called_off_too_late_keeps_the_archive_shut_until_it_is_billed(
    context: Context, signed: Signed
) -> None:
    signed()
    log_session(context, ref="martin", on=date(2026, 6, 1))
    tomorrow = TODAY + timedelta(days=1)
    log_session(context, ref="martin", on=tomorrow, at=time(9), status="planned")
    end(context, ref="martin", on=TODAY, by="sponsor")
    settle_all(context)
    later = Problem(
        "settle.to-bill-later",
        {"id": "s2", "on": tomorrow},
        ref="martin-2026",
        words={"waits": True},
    )

    assert close(context, ref="martin", on=TODAY).steps == (later,)
    with pytest.raises(RuleRefusedError) as error:
        archive(context, ref="martin")
    assert error.value.problems == (later,)
    with pytest.raises(RuleRefusedError) as error:
        bill(context, ref="martin-2026")
    assert refused(error) == ["invoice.nothing-to-bill", "settle.to-bill-later"]
    next_day = on_day(context, tomorrow)
    issued = bill(next_day, ref="martin-2026")
    assert [s.id for line in issued.invoice.lines for s in line.sessions] == ["s2"]


def test_a_session_called_off_too_late_is_billed_although_the_close_came_before_its_day(
    context: Context, signed: Signed
) -> None:
    signed()
    log_session(context, ref="martin", on=date(2026, 6, 1))
    tomorrow = TODAY + timedelta(days=1)
    log_session(context, ref="martin", on=tomorrow, at=time(9), status="planned")
    evaluate(context, ref="martin", on=TODAY, answers={"mode": "two-way", "next": "X."})
    call_off_session(context, ref="martin", session_id="s2", notified_at=NOW)
    settle_all(context)
    close(context, ref="martin", on=TODAY)

    next_day = on_day(context, tomorrow)
    assert examine(next_day).findings == ()
    issued = bill(next_day, ref="martin-2026")
    assert [s.id for line in issued.invoice.lines for s in line.sessions] == ["s2"]


def test_a_deposit_waits_for_a_session_that_is_billed_later(
    context: Context, signed: Signed
) -> None:
    signed()
    bill(context, ref="martin-2026", deposit=Decimal(300))
    tomorrow = TODAY + timedelta(days=1)
    log_session(context, ref="martin", on=tomorrow, at=time(9), status="planned")
    ended = end(context, ref="martin", on=TODAY, by="sponsor")
    assert ids(ended.steps)[:3] == [
        *("outcome.notice-of-end", "settle.deposits-later", "settle.to-bill-later")
    ]


def settle_all(context: Context) -> None:
    issued = bill(context, ref="martin-2026")
    pay(context, number=issued.number, on=TODAY, method="transfer")


def decline_demand(context: Context) -> None:
    decline(context, ref="martin", on=date(2026, 3, 1), by="coach")


def end_contract(context: Context) -> None:
    end(context, ref="martin", on=ENDED_ON, by="coach")


@pytest.mark.parametrize(
    ("is_contracted", "stop", "fix"),
    [
        (False, decline_demand, "coach decline martin-2026 --take-back"),
        (True, end_contract, "coach end martin-2026 --take-back"),
        (True, closed, "coach close martin-2026 --take-back"),
    ],
)
def test_nothing_is_planned_once_the_engagement_is_over_not_even_anyway(
    context: Context,
    signed: Signed,
    open_demand: Callable[[str], Path],
    is_contracted: bool,
    stop: Callable[[Context], None],
    fix: str,
) -> None:
    path = signed() if is_contracted else open_demand("martin-2026")
    stop(context)
    before = path.read_bytes()
    for anyway in (False, True):
        with pytest.raises(RuleRefusedError) as error:
            plan_sessions(context, ref="martin", days=[TODAY], minutes=60, anyway=anyway)
        assert refused(error) == ["outcome.already-over"]
        assert fixes(error.value.problems) == [fix]
    assert path.read_bytes() == before


def test_a_session_after_the_end_leads_to_taking_the_end_back(
    context: Context, signed: Signed
) -> None:
    signed()
    end(context, ref="martin", on=ENDED_ON, by="coach")
    logged = log_session(context, ref="martin", on=date(2026, 3, 2), anyway=True)
    assert fixes(logged.problems) == ["coach end martin-2026 --take-back"]
    take_back_end(context, ref="martin")
    end(context, ref="martin", on=date(2026, 3, 2), by="coach")
    assert examine(context).findings == ()


def test_a_session_after_the_close_leads_to_taking_the_close_back(
    context: Context, signed: Signed
) -> None:
    signed()
    log_session(context, ref="martin", on=date(2026, 1, 13))
    evaluate(context, ref="martin", on=ENDED_ON, answers={"mode": "two-way", "next": "X."})
    close(context, ref="martin", on=date(2026, 3, 2))
    logged = log_session(context, ref="martin", on=date(2026, 3, 3), anyway=True)
    assert fixes(logged.problems) == ["coach close martin-2026 --take-back"]
    take_back_close(context, ref="martin")
    assert examine(context).findings == ()


def test_an_engagement_is_not_closed_before_its_last_session(
    context: Context, signed: Signed
) -> None:
    signed()
    log_session(context, ref="martin", on=date(2026, 1, 13))
    evaluate(context, ref="martin", on=ENDED_ON, answers={"mode": "two-way", "next": "X."})
    log_session(context, ref="martin", on=date(2026, 3, 10))
    with pytest.raises(RuleRefusedError) as error:
        close(context, ref="martin", on=date(2026, 3, 2))
    assert refused(error) == ["outcome.session-after"]
    assert close(context, ref="martin", on=date(2026, 3, 10)).ref == "martin-2026"


def test_an_open_engagement_is_not_archived(context: Context, signed: Signed) -> None:
    signed()
    with pytest.raises(RuleRefusedError) as error:
        archive(context, ref="martin")
    (problem,) = error.value.problems
    step = problem.args["problem"]
    assert isinstance(step, Problem)
    assert (problem.message, step.message, step.ref) == (
        "step.before-archive",
        "step.plan",
        "martin-2026",
    )
    with pytest.raises(RuleRefusedError) as error:
        archive(context)
    assert refused(error) == ["step.nothing-closed"]


def test_every_settled_engagement_is_archived_and_the_others_are_reported(
    context: Context, signed: Signed
) -> None:
    signed("martin-2026")
    closed(context)
    signed("petit-2026")
    log_session(context, ref="petit", on=date(2026, 1, 13))
    closed(context, "petit-2026")
    signed("roux-2026")
    moved, held = archive(context)
    assert [each.ref for each in moved] == ["martin-2026"]
    assert [(problem.message, problem.args["ref"]) for problem in held] == [
        ("step.held", "petit-2026")
    ]
    with pytest.raises(RuleRefusedError) as error:
        archive(context)
    assert refused(error) == ["step.held"]


def test_an_archived_file_is_never_overwritten(context: Context, signed: Signed) -> None:
    path = signed()
    closed(context)
    taken = context.folder.archive_dir / "2026" / "martin-2026.toml"
    taken.parent.mkdir(parents=True)
    taken.write_bytes(path.read_bytes())
    with pytest.raises(RuleRefusedError) as refused:
        archive(context, ref="martin-2026")
    assert [each.message for each in refused.value.problems] == ["engagement.duplicate-file"]
    assert path.exists()


def test_the_doctor_finds_an_engagement_that_was_archived_by_hand_and_is_open(
    context: Context, signed: Signed
) -> None:
    path = signed()
    place = context.folder.archive_dir / "2026" / path.name
    place.parent.mkdir(parents=True)
    path.rename(place)
    assert ids(examine(context).findings) == ["step.archived-open"]
    shown = (
        show_engagement(context, ref="martin").warnings,
        list_engagements(context, archived=True).problems,
    )
    for warnings in shown:
        assert [(each.level, each.message) for each in warnings] == [
            ("warning", "step.archived-open")
        ]


@pytest.mark.parametrize("key", ["ended_on", "closed_on"])
def test_the_doctor_finds_an_end_in_the_future(context: Context, signed: Signed, key: str) -> None:
    path = signed()
    end(context, ref="martin", on=ENDED_ON, by="coach")
    close(context, ref="martin", on=ENDED_ON)
    text = path.read_text("utf-8").replace(f"{key} = 2026-03-01", f"{key} = 2026-06-16")
    path.write_text(text, encoding="utf-8")
    found = ids(examine(context).findings)
    assert "gate.in-the-future" in found


# Coming back


def test_a_follow_up_copies_the_beneficiary_of_an_archived_engagement(
    context: Context, signed: Signed
) -> None:
    signed(role="Directrice de site")
    closed(context)
    archive(context)
    made = new_engagement(
        context,
        ref="suivi",
        client="acme",
        beneficiary="Claire Martin",
        situations=["new-role"],
        follow_up_of="martin",
    )
    text = made.path.read_text("utf-8")
    assert 'profile = "follow-up"\nfollow_up_of = "martin-2026"' in text
    assert 'id = "martin-2026"' in text
    assert 'role = "Directrice de site"' in text


def test_a_new_role_that_is_typed_replaces_the_one_of_the_contract_that_is_followed(
    context: Context, signed: Signed
) -> None:
    signed(role="Directrice de site")
    closed(context)
    made = new_engagement(
        context,
        ref="suivi",
        client="acme",
        beneficiary="Claire Martin",
        role="Directrice de région",
        situations=["new-role"],
        follow_up_of="martin",
    )
    assert 'role = "Directrice de région"' in made.path.read_text("utf-8")


def test_a_follow_up_without_a_reference_follows_the_last_closed_engagement(
    context: Context, signed: Signed
) -> None:
    signed()
    closed(context)
    made = new_engagement(
        context,
        ref="suivi",
        client="acme",
        beneficiary="Claire Martin",
        beneficiary_id="martin-2026",
        situations=["new-role"],
        profile="follow-up",
    )
    assert 'follow_up_of = "martin-2026"' in made.path.read_text("utf-8")


def test_an_open_engagement_has_no_follow_up(context: Context, signed: Signed) -> None:
    signed()
    with pytest.raises(RuleRefusedError) as error:
        new_engagement(
            context,
            ref="suivi",
            client="acme",
            beneficiary="Claire Martin",
            situations=["new-role"],
            follow_up_of="martin-2026",
        )
    assert refused(error) == ["gate.follow-up-without-closed"]
    assert fixes(error.value.problems) == ["coach show martin-2026"]


def test_a_follow_up_of_someone_else_names_the_closed_engagement(
    context: Context, signed: Signed
) -> None:
    signed()
    signed("petit-2026", beneficiary="Luc Petit")
    closed(context, "petit")
    new = functools.partial(
        new_engagement, context, ref="suivi", client="acme", beneficiary="Luc Petit",
        situations=["new-role"],
    )  # fmt: skip
    with pytest.raises(RuleRefusedError) as error:
        new(follow_up_of="martin-2026")
    assert refused(error) == ["engagement.follow-up-other-name"]
    assert flags_of(error.value.problems) == ["--follow-up-of petit-2026"]
    with pytest.raises(RuleRefusedError) as error:
        new(follow_up_of="martin-2026", beneficiary_id="petit-2026")
    assert refused(error) == ["gate.follow-up-other-beneficiary"]
    assert flags_of(error.value.problems) == ["--follow-up-of petit-2026"]
    with pytest.raises(RuleRefusedError) as error:
        new(follow_up_of="petit-2026", profile="standard")
    assert refused(error) == ["gate.follow-up-profile"]
    assert flags_of(error.value.problems) == ["--profile follow-up"]
    with pytest.raises(RuleRefusedError) as error:
        new(beneficiary="Anne Roux", follow_up_of="petit-2026")
    assert fixes(error.value.problems) == ["coach list --archived"]
    assert new(follow_up_of="petit-2026", beneficiary="luc petit").ref == "suivi"


def test_a_renewal_finds_the_archived_engagement_of_the_same_person(
    context: Context, signed: Signed, open_demand: Callable[..., Path]
) -> None:
    signed()
    closed(context)
    archive(context)
    with pytest.raises(RuleRefusedError, match=r"gate\.renewal-without-justification"):
        open_demand("martin-2027", beneficiary_id="martin-2026", received_on=date(2026, 6, 1))


# Pausing


def test_an_end_before_a_session_names_the_day_of_the_last_one(
    context: Context, signed: Signed
) -> None:
    signed()
    for day in (13, 20):
        log_session(context, ref="martin", on=date(2026, 1, day))
    with pytest.raises(RuleRefusedError) as error:
        end(context, ref="martin", on=date(2026, 1, 12), by="sponsor")
    commands = {command_of(each) for each in error.value.problems}
    assert commands == {"coach end martin-2026 --on 2026-01-20 --by sponsor"}


def test_a_pause_is_appended_and_moves_no_end(context: Context, signed: Signed) -> None:
    path = signed()
    given = path.read_text("utf-8")
    context = on_day(context, date(2026, 2, 1))
    paused = pause(
        context,
        ref="martin",
        start_on=date(2026, 3, 1),
        end_on=date(2026, 3, 10),
        reason="illness",
    )
    assert path.read_text("utf-8") == given + (
        '\n[[pauses]]\nstart_on = 2026-03-01\nend_on = 2026-03-10\nreason = "illness"\n'
    )
    assert paused.effect.restored_end_on == date(2026, 7, 21)
    assert paused.effect.gap_after is not None
    (checked,) = check_cadence(replace(context, today=date(2026, 3, 5))).checked
    assert checked.state == "paused"


def test_a_pause_that_ends_before_it_begins_is_refused(context: Context, signed: Signed) -> None:
    signed()
    with pytest.raises(UsageError, match=r"pause\.ends-before-start"):
        pause(
            context,
            ref="martin",
            start_on=date(2026, 3, 10),
            end_on=date(2026, 3, 1),
            reason="leave",
        )


def test_a_pause_outside_the_contract_writes_nothing(context: Context, signed: Signed) -> None:
    path = signed()
    given = path.read_bytes()
    with pytest.raises(RuleRefusedError, match=r"gate\.pause-outside-contract"):
        pause(
            context,
            ref="martin",
            start_on=date(2027, 3, 1),
            end_on=date(2027, 3, 10),
            reason="leave",
        )
    assert path.read_bytes() == given


# A disciplinary procedure


def test_the_answer_about_a_procedure_is_kept_and_always_warned_about(
    context: Context, open_demand: Callable[[str], Path]
) -> None:
    path = open_demand("martin-2026")
    validate_demand(
        context,
        ref="martin",
        on=date(2026, 1, 5),
        request="Ma place.",
        analysed_on=date(2026, 1, 4),
        disciplinary=True,
    )
    text = path.read_text("utf-8")
    assert "analysed_on = 2026-01-04" in text
    assert "disciplinary = true" in text
    diagnosis = examine(context)
    assert [(each.level, each.message) for each in diagnosis.findings] == [
        ("warning", "demand.disciplinary")
    ]
    assert diagnosis.is_healthy
    assert ids(show_engagement(context, ref="martin").warnings) == ["demand.disciplinary"]
    assert ids(check_cadence(context).checked[0].warnings) == ["demand.disciplinary"]


def test_an_analysis_before_the_demand_is_refused(
    context: Context, open_demand: Callable[[str], Path]
) -> None:
    open_demand("martin-2026")
    with pytest.raises(RuleRefusedError, match=r"gate\.analysed-before-received"):
        validate_demand(
            context,
            ref="martin",
            on=date(2026, 1, 5),
            request="Ma place.",
            analysed_on=date(2026, 1, 1),
        )


def test_a_package_that_ended_early_is_settled_by_its_share(
    context: Context, open_demand: Callable[..., Path]
) -> None:
    from phmcoach.actions.contract.contracting import BillingTerms

    open_demand("martin-2026")
    validate_demand(context, ref="martin", on=date(2026, 1, 5), request="Ma place.")
    add_objective(context, ref="martin", statement="A", result="B", indicator="C")
    set_terms(
        context,
        ref="martin",
        sessions=12,
        minutes=120,
        start_on=date(2026, 1, 12),
        months=6,
        rate=Decimal(260),
        billing=BillingTerms(package_price=Decimal(6000)),
    )
    sign(context, ref="martin", on=date(2026, 1, 10))
    log_session(context, ref="martin", on=date(2026, 1, 13))
    ended = end(context, ref="martin", on=ENDED_ON, by="sponsor")
    assert (ended.steps[0].message, ended.steps[0].args["amount"]) == (
        "settle.package-to-bill",
        Decimal("500.00"),
    )
    assert bill(context, ref="martin-2026").invoice.total_net == Decimal("500.00")


def test_an_unsigned_amendment_is_reported_until_the_close_which_has_it_taken_back(
    context: Context, signed: Signed
) -> None:
    signed()
    log_session(context, ref="martin", on=date(2026, 1, 20))
    evaluate(context, ref="martin", on=TODAY, answers={"mode": "two-way", "next": "X."})
    late = amend(context, ref="martin", on=TODAY, terms=TermsChange(sessions=14))
    assert ids(late.warnings) == ["amend.evaluated"]
    assert ids(show_engagement(context, ref="martin").next_steps)[0] == "amend.not-signed"
    (first, *_) = close(context, ref="martin", on=TODAY).steps
    taking_back = ("step.take-back-amendment", "coach amend martin-2026 --take-back")
    assert (first.message, command_of(first)) == taking_back
    (shown, *later) = show_engagement(context, ref="martin").next_steps
    assert (shown.message, command_of(shown)) == taking_back
    assert "amend.not-signed" not in ids(tuple(later))


@pytest.mark.parametrize("ref", ["martin", None])
def test_an_amendment_of_the_number_of_sessions_keeps_the_archive_shut(
    context: Context, signed: Signed, ref: str | None
) -> None:
    """Its bounds rest on the closures of the practice too."""
    signed()
    amend(context, ref="martin", on=TODAY, terms=TermsChange(sessions=14))
    end(context, ref="martin", on=TODAY, by="coach")
    close(context, ref="martin", on=TODAY)
    with pytest.raises(RuleRefusedError) as error:
        archive(context, ref=ref)
    found = [each.args.get("problem", each) for each in error.value.problems]
    assert [getattr(each, "message", None) for each in found] == ["step.take-back-amendment"]


def test_a_session_that_the_contract_does_not_cover_is_named_when_it_is_archived(
    context: Context, signed: Signed
) -> None:
    """No step asks for its invoice, so nobody would think of it again."""
    signed()
    log_session(context, ref="martin", on=date(2026, 1, 9), anyway=True)
    end(context, ref="martin", on=TODAY, by="coach")
    close(context, ref="martin", on=TODAY)
    remarks: list[Problem] = []
    archive(replace(context, remark=remarks.append), ref="martin")
    (remark,) = remarks
    assert (remark.message, command_of(remark)) == (
        "step.archived-unbilled",
        "coach archive martin-2026 --take-back",
    )


def test_after_the_end_no_paper_is_written_for_an_amendment_that_nobody_signed(
    context: Context, signed: Signed
) -> None:
    signed()
    amend(context, ref="martin", on=TODAY, terms=TermsChange(sessions=14))
    ended = end(context, ref="martin", on=TODAY, by="sponsor")
    assert "step.take-back-amendment" in ids(ended.steps)
    with pytest.raises(RuleRefusedError) as error:
        write_amendment(context, ref="martin", number=1)
    (problem,) = error.value.problems
    assert (problem.message, command_of(problem)) == (
        "amend.over",
        "coach amend martin-2026 --take-back",
    )


def test_planned_sessions_beyond_the_number_are_called_off_while_an_amendment_waits(
    context: Context, signed: Signed
) -> None:
    """Those that the coach calls off count, so the ledger says now which sessions are billed."""
    signed()
    plan_sessions(context, ref="martin", days=[TODAY + timedelta(each) for each in range(1, 13)])
    log_session(context, ref="martin", on=date(2026, 1, 20))
    amend(context, ref="martin", on=TODAY, terms=TermsChange(sessions=13))
    ended = end(context, ref="martin", on=TODAY, by="coach")
    assert {each.status for each in ended.called_off or ()} == {"cancelled-by-coach"}
    assert "step.take-back-amendment" in ids(ended.steps)


def test_a_close_leaves_the_reports_to_write_and_show_names_them_until_the_archive(
    context: Context, signed: Signed
) -> None:
    signed()
    log_session(context, ref="martin", on=date(2026, 1, 20))
    bill(context, ref="martin")
    pay(context, number="1", on=TODAY, method="transfer")
    evaluate(context, ref="martin", on=TODAY, answers={"mode": "two-way", "next": "X."})
    closed = close(context, ref="martin", on=TODAY)
    assert ids(closed.steps) == ["report.not-shown", "step.archive"]
    step = show_engagement(context, ref="martin").next_step
    assert step is not None
    assert (step.message, command_of(step)) == (
        "report.not-shown",
        "coach report martin-2026 --for beneficiary",
    )
    write_report(context, ref="martin", reader="beneficiary")
    approve_report(context, ref="martin", on=TODAY)
    write_report(context, ref="martin", reader="sponsor")
    assert ids(show_engagement(context, ref="martin").next_steps) == ["step.archive"]


def test_a_report_that_the_beneficiary_does_not_agree_to_keeps_nobody_from_the_archive(
    context: Context, signed: Signed
) -> None:
    signed()
    log_session(context, ref="martin", on=date(2026, 1, 20))
    bill(context, ref="martin")
    pay(context, number="1", on=TODAY, method="transfer")
    evaluate(context, ref="martin", on=TODAY, answers={"mode": "two-way", "next": "X."})
    write_report(context, ref="martin", reader="beneficiary")
    close(context, ref="martin", on=TODAY)
    steps = show_engagement(context, ref="martin").next_steps
    assert [(step.message, command_of(step)) for step in steps] == [
        ("report.not-approved", "coach report martin-2026 --agreed --on DATE"),
        ("step.archive", "coach archive martin-2026"),
    ]
    assert [each.ref for each in archive(context, ref="martin")[0]] == ["martin-2026"]
