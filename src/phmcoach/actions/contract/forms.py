"""The form of an evaluation on disk, and the command that records what it says."""

from collections.abc import Iterable
from pathlib import Path

from phmcoach.errors import Problem
from phmcoach.remedy import Remedy
from phmcoach.store.folder import Folder
from phmcoach.value import replace


def form_path(folder: Folder, ref: str) -> Path:
    """Return the path at which the form of an engagement is written."""
    return folder.documents_dir(ref) / "evaluation.toml"


def find_form(folder: Folder, ref: str) -> Path | None:
    """Return the form of an engagement, or None if there is none."""
    form = form_path(folder, ref)
    return form if form.exists() else None


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
