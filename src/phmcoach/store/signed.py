"""The records of what was signed: beside the papers, read-only, known by their digest.

The engagement's seal holds the digest of each record. A record that no seal names is the leftover
of a signature that was interrupted, or its seal was removed. Nothing tells one from the other, so
it is read too, and no signature overwrites one that says something else.
"""

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

from phmcoach.domain.base import Record, as_data
from phmcoach.domain.case import Dossier, SignedRecords
from phmcoach.domain.contract.seal import has_earlier_seal, misplaced
from phmcoach.domain.contract.signed import CONTRACT_RECORD, RECORD, amendment_record_name
from phmcoach.domain.contract.signed_changes import contract_changes, signature_changes
from phmcoach.domain.records.engagement import Engagement
from phmcoach.domain.records.signed import SignedAmendment, SignedContract
from phmcoach.errors import CoachError, MissingError, Place, Problem, StorageError
from phmcoach.file_kinds import placeholder_of
from phmcoach.remedy import Remedy
from phmcoach.store.files import (
    KEPT_MODE,
    is_read_only,
    make_folder,
    move_file,
    replace_file,
    storage_errors,
)
from phmcoach.store.folder import Folder
from phmcoach.store.record_files import find_closed_documents, read_document
from phmcoach.store.records import Loaded, parse_record, parse_sealed, render_record
from phmcoach.store.two_files import choose_aside
from phmcoach.value import Value, fields_of, replace

R = TypeVar("R", SignedContract, SignedAmendment)

BEYOND = 10
"""How many numbers after the last amendment are looked at: its successors may have been removed."""


def contract_record_file(folder: Folder, ref: str) -> Path:
    """Return the path of the record of a contract."""
    return folder.documents_dir(ref) / CONTRACT_RECORD


def amendment_record_file(folder: Folder, ref: str, number: int) -> Path:
    """Return the path of the record of an amendment."""
    return folder.documents_dir(ref) / amendment_record_name(number)


def read_signed(folder: Folder, ref: str, engagement: Engagement) -> SignedRecords:
    """Read the record of each paper that has one, sealed or not; problems are returned.

    Beside a seal of an earlier version, which is proof enough, one that says anything else is only
    a leftover.
    """
    directory = folder.documents_dir(ref)
    problems = _Problems([], [], [], [], [])
    names, closed = frozenset[str](), find_closed_documents(directory)
    try:
        names = names if closed else _find_names(directory, engagement)
    except StorageError as error:
        closed = tuple(_refused(error, directory))
    if closed:
        is_needed = any(RECORD in seal for seal in engagement.seals) or not has_earlier_seal(
            engagement
        )
        return SignedRecords(unreadable=closed if is_needed else ())

    def read(name: str, model: type[R], digest: str | None) -> R | None:
        return _read_record(directory / name, model, digest, ref, problems)

    contract: SignedContract | None = None
    digest = engagement.seal.get(RECORD)
    if digest is not None or (CONTRACT_RECORD in names and not has_earlier_seal(engagement)):
        contract = read(CONTRACT_RECORD, SignedContract, digest)
    elif CONTRACT_RECORD in names:
        contract = _read_beside_earlier_seal(directory / CONTRACT_RECORD, ref, engagement)
    amendments: dict[str, SignedAmendment] = {}
    left = {name for name in names if name != CONTRACT_RECORD}
    for each in engagement.amendments:
        expected, digest = amendment_record_name(each.number), each.seal.get(RECORD)
        if has_earlier_seal(each):
            left.discard(expected)
        if digest is not None:
            name = expected if expected in names else _find_record(directory, names, digest)
            found = read(name or expected, SignedAmendment, digest)
            amendments |= {digest: found} if found else {}
            left.discard(name or expected)
    others = ((name, read(name, SignedAmendment, None)) for name in sorted(left))
    unsealed = (each for name, each in others if each and not _is_copy(each, name, names))
    papers = _find_papers(directory, engagement, names)
    return SignedRecords(
        contract, amendments, tuple(unsealed), papers, *map(tuple, fields_of(problems).values())
    )


def _find_papers(directory: Path, own: Engagement, names: Collection[str]) -> tuple[str, ...]:
    """Return the PDFs that a signature made read-only, if neither seal nor record proves one."""
    amended = ((amendment_record_name(it.number), it.signatures, it.seal) for it in own.amendments)
    signed = ((CONTRACT_RECORD, own.signatures, own.seal), *amended)
    if any(days.days and not (seal or name in names) for name, days, seal in signed):
        with suppress(OSError):  # nothing is known of them then
            return tuple(sorted(it.name for it in directory.glob("*.pdf") if is_read_only(it)))
    return ()


def _is_copy(record: SignedAmendment, name: str, names: Collection[str]) -> bool:
    named = amendment_record_name(record.amendment.number)
    return name != named and named in names


def _read_beside_earlier_seal(
    path: Path, ref: str, engagement: Engagement
) -> SignedContract | None:
    """Return the record of a contract if it says the same as the engagement.

    It was written before the file of the client was changed, and is sealed with the next change.
    """
    record = _read_record(path, SignedContract, None, ref, _Problems([], [], [], [], []))
    if record is None or contract_changes(Dossier(ref, engagement), record):
        return None
    return None if signature_changes(engagement.signatures, record) else record


class _Problems(Value):
    """The problems of records, in the order of the fields of `SignedRecords`."""

    broken: list[Problem]
    changed: list[Problem]
    missing: list[Problem]
    unreadable: list[Problem]
    foreign: list[Problem]


def _read_record(
    path: Path,
    model: type[R],
    digest: str | None,
    ref: str,
    problems: _Problems,
) -> R | None:
    """Return a record, or None and the problem; without a digest, no seal names it."""
    args: dict[str, object] = {"file": path.name, "ref": ref}
    try:
        raw = read_document(path)
        if digest is None:
            record = parse_record(raw, path, model).value
            problems.foreign.extend(misplaced(record, path, ref))
            return record if record.reference == ref else None
        if sha256(raw).hexdigest() == digest:
            return parse_sealed(raw, path, model)
        changed = Problem("seal.record-changed", args, Place(path), remedy=Remedy.DOCTOR)
        problems.changed.append(changed)
    except MissingError:
        if digest is not None:
            problems.missing.append(Problem("seal.record-missing", args, Place(path)))
    except StorageError as error:
        problems.unreadable.extend(_refused(error, path))
    except CoachError as error:
        problems.broken.extend(
            Problem("seal.record-broken", args | {"problem": each}, each.place or Place(path))
            for each in error.problems
        )
    return None


def _find_names(directory: Path, engagement: Engagement) -> frozenset[str]:
    """Return the names of the records in a folder. Raises StorageError if it cannot be listed."""
    last = max((each.number for each in engagement.amendments), default=0)
    numbers = range(1, last + BEYOND + 1)
    found: frozenset[str] = frozenset()
    with storage_errors(directory), suppress(FileNotFoundError, NotADirectoryError):
        found = frozenset(os.listdir(directory))  # noqa: PTH208 - names are enough
    return frozenset(
        name
        for name in (CONTRACT_RECORD, *map(amendment_record_name, numbers))
        if name in found or placeholder_of(name) in found  # iCloud keeps it
    )


def find_other_papers(
    directory: Path, sealed: Mapping[str, str], names: Iterable[str]
) -> Iterator[Problem]:
    """Yield a problem for each of these signed papers that is gone, or another file than it was.

    `sealed` are the digests of the engagement's papers: of two files that were exchanged, each is
    said to be the other.
    """
    by_digest = {digest: name for name, digest in sealed.items()}
    for name in names:
        path = directory / name
        try:
            found = sha256(read_document(path)).hexdigest()
        except MissingError:
            yield Problem("seal.paper-missing", {"file": name}, Place(path))
        except CoachError as error:
            yield from _refused(error, path)
        else:
            if found in by_digest and found != sealed[name]:
                args = {"file": name, "other": by_digest[found]}
                yield Problem("seal.paper-exchanged", args, Place(path))
            elif found != sealed[name]:
                yield Problem("seal.paper-changed", {"file": name}, Place(path))


def read_papers(directory: Path, names: Iterable[str]) -> dict[str, bytes]:
    """Read papers on disk; one that is gone or cannot be read proves nothing."""
    found = {}
    for name in names:
        with suppress(CoachError):
            found[name] = read_document(directory / name)
    return found


def _refused(error: CoachError, path: Path) -> Iterator[Problem]:
    """Yield what the system refused at a path; no change of the engagement mends that."""
    for each in error.problems:
        yield replace(each, place=Place(path), remedy=Remedy.NOTHING)


def _find_record(directory: Path, names: Iterable[str], digest: str) -> str | None:
    """Return the record with a digest: its name is another if the number was changed by hand."""
    return next((name for name in sorted(names) if has_digest(directory / name, digest)), None)


def has_digest(path: Path, digest: str) -> bool:
    """Whether a file can be read and has this digest."""
    try:
        return sha256(read_document(path)).hexdigest() == digest
    except CoachError:
        return False


def render_contract_record(folder: Folder, record: SignedContract) -> Loaded[SignedContract]:
    """Return the file of the record of a contract, without writing it."""
    path = contract_record_file(folder, record.reference)
    return render_record(path, SignedContract, _in_full(record))


def render_amendment_record(folder: Folder, record: SignedAmendment) -> Loaded[SignedAmendment]:
    """Return the file of the record of an amendment, without writing it."""
    path = amendment_record_file(folder, record.reference, record.amendment.number)
    return render_record(path, SignedAmendment, _in_full(record))


def _in_full(record: Record) -> dict[str, object]:
    """Return the data of a record, defaults included: what was signed depends on none of ours.

    Empty lists and tables are left out, such as the signatures of an amendment.
    """
    return _without_empty(as_data(record))


def _without_empty(table: Mapping[str, object]) -> dict[str, object]:
    full = {key: _inner_without_empty(value) for key, value in table.items()}
    return {key: value for key, value in full.items() if value not in ({}, ())}


def _inner_without_empty(value: object) -> object:
    if isinstance(value, Mapping):
        return _without_empty(value)
    return tuple(map(_inner_without_empty, value)) if isinstance(value, tuple) else value


def keep_record(made: Loaded[SignedContract] | Loaded[SignedAmendment]) -> None:
    """Write a record, read-only; the caller knows that what has its name proves nothing else.

    Raises StorageError for a folder or a pipe in its place.
    """
    make_folder(made.path.parent)
    if made.path.exists() and not made.path.is_file():
        raise StorageError.of("store.not-a-file", path=str(made.path))
    replace_file(made.path, made.source.raw, None, KEPT_MODE)


def put_file_aside(path: Path, name_at: Callable[[int], str]) -> Path | None:
    """Rename a file, if it is there, so that it is no longer looked for; return its new path."""
    aside = choose_aside(path, name_at)
    if aside is None:
        return None
    target = path.with_name(aside.kept)
    move_file(path, target, aside.sha256)
    return target
