"""Files that an action has written, the warnings about them, and the day of those on disk."""

import os
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

from phmcoach.actions.context import Context
from phmcoach.documents.engine.metadata import day_of
from phmcoach.documents.papers.file_names import contract_paper_names
from phmcoach.domain.case import Case
from phmcoach.errors import Problem
from phmcoach.remedy import Remedy
from phmcoach.store.files import make_folder, replace_file
from phmcoach.store.folder import Folder, refuse_documents_outside
from phmcoach.store.lock import lock_folder
from phmcoach.store.signed import read_papers
from phmcoach.value import Value, replace


class NewFile(Value):
    """A file that an action has written, its reference, and the warnings about it."""

    path: Path
    ref: str = ""
    warnings: tuple[Problem, ...] = ()


class Written(Value):
    """A written document, the warnings about it, and the damage of the ledger it comes from."""

    path: Path
    warnings: tuple[Problem, ...] = ()
    damage: tuple[Problem, ...] = ()


def write_document(context: Context, ref: str, name: str, content: bytes) -> Path:
    """Write a file into `documents/<ref>/`, over an earlier one of the same name."""
    with lock_folder(context.folder):
        return replace_document(context.folder, ref, name, content)


def replace_document(folder: Folder, ref: str, name: str, content: bytes) -> Path:
    """Write a file as `write_document` does, for a caller that holds the folder's lock already.

    Raises StorageError if the folder of the documents is a link that leaves the practice.
    """
    directory = folder.documents_dir(ref)
    refuse_documents_outside(folder, ref)
    make_folder(directory)
    path = directory / name
    replace_file(path, content, None)
    return path


def form_path(folder: Folder, ref: str) -> Path:
    """Return the path at which the form of an engagement is written."""
    return folder.documents_dir(ref) / "evaluation.toml"


def find_form(folder: Folder, ref: str) -> Path | None:
    """Return the form of an engagement, or None if there is none that the system lets us see."""
    form = form_path(folder, ref)
    return form if os.path.exists(form) else None  # noqa: PTH110 - Path.exists raises


def name_form(folder: Folder, ref: str, problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Let what an evaluation settles name the form that is there, which is not written again."""
    form = find_form(folder, ref)
    if form is None:
        return tuple(problems)
    return tuple(
        replace(each, remedy=Remedy.EVALUATE_FROM, words={"form": form})
        if each.remedy is Remedy.EVALUATE
        else each
        for each in problems
    )


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
