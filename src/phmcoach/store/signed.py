"""The records of what was signed: beside the papers, read-only, known by their digest.

The engagement's seal holds the digest of each record. A record that is written and not sealed is
the harmless leftover of a signature that was interrupted, and the next one replaces it.
"""

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

from phmcoach.domain.base import Record, as_data
from phmcoach.domain.case import SignedRecords
from phmcoach.domain.contract.signed import RECORD, papers_in
from phmcoach.domain.records.engagement import Engagement
from phmcoach.domain.records.signed import SignedAmendment, SignedContract
from phmcoach.errors import CoachError, MissingError, Place, Problem, RuleRefusedError, StorageError
from phmcoach.remedy import Remedy
from phmcoach.store.files import KEPT_MODE, make_folder, read_file, replace_file, storage_errors
from phmcoach.store.folder import Folder
from phmcoach.store.records import Loaded, parse_sealed, render_record
from phmcoach.value import replace

R = TypeVar("R", bound=Record)

_AMENDMENT = re.compile(r"amendment-[0-9]+\.signed\.toml")


def contract_record_file(folder: Folder, ref: str) -> Path:
    """Return the path of the record of a contract."""
    return folder.documents_dir(ref) / "contract.signed.toml"


def amendment_record_file(folder: Folder, ref: str, number: int) -> Path:
    """Return the path of the record of an amendment."""
    return folder.documents_dir(ref) / f"amendment-{number}.signed.toml"


def read_signed(folder: Folder, ref: str, engagement: Engagement) -> SignedRecords:
    """Read the record of each paper that is sealed with one; problems are returned."""
    changed: list[Problem] = []
    missing: list[Problem] = []
    unreadable: list[Problem] = []

    def read(path: Path, model: type[R], digest: str) -> R | None:
        try:
            raw = read_file(path)
            if sha256(raw).hexdigest() == digest:
                return parse_sealed(raw, path, model)
            changed.append(Problem("seal.record-changed", _named(path, ref), Place(path)))
        except MissingError:
            missing.append(Problem("seal.record-missing", _named(path, ref), Place(path)))
        except StorageError as error:
            unreadable.extend(_refused(error, path))
        except CoachError as error:
            changed.extend(error.problems)
        return None

    contract, digest = None, engagement.seal.get(RECORD)
    if digest is not None:
        contract = read(contract_record_file(folder, ref), SignedContract, digest)
    amendments: dict[str, SignedAmendment] = {}
    for each in engagement.amendments:
        digest = each.seal.get(RECORD)
        if digest is not None:
            try:
                path = _find_amendment_record(folder, ref, each.number, digest)
            except StorageError as error:
                unreadable.extend(_refused(error, folder.documents_dir(ref)))
                continue
            found = read(path, SignedAmendment, digest)
            amendments |= {digest: found} if found else {}
    return SignedRecords(contract, amendments, tuple(changed), tuple(missing), tuple(unreadable))


def find_lost(
    folder: Folder, ref: str, engagement: Engagement, signed: SignedRecords
) -> Iterator[Problem]:
    """Yield a problem for each record that is gone, and each signed paper that is not as it was."""
    yield from signed.missing
    for seal in (engagement.seal, *(each.seal for each in engagement.amendments)):
        for name in papers_in(seal):
            path = folder.documents_dir(ref) / name
            try:
                if sha256(read_file(path)).hexdigest() == seal[name]:
                    continue
                message = "seal.paper-changed"
            except MissingError:
                message = "seal.paper-missing"
            except CoachError as error:
                yield from _refused(error, path)
                continue
            yield Problem(message, {"file": name}, Place(path))


def read_papers(directory: Path, names: Iterable[str]) -> dict[str, bytes]:
    """Read papers on disk; one that is gone or cannot be read proves nothing."""
    found = {}
    for name in names:
        with suppress(CoachError):
            found[name] = read_file(directory / name)
    return found


def _refused(error: CoachError, path: Path) -> Iterator[Problem]:
    """Yield what the system refused at a path; no change of the engagement mends that."""
    for each in error.problems:
        yield replace(each, place=Place(path), remedy=Remedy.NOTHING)


def find_recorded_reference(folder: Folder, ref: str, engagement: Engagement) -> str | None:
    """Return the reference that a sealed engagement had when it was signed, if its record is found.

    The record lies in the folder of its documents, which has that name, unless both were renamed.
    """
    digest = engagement.seal.get(RECORD)
    if digest is None:
        return None
    own = contract_record_file(folder, ref)
    paths = [own]
    with suppress(OSError):  # nobody knows then, and whoever needs the record says why
        paths += sorted(own.parent.parent.glob(f"*/{own.name}"))
    for path in paths:
        if _has_digest(path, digest):
            with suppress(CoachError):
                return parse_sealed(read_file(path), path, SignedContract).reference
    return None


def _named(path: Path, ref: str) -> dict[str, object]:
    return {"file": path.name, "ref": ref}


def _find_amendment_record(folder: Folder, ref: str, number: int, digest: str) -> Path:
    """Return the record with a digest: its name is another if the number was changed by hand.

    Raises StorageError for a folder that cannot be read.
    """
    expected = amendment_record_file(folder, ref, number)
    if os.path.lexists(expected):
        return expected
    with storage_errors(expected.parent), suppress(FileNotFoundError):
        for path in sorted(expected.parent.iterdir()):
            if _AMENDMENT.fullmatch(path.name) and _has_digest(path, digest):
                return path
    return expected


def _has_digest(path: Path, digest: str) -> bool:
    try:
        return sha256(read_file(path)).hexdigest() == digest
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


def refuse_other_record(made: Loaded[SignedContract] | Loaded[SignedAmendment]) -> None:
    """Raise RuleRefusedError for a record on disk with other bytes: it says what was signed."""
    with suppress(MissingError):
        if read_file(made.path) != made.source.raw:
            raise RuleRefusedError.of("seal.other-record", file=made.path.name)


def keep_record(made: Loaded[SignedContract] | Loaded[SignedAmendment]) -> None:
    """Write a record, read-only, over a leftover of the same name."""
    make_folder(made.path.parent)
    replace_file(made.path, made.source.raw, None, KEPT_MODE)
