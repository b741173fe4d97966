"""The files of a signature: those that a coach says were signed, and those that its seal holds.

What is given is read before anything is written. What a file is shows in its bytes, whose paper it
is in the start of its name.
"""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from phmcoach.documents.papers.file_names import (
    amendment_names,
    amendment_paper_names,
    contract_paper_names,
    is_paper_name,
    paper_names,
)
from phmcoach.domain.case import Case
from phmcoach.domain.contract.signed import RECORD, papers_in
from phmcoach.domain.history import Step
from phmcoach.errors import CoachError, ConflictError, Problem, UsageError
from phmcoach.paper_names import find_number
from phmcoach.store.files import FILE_MODE, is_read_only, read_file
from phmcoach.store.folder import Folder
from phmcoach.store.interrupts import forget_done
from phmcoach.value import Value

_PDF = ".pdf"
_KINDS = {b"%PDF-": _PDF, b"\xff\xd8\xff": ".jpg", b"\x89PNG\r\n\x1a\n": ".png"}
_HEADER = 1024
"""A PDF may begin with other bytes: readers look for its mark in the first ones."""


class GivenFile(Value):
    """A file that was named, its bytes, and the ending that a file of its kind has."""

    path: Path
    content: bytes
    suffix: str


class SignedFiles(Value):
    """The files that a coach says were signed: papers, scans, and names of papers made now."""

    papers: tuple[GivenFile, ...] = ()
    scans: tuple[GivenFile, ...] = ()
    made_now: frozenset[str] = frozenset()


NOTHING_GIVEN = SignedFiles()


def read_signed_files(papers: Sequence[Path], scans: Sequence[Path]) -> SignedFiles:
    """Read the files that were named.

    Raises UsageError for a paper that is no PDF and a scan that is neither that nor a picture,
    MissingError and StorageError for a file that cannot be read.
    """
    return SignedFiles(
        tuple(_read(path, "--paper", "usage.not-a-pdf") for path in papers),
        tuple(_read(path, "--scan", "usage.not-a-scan") for path in scans),
    )


def match_papers(given: Sequence[GivenFile], starts: Mapping[str, str]) -> dict[str, GivenFile]:
    """Return the file of each paper; `starts` are what the names of files begin with.

    If there is only one paper, any name will do. Raises UsageError for a name that fits none, and
    for two files of one paper.
    """
    found: dict[str, GivenFile] = {}
    for file in given:
        name = _named_paper(file, starts)
        if name is None:
            args = {"file": file.path.name, "starts": tuple(starts.values())}
            raise _wrong("--paper", Problem("usage.no-such-paper", args))
        if name in found:
            args = {"one": found[name].path.name, "other": file.path.name, "paper": name}
            raise _wrong("--paper", Problem("usage.two-signed-papers", args))
        found[name] = file
    return found


def match_scans(
    given: Sequence[GivenFile], starts: Mapping[str, str], contracts: Sequence[str]
) -> Iterator[tuple[str, GivenFile]]:
    """Yield the paper of each scan; one whose name names none is of each of the `contracts`.

    Both contracts of a pair are often scanned together.
    """
    for file in given:
        name = _named_paper(file, starts)
        for paper in contracts if name is None else (name,):
            yield paper, file


def _named_paper(file: GivenFile, starts: Mapping[str, str]) -> str | None:
    typed = file.path.name.casefold()
    found = [*starts] if len(starts) == 1 else []
    found += [name for name, start in starts.items() if typed.startswith(start)]
    return found[0] if found else None


def refuse_other_papers(
    folder: Folder, ref: str, starts: Mapping[str, str], given: SignedFiles
) -> None:
    """Raise UsageError for a file that is known as something else, such as an issued invoice.

    Another version of a paper may be given, and so may a file that the coach has put among the
    documents of the engagement under a name of their own.
    """
    named = match_papers(given.papers, starts)
    papers = (("--paper", file, [name]) for name, file in named.items())
    scans = (("--scan", file, [*starts]) for file in given.scans)
    for option, file, names in (*papers, *scans):
        for path in _find_equal(folder, file.content):
            if path.parent != folder.documents_dir(ref) or _is_other(ref, names, path.name):
                args = {"file": file.path.name, "path": str(path.relative_to(folder.root))}
                raise _wrong(option, Problem("usage.other-paper", args))


def _is_other(ref: str, names: Iterable[str], name: str) -> bool:
    is_version = any(name.startswith(each.removesuffix(_PDF)) for each in names)
    is_known = is_paper_name(ref, name) or find_number(name) is not None
    return is_known and not is_version


def _find_equal(folder: Folder, content: bytes) -> Iterator[Path]:
    """Yield each document, of an engagement or of the ledger, that has these bytes."""
    for directory in (folder.all_documents_dir, folder.ledger_dir):
        with suppress(OSError):  # what cannot be searched is compared with nothing
            for path in sorted(directory.glob("*/*")):
                if path.is_file() and path.stat().st_size == len(content):
                    with suppress(CoachError):
                        if read_file(path) == content:
                            yield path


def _read(path: Path, option: str, message: str) -> GivenFile:
    content = read_file(path)
    suffix = suffix_of(content)
    if suffix is None or (option == "--paper" and suffix != _PDF):
        raise _wrong(option, Problem(message, {"path": str(path)}))
    return GivenFile(path, content, suffix)


def suffix_of(content: bytes) -> str | None:
    """Return the ending of a file by its first bytes; None if it is no PDF and no picture."""
    if b"%PDF-" in content[:_HEADER]:
        return _PDF
    return next((each for mark, each in _KINDS.items() if content.startswith(mark)), None)


def is_pdf(content: bytes) -> bool:
    """Whether these are the bytes of a PDF."""
    return suffix_of(content) == _PDF


def _wrong(option: str, problem: Problem) -> CoachError:
    return UsageError.of("usage.in-option", option=option, problem=problem)


class WrittenBefore(Value):
    """Files that are written before an engagement is saved: `new`, or only made read-only."""

    new: tuple[Path, ...] = ()
    closed: tuple[Path, ...] = ()

    @classmethod
    def of(cls, *paths: Path) -> "WrittenBefore":
        """Return what will be new or closed of files that are about to be written."""
        there = {path for path in paths if os.path.lexists(path)}
        closed = (path for path in there if not is_read_only(path))
        return cls(tuple({*paths} - there), tuple(closed))

    @contextmanager
    def or_undone(self) -> Iterator[None]:
        """Take the files back if what is done with them finds that the engagement was changed."""
        try:
            yield
        except ConflictError:
            for path in (*self.new, *self.closed):
                with suppress(OSError):
                    path.chmod(FILE_MODE)
                    if path in self.new:
                        path.unlink()
                        forget_done(path)
            raise


class KeptFiles(Value):
    """The papers and scans that a seal holds, and the papers that it lacks."""

    papers: tuple[str, ...]
    scans: tuple[str, ...]
    missing: tuple[str, ...]


def signed_with_contract(case: Case) -> KeptFiles | None:
    """Return what was kept of a contract; None if it is not sealed, or by an earlier version."""
    known = paper_names(case.ref)
    return _sort(case.engagement.seal, known, contract_paper_names(case))


def signed_with_amendment(case: Case, step: Step) -> KeptFiles | None:
    """Return what was kept of an amendment, as of a contract."""
    known = amendment_names(case.ref, step.amendment.number)
    return _sort(step.amendment.seal, known, amendment_paper_names(case, step))


def _sort(
    seal: Mapping[str, str], known: Iterable[str], expected: tuple[str, ...]
) -> KeptFiles | None:
    if RECORD not in seal:
        return None
    files, names = papers_in(seal), frozenset(known)
    return KeptFiles(
        tuple(name for name in files if name in names),
        tuple(name for name in files if name not in names),
        tuple(name for name in expected if name not in files),
    )
