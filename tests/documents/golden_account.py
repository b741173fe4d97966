"""The quote of each golden coaching, and the papers of its account."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from functools import cache

from tests.builders import make_case
from tests.documents.document_samples import LAW
from tests.documents.golden_records import Coaching
from tests.documents.golden_words import MISTAKES

from phmcoach.documents.papers.designation import designate
from phmcoach.domain.money.account import Account
from phmcoach.domain.money.credit import Selection, draft_credit
from phmcoach.domain.money.drafting import Drafting
from phmcoach.domain.money.due import draft_deposit, draft_due
from phmcoach.domain.money.invoice import Invoice
from phmcoach.domain.money.payment import draft_receipt
from phmcoach.domain.records.engagement import Engagement
from phmcoach.value import replace

REFERENCE = "dupont-2026"


def drafting_of(
    made: Coaching, engagement: Engagement, issued_on: date, account: Account
) -> Drafting:
    return Drafting(
        case=make_case(engagement, client=made.client, ref=REFERENCE),
        account=account,
        practice=made.practice,
        law=LAW,
        issued_on=issued_on,
        specimen=False,
    )


@cache
def issued_invoices(made: Coaching) -> Mapping[str, Invoice]:
    """Return the deposit invoice, the ordinary and the final invoice, and the credit note.

    The ordinary invoice is the last monthly one. For a package, it bills the travel costs, and the
    final invoice bills the package itself.
    """
    engagement = made.held()
    paid = Account()
    deposit = _issue(made, engagement, paid, date(2026, 2, 2), deposit=True)[0]
    paid = _pay(deposit, paid)
    if made.frame == "pair" and made.length == "long":
        paid = _pay(_issue(made, engagement, paid, date(2026, 5, 29))[0], paid)
        final, *ordinary = _issue(made, engagement, paid, date(2026, 7, 31))
    else:
        final = _issue(made, engagement, paid, date(2026, 2, 28))[0]
        ordinary = _issue(made, engagement, Account(), date(2026, 6, 30))
    whole = Selection() if made.length == "short" else Selection(lines=(1,))
    credit = draft_credit(
        ordinary[-1],
        Account((ordinary[-1],)),
        whole,
        reason=MISTAKES[made.language],
        frees=False,
        issued_on=ordinary[-1].issued_on,
    )
    numbered = replace(designate(credit), number="F-2026-0009")
    return {"deposit": deposit, "invoice": ordinary[-1], "final": final, "credit": numbered}


def _issue(
    made: Coaching, engagement: Engagement, account: Account, on: date, *, deposit: bool = False
) -> list[Invoice]:
    """Issue what is due on a day, or a deposit on hourly billing, which is never due by itself."""
    drafting = drafting_of(made, engagement, on, account)
    hourly = deposit and drafting.terms.plan == "hourly"
    due = draft_deposit(drafting, Decimal(300)) if hourly else draft_due(drafting, on)
    first = len(account.papers) + 1
    return [
        replace(designate(paper), number=f"F-2026-{number:04}")
        for number, paper in enumerate(due.invoices, first)
    ]


def _pay(paper: Invoice, account: Account) -> Account:
    issued = replace(account, papers=(*account.papers, paper))
    receipt = draft_receipt(
        paper, issued, None, on=paper.issued_on + timedelta(days=10), method="transfer"
    )
    return replace(issued, receipts=(*issued.receipts, receipt))
