"""What `invoice` would refuse for an engagement, `show` names first: each rule, in its state."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from tests.actions.conftest import bill, on_day
from tests.commands import command_of

from phmcoach.actions.context import Context
from phmcoach.actions.contract.ending import end
from phmcoach.actions.contract.overview import show_engagement
from phmcoach.actions.money.invoices import Request, draft
from phmcoach.actions.money.payments import pay
from phmcoach.actions.practice.practice_changes import PracticeRequest, set_practice
from phmcoach.actions.sessions.recording import log_session, travel_cost
from phmcoach.errors import Problem, RuleRefusedError

Signed = Callable[..., Path]
Break = Callable[[Context, Signed], None]
REF = "martin-2026"
FIRST, SECOND = date(2026, 1, 13), date(2026, 2, 10)


def change(context: Context, old: str, new: str) -> None:
    path = context.folder.engagement_file(REF)
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def record_twice(context: Context, _: Signed) -> None:
    log_session(context, ref=REF, on=SECOND)
    log_session(context, ref=REF, on=SECOND, anyway=True)


def move_a_billed_one(context: Context, _: Signed) -> None:
    bill(context, ref=REF)
    change(context, f"on = {FIRST}", "on = 2026-01-14")
    log_session(context, ref=REF, on=FIRST, anyway=True)


def lose_a_billed_one(context: Context, _: Signed) -> None:
    bill(context, ref=REF)
    log_session(context, ref=REF, on=SECOND)
    change(context, 'id = "s1"', 'id = "s7"')


def change_billed_travel(context: Context, _: Signed) -> None:
    log_session(context, ref=REF, session_id="s1", travel=[travel_cost(Decimal(12), "Train")])
    bill(context, ref=REF)
    change(context, '"Train"', '"Taxi"')


def bill_it_for_a_namesake(context: Context, signed: Signed) -> None:
    signed("martin-bis", received_on=date(2026, 1, 3))
    log_session(context, ref="martin-bis", on=FIRST)
    bill(context, ref="martin-bis")


def pay_before_a_new_regime(context: Context, _: Signed) -> None:
    bill(context, ref=REF, deposit=Decimal(500))
    pay(context, number="1", on=context.today, method="transfer")
    turn = date(2026, 6, 20)
    set_practice(
        context,
        PracticeRequest(vat_regime="quarterly", valid_from=turn, vat_number="FR68900000001"),
    )
    log_session(on_day(context, date(2026, 6, 23)), ref=REF, on=date(2026, 6, 23))
    change(context, f"on = {FIRST}", "on = 2026-06-24")  # else it would be billed alone


def refusal(context: Context) -> tuple[Problem, ...]:
    with pytest.raises(RuleRefusedError) as error:
        draft(context, Request(REF))
    return error.value.problems


@pytest.mark.parametrize(
    ("break_it", "message", "command"),
    [
        (
            record_twice,
            "billing.session-recorded-twice",
            "coach log-session martin-2026 --session s3 --at HH:MM",
        ),
        (
            move_a_billed_one,
            "billing.session-billed-as-other",
            "coach log-session martin-2026 --session s2 --at HH:MM",
        ),
        (
            lose_a_billed_one,
            "billing.session-missing",
            (
                "coach log-session martin-2026 --session s1 --on 2026-01-13 --hours 120min"
                " --type in-person --status held"
            ),
        ),
        (
            change_billed_travel,
            "billing.travel-changed",
            "coach log-session martin-2026 --session s1 --travel 12.00 --travel-label Train",
        ),
        (
            bill_it_for_a_namesake,
            "billing.session-billed-for-other",
            "coach log-session martin-2026 --session s1 --at HH:MM",
        ),
        (
            pay_before_a_new_regime,
            "vat.deposit-outdated",
            "coach credit F-2026-0001 --renew --vat …",
        ),
    ],
)
@pytest.mark.parametrize("ended", [False, True], ids=["going on", "ended"])
def test_what_refuses_the_next_invoice_is_named_in_its_place(
    context: Context, signed: Signed, break_it: Break, message: str, command: str, *, ended: bool
) -> None:
    signed()
    log_session(context, ref=REF, on=FIRST)
    break_it(context, signed)
    later = on_day(context, date(2026, 7, 2))
    if ended:
        end(later, ref=REF, on=later.today, by="coach")

    shown = show_engagement(later, ref=REF)
    named = [shown.next_step] if ended else [*shown.later_steps]
    first = refusal(later)[0]

    assert [(each.message, each.args) for each in named if each] == [(first.message, first.args)]
    assert [(each.message, command_of(each)) for each in named if each] == [(message, command)]


def test_nothing_is_to_invoice_in_a_file_that_has_lost_its_terms(
    context: Context, signed: Signed
) -> None:
    path = signed()
    text = path.read_text("utf-8")
    tables = re.split(r"(?m)^(?=\[)", text)
    left = [table for table in tables if not table.startswith(("[terms", "[[terms"))]
    path.write_text("".join(left), "utf-8")
    shown = show_engagement(on_day(context, date(2026, 3, 20)), ref=REF)
    assert "step.months" not in [each.message for each in shown.later_steps]
