"""Carrying an engagement over that an earlier version sealed: a record takes the place of its seal.

An earlier seal has a digest for each signed key, and there is no record of what was signed. If all
digests fit, the records are written, and sealed in the step that saves the next change. Nobody
knows whether the PDF on disk is the one that was signed, so none is sealed.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TypeVar

from phmcoach.actions.changing import KeyPath, seal_edits
from phmcoach.actions.documents import day_of_earlier_contract
from phmcoach.actions.opening import Opened, load_client, open_practice
from phmcoach.domain.case import Case
from phmcoach.domain.contract.seal import has_earlier_seal, seal_problems
from phmcoach.domain.contract.signed import (
    RECORD,
    first_signatures,
    name_put_aside,
    record_amendment,
    record_contract,
)
from phmcoach.domain.contract.signed_changes import (
    amendment_changes,
    contract_changes,
    signature_changes,
)
from phmcoach.domain.history import Change
from phmcoach.domain.money.account import Account
from phmcoach.domain.money.billed import party_problems
from phmcoach.domain.records.amendment import Amendment
from phmcoach.domain.records.engagement import Engagement
from phmcoach.domain.records.signed import SignedAmendment, SignedContract
from phmcoach.errors import CoachError, InvalidDataError, MissingError, Place, Problem, refuse
from phmcoach.store.folder import Folder, Listing
from phmcoach.store.ledger import Ledger, read_ledger
from phmcoach.store.records import Loaded, edit_record, load_record
from phmcoach.store.signed import (
    keep_record,
    put_file_aside,
    read_signed,
    render_amendment_record,
    render_contract_record,
)
from phmcoach.value import NOTHING, Value, replace

R = TypeVar("R", SignedContract, SignedAmendment)


def carried_over(
    folder: Folder, opened: Opened, changed: Loaded[Engagement]
) -> tuple[Opened, list[Problem]]:
    """Return the changed engagement with its seals carried over, and the remarks about that."""
    after = opened.changed(changed)
    try:
        carried = tuple(_carry_over(folder, opened, after.engagement))
        if not carried:
            return after, []
        return _seal_again(folder, after, carried), [*_report(opened, carried)]
    except CoachError as error:
        return after, [
            _remark(opened, "seal.not-carried-over", each.place, problem=each)
            for each in error.problems
        ]


def seal_again(folder: Folder, opened: Opened) -> tuple[Opened, tuple[Problem, ...]]:
    """Return an engagement with its seals carried over, and not yet saved; with it, the remarks.

    If an amendment was changed, only the contract is carried over.
    """
    carried = tuple(_carry_over(folder, opened, opened.engagement))
    carried = carried or (_carry_contract(folder, opened.case),)
    return _seal_again(folder, opened, carried), tuple(_report(opened, carried))


class Carrying(Value):
    """The edits that replace the seals of an earlier version, and what to remark once saved."""

    edits: Mapping[KeyPath, object] = NOTHING
    remarks: tuple[Problem, ...] = ()


def carry_over(folder: Folder, opened: Opened) -> Carrying:
    """Write the records of an engagement before files are sealed: an earlier seal holds no files.

    Nothing is saved yet. The caller has refused a contract that was changed since its signature.
    """
    carried = tuple(_carry_over(folder, opened, opened.engagement))
    return Carrying(_edits_of(carried), tuple(_report(opened, carried)))


def _report(opened: Opened, carried: Sequence["_Carried"]) -> Iterator[Problem]:
    """Yield a remark on the records, and on each that had to make room and is kept aside."""
    if carried:
        names = tuple(each.record.path.name for each in carried)
        yield _remark(opened, "seal.carried-over", files=names)
    for each in carried:
        if each.aside is not None:
            args = {"file": each.record.path.name, "kept": each.aside.name}
            yield _remark(opened, "seal.record-aside", Place(each.aside), **args)


def _remark(opened: Opened, message: str, place: Place | None = None, **args: object) -> Problem:
    return Problem(message, args | {"ref": opened.ref}, place, "warning", opened.ref)


class _Carried(Value):
    """The record of one paper, and the earlier seal that it replaces.

    `aside` is where a record that said something else is kept.
    """

    path: KeyPath
    seal: Mapping[str, str]
    record: Loaded[SignedContract] | Loaded[SignedAmendment]
    aside: Path | None


def _carry_over(folder: Folder, opened: Opened, changed: Engagement) -> Iterator[_Carried]:
    """Write the record of each paper with an earlier seal, if all digests fit; yield them.

    What was signed is what the engagement said before it was changed. A seal that is changed too,
    such as by hand, is left alone. Raises RuleRefusedError if the client is not the one that was
    billed.
    """
    case, engagement = opened.case, opened.engagement
    sealed: tuple[Engagement | Amendment, ...] = (engagement, *engagement.amendments)
    if not any(map(has_earlier_seal, sealed)) or seal_problems(case):
        return
    refuse(party_problems(case, accounts_beside(read_ledger(folder), opened.ref, Listing(folder))))
    if has_earlier_seal(engagement) and changed.seal == engagement.seal:
        yield _carry_contract(folder, case)
    pairs = zip(engagement.amendments, changed.amendments, strict=False)
    for place, (before, after) in enumerate(pairs):
        if has_earlier_seal(before) and after.seal == before.seal:
            parties = case.history[place].parties
            day, signed_by = first_signatures(before.signatures, NOTHING, parties)
            record = record_amendment(case, before, signed_on=day, signed_by=signed_by)
            made = render_amendment_record(folder, record)
            changes_of = partial(amendment_changes, before)
            amendment, aside = _keep(made, SignedAmendment, before, changes_of)
            yield _Carried(("amendments", place, "seal"), before.seal, amendment, aside)


def _carry_contract(folder: Folder, case: Case) -> _Carried:
    """Write the record of a contract, with the client who signed it."""
    case = replace(case, client=load_client(folder, case.engagement.client, needed_by=case).value)
    day, signed_by = first_signatures(case.engagement.signatures, NOTHING, case.parties)
    made_on = day_of_earlier_contract(folder, case, day)
    record = record_contract(
        case, open_practice(folder), signed_on=day, made_on=made_on, signed_by=signed_by, text=None
    )
    made = render_contract_record(folder, record)
    kept, aside = _keep(made, SignedContract, case.engagement, partial(contract_changes, case))
    return _Carried(("seal",), case.engagement.seal, kept, aside)


def _keep(
    made: Loaded[R],
    model: type[R],
    paper: Engagement | Amendment,
    changes_of: Callable[[R], Sequence[Change]],
) -> tuple[Loaded[R], Path | None]:
    """Write the record of a signed paper, unless there is one that fits; return the one that stays.

    A record that is not sealed was left when the engagement was restored from a backup, or when the
    program was killed: it is nearer to the signature than what the client is called today. One that
    says something else makes room, because the seal proves what was signed; its new path is
    returned too.
    """
    with suppress(MissingError, InvalidDataError):
        left: Loaded[R] = load_record(made.path, model)
        changes = [*changes_of(left.value), *signature_changes(paper.signatures, left.value)]
        if left.value.reference == made.value.reference and not changes:
            keep_record(left)
            return left, None
    aside = put_file_aside(made.path, partial(name_put_aside, made.path.name))
    keep_record(made)
    return made, aside


def _seal_again(folder: Folder, after: Opened, carried: Sequence[_Carried]) -> Opened:
    """Return the engagement with the digests of the records in its seals, and not yet saved."""
    sealed = after.changed(edit_record(after.loaded, values=_edits_of(carried)))
    signed = read_signed(folder, sealed.ref, sealed.engagement)
    return replace(sealed, case=replace(sealed.case, signed=signed))


def _edits_of(carried: Sequence[_Carried]) -> dict[KeyPath, object]:
    edits: dict[KeyPath, object] = {}
    for each in carried:
        edits |= seal_edits(each.path, each.seal, {RECORD: each.record.sha256})
    return edits


def accounts_beside(ledger: Ledger, ref: str, listing: Listing) -> Iterator[Account]:
    """Yield the accounts of an engagement, then those of the other open ones, as they are asked."""
    for name in (ref, *(each for each in listing.engagements.names if each != ref)):
        yield from ledger.accounts(name)
