"""One reminder: when it may be written, and the amount that it asks for."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from tests.builders import make_private_client
from tests.commands import command_of
from tests.domain.money.late_papers import LAW, make_credit, make_entries, make_paper, make_receipt

from phmcoach.domain.money.invoice import Invoice
from phmcoach.domain.money.lateness import Claim, measure_lateness
from phmcoach.domain.money.receipt import Receipt
from phmcoach.domain.money.reminder import Reminder, draft_reminder, refuse_credit
from phmcoach.domain.records.practice import Mediator
from phmcoach.errors import Problem, RuleRefusedError
from phmcoach.words import ReminderLevel

PAPER = make_paper()
AUGUST = date(2026, 8, 31)
MEDIATOR = Mediator(name="Médiation", address="1 place du Marché", website="https://m.example")


def remind(
    *others: Invoice | Receipt,
    paper: Invoice = PAPER,
    on: date = AUGUST,
    level: ReminderLevel | None = None,
) -> Reminder:
    late = measure_lateness(make_entries(paper, *others), paper, LAW, as_of=on, claim=Claim())
    return draft_reminder(
        late, LAW, level=level, seller=paper.seller, buyer=paper.buyer, mediator=MEDIATOR
    )


def refusal(*others: Invoice | Receipt, **options: Any) -> Problem:  # noqa: ANN401 - options of `remind`
    with pytest.raises(RuleRefusedError) as refused:
        remind(*others, **options)
    (problem,) = refused.value.problems
    return problem


def test_a_reminder_has_the_proposed_level_unless_another_is_chosen() -> None:
    assert remind().level == "formal"
    assert remind(level="friendly").level == "friendly"
    assert remind(on=date(2026, 6, 1), level="formal").level == "formal"


@pytest.mark.parametrize(
    ("level", "asked"), [("friendly", "3120.00"), ("firm", "3120.00"), ("formal", "3256.88")]
)
def test_only_a_formal_notice_asks_for_compensation(level: ReminderLevel, asked: str) -> None:
    assert str(remind(level=level).asked) == asked


def test_a_reminder_leaves_eight_days_to_pay() -> None:
    assert remind().reply_by == date(2026, 9, 8)


def test_an_invoice_paid_on_time_gets_no_reminder() -> None:
    assert refusal(make_receipt(PAPER, date(2026, 5, 30), "3120")) == Problem(
        "remind.paid", {"number": "F-2026-0001"}
    )


def test_a_credited_invoice_gets_no_reminder() -> None:
    assert refusal(make_credit(PAPER, "F-2026-0002")).message == "remind.paid"


def test_an_invoice_paid_late_still_owes_compensation() -> None:
    problem = refusal(make_receipt(PAPER, AUGUST, "3120"))
    args = {"number": "F-2026-0001", "amount": Decimal("136.88")}
    assert problem == Problem("remind.paid-late", args)
    line = "coach pay F-2026-0001 --nature penalties --amount … --on DATE --by transfer"
    assert command_of(problem) == line


@pytest.mark.parametrize("level", [None, "formal"])
@pytest.mark.parametrize("on", [date(2026, 5, 1), date(2026, 5, 31)])
def test_an_invoice_that_is_not_due_gets_no_reminder(on: date, level: ReminderLevel | None) -> None:
    assert refusal(on=on, level=level) == Problem(
        "remind.not-due", {"number": "F-2026-0001", "due_on": date(2026, 5, 31)}
    )


def test_a_reminder_in_the_first_two_days_requires_an_explicit_level() -> None:
    problem = refusal(on=date(2026, 6, 2))
    days = {"due_on": date(2026, 5, 31), "usual_on": date(2026, 6, 3)}
    assert problem == Problem("remind.too-early", {"number": "F-2026-0001", **days})
    assert command_of(problem) == "coach remind F-2026-0001 --level friendly"
    assert remind(on=date(2026, 6, 1), level="friendly").level == "friendly"


def test_a_lapsed_claim_gets_no_reminder() -> None:
    paper = make_paper(client=make_private_client(), due_on=date(2024, 7, 1))
    assert refusal(paper=paper, on=date(2026, 7, 2), level="formal") == Problem(
        "remind.time-barred", {"number": "F-2026-0001", "on": date(2026, 7, 1)}
    )


def test_a_formal_notice_to_a_consumer_states_the_legal_rate_and_the_mediator() -> None:
    paper = make_paper(client=make_private_client())
    notice = remind(paper=paper)
    assert (notice.rate, notice.mediator, notice.asked) == (
        Decimal("2.75"),
        MEDIATOR,
        paper.amount_due,
    )
    assert remind(paper=paper, level="firm").rate is None
    assert remind().mediator is None


def test_a_credit_note_gets_no_reminder() -> None:
    refuse_credit(PAPER)
    with pytest.raises(RuleRefusedError) as refused:
        refuse_credit(make_credit(PAPER, "F-2026-0002"))
    assert refused.value.problems == (Problem("remind.credit-note", {"number": "F-2026-0002"}),)
