"""The monthly billing round: every engagement in turn; nothing in one stops the others.

What would stop all of them is found before the first number is drawn: an unreadable practice, law
or ledger, a folder of documents under another name, a date out of order, a folder that cannot be
locked. Then each engagement has an outcome of its own, even if its disk or our program fails. An
interrupted round needs no bookkeeping: billed sessions are in the ledger, so the next round finds
nothing to bill there and continues with the rest.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping

from phmcoach.actions.context import Context
from phmcoach.actions.money.billing_context import BillingContext, open_billing_context
from phmcoach.actions.money.invoices import Draft, Issued, Request, draft, issue_invoices
from phmcoach.actions.opening import Opened, read_engagement
from phmcoach.domain.case import Case, Dossier
from phmcoach.domain.contract.copies import find_copies
from phmcoach.domain.money.due import NothingToBillError
from phmcoach.domain.records.engagement import Engagement
from phmcoach.errors import CoachError, MissingError, Problem
from phmcoach.store.copies import report_archived_copies, same_client
from phmcoach.store.files import storage_error
from phmcoach.store.folder import Listing, list_archived
from phmcoach.store.ledger import known_engagements
from phmcoach.store.ledger_numbers import check_issue_date, draw_number
from phmcoach.store.lock import lock_folder
from phmcoach.store.record_files import refuse_link_outside
from phmcoach.store.records import load_record
from phmcoach.store.renamed import is_perhaps_renamed
from phmcoach.value import Value, replace
from phmcoach.words import BILLABLE_STATUSES


class Stop(Value):
    """The outcome of the round for one engagement: the invoices that it issued, and what failed.

    An `error` that is no CoachError is a bug, whose trace the caller keeps, or an interruption,
    which ends the round.
    """

    ref: str
    issued: tuple[Issued, ...] = ()
    error: BaseException | None = None


def draft_round(
    context: Context, request: Request, listing: Listing, *, previews: bool = False
) -> Iterator[tuple[str, Draft | Exception]]:
    """Draft the invoices of a round, and write nothing.

    Each draft counts as issued for the next ones, as in the round itself. Nobody is asked about the
    clock for what only `previews` it.
    """
    billing, refs, unread = _open_round(context, request, listing, previews=previews)
    yield from unread.items()
    yield from _draft_each(context, request, billing, refs)


def _draft_each(
    context: Context, request: Request, billing: BillingContext, refs: Iterable[str]
) -> Iterator[tuple[str, Draft | Exception]]:
    for ref in refs:
        try:
            made = draft(context, replace(request, ref=ref), billing)
            billing = replace(billing, drafted=(*billing.drafted, *made.invoices))
            drafted: Draft | Exception = made
        except NothingToBillError:
            continue
        except Exception as error:  # noqa: BLE001 - a bug in one engagement hides no other
            drafted = _as_outcome(error)
        yield ref, drafted


def walk_round(
    context: Context, request: Request, listing: Listing, on_progress: Callable[[str, int], None]
) -> Iterator[Stop]:
    """Issue the invoices of each engagement; `on_progress` gets its reference and their number.

    `listing` is what the folders contain: the round leaves its strays alone.

    An engagement with nothing to bill makes no stop. Raises CoachError, before anything is issued,
    for what would fail in each engagement, and KeyboardInterrupt after the stop it interrupted.
    """
    billing, refs, unread = _open_round(context, request, listing)
    with lock_folder(context.folder):
        pass  # a folder that cannot be locked or written would refuse each engagement
    billing = replace(billing, is_swept=True)
    yield from (Stop(ref, error=error) for ref, error in unread.items())
    for ref in refs:
        on_progress(ref, len(refs))
        stop, billing = _visit(context, replace(request, ref=ref), billing)
        if stop.issued or stop.error:
            yield stop
        if isinstance(stop.error, KeyboardInterrupt):
            raise stop.error


def _open_round(
    context: Context, request: Request, listing: Listing, *, previews: bool = False
) -> tuple[BillingContext, tuple[str, ...], Mapping[str, Exception]]:
    """Return what the round bills with, the engagements that it visits, and those it cannot read.

    It leaves out those that nobody has signed yet, and those of which an earlier tool billed all
    that is to bill: their client may have no address. All are compared with each other once, to
    find two files of one engagement, also if the client of one cannot be read; one that may have
    another name is compared again when it is billed. A doubt about the clock is reported if there
    is anything to bill.
    """
    refuse_link_outside(context.folder.all_documents_dir, context.folder.root)
    billing = open_billing_context(context, listing, previews=previews)
    day = billing.paper_day(request.on, context.today)
    prefix, first = billing.prefix_on(day.on), billing.first_number(day.on)
    check_issue_date(billing.ledger, prefix, day)
    draw_number(context.folder, billing.ledger, prefix=prefix, year=day.on.year, first=first)
    records = listing.engagements
    read: dict[str, Opened] = {}
    unread: dict[str, Exception] = {}
    for ref in sorted((*records.names, *records.unusable)):
        try:
            read[ref] = read_engagement(context.folder, ref, listing=listing)
        except (CoachError, OSError) as error:
            unread[ref] = _as_outcome(error)
    cases = {ref: each.case for ref, each in read.items()}
    documented, files = known_engagements(billing.ledger), [each.loaded for each in read.values()]
    for copy in report_archived_copies(listing, files, documented):
        context.remark(copy)
    alone = {ref: each for ref in unread if (each := _load(context, ref)) is not None}
    _remark_unsigned(context, unread, alone)
    dossiers = (*cases.values(), *(Dossier(ref, each) for ref, each in alone.items()))
    pairs = find_copies(dossiers, same_client(context.folder))
    copied = {each.ref for pair in pairs for each in pair}
    copied.update(ref for _, ref in list_archived(listing))
    for ref, case in cases.items():
        if is_perhaps_renamed(ref, case.engagement, case.signed):
            copied.add(ref)
    visited = tuple(
        ref
        for ref, case in cases.items()
        if case.contracted_on is not None and not _was_billed_before(case, billing)
    )
    doubt, billing = billing.doubt, replace(billing, alone=frozenset(cases) - copied, doubt=None)
    if doubt is not None:
        drafted = (each for _, each in _draft_each(context, request, billing, visited))
        if any(isinstance(each, Draft) for each in drafted):
            context.on_doubt(doubt)
    return billing, visited, unread


def _was_billed_before(case: Case, billing: BillingContext) -> bool:
    """Whether an earlier tool billed each session so far; a package is billed by its schedule."""
    terms, sessions = case.agreed_terms, case.engagement.sessions
    if (
        terms is None
        or terms.plan == "package"
        or any(each.papers for each in billing.ledger.accounts(case.ref))
    ):
        return False
    billed = [each for each in sessions if each.status in BILLABLE_STATUSES]
    return bool(billed) and all(each.earlier_invoice for each in billed)


def _load(context: Context, ref: str) -> Engagement | None:
    """Return what the file of an engagement contains, if only another one cannot be read."""
    try:
        return load_record(context.folder.engagement_file(ref), Engagement).value
    except CoachError:
        return None


def _remark_unsigned(
    context: Context, unread: dict[str, Exception], alone: Mapping[str, Engagement]
) -> None:
    """Take out the engagements that nobody has signed: only another file cannot be read.

    They have nothing to bill, so that file is only named, once, unless it stops another one. A
    client without a file is a fault of the engagement, and stays one.
    """
    found: list[Problem] = []
    for ref, error in [*unread.items()]:
        if isinstance(error, MissingError) or not isinstance(error, CoachError):
            continue
        if ref in alone and not alone[ref].signatures.days:
            del unread[ref]
            found += (each for each in error.problems if each not in found)
    told = [p for each in unread.values() if isinstance(each, CoachError) for p in each.problems]
    for each in found:
        if each not in told:
            context.remark(replace(each, level="warning"))


def _visit(
    context: Context, request: Request, billing: BillingContext
) -> tuple[Stop, BillingContext]:
    issued: list[Issued] = []
    failed: BaseException | None = None
    try:
        for paper, after in issue_invoices(context, request, billing):
            issued.append(paper)
            billing = after
    except NothingToBillError:
        pass
    except KeyboardInterrupt as error:  # what was issued is reported before the round ends
        failed = error
    except Exception as error:  # noqa: BLE001 - a bug in one engagement stops no other
        failed = _as_outcome(error)
    return Stop(request.ref, tuple(issued), failed), billing


def _as_outcome(error: Exception) -> Exception:
    """Return what a disk refused as an error for the user, and everything else as it is."""
    return storage_error(error) if isinstance(error, OSError) else error
