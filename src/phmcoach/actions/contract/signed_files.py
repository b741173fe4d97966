"""The files that a coach says were signed: papers as PDF, and scans of papers.

They are read before anything is written. What a file is shows in its bytes, whose paper it is in
the start of its name.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from phmcoach.errors import CoachError, Problem, UsageError
from phmcoach.store.files import read_file
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
    """What a coach says was signed: papers, scans, and names of papers as they are made now."""

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


def match_files(
    given: Sequence[GivenFile], starts: Mapping[str, str], option: str
) -> Iterator[tuple[str, GivenFile]]:
    """Yield the name of the paper of each file; `starts` are what their names begin with.

    If there is only one paper, any name will do. Raises UsageError for a name that fits none.
    """
    for file in given:
        typed = file.path.name.casefold()
        found = [name for name, start in starts.items() if typed.startswith(start)]
        if len(starts) == 1:
            found = [*starts]
        if not found:
            args = {"file": file.path.name, "starts": tuple(starts.values())}
            raise _wrong(option, Problem("usage.no-such-paper", args))
        yield found[0], file


def match_papers(given: Sequence[GivenFile], starts: Mapping[str, str]) -> dict[str, GivenFile]:
    """Return the file of each paper. Raises UsageError, also for two files of one paper."""
    found: dict[str, GivenFile] = {}
    for name, file in match_files(given, starts, "--paper"):
        if name in found:
            args = {"one": found[name].path.name, "other": file.path.name, "paper": name}
            raise _wrong("--paper", Problem("usage.two-signed-papers", args))
        found[name] = file
    return found


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
