"""The monthly billing round: every engagement in turn; a problem in one does not stop the others.

An interrupted round needs no bookkeeping: billed sessions are in the ledger, so the next round
finds nothing to bill there and continues with the rest.
"""

from collections.abc import Callable, Iterator

from phmcoach.actions.context import Context
from phmcoach.actions.money.billing_context import BillingContext, open_billing_context
from phmcoach.actions.money.invoices import Draft, Issued, Request, draft, issue_invoices
from phmcoach.actions.opening import open_engagement
from phmcoach.domain.money.due import NothingToBillError
from phmcoach.errors import CoachError
from phmcoach.store.folder import list_references
from phmcoach.value import Value, replace


class Stop(Value):
    """The result of the round for one engagement: the invoices that it issued, and the problems."""

    ref: str
    issued: tuple[Issued, ...] = ()
    error: CoachError | None = None


def list_round(context: Context) -> tuple[str, ...]:
    """Return the engagements that a round visits: all except those that nobody has signed yet."""
    return tuple(ref for ref in list_references(context.folder) if _is_visited(context, ref))


def _is_visited(context: Context, ref: str) -> bool:
    """Whether the round visits an engagement: if it has a contract, or if it cannot be read."""
    try:
        opened = open_engagement(context.folder, ref)
    except CoachError:
        return True
    return opened.case.contracted_on is not None


def draft_round(context: Context, request: Request) -> Iterator[tuple[str, Draft | CoachError]]:
    """Draft the invoices of a round, and write nothing."""
    billing = open_billing_context(context)
    for ref in list_round(context):
        try:
            yield ref, draft(context, replace(request, ref=ref), billing)
        except NothingToBillError:
            continue
        except CoachError as error:
            yield ref, error


def walk_round(
    context: Context, request: Request, on_progress: Callable[[str, int], None]
) -> Iterator[Stop]:
    """Issue the invoices of each engagement; `on_progress` gets its reference and their number.

    An engagement with nothing to bill makes no stop.
    """
    billing = open_billing_context(context)
    refs = list_round(context)
    for ref in refs:
        on_progress(ref, len(refs))
        stop, billing = _visit(context, replace(request, ref=ref), billing)
        if stop.issued or stop.error:
            yield stop


def _visit(
    context: Context, request: Request, billing: BillingContext
) -> tuple[Stop, BillingContext]:
    issued: list[Issued] = []
    try:
        for paper, after in issue_invoices(context, request, billing):
            issued.append(paper)
            billing = after
    except NothingToBillError:
        return Stop(request.ref, tuple(issued)), billing
    except CoachError as error:
        return Stop(request.ref, tuple(issued), error), billing
    return Stop(request.ref, tuple(issued)), billing
