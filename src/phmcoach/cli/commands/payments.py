"""Commands that record what was paid."""

from datetime import date
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from phmcoach.cli.shell.click_language import asking, current
from phmcoach.cli.shell.kinds import AMOUNT, DATE, ENTRY, LAST_ENTRY, TEXT, one_of
from phmcoach.cli.shell.options import Json, Numbers, TodayIs, flag, option
from phmcoach.cli.shell.panels import Panel
from phmcoach.cli.shell.state import CliState
from phmcoach.errors import Problem, UsageError
from phmcoach.words import (
    PAYMENT_METHODS,
    SHORTFALL_REASONS,
    PaymentMethod,
    ReceiptNature,
)

if TYPE_CHECKING:
    from phmcoach.actions.context import Context
    from phmcoach.actions.money.recording import OnTwin

panel = Panel("billing")

PAID_NATURES: tuple[ReceiptNature, ...] = ("fees", "penalties", "indemnity")
NOT_CASH = tuple(each for each in PAYMENT_METHODS if each != "cash")
"""How a payment came of which a bank kept a part: no bank keeps anything of cash."""

OTHER_NATURES: tuple[ReceiptNature, ...] = ("other", "opening")

Method = Annotated[PaymentMethod | None, option("--by", one_of(PAYMENT_METHODS), "option.by")]
Amount = Annotated[Decimal | None, option("--amount", AMOUNT, "option.amount")]
Voucher = Annotated[str | None, option("--reference", TEXT, "option.reference")]


@panel.command("pay")
def pay(
    number: Numbers = None,
    on: Annotated[date | None, option("--on", DATE, "option.received")] = None,
    by: Method = None,
    amount: Amount = None,
    nature: Annotated[
        ReceiptNature | None,
        option("--nature", one_of(PAID_NATURES), "option.receipt-nature"),
    ] = None,
    reference: Voucher = None,
    fees: Annotated[Decimal | None, option("--fees", AMOUNT, "option.fees")] = None,
    refund: Annotated[bool, flag("--refund", "option.refund")] = False,
    undo: Annotated[int | None, option("--undo", ENTRY, "option.undo")] = None,
    today_is: TodayIs = None,
    json: Json = False,
) -> None:
    state = current()
    from phmcoach.actions.money.unpaid import refuse_unknown
    from phmcoach.cli.pages.choices import offering_unpaid, pick_number, show_unpaid_choices
    from phmcoach.cli.pages.ledger import show_receipt, show_receipts

    first, others = (number[0], number[1:]) if number else (None, [])
    if others and (refund or fees or nature not in (None, "fees") or undo is not None):
        raise UsageError.of("usage.one-invoice", count=len(others) + 1)
    if undo is not None:
        from phmcoach.actions.money.undoing import undo_receipt

        if undo == LAST_ENTRY:
            with asking() as ask:
                first = ask.text("NUMBER", first)
        context = state.context(today_is=today_is)
        undone = undo_receipt(context, number=first, place=undo or None, on=on)
        if len(undone) > 1:
            show_receipts(state.out, undone, json=json)
        else:
            show_receipt(state.out, *undone, json=json)
        return
    listed = show_unpaid_choices(state) if first is None else ()
    only = listed[0] if len(listed) == 1 else None
    with offering_unpaid(state), asking() as ask:
        first = ask.text("NUMBER", first, default=only, check=partial(pick_number, listed))
        ask.named(lambda: refuse_unknown(state.context(today_is=today_is), [first, *others]))
        on = ask.value("--on", DATE, on, default=state.today, question="ask.received")
        by = ask.choice("--by", by, NOT_CASH if fees else PAYMENT_METHODS)
    context = state.context(today_is=today_is)
    is_price = not refund and nature in (None, "fees")
    other = None
    if state.interactive and amount and is_price and not (others or fees):
        with offering_unpaid(state):
            other = _ask_about_other(state, context, first, amount)
        others = [other] if other else []
    if others:
        from phmcoach.actions.money.transfers import pay_together

        with offering_unpaid(state):
            together = pay_together(
                context,
                numbers=[first, *others],
                on=on,
                method=by,
                amount=amount,
                reference=reference,
                on_twin=_ask_about_twin(state),
            )
        show_receipts(state.out, together, json=json)
        return
    from phmcoach.actions.money.payments import pay as record_payment

    let_go = None
    if state.interactive and amount and is_price and not (fees or json):
        with offering_unpaid(state):
            fees, let_go = _ask_about_shortfall(state, context, first, amount, by)
    with offering_unpaid(state):
        recorded = record_payment(
            context,
            number=first,
            on=on,
            method=by,
            amount=amount,
            nature=nature or "fees",
            direction="out" if refund else "in",
            reference=reference,
            fees=fees,
            on_twin=_ask_about_twin(state),
            surplus_is_meant=state.interactive,
        )
    state.end_line()
    show_receipt(state.out, recorded, json=json)
    if let_go:
        from phmcoach.cli.commands.credits import credit_sum

        credit_sum(state, context, first, let_go)


def _ask_about_other(
    state: CliState, context: "Context", number: str, amount: Decimal
) -> str | None:
    """Ask whether an amount also pays another invoice; return its number after a yes."""
    from phmcoach.actions.money.transfers import find_other_paid

    question = find_other_paid(context, number=number, amount=amount)
    if question is None:
        return None
    state.out.warn(question)
    return str(question.args["other"]) if state.confirm("confirm.pays-both") else None


def _ask_about_shortfall(
    state: CliState, context: "Context", number: str, amount: Decimal, by: PaymentMethod
) -> tuple[Decimal | None, Decimal | None]:
    """Ask why a payment is a little too small; return the fees of the bank, and what is let go."""
    from phmcoach.actions.money.payments import find_shortfall

    missing = find_shortfall(context, number=number, amount=amount)
    if missing is None:
        return None, None
    state.out.say("said.short", number=missing.number, amount=missing.amount)
    reasons = tuple(each for each in SHORTFALL_REASONS if (each, by) != ("bank-fees", "cash"))
    with asking() as ask:
        answer = ask.choice("", None, reasons, question="ask.shortfall")
    return (
        missing.amount if answer == "bank-fees" else None,
        missing.amount if answer == "let-go" else None,
    )


def _ask_about_twin(state: CliState) -> "OnTwin | None":
    """Return the question about a second receipt like an earlier one; off a terminal none."""
    if not state.interactive:
        return None

    def ask(twin: Problem) -> None:
        state.out.warn(twin)
        if not state.confirm("confirm.same-again"):
            state.out.say("said.nothing-recorded")
            raise typer.Exit

    return ask


@panel.command("receive")
def receive(
    amount: Annotated[Decimal | None, option("--amount", AMOUNT, "option.received-amount")] = None,
    label: Annotated[str | None, option("--label", TEXT, "option.label")] = None,
    on: Annotated[date | None, option("--on", DATE, "option.received")] = None,
    by: Method = None,
    client: Annotated[str | None, option("--from", TEXT, "option.payer")] = None,
    nature: Annotated[
        ReceiptNature | None,
        option("--nature", one_of(OTHER_NATURES), "option.other-nature"),
    ] = None,
    reference: Voucher = None,
    today_is: TodayIs = None,
    json: Json = False,
) -> None:
    state = current()
    if nature == "opening":
        _receive_opening(state, amount, today_is, json=json)
        return
    with asking() as ask:
        amount = ask.value("--amount", AMOUNT, amount)
        label = ask.text("--label", label)
        on = ask.value("--on", DATE, on, default=state.today, question="ask.received")
        by = ask.choice("--by", by, PAYMENT_METHODS)
    from phmcoach.actions.money import payments
    from phmcoach.cli.pages.ledger import show_receipt

    recorded = payments.receive_other(
        state.context(today_is=today_is),
        amount=amount,
        label=label,
        on=on,
        method=by,
        client=client,
        reference=reference,
        on_twin=_ask_about_twin(state),
    )
    show_receipt(state.out, recorded, json=json)


def _receive_opening(
    state: CliState, amount: Decimal | None, today_is: date | None, *, json: bool
) -> None:
    with asking() as ask:
        amount = ask.value("--amount", AMOUNT, amount)
    from phmcoach.actions.money.payments import record_opening
    from phmcoach.cli.pages.ledger import show_receipt

    show_receipt(state.out, record_opening(state.context(today_is=today_is), amount), json=json)
