"""Invoices that are paid when they are issued: what is checked, and what they then say.

Each is checked as the one paper that the client pays, so the limit for cash is that of the whole
and its day must suit every contract that it bills.
"""

from collections.abc import Mapping

from phmcoach.actions.money.billing_context import BillingContext
from phmcoach.domain.case import Case
from phmcoach.domain.contract.withdrawal import early_payment_remarks
from phmcoach.domain.money.dates import PaperDay, paid_day_problems
from phmcoach.domain.money.invoice import Invoice, PaidOnIssue
from phmcoach.domain.money.receipt import cash_remarks
from phmcoach.domain.shape.validation import checked
from phmcoach.errors import Problem, about, refuse
from phmcoach.value import replace


def as_paid(
    invoice: Invoice,
    paid: PaidOnIssue,
    billing: BillingContext,
    cases: Mapping[str, Case],
    day: PaperDay,
) -> tuple[Invoice, tuple[Problem, ...]]:
    """Return an invoice as paid on issue, due on the day of the payment, and what is to be said.

    Money that came too early, or too much in cash, was received all the same. `cases` are those of
    its engagements. Raises RuleRefusedError, with all problems, if it cannot be paid so.
    """
    billed = tuple(cases[ref] for ref in invoice.engagements)
    problems = [*paid_day_problems(billed, paid.received_on, day)]
    if invoice.deductions:
        problems.append(Problem("pay.deposit-and-paid", words={"others": invoice.engagements[1:]}))
    refuse(problems, about=invoice.engagement)
    limit = billing.law.limit("cash", paid.received_on)
    remarks = (
        *cash_remarks(invoice, paid.method, limit),
        *early_payment_remarks(billed, paid.received_on),
    )
    return checked(replace(invoice, paid=paid, due_on=paid.received_on)), tuple(
        about(invoice.engagement, remarks)
    )
