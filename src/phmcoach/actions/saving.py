"""Saving an engagement: every action that changes one saves it here.

An engagement that an earlier version sealed has a digest for each signed key, and no record of what
was signed. The first command that changes it carries it over: if all digests fit, it writes the
records, and seals them in the same step that saves its own change. Nobody knows whether the PDF on
disk is the one that was signed, so none is sealed.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date
from functools import partial
from typing import TypeVar

from phmcoach.actions.changing import KeyPath, change_record
from phmcoach.actions.context import Context
from phmcoach.actions.opening import Opened, open_practice
from phmcoach.documents.engine.metadata import day_of
from phmcoach.documents.papers.file_names import contract_paper_names
from phmcoach.domain.case import Case
from phmcoach.domain.contract.seal import has_earlier_seal, seal_problems
from phmcoach.domain.contract.signed import RECORD, record_amendment, record_contract
from phmcoach.domain.contract.signed_changes import (
    amendment_changes,
    contract_changes,
    signature_changes,
)
from phmcoach.domain.history import Change
from phmcoach.domain.records.amendment import Amendment
from phmcoach.domain.records.engagement import Engagement
from phmcoach.domain.records.signed import SignedAmendment, SignedContract
from phmcoach.errors import (
    CoachError,
    InvalidDataError,
    MissingError,
    Place,
    Problem,
    refuse,
)
from phmcoach.store.folder import Folder
from phmcoach.store.records import Loaded, edit_record, load_record, save_record
from phmcoach.store.signed import (
    keep_record,
    read_papers,
    read_signed,
    render_amendment_record,
    render_contract_record,
)
from phmcoach.store.two_files import NewText, save_both
from phmcoach.value import Value, replace

R = TypeVar("R", SignedContract, SignedAmendment)

Edits = dict[KeyPath, object]


def save_change(
    context: Context,
    opened: Opened,
    *,
    appends: Sequence[tuple[str, dict[str, object]]] = (),
    values: Mapping[KeyPath, object] | None = None,
) -> Opened:
    """Append tables and set values in an engagement; validate it and save it in one step."""
    changed = change_record(opened.loaded, appends=appends, values=values)
    return save_engagement(context, opened, changed)


def save_engagement(context: Context, opened: Opened, changed: Loaded[Engagement]) -> Opened:
    """Replace the file of an engagement with `changed` in one step; return it as it is then.

    Remarks that it was carried over. If it cannot be, the change is saved all the same, and the
    next command tries again.
    """
    after, remarks = _carried_over(context, opened, changed)
    save_record(after.loaded, opened.loaded)
    for remark in remarks:
        context.remark(remark)
    return after


def save_two(
    context: Context,
    first: tuple[Opened, Loaded[Engagement]],
    second: tuple[Opened, Loaded[Engagement]],
) -> tuple[Opened, Opened]:
    """Save two engagements, both or none, as `save_engagement` saves one.

    Each pair is an engagement as it was read, and its changed file.
    """
    one, remarks = _carried_over(context, *first)
    other, others = _carried_over(context, *second)
    texts = (
        NewText(after.ref, after.loaded.source.raw.decode(), before.loaded.sha256)
        for before, after in ((first[0], one), (second[0], other))
    )
    if not save_both(context.folder, *texts):
        others.append(Problem("store.plan-left", {"path": str(other.loaded.path)}, level="warning"))
    for remark in (*remarks, *others):
        context.remark(remark)
    return one, other


def _carried_over(
    context: Context, opened: Opened, changed: Loaded[Engagement]
) -> tuple[Opened, list[Problem]]:
    """Return the changed engagement with its seals carried over, and the remarks about that."""
    after = opened.changed(changed)
    try:
        return _with_records(context, opened, after)
    except CoachError as error:
        return after, [
            _remark(opened, "seal.not-carried-over", each.place, problem=each)
            for each in error.problems
        ]


def carry_over(context: Context, opened: Opened) -> Opened:
    """Carry an engagement over before files of what was signed are sealed.

    An earlier seal holds no files. Raises CoachError for what prevents it.
    """
    if not _has_earlier_seals(opened.engagement):
        return opened
    refuse(seal_problems(opened.case), about=opened.ref)
    after, remarks = _with_records(context, opened, opened)
    save_record(after.loaded, opened.loaded)
    for remark in remarks:
        context.remark(remark)
    return after


def _with_records(context: Context, opened: Opened, after: Opened) -> tuple[Opened, list[Problem]]:
    """Return the engagement with the records of what was signed, and a remark if any is new."""
    carried = tuple(_carry_over(context.folder, opened, after.engagement))
    if not carried:
        return after, []
    names = tuple(each.record.path.name for each in carried)
    return (
        _seal_again(context.folder, after, carried),
        [_remark(opened, "seal.carried-over", files=names)],
    )


def _has_earlier_seals(engagement: Engagement) -> bool:
    return has_earlier_seal(engagement) or any(map(has_earlier_seal, engagement.amendments))


def _remark(opened: Opened, message: str, place: Place | None = None, **args: object) -> Problem:
    return Problem(message, args | {"ref": opened.ref}, place, "warning", opened.ref)


class _Carried(Value):
    """The record of one paper, and the earlier seal that it replaces."""

    path: KeyPath
    seal: Mapping[str, str]
    record: Loaded[SignedContract] | Loaded[SignedAmendment]


def _carry_over(folder: Folder, opened: Opened, changed: Engagement) -> Iterator[_Carried]:
    """Write the record of each paper with an earlier seal, if all digests fit; yield them.

    What was signed is what the engagement said before it was changed. A seal that is changed too,
    such as by hand, is left alone.
    """
    case, engagement = opened.case, opened.engagement
    if not _has_earlier_seals(engagement) or seal_problems(case):
        return
    if has_earlier_seal(engagement) and changed.seal == engagement.seal:
        contract = _record_of_contract(folder, case)
        yield _Carried(("seal",), engagement.seal, contract)
    pairs = zip(engagement.amendments, changed.amendments, strict=False)
    for place, (before, after) in enumerate(pairs):
        day = before.signatures.first_on
        if day is not None and has_earlier_seal(before) and after.seal == before.seal:
            made = render_amendment_record(folder, record_amendment(case, before, signed_on=day))
            changes_of = partial(amendment_changes, before)
            amendment = _keep(made, SignedAmendment, before, changes_of)
            yield _Carried(("amendments", place, "seal"), before.seal, amendment)


def _record_of_contract(folder: Folder, case: Case) -> Loaded[SignedContract]:
    """Keep the record of a contract; return the one that is on disk then."""
    day = case.engagement.signatures.first_on
    if day is None:
        message = "nobody has signed this contract"
        raise ValueError(message)
    made_on = day_of_earlier_contract(folder, case, day)
    record = record_contract(case, open_practice(folder), signed_on=day, made_on=made_on)
    made = render_contract_record(folder, record)
    return _keep(made, SignedContract, case.engagement, partial(contract_changes, case))


def _keep(
    made: Loaded[R],
    model: type[R],
    paper: Engagement | Amendment,
    changes_of: Callable[[R], Sequence[Change]],
) -> Loaded[R]:
    """Write the record of a signed paper, unless there is one that fits; return the one that stays.

    A record that is not sealed was left when the engagement was restored from a backup, or when the
    program was killed: it is nearer to the signature than what the client is called today. One that
    says something else is replaced: the seal proves what was signed.
    """
    with suppress(MissingError, InvalidDataError):
        left: Loaded[R] = load_record(made.path, model)
        changes = [*changes_of(left.value), *signature_changes(paper.signatures, left.value)]
        if left.value.reference == made.value.reference and not changes:
            keep_record(left)
            return left
    keep_record(made)
    return made


def _seal_again(folder: Folder, after: Opened, carried: Sequence[_Carried]) -> Opened:
    """Return the engagement with the digests of the records in its seals, and not yet saved."""
    edits: Edits = {}
    for each in carried:
        edits |= seal_edits(each.path, each.seal, {RECORD: each.record.sha256})
    sealed = after.changed(edit_record(after.loaded, values=edits))
    signed = read_signed(folder, sealed.ref, sealed.engagement)
    return replace(sealed, case=replace(sealed.case, signed=signed))


def seal_edits(path: KeyPath, old: Mapping[str, str], new: Mapping[str, str]) -> Edits:
    """Return the edits of a seal that may hold keys of an earlier one."""
    if not old:
        return {path: new}
    gone: Edits = {(*path, key): None for key in old if key not in new}
    return {(*path, key): digest for key, digest in new.items()} | gone


def day_of_earlier_contract(folder: Folder, case: Case, signed_on: date) -> date:
    """Return the day of a contract that an earlier version sealed.

    It is the one on its paper, unless that was written again after the signature.
    """
    return min(day_on_paper(folder, case) or signed_on, signed_on)


def day_of_contract(case: Case, papers: Mapping[str, bytes]) -> date | None:
    """Return the day that papers of a contract print as their own, or None if none is ours."""
    found = (day_of(papers[name]) for name in contract_paper_names(case) if name in papers)
    return next((day for day in found if day is not None), None)


def day_on_paper(folder: Folder, case: Case) -> date | None:
    """Return the day of the contract's paper on disk, or None if there is none of ours."""
    names = contract_paper_names(case)
    return day_of_contract(case, read_papers(folder.documents_dir(case.ref), names))
