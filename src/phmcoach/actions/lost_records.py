"""The lost records of what was signed: gone, and nothing gives their bytes again.

A record that is gone is written again if today's data gives it with the very digest of its seal
(`coach contract`). Otherwise nobody knows what was signed, and something of it may have been
changed since: nothing is signed, amended or billed on it, unless a digest in the seal tells that
what was agreed is the same, or an invoice the price and the day of the signature that the
engagement still has. What changed is then an address or a contact, and a remark says so.
"""

from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from hashlib import sha256
from itertools import combinations, product
from pathlib import Path

from phmcoach.actions.documents import day_of_earlier_contract, day_on_paper
from phmcoach.actions.followed import find_followed
from phmcoach.documents.papers.paper_input import TEXTS
from phmcoach.domain.case import Case, SignedRecords
from phmcoach.domain.contract.signed import (
    AGREED,
    CONTRACT_RECORD,
    RECORD,
    record_amendment,
    record_contract,
    renamed_client,
)
from phmcoach.domain.contract.signed_changes import agreed_digest
from phmcoach.domain.records.amendment import SignedDays
from phmcoach.domain.records.engagement import Engagement
from phmcoach.domain.records.parties import Client
from phmcoach.domain.records.practice import Practice
from phmcoach.domain.records.signed import SignedAmendment, SignedContract
from phmcoach.errors import CoachError, Problem
from phmcoach.store.folder import Folder
from phmcoach.store.records import Loaded, load_own_record
from phmcoach.store.signed import render_amendment_record, render_contract_record
from phmcoach.value import replace
from phmcoach.words import PARTIES, Party


def with_lost_records(
    folder: Folder, case: Case, signed: SignedRecords, practice: Practice | None
) -> Case:
    """Return a case that knows which of its missing records are lost; the practice may be unread.

    While the practice cannot be read, nobody can tell: what needs it is refused anyway.
    """
    with suppress(CoachError):
        own = practice or load_own_record(folder.practice_file, folder.root, Practice).value
        return replace(case, signed=judge_for_work(folder, case, signed, own))
    return case


def judge_for_work(
    folder: Folder, case: Case, signed: SignedRecords, practice: Practice
) -> SignedRecords:
    """Return records as `judge_records` does; a lost one may be confirmed by its seal or invoices.

    That is the contract's own: the record of an amendment holds no details of the coach, so what
    differs is what was agreed.
    """
    judged = judge_records(folder, case, signed, practice)
    own = tuple(each for each in judged.lost if each.args.get("file") == CONTRACT_RECORD)
    if not own:
        return judged
    if _is_as_agreed(folder, case, practice):
        message = "seal.record-agreed"
    elif _is_confirmed(folder, replace(case, signed=judged)):
        message = "seal.record-confirmed"
    else:
        return judged
    others = tuple(each for each in judged.lost if each not in own)
    told = (replace(each, message=message, level="warning") for each in own)
    return replace(judged, lost=others, confirmed=tuple(told))


def _is_as_agreed(folder: Folder, case: Case, practice: Practice) -> bool:
    """Whether a digest in the seal tells that a contract still says what was agreed with whom.

    Seals of earlier versions have none.
    """
    agreed = case.engagement.seal.get(AGREED)
    return agreed is not None and any(
        agreed_digest(each) == agreed for each in _contracts(folder, case, practice)
    )


def _is_confirmed(folder: Folder, case: Case) -> bool:
    """Whether an invoice that stands bills the price and names the signature of a contract.

    None may contradict the file, nor name another party as the client.
    """
    from phmcoach.domain.money.billed import party_problems
    from phmcoach.domain.money.credit_left import is_credited
    from phmcoach.domain.money.repricing import (
        PRICED,
        agreed_price,
        contradicting_invoices,
        price_of,
    )
    from phmcoach.store.ledger import read_ledger

    terms = case.engagement.terms
    try:
        accounts = tuple(read_ledger(folder).accounts(case.ref))
    except CoachError:
        return False
    if terms is None or contradicting_invoices(case, accounts) or party_problems(case, accounts):
        return False
    lines = (
        line
        for account in accounts
        for paper in account.papers
        if paper.type != "credit" and not is_credited(account, paper)
        for line in paper.lines
        if line.engagement in (None, case.ref)
    )
    return any(agreed_price(line, terms) == price_of(line) for line in lines if line.kind in PRICED)


def judge_records(
    folder: Folder, case: Case, signed: SignedRecords, practice: Practice
) -> SignedRecords:
    """Return records that were read, with what helps with those that are missing or changed.

    One that can be made again is written by `coach contract`. Those that cannot have a problem of
    their own, because only a backup helps; of the missing ones, they are the lost ones.
    """
    if not signed.missing and not signed.changed:
        return signed
    again = {made.path for made in records_again(folder, case, practice)}
    return replace(
        signed,
        missing=tuple(each for each in signed.missing if _is_among(again, each)),
        lost=tuple(
            replace(each, message="seal.record-lost")
            for each in signed.missing
            if not _is_among(again, each)
        ),
        changed=tuple(
            replace(
                each,
                message=each.message if _is_among(again, each) else "seal.record-unfit",
                remedy=None,
            )
            for each in signed.changed
        ),
    )


def _find_day(contract: Loaded[SignedContract], engagement: Engagement) -> date | None:
    """Return the day of a paper that is gone too, with which its record fits the seal.

    It is looked for among the hundred days since the terms were set, in the text of the record.
    """
    raw, line = contract.source.raw, "\nmade_on = {}\n"
    before, between, after = raw.partition(line.format(contract.value.made_on).encode())
    if engagement.terms is None or not between:
        return None
    first = engagement.terms.set_on.toordinal()
    for day in map(date.fromordinal, range(first, min(first + 100, date.max.toordinal()))):
        made = before + line.format(day).encode() + after
        if sha256(made).hexdigest() == engagement.seal.get(RECORD):
            return day
    return None


def _is_among(again: set[Path], problem: Problem) -> bool:
    return problem.place is not None and problem.place.file in again


def records_again(
    folder: Folder, case: Case, practice: Practice
) -> Iterator[Loaded[SignedContract] | Loaded[SignedAmendment]]:
    """Yield each record that today's data gives with the digest of its seal."""
    engagement = case.engagement
    is_day_known = day_on_paper(folder, case) is not None
    for record in _contracts(folder, case, practice):
        contract = render_contract_record(folder, record)
        if contract.sha256 == engagement.seal.get(RECORD):
            yield contract
        elif not is_day_known and (made_on := _find_day(contract, engagement)):
            yield render_contract_record(folder, replace(record, made_on=made_on))
    for place, each in enumerate(engagement.amendments):
        for signed in _amendments(folder, case, place):
            amendment = render_amendment_record(folder, signed)
            if amendment.sha256 == each.seal.get(RECORD):
                yield amendment


def _amendments(folder: Folder, case: Case, place: int) -> Iterator[SignedAmendment]:
    """Yield the record of an amendment with each day of its signatures; none without its client.

    The client may have been renamed before it was signed, or since.
    """
    amendment = case.engagement.amendments[place]
    with suppress(CoachError):
        named = None if amendment.client is None else _client(folder, case, amendment.client)
        clients = [named, renamed_client(case, case.history[place])]
        for day, client in product({*amendment.signatures.days}, clients):
            for by in _signers_of(amendment.signatures, day):
                yield record_amendment(
                    case, amendment, signed_on=day, signed_by=by, new_client=client
                )


def _contracts(folder: Folder, case: Case, practice: Practice) -> Iterator[SignedContract]:
    """Yield the record of the contract with each day that it may have been signed and made on."""
    try:
        case = replace(case, client=_client(folder, case, case.engagement.client))
    except CoachError:
        return
    written = day_on_paper(folder, case)
    followed = {find_followed(folder, case), None}
    for day in {*case.engagement.signatures.days}:
        made = {written or day, day, day_of_earlier_contract(folder, case, day)}
        signers = _signers_of(case.engagement.signatures, day)
        cases = _before_references(case)
        for made_on, by, each, text, follows in product(made, signers, cases, TEXTS, followed):
            yield record_contract(
                each,
                practice,
                signed_on=day,
                made_on=made_on,
                signed_by=by,
                text=text,
                follows=follows,
            )


def _before_references(case: Case) -> Iterator[Case]:
    """Yield a case, and as it was before the references that often come after the signature."""
    yield case
    terms = case.engagement.terms
    if terms is not None and (terms.purchase_order or terms.contract_number):
        earlier = replace(terms, purchase_order=None, contract_number=None)
        yield case.having(replace(case.engagement, terms=earlier))


def _signers_of(signatures: SignedDays, day: date) -> Iterator[tuple[Party, ...]]:
    """Yield the groups that may have signed first on a day, the smallest first."""
    signed = [party for party in PARTIES if signatures.signed_on(party) == day]
    for size in range(len(signed) + 1):
        yield from combinations(signed, size)


def _client(folder: Folder, case: Case, name: str) -> Client:
    """Return the client who signed, not a successor."""
    if name == case.client_reference:
        return case.client
    return load_own_record(folder.client_file(name), folder.root, Client).value
