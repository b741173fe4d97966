"""Billing to the end although deposits are unpaid: credit what is missing, then bill the whole.

An invoice deducts what was received of a deposit, so what was not received is credited first, if it
is asked for. Each paper is an entry of its own; after an interruption the same command goes on.
"""

from collections.abc import Collection, Iterator

from phmcoach.actions.context import Context
from phmcoach.actions.money.billing_context import BillingContext, open_billing_context
from phmcoach.actions.money.credits import CreditRequest, draft_credit_note, issue_credit_note
from phmcoach.actions.money.invoices import Draft, Issued, Request, draft, issue_invoices
from phmcoach.domain.money.account import Account, balance_of, deposits_of
from phmcoach.domain.money.credit import Selection
from phmcoach.domain.money.due import NothingToBillError
from phmcoach.domain.money.invoice import Invoice
from phmcoach.domain.money.lateness import find_unpaid
from phmcoach.domain.money.settlement import open_deposits
from phmcoach.errors import Problem, RuleRefusedError, as_warnings
from phmcoach.i18n import Translator
from phmcoach.remedy import Remedy
from phmcoach.store.ledger import find_invoice
from phmcoach.value import Value, replace


class Settling(Value):
    """The credit notes of what is unpaid of deposits, as asked for and drafted, and what follows.

    `late` are the penalties that have run on them, which end with the credit notes.
    """

    requests: tuple[CreditRequest, ...]
    credits: tuple[Invoice, ...]
    draft: Draft
    late: tuple[Problem, ...] = ()

    @property
    def papers(self) -> tuple[Invoice, ...]:
        """All papers, in the order of their issue."""
        return (*self.credits, *self.draft.invoices)


def draft_papers(context: Context, request: Request) -> Settling:
    """Return the drafts of all papers of a request; raises as `draft` does.

    Credit notes come first, if they were asked for and a deposit is in the way. They help nothing
    if what was received of the deposits exceeds the invoice.
    """
    billing = open_billing_context(context)
    if not request.credit_unpaid:
        return Settling((), (), draft(context, request, billing))
    try:
        return Settling((), (), draft(context, request, billing))
    except NothingToBillError:
        raise
    except RuleRefusedError as error:
        if any(each.remedy is Remedy.CREDIT_SURPLUS for each in error.problems):
            raise
        unpaid = tuple(_find_unpaid(context, billing, request))
        if not unpaid:
            raise
    requests = tuple(_request(billing, account, number, request) for _, account, number in unpaid)
    credits_ = tuple(draft_credit_note(context, each) for each in requests)
    drafted = draft(context, request, replace(billing, drafted=credits_))
    late = tuple(
        remark
        for ref in dict.fromkeys(ref for ref, _, _ in unpaid)
        for remark in report_late(context, billing, ref, [number for _, _, number in unpaid])
    )
    return Settling(requests, credits_, drafted, late)


def issue_papers(context: Context, request: Request) -> Iterator[Issued]:
    """Issue the papers of a request; credit notes come first, after all could be drafted.

    The first of these warns of all penalties that end with them.
    """
    if request.credit_unpaid:
        settling = draft_papers(context, request)
        late = settling.late
        for each in settling.requests:
            issued = issue_credit_note(context, each)
            yield replace(issued, warnings=(*late, *issued.warnings))
            late = ()
    for issued, _ in issue_invoices(context, request):
        yield issued


def _find_unpaid(
    context: Context, billing: BillingContext, request: Request
) -> Iterator[tuple[str, Account, str]]:
    """Yield the unpaid deposits of all engagements of a request: each with whose, and its number.

    An engagement that is typed twice is one.
    """
    typed = (request.ref, *request.others)
    for ref in dict.fromkeys(billing.open_engagement(context.folder, each).ref for each in typed):
        account = billing.ledger.account(ref, specimen=billing.specimen)
        for number, _ in open_deposits(deposits_of(account)):
            yield ref, account, number


def _request(
    billing: BillingContext, account: Account, number: str, request: Request
) -> CreditRequest:
    """Return the request to credit what is unpaid; the part of a package is billed again."""
    paper = find_invoice(billing.ledger, number)
    reason = Translator(paper.language).text("paper.deposit-unpaid")
    left = Selection(reduced=balance_of(account, paper).outstanding)
    is_instalment = paper.lines[0].part is not None
    return CreditRequest(number, left, reason, rebillable=is_instalment, on=request.on)


def report_late(
    context: Context, billing: BillingContext, ref: str, numbers: Collection[str]
) -> Iterator[Problem]:
    """Yield a warning about the penalties that have run on each deposit, or why they are unknown.

    A credited deposit owes none.
    """
    own = billing.ledger.of_engagement(ref, specimen=billing.specimen)
    found, unknown = find_unpaid(
        [each.entry for each in own], billing.law, as_of=context.today, specimen=billing.specimen
    )
    yield from as_warnings(unknown)
    for late in found:
        if late.number in numbers and late.compensation:
            due_on, amount = late.paper.due_on, late.compensation
            args = {"number": late.number, "due_on": due_on, "amount": amount}
            yield Problem("billing.deposit-late", args, level="warning", ref=ref)
