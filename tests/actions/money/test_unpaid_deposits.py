"""Billing to the end although a deposit is unpaid: credit notes and invoices in one round."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from tests.actions.conftest import bill, bill_all, on_day
from tests.commands import command_of

from phmcoach.actions.context import Context
from phmcoach.actions.contract.overview import show_engagement
from phmcoach.actions.money import unpaid_deposits
from phmcoach.actions.money.invoices import Request
from phmcoach.actions.money.payments import pay
from phmcoach.actions.money.unpaid_deposits import draft_papers, issue_papers
from phmcoach.actions.practice.today import show_today
from phmcoach.actions.sessions.recording import log_session
from phmcoach.errors import RuleRefusedError
from phmcoach.store.ledger import read_ledger
from phmcoach.value import replace

REQUEST = Request("martin-2026", credit_unpaid=True)


@pytest.fixture
def unpaid(context: Context, signed: Callable[..., Path]) -> Context:
    """Return the day of a session, after a deposit of 500 € of which 120 € came in."""
    signed()
    bill(context, ref="martin-2026", deposit=Decimal(500))
    pay(context, number="1", on=context.today, method="transfer", amount=Decimal(120))
    later = on_day(context, date(2026, 8, 30))
    log_session(later, ref="martin-2026", on=date(2026, 6, 23), kind="in-person", minutes=120)
    return later


def issue(context: Context) -> list[tuple[str, Decimal, Decimal]]:
    """Bill to the end; return the type, the total and the amount due of each paper."""
    papers = [issued.invoice for issued in issue_papers(context, REQUEST)]
    return [(each.type, each.total_gross, each.amount_due) for each in papers]


def test_what_is_unpaid_is_credited_and_what_was_received_is_deducted(unpaid: Context) -> None:
    with pytest.raises(RuleRefusedError):
        bill_all(unpaid, "martin-2026")
    assert issue(unpaid) == [
        ("credit", Decimal("380.00"), Decimal("380.00")),
        ("invoice", Decimal("520.00"), Decimal("400.00")),
    ]


def test_the_draft_shows_all_papers_and_the_penalties_and_writes_nothing(unpaid: Context) -> None:
    settling = draft_papers(unpaid, REQUEST)
    credit, invoice = settling.papers
    assert (credit.reason, credit.total_gross) == (
        "Part non réglée de l’acompte, demandée par la facture suivante",
        Decimal("380.00"),
    )
    assert (invoice.prepaid, invoice.amount_due) == (Decimal("120.00"), Decimal("400.00"))
    (late,) = settling.late
    assert (late.message, late.args["number"]) == ("billing.deposit-late", "F-2026-0001")
    assert len(read_ledger(unpaid.folder).entries) == 2


def test_the_credit_note_tells_of_the_penalties_that_end_with_it(unpaid: Context) -> None:
    (late,) = draft_papers(unpaid, REQUEST).late
    credit, invoice = issue_papers(unpaid, REQUEST)
    assert (late in credit.warnings, late in invoice.warnings) == (True, False)


def test_a_deposit_that_is_not_late_yet_has_no_penalties_to_report(unpaid: Context) -> None:
    early = on_day(unpaid, date(2026, 6, 23))
    settling = draft_papers(early, REQUEST)
    assert ([each.type for each in settling.papers], settling.late) == (["credit", "invoice"], ())


def test_penalties_of_an_unknown_rate_are_reported_as_unknown_and_without_a_sum(
    unpaid: Context,
) -> None:
    later = replace(on_day(unpaid, date(2027, 2, 1)), on_doubt=lambda _: None)
    late = draft_papers(later, REQUEST).late
    assert [each.message for each in late] == ["law.missing"]


def test_the_same_command_goes_on_after_the_credit_note(
    unpaid: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as during:
        during.setattr(unpaid_deposits, "issue_invoices", interrupt)
        with pytest.raises(KeyboardInterrupt):
            issue(unpaid)
    assert issue(unpaid) == [("invoice", Decimal("520.00"), Decimal("400.00"))]


def test_nothing_is_credited_where_nothing_can_be_billed_after_it(
    context: Context, signed: Callable[..., Path]
) -> None:
    signed()
    bill(context, ref="martin-2026", deposit=Decimal(500))
    with pytest.raises(RuleRefusedError) as refused:
        issue(context)
    assert [each.message for each in refused.value.problems] == ["invoice.nothing-to-bill"]


def test_a_deposit_is_waited_for_before_the_months_are_billed_without_it(unpaid: Context) -> None:
    shown = show_engagement(unpaid, ref="martin-2026")
    named = [(each.message, command_of(each)) for each in shown.later_steps]
    assert named == [
        ("billing.deposit-open", "coach pay F-2026-0001 --on DATE --by transfer"),
        ("step.months", "coach invoice martin-2026 --credit-unpaid"),
    ]
    rows = [each for each in show_today(unpaid, days=7).rows if each.kind == "to-bill"]
    assert [each.fact.message for each in rows] == ["billing.deposit-open"]
