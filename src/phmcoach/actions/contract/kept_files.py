"""What a seal holds of what was signed: papers, scans, and the papers that it lacks."""

from collections.abc import Iterable, Mapping

from phmcoach.documents.papers.file_names import (
    amendment_names,
    amendment_paper_names,
    contract_paper_names,
    paper_names,
)
from phmcoach.domain.case import Case
from phmcoach.domain.contract.signed import RECORD, papers_in
from phmcoach.domain.history import Step
from phmcoach.value import Value


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
