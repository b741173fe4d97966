"""The files of a signature: those that its seal holds or lacks, and those written before it."""

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from phmcoach.documents.papers.file_names import (
    amendment_names,
    amendment_paper_names,
    contract_paper_names,
    paper_names,
)
from phmcoach.domain.case import Case
from phmcoach.domain.contract.signed import RECORD, papers_in
from phmcoach.domain.history import Step
from phmcoach.errors import ConflictError
from phmcoach.store.files import FILE_MODE, is_read_only
from phmcoach.value import Value


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
