"""What the papers of a contract or an amendment are made from, and which of them was signed."""

from collections.abc import Callable
from datetime import date
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from phmcoach.actions.context import Context
from phmcoach.actions.money.billing_context import open_law
from phmcoach.actions.opening import is_specimen
from phmcoach.documents.engine.metadata import day_of
from phmcoach.documents.papers.file_names import amendment_name, annex_name, contract_name
from phmcoach.domain.case import Case
from phmcoach.domain.contract.signed import as_signed, coach_as_signed
from phmcoach.domain.records.practice import Practice
from phmcoach.domain.records.terms import contract_papers
from phmcoach.errors import CoachError
from phmcoach.store.files import make_read_only, read_file
from phmcoach.words import ContractPaper

if TYPE_CHECKING:
    from phmcoach.documents.engine.rendered import Rendered
    from phmcoach.documents.papers.paper_input import AmendmentInput, ContractInput

Papers = dict[str, str]
"""The SHA-256 of each paper that was signed, by its file name."""


def contract_input(
    context: Context, case: Case, practice: Practice, today: date
) -> "ContractInput":
    """Return what the papers of a contract are made from, as of a day."""
    from phmcoach.documents.papers.paper_input import ContractInput

    return ContractInput(
        case=as_signed(case),
        practice=coach_as_signed(case, practice),
        law=open_law(context.folder),
        today=today,
        specimen=is_specimen(context, practice),
        templates=context.folder.templates_dir,
    )


def amendment_input(
    context: Context, case: Case, practice: Practice, place: int
) -> "AmendmentInput":
    """Return what the papers of an amendment are made from."""
    from phmcoach.documents.papers.paper_input import AmendmentInput

    printed = as_signed(case)
    return AmendmentInput(
        case=printed,
        step=printed.history[place],
        practice=coach_as_signed(case, practice),
        law=open_law(context.folder),
        specimen=is_specimen(context, practice),
        templates=context.folder.templates_dir,
    )


def keep_contract_papers(context: Context, case: Case, practice: Practice) -> Papers:
    """Keep the papers on disk that are what is signed now, and return their digests.

    A paper is made again as of its own day. One with other bytes, or that cannot be made, proves
    nothing; it stops no signature.
    """
    terms, ref, language = case.engagement.terms, case.ref, case.client.language
    if terms is None:
        return {}
    directory = context.folder.documents_dir(ref)
    kept: dict[str, str | None] = {}

    def print_paper(paper: ContractPaper, on: date) -> "Rendered":
        from phmcoach.documents.papers.contract import render_contract

        return render_contract(contract_input(context, case, practice, on), paper)

    def print_annex(on: date) -> "Rendered | None":
        from phmcoach.documents.papers.personal_annex import render_personal_annex

        return render_personal_annex(contract_input(context, case, practice, on))

    for paper in contract_papers(terms, private=case.private):
        name = contract_name(language, ref, paper)
        kept[name] = _keep(directory / name, partial(print_paper, paper))
    if not case.private:
        name = annex_name(language, ref)
        kept[name] = _keep(directory / name, print_annex)
    return {name: digest for name, digest in kept.items() if digest is not None}


def keep_amendment_papers(context: Context, case: Case, practice: Practice, place: int) -> Papers:
    """Keep the papers of an amendment, as `keep_contract_papers` does those of a contract."""
    step = case.history[place]
    ref, language = case.ref, as_signed(case).client.language
    directory = context.folder.documents_dir(ref)
    kept: dict[str, str | None] = {}

    def print_paper(paper: ContractPaper, _: date) -> "Rendered":
        from phmcoach.documents.papers.amendment import render_amendment

        return render_amendment(amendment_input(context, case, practice, place), paper)

    for paper in case.papers_of(step):
        name = amendment_name(language, ref, step.amendment.number, paper)
        kept[name] = _keep(directory / name, partial(print_paper, paper))
    return {name: digest for name, digest in kept.items() if digest is not None}


def _keep(path: Path, make: Callable[[date], "Rendered | None"]) -> str | None:
    """Make a paper read-only if its bytes are those that are made now; return their digest."""
    if not path.exists():
        return None
    from phmcoach.documents.engine.template_faults import TypesettingError

    try:
        found = read_file(path)
        day = day_of(found)
        made = None if day is None else make(day)
    except (CoachError, TypesettingError):
        return None
    if made is None or made.pdf != found:
        return None
    make_read_only(path)
    return sha256(found).hexdigest()
