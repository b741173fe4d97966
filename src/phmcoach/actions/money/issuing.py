"""Issuing a drafted paper: the one way from a draft to a number, a PDF and an entry."""

from collections.abc import Callable
from datetime import date
from typing import TypeVar

from phmcoach.actions.context import Context
from phmcoach.actions.money.billing_context import BillingContext
from phmcoach.domain.money.dates import PaperDay
from phmcoach.domain.money.invoice import Invoice
from phmcoach.errors import Problem, RuleRefusedError
from phmcoach.store.ledger import Ledger
from phmcoach.store.ledger_issue import issue
from phmcoach.store.ledger_numbers import check_issue_date
from phmcoach.value import replace

R = TypeVar("R")
MakeDraft = Callable[[BillingContext], Invoice]
"""Drafts a paper from the ledger as it is under the folder's lock."""


def settle_paper_day(
    context: Context,
    billing: BillingContext,
    day: PaperDay,
    draft: Callable[[R], object],
    request: R,
    undated: R,
) -> None:
    """Refuse a day that a paper cannot bear, and report the doubt about that of the clock.

    `undated` is the request without its day: if the paper could not be issued today either, that is
    refused instead, because no other day would help. What refuses it anyway goes before a doubt.
    """
    prefix = billing.quote_prefix if day.is_quote else billing.prefix_on(day.on)
    try:
        check_issue_date(billing.ledger, prefix, day)
    except RuleRefusedError:
        draft(undated)
        raise
    if billing.doubt is not None:
        if not day.is_quote:
            billing.first_number(day.on)
        draft(request)
        context.on_doubt(billing.doubt)


def issue_paper(
    context: Context, billing: BillingContext, make_draft: MakeDraft, on: date | None
) -> tuple[Ledger, tuple[Problem, ...]]:
    """Issue a draft in the series of the invoices: number, render and record it permanently.

    `on` is the day of issue (default: today). Returns the new ledger, whose last entry is the
    paper, and what rendering it remarked. Raises as `store.ledger_issue.issue` and the draft do.
    """
    from phmcoach.documents.papers.invoice import render_invoice

    warnings: list[Problem] = []

    def build(number: str, ledger: Ledger) -> tuple[Invoice, bytes]:
        paper = replace(make_draft(replace(billing, ledger=ledger)), number=number)
        rendered = render_invoice(
            paper,
            accent=billing.practice.accent,
            draft=False,
            templates=context.folder.templates_dir,
        )
        warnings.extend(rendered.warnings)
        return paper, rendered.pdf

    day = billing.paper_day(on, context.today)
    ledger = issue(
        context.folder,
        build,
        prefix=billing.prefix_on(day.on),
        first=billing.first_number(day.on),
        day=day,
        recorded_at=context.now,
        before=billing.ledger,
        sweep=not billing.is_swept,
    )
    return ledger, tuple(warnings)
