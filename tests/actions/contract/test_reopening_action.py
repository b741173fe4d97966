"""Taking back an end, a refusal, a close or a pause that was recorded by mistake."""

from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path

import pytest
from tests.actions.conftest import TODAY, bill, on_day
from tests.commands import command_of

from phmcoach.actions.context import Context
from phmcoach.actions.contract.amending import amend, sign_amendment
from phmcoach.actions.contract.amendment_keys import TermsChange
from phmcoach.actions.contract.contracting import BillingTerms, add_objective, set_terms
from phmcoach.actions.contract.demands import new_engagement, validate_demand
from phmcoach.actions.contract.ending import close, decline, end
from phmcoach.actions.contract.evaluating import evaluate
from phmcoach.actions.contract.overview import show_engagement
from phmcoach.actions.contract.pausing import pause, take_back_pause
from phmcoach.actions.contract.reopening import (
    Retractable,
    take_back,
    take_back_close,
    take_back_decline,
    take_back_end,
)
from phmcoach.actions.contract.signing import sign
from phmcoach.actions.money.credits import CreditRequest, issue_credit_note
from phmcoach.actions.money.payments import pay
from phmcoach.actions.practice.doctor import examine
from phmcoach.actions.sessions.calling_off import call_off_session
from phmcoach.actions.sessions.recording import log_session
from phmcoach.actions.sessions.removing import remove_session
from phmcoach.domain.money.credit import Selection
from phmcoach.errors import CoachError, InvalidDataError, RuleRefusedError

Signed = Callable[..., Path]
FIRST, ENDED_ON = date(2026, 1, 13), date(2026, 3, 1)
LATE, FAR = date(2026, 3, 2), date(2026, 3, 10)


def refusal(error: pytest.ExceptionInfo[CoachError]) -> list[tuple[str, str | None]]:
    return [(each.message, command_of(each)) for each in error.value.problems]


def findings(context: Context) -> list[str]:
    return [each.message for each in examine(context).findings]


def statuses(context: Context) -> dict[str, str]:
    sessions = show_engagement(context, ref="martin").case.engagement.sessions
    return {session.id: session.status for session in sessions}


# A refusal


def test_a_demand_that_is_no_longer_declined_goes_on(
    context: Context, open_demand: Callable[[str], Path]
) -> None:
    path = open_demand("martin-2026")
    before = path.read_bytes()
    decline(context, ref="martin", on=FIRST, by="coach", ground="ethical", reason="Non.")
    assert take_back_decline(context, ref="martin").was_on == FIRST
    assert path.read_bytes() == before
    validate_demand(context, ref="martin", on=FIRST, request="Ma place.")


@pytest.mark.parametrize("what", ["declined", "ended", "closed"])
def test_only_what_was_recorded_is_taken_back(
    context: Context, signed: Signed, what: Retractable
) -> None:
    path = signed()
    before = path.read_bytes()
    with pytest.raises(RuleRefusedError) as error:
        take_back(context, ref="martin", what=what)
    assert refusal(error) == [("outcome.not-recorded", "coach show martin-2026")]
    assert path.read_bytes() == before


# An early end


@pytest.fixture
def ended(context: Context, signed: Signed) -> tuple[Path, bytes]:
    """End an engagement with two sessions to come; return its file and what was in it before."""
    path = signed()
    log_session(context, ref="martin", on=FIRST)
    log_session(
        on_day(context, date(2026, 1, 10)), ref="martin", on=LATE, at=time(0), status="planned"
    )
    log_session(on_day(context, date(2026, 1, 10)), ref="martin", on=FAR, status="planned")
    before = path.read_bytes()
    end(context, ref="martin", on=ENDED_ON, by="sponsor", reason="Réorganisation")
    assert statuses(context) == {"s1": "held", "s2": "cancelled-late", "s3": "cancelled"}
    return path, before


def test_an_end_that_is_taken_back_leaves_the_file_as_it_was(
    context: Context, ended: tuple[Path, bytes]
) -> None:
    path, before = ended
    reopened = take_back_end(context, ref="martin")
    assert path.read_bytes() == before
    assert [(each.id, each.status) for each in reopened.planned or ()] == [
        ("s2", "planned"),
        ("s3", "planned"),
    ]
    assert (reopened.was_on, reopened.warnings) == (ENDED_ON, ())
    assert findings(context) == []


def test_only_sessions_that_the_end_called_off_are_planned_again(
    context: Context, signed: Signed
) -> None:
    signed()
    log_session(context, ref="martin", on=FIRST)
    log_session(context, ref="martin", on=FAR, status="cancelled")
    log_session(
        on_day(context, date(2026, 1, 10)), ref="martin", on=date(2026, 3, 17), status="planned"
    )
    log_session(
        on_day(context, date(2026, 1, 10)), ref="martin", on=date(2026, 3, 24), status="planned"
    )
    log_session(
        on_day(context, date(2026, 1, 10)), ref="martin", on=date(2026, 3, 31), status="planned"
    )
    end(context, ref="martin", on=ENDED_ON, by="coach")
    log_session(context, ref="martin", session_id="s3", status="force-majeure")
    remove_session(context, ref="martin", session_id="s4")
    take_back_end(context, ref="martin")
    assert statuses(context) == {
        "s1": "held",
        "s2": "cancelled",
        "s3": "force-majeure",
        "s5": "planned",
    }


def test_a_session_that_was_called_off_by_mistake_before_the_end_is_planned_again(
    context: Context, signed: Signed
) -> None:
    path = signed()
    earlier = on_day(context, date(2026, 1, 10))
    log_session(earlier, ref="martin", on=FAR, status="planned")
    before = path.read_bytes()
    announced = datetime(2026, 1, 10, 9)  # noqa: DTZ001 - a local time
    call_off_session(earlier, ref="martin", session_id="s1", notified_at=announced)
    log_session(earlier, ref="martin", session_id="s1", status="planned")
    assert path.read_bytes() == before
    end(context, ref="martin", on=ENDED_ON, by="coach")
    assert [each.id for each in take_back_end(context, ref="martin").planned or ()] == ["s1"]


def test_a_planned_session_whose_file_still_tells_a_cancellation_is_planned_again(
    context: Context, signed: Signed
) -> None:
    path = signed()
    log_session(on_day(context, date(2026, 1, 10)), ref="martin", on=FAR, status="planned")
    text = path.read_text("utf-8")
    path.write_text(f"{text}notified_at = 2026-01-10T09:00:00\n", "utf-8")
    end(context, ref="martin", on=ENDED_ON, by="coach")
    assert [each.id for each in take_back_end(context, ref="martin").planned or ()] == ["s1"]


def test_an_end_of_an_earlier_version_plans_nothing_again(
    context: Context, ended: tuple[Path, bytes]
) -> None:
    path, _ = ended
    text = path.read_text("utf-8").replace('called_off = ["s2", "s3"]\n', "")
    path.write_text(text, "utf-8")
    assert take_back_end(context, ref="martin").planned == ()
    assert statuses(context) == {"s1": "held", "s2": "cancelled-late", "s3": "cancelled"}


def test_what_an_end_made_due_is_credited_before_the_end_is_taken_back(
    context: Context, ended: tuple[Path, bytes]
) -> None:
    path, before = ended
    number = bill(context, ref="martin").number
    written = path.read_bytes()
    with pytest.raises(RuleRefusedError) as error:
        take_back_end(context, ref="martin")
    line = f'coach credit {number} --session s2 --rebill --reason "…"'
    assert refusal(error) == [("outcome.session-billed", line)]
    assert path.read_bytes() == written
    request = CreditRequest(number, Selection(sessions=("s2",)), "Erreur.", rebillable=True)
    issue_credit_note(context, request)
    take_back_end(context, ref="martin")
    assert path.read_bytes() == before
    assert findings(context) == []


def begin_package(
    context: Context, open_demand: Callable[[str], Path], schedule: tuple[Decimal, ...] = ()
) -> None:
    """Sign a package of twelve sessions, and hold the first one."""
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
        billing=BillingTerms(package_price=Decimal(6000), schedule=schedule),
    )
    sign(context, ref="martin", on=date(2026, 1, 10))
    log_session(context, ref="martin", on=FIRST)


@pytest.fixture
def package_ended(context: Context, open_demand: Callable[[str], Path]) -> None:
    begin_package(context, open_demand)
    end(context, ref="martin", on=ENDED_ON, by="sponsor")


@pytest.mark.usefixtures("package_ended")
def test_the_share_of_a_package_is_credited_before_the_end_is_taken_back(
    context: Context,
) -> None:
    number = bill(context, ref="martin").number
    with pytest.raises(RuleRefusedError) as error:
        take_back_end(context, ref="martin")
    assert refusal(error) == [
        ("outcome.share-billed", f'coach credit {number} --rebill --reason "…"')
    ]
    issue_credit_note(context, CreditRequest(number, Selection(), "Erreur.", rebillable=True))
    take_back_end(context, ref="martin")
    assert findings(context) == []


@pytest.mark.usefixtures("package_ended")
def test_a_waived_share_without_a_session_does_not_keep_the_end(
    context: Context,
) -> None:
    number = bill(context, ref="martin").number
    issue_credit_note(context, CreditRequest(number, Selection(), "Erreur.", rebillable=False))
    with pytest.raises(RuleRefusedError) as error:
        take_back_end(context, ref="martin")
    assert refusal(error) == [("outcome.share-waived", "coach invoice martin-2026 --instalment 1")]
    remove_session(context, ref="martin", session_id="s1")
    take_back_end(context, ref="martin")
    assert findings(context) == []


@pytest.mark.parametrize(
    ("amounts", "named"),
    [
        ({}, ("package.waived", "coach invoice martin-2026 --instalment 1")),
        ({1: Decimal(2500)}, ("package.partly-waived", "coach amend martin-2026 --package …")),
    ],
)
def test_what_was_given_back_because_of_an_end_is_named_when_it_is_taken_back(
    context: Context,
    open_demand: Callable[[str], Path],
    amounts: dict[int, Decimal],
    named: tuple[str, str],
) -> None:
    """The credit note would reduce the price of the package from then on."""
    begin_package(context, open_demand, schedule=(Decimal(50), Decimal(50)))
    number = bill(context, ref="martin").number
    pay(context, number=number, on=TODAY, method="transfer")
    end(context, ref="martin", on=ENDED_ON, by="sponsor")
    issue_credit_note(context, CreditRequest(number, Selection(amounts=amounts), "Fin."))
    warnings = take_back_end(context, ref="martin").warnings
    assert [(each.message, command_of(each)) for each in warnings] == [named]


def test_an_end_is_not_taken_back_while_the_ledger_is_damaged(
    context: Context, ended: tuple[Path, bytes]
) -> None:
    path, _ = ended
    bill(context, ref="martin")
    context.folder.ledger_head.unlink()
    written = path.read_bytes()
    with pytest.raises(InvalidDataError):
        take_back_end(context, ref="martin")
    assert path.read_bytes() == written


# A close


@pytest.mark.parametrize("what", ["declined", "ended"])
def test_a_close_is_taken_back_before_what_it_closes(
    context: Context, open_demand: Callable[[str], Path], signed: Signed, what: Retractable
) -> None:
    if what == "ended":
        path = signed()
        end(context, ref="martin", on=ENDED_ON, by="coach")
    else:
        path = open_demand("martin-2026")
        decline(context, ref="martin", on=FIRST, by="coach")
    before = path.read_bytes()
    close(context, ref="martin", on=TODAY)
    with pytest.raises(RuleRefusedError) as error:
        take_back(context, ref="martin", what=what)
    assert refusal(error) == [("outcome.closed-since", "coach close martin-2026 --take-back")]
    take_back_close(context, ref="martin")
    assert path.read_bytes() == before
    take_back(context, ref="martin", what=what)


def test_a_follow_up_of_a_reopened_engagement_is_reported(context: Context, signed: Signed) -> None:
    signed()
    log_session(context, ref="martin", on=FIRST)
    evaluate(context, ref="martin", on=ENDED_ON, answers={"mode": "two-way", "next": "X."})
    close(context, ref="martin", on=TODAY)
    new_engagement(
        context,
        ref="suite",
        client="acme",
        beneficiary="Claire Martin",
        situations=["new-role"],
        follow_up_of="martin-2026",
        received_on=TODAY,
    )
    reopened = take_back_close(context, ref="martin")
    assert [(each.message, command_of(each)) for each in reopened.warnings] == [
        ("gate.follow-up-without-closed", "coach close martin-2026 --on DATE")
    ]
    close(context, ref="martin", on=TODAY)
    assert findings(context) == []


# A pause


def pauses(context: Context) -> list[tuple[int, int, str]]:
    found = show_engagement(context, ref="martin").case.engagement.pauses
    return [(each.start_on.day, each.end_on.day, each.reason) for each in found]


@pytest.fixture
def paused(context: Context, signed: Signed) -> Path:
    """Return the file of an engagement that is paused from 2 to 20 March."""
    path = signed()
    days = (date(2026, 3, 2), date(2026, 3, 20))
    pause(context, ref="martin", start_on=days[0], end_on=days[1], reason="illness")
    return path


@pytest.mark.parametrize(
    ("first", "last", "left"),
    [
        (None, None, []),
        (2, None, []),
        (11, None, [(2, 10, "illness")]),
        (2, 5, [(6, 20, "illness")]),
        (None, 5, [(6, 20, "illness")]),
        (9, 13, [(2, 8, "illness"), (14, 20, "illness")]),
    ],
)
@pytest.mark.usefixtures("paused")
def test_days_of_a_pause_are_taken_back(
    context: Context,
    first: int | None,
    last: int | None,
    left: list[tuple[int, int, str]],
) -> None:
    start, until = (None if day is None else date(2026, 3, day) for day in (first, last))
    take_back_pause(context, ref="martin", start_on=start, end_on=until)
    assert pauses(context) == left
    assert findings(context) == []


def test_a_pause_that_is_taken_back_leaves_the_file_as_it_was(
    context: Context, signed: Signed
) -> None:
    path = signed()
    before = path.read_bytes()
    pause(context, ref="martin", start_on=LATE, end_on=FAR, reason="leave")
    effect = take_back_pause(context, ref="martin").effect
    assert path.read_bytes() == before
    assert (effect.days, effect.end_on, effect.restored_end_on) == (
        9,
        date(2026, 7, 11),
        date(2026, 7, 11),
    )


@pytest.mark.parametrize(("first", "last"), [(1, None), (21, None), (5, 21), (9, 8)])
def test_only_days_of_a_pause_are_taken_back(
    context: Context, paused: Path, first: int, last: int | None
) -> None:
    before = paused.read_bytes()
    until = None if last is None else date(2026, 3, last)
    with pytest.raises(RuleRefusedError, match=r"pause\.not-there"):
        take_back_pause(context, ref="martin", start_on=date(2026, 3, first), end_on=until)
    assert paused.read_bytes() == before


@pytest.mark.usefixtures("paused")
def test_a_longer_illness_is_one_more_pause_of_the_further_days(context: Context) -> None:
    longer = pause(
        context, ref="martin", start_on=date(2026, 3, 1), end_on=date(2026, 3, 31), reason="illness"
    )
    assert [(each.message, each.args) for each in longer.warnings] == [
        ("pause.partly-there", {"count": 19})
    ]
    assert pauses(context) == [(2, 20, "illness"), (1, 1, "illness"), (21, 31, "illness")]
    assert findings(context) == []


@pytest.mark.usefixtures("paused")
def test_days_of_several_pauses_are_taken_back_at_once(context: Context) -> None:
    pause(
        context, ref="martin", start_on=date(2026, 3, 1), end_on=date(2026, 3, 31), reason="leave"
    )
    take_back_pause(context, ref="martin", start_on=date(2026, 3, 1), end_on=date(2026, 3, 25))
    assert pauses(context) == [(26, 31, "leave")]


@pytest.mark.usefixtures("paused")
def test_one_of_two_equal_pauses_is_taken_back(context: Context) -> None:
    path = context.folder.engagement_file("martin-2026")
    text = path.read_text("utf-8")
    path.write_text(text + text[text.rindex("\n[[pauses]]") :], "utf-8")
    take_back_pause(context, ref="martin", start_on=date(2026, 3, 2))
    assert pauses(context) == [(2, 20, "illness")]


@pytest.mark.parametrize("first", [2, 10])
def test_the_second_of_two_equal_pauses_is_taken_back_beside_a_longer_one(
    context: Context, paused: Path, first: int
) -> None:
    text = paused.read_text("utf-8")
    mistake = text[text.rindex("\n[[pauses]]") :]
    longer = mistake.replace("03-02", f"03-{first:02}").replace("03-20", "03-25")
    paused.write_text(text + mistake.replace("illness", "leave") + longer, "utf-8")
    (twice,) = (each for each in examine(context).findings if each.message == "gate.pause-twice")
    assert command_of(twice) == (
        "coach pause martin-2026 --take-back --from 2026-03-02 --to 2026-03-20"
    )
    start, until = date(2026, 3, 2), date(2026, 3, 20)
    taken = take_back_pause(context, ref="martin", start_on=start, end_on=until)
    assert taken.reason == "leave"
    assert pauses(context) == [(2, 20, "illness"), (first, 25, "illness")]


def test_days_of_two_equal_pauses_are_taken_out_of_both(context: Context, paused: Path) -> None:
    text = paused.read_text("utf-8")
    paused.write_text(text + text[text.rindex("\n[[pauses]]") :], "utf-8")
    take_back_pause(context, ref="martin", start_on=date(2026, 3, 11))
    assert pauses(context) == [(2, 10, "illness"), (2, 10, "illness")]


def test_there_is_no_pause_to_take_back(context: Context, signed: Signed) -> None:
    signed()
    with pytest.raises(RuleRefusedError) as error:
        take_back_pause(context, ref="martin")
    assert refusal(error) == [("pause.none", "coach show martin-2026")]


@pytest.mark.usefixtures("paused")
def test_an_end_that_made_up_for_the_days_of_a_pause_is_reported(context: Context) -> None:
    """The contract lasts six months net of pauses; the pause is a fact, whatever was agreed."""
    amend(context, ref="martin", on=FAR, terms=TermsChange(end_on=date(2026, 7, 30)))
    sign_amendment(context, ref="martin", number=1, on=FAR)
    warnings = take_back_pause(context, ref="martin").warnings
    assert [each.message for each in warnings] == ["bounds.span-long"]
    assert pauses(context) == []


def test_an_end_can_be_taken_back_on_a_later_day(
    context: Context, ended: tuple[Path, bytes]
) -> None:
    path, before = ended
    take_back_end(on_day(context, date(2026, 9, 1)), ref="martin")
    assert path.read_bytes() == before
