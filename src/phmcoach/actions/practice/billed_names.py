"""Files that were renamed or exchanged, or are copies, as invoices and records prove."""

import os
from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from functools import cache

from phmcoach.domain.case import Dossier, SignedRecords
from phmcoach.domain.money.account import BilledShares, billed_shares
from phmcoach.domain.money.billed import was_billed_in
from phmcoach.domain.money.twins import shared_sessions
from phmcoach.domain.records.engagement import Engagement
from phmcoach.domain.records.session import Session
from phmcoach.errors import Place, Problem
from phmcoach.store.copies import same_client
from phmcoach.store.folder import Folder, Listing
from phmcoach.store.ledger import Ledger, known_engagements
from phmcoach.store.records import Loaded
from phmcoach.store.renamed import report_other_name, report_renamed


def find_billed_otherwise(
    folder: Folder, ledger: Ledger, engagements: Mapping[str, Loaded[Engagement]]
) -> dict[str, Problem]:
    """Return a problem for each engagement whose sessions are billed under a name that is gone."""
    known = known_engagements(ledger)
    return {
        ref: report_other_name(folder, each.path, was)
        for was in sorted(known - engagements.keys())
        for ref, each in engagements.items()
        if ref not in known
        and not os.path.lexists(folder.engagement_file(was))
        and any(was_billed_in(Dossier(ref, each.value), one) for one in ledger.accounts(was))
    }


def find_signed_otherwise(
    listing: Listing,
    engagements: Mapping[str, Loaded[Engagement]],
    records: Mapping[str, SignedRecords],
) -> dict[str, Problem]:
    """Return a problem for each engagement that was signed under another name than its file has."""
    found = {ref: report_renamed(listing, each, records[ref]) for ref, each in engagements.items()}
    return {ref: problems[0] for ref, problems in found.items() if problems}


def distinct(problems: Iterable[Problem]) -> list[Problem]:
    """Return each of these problems once: two files that were exchanged have the same one."""
    found: list[Problem] = []
    for each in problems:
        found += [] if each in found else [each]
    return found


def find_shared_sessions(
    folder: Folder,
    ledger: Ledger,
    engagements: Mapping[str, Loaded[Engagement]],
    *,
    archived: Container[str],
    copied: Container[str],
) -> Iterator[Problem]:
    """Yield a problem for each session that billing refuses because another engagement has it.

    The engagements are of people of one name at one client. Those that are `copied` are named as
    what they are already, and an archived one bills nothing.
    """
    by_name: dict[str, list[str]] = defaultdict(list)
    for ref, each in sorted(engagements.items()):
        by_name[each.value.beneficiary.name.casefold()].append(ref)
    is_same_client = same_client(folder)
    shares = cache(lambda ref: tuple(map(billed_shares, ledger.accounts(ref))))
    for pair in (pair for refs in by_name.values() for pair in _pairs(refs, archived)):
        one, other = (engagements[ref].value for ref in pair)
        if all(ref in copied for ref in pair):
            continue
        shared = list(shared_sessions(one, other))
        if shared and (one.client == other.client or is_same_client(one.client, other.client)):
            for sessions in shared:
                yield from _report_shared(shares, engagements, pair, sessions, archived)


def _pairs(refs: Sequence[str], archived: Container[str]) -> Iterator[tuple[str, str]]:
    """Yield each pair of these engagements, in their order, if at least one still bills."""
    for ref in (each for each in refs if each not in archived):
        for other in refs:
            if other in archived or ref < other:
                yield min(ref, other), max(ref, other)


def _report_shared(
    shares: Callable[[str], Iterable[BilledShares]],
    engagements: Mapping[str, Loaded[Engagement]],
    refs: tuple[str, str],
    sessions: tuple[Session, Session],
    archived: Container[str],
) -> Iterator[Problem]:
    """Yield a problem for the session that is still to be billed, or for the second of two."""
    billed, free = set(), []
    for ref, session in zip(refs, sessions, strict=True):
        if any(session.id in each.credited for each in shares(ref)):
            return
        if any(session.id in each.time for each in shares(ref)):
            billed.add(ref)
        elif ref not in archived:
            free.append((ref, session))
    if len(billed) + len(free) == len(refs) and free:
        ref, session = free[-1]
        (other,) = {*refs} - {ref}
        args = {"id": session.id, "on": session.on, "minutes": session.minutes, "other": other}
        place = Place(engagements[ref].path)
        yield Problem("billing.session-of-other", args, place=place).naming(ref)
