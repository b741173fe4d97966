"""Sessions and instalments that invoices of another engagement bill: not billed again.

This finds the copy of an archived engagement, which no command opens, and a file that was renamed.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

from phmcoach.actions.context import Context
from phmcoach.actions.money.billing_context import BillingContext
from phmcoach.actions.opening import Opened
from phmcoach.domain.case import Case
from phmcoach.domain.money.billed import Overlap, find_overlaps
from phmcoach.domain.money.invoice import BilledSession, Invoice
from phmcoach.domain.money.twins import find_shared_session
from phmcoach.domain.records.engagement import Engagement
from phmcoach.domain.records.session import Session
from phmcoach.errors import CoachError, Problem, RuleRefusedError, refuse
from phmcoach.store.archive import list_archived_files
from phmcoach.store.copies import report_copies
from phmcoach.store.folder import Listing, list_archived
from phmcoach.store.ledger import Ledger, known_engagements
from phmcoach.store.records import Loaded, load_record
from phmcoach.store.toml.data import render_line
from phmcoach.value import replace

_BENEFICIARY = b"\nbeneficiary = "


def refuse_billed_elsewhere(
    context: Context, billing: BillingContext, opened: Opened, invoices: Sequence[Invoice]
) -> None:
    """Refuse sessions and instalments that an invoice bills under another reference.

    The other file may be gone, because it was renamed, or be the original of this copy. What a
    round would issue before is compared like what was issued.
    """
    if not invoices:
        return
    records = billing.listing.engagements
    archived = dict(list_archived_files(billing.listing))
    known = {*records.names, *records.unusable, *archived}
    issued = {*_naming(billing, opened)} - {opened.ref}
    drafted_for = {each.engagement for each in billing.drafted} - {opened.ref}
    for ref in sorted(issued | drafted_for):
        account = billing.ledger.account(ref, specimen=billing.specimen)
        drafts = tuple(each for each in billing.drafted if each.engagement == ref)
        account = replace(account, papers=(*account.papers, *drafts))
        found = [each for drafted in invoices for each in find_overlaps(drafted, account)]
        if found and ref not in known:
            number = found[0].paper.number
            raise RuleRefusedError.of("billing.billed-elsewhere", number=number, other=ref)
        if found:
            other = _load(archived.get(ref, context.folder.engagement_file(ref)))
            if other is not None:  # no hour makes two engagements of a copy
                both, named = (opened.loaded, other), known_engagements(billing.ledger)
                refuse(report_copies(context.folder, both, "error", named))
            refuse(_twice(opened, ref, found, other.value if other else None), about=opened.ref)


def _load(path: Path) -> Loaded[Engagement] | None:
    try:
        return load_record(path, Engagement)
    except CoachError:  # then what the ledger tells decides
        return None


def _naming(billing: BillingContext, opened: Opened) -> Iterator[str]:
    """Yield the engagements whose invoices name this beneficiary, without parsing them."""
    names = (opened.engagement.beneficiary.name, opened.case.beneficiary.name)
    lines = {render_line("beneficiary", name).strip().casefold() for name in names}
    for each in billing.ledger.entries:
        if each.kind != "invoice" or each.facts.specimen != billing.specimen:
            continue
        if each.facts.others:  # joint invoices are few, so all their engagements are looked at
            yield from each.facts.engagements
        elif each.facts.engagement != opened.ref and _find_beneficiary(each.raw) in lines:
            yield each.facts.engagement or ""


def may_be_billed_elsewhere(ledger: Ledger, case: Case, *, specimen: bool) -> bool:
    """Whether an invoice of another engagement seems to name this beneficiary: a quick look."""
    names = {case.engagement.beneficiary.name.casefold(), case.beneficiary.name.casefold()}
    for each in ledger.entries:
        facts = each.facts
        is_other = facts.kind == "invoice" and facts.engagement != case.ref
        if not is_other or facts.specimen != specimen:
            continue
        line = _find_beneficiary(each.raw)
        if facts.others or any(name in line for name in names):
            return True
    return False


@cache
def _find_beneficiary(raw: bytes) -> str:
    """Return the line of an invoice's file that names the beneficiary, without capitals.

    There are thousands of files, and each engagement asks for all of them.
    """
    start = raw.find(_BENEFICIARY) + 1
    return raw[start : raw.find(b"\n", start)].decode().casefold()


def _twice(
    opened: Opened, ref: str, found: Sequence[Overlap], other: Engagement | None
) -> Iterator[Problem]:
    """Yield what is billed already, unless the other file names another hour.

    The hour tells the sessions of two people of one name apart, also those of their packages: an id
    that was changed in a copy does not make other sessions of the same ones.
    """
    is_namesake = other is not None and other.beneficiary.id != opened.engagement.beneficiary.id
    for each in found:
        number = each.paper.number
        args: dict[str, object] = {"number": number, "other": ref} if number else {"other": ref}
        if each.own is None or each.other is None:
            if not is_namesake:
                billed, drafted = (
                    "billing.instalment-billed-for-other",
                    "billing.instalment-of-other",
                )
                yield Problem(billed if number else drafted, args | {"part": each.part})
            elif other and (shared := find_shared_session(opened.engagement, other)):
                yield _session_twice(shared, args)
            continue
        own = opened.engagement.session(each.own.id)
        same = other.session(each.other.id) if other else None
        if own is None or same is None or own.at == same.at:
            yield _session_twice(each.own, args)


def _session_twice(session: Session | BilledSession, args: Mapping[str, object]) -> Problem:
    own = {"id": session.id, "on": session.on, "minutes": session.minutes}
    billed, drafted = "billing.session-billed-for-other", "billing.session-of-other"
    return Problem(billed if "number" in args else drafted, {**own, **args})


def archived_beside(
    context: Context, ledger: Ledger, ref: str, numbers: Collection[str]
) -> Iterator[Problem]:
    """Yield a problem for each archived engagement that invoices of another one bill too."""
    listing = Listing(context.folder)
    papers = (each for account in ledger.accounts(ref) for each in account.papers)
    billed = {it for each in papers if each.number in numbers for it in each.engagements}
    for year, name in list_archived(listing) if numbers else ():
        if name in billed - {*listing.engagements.names}:
            yield Problem("store.archived-engagement", {"ref": name, "year": year}, ref=name)
