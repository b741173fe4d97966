"""Find templates, and find the line of the coach's own template that caused an error.

An error in one of the coach's own templates is reported with its file and line, so that the coach
can fix it. An error in a template of the program is a bug, and its exception propagates.
"""

import os
import re
import traceback
from contextlib import suppress
from pathlib import Path
from stat import S_ISDIR

from jinja2 import TemplateSyntaxError

from phmcoach.documents.engine.template_faults import (
    ForbiddenWordError,
    TypesettingError,
    jinja_problem,
    typst_problem,
)
from phmcoach.errors import InvalidDataError, Place, Problem, StorageError
from phmcoach.file_kinds import find_link_problem, find_renamed_folder, is_there, why_unusable
from phmcoach.value import Value, replace
from phmcoach.words import Language

_JINJA = re.compile(r"\{[{%#]")


class Templates(Value):
    """The templates of one language: the coach's own, if any, take precedence over `ours`.

    Templates shared by all languages (pages without text) come last.
    """

    language: Language
    ours: Path
    own: Path | None = None

    @property
    def folders(self) -> tuple[Path, ...]:
        """The folders in which a template is looked up, in order."""
        ours = (self.ours, self.ours.parent / "shared")
        return ours if self.own is None else (self.own, *ours)


def open_templates(language: Language, own: Path | None) -> Templates:
    """Return the templates of a language; `own` is the folder of the coach's own templates.

    Raises StorageError if that is no folder of the practice.
    """
    ours, chosen = packaged_templates() / language, None
    if own is not None and all(is_own_folder(place, own.parent) for place in (own, own / language)):
        chosen = own / language
    return Templates(language, ours, chosen)


def find_template(templates: Templates, name: str) -> Path | None:
    """Return the file of a template, the coach's own if there is one.

    Raises StorageError if the coach's own is not a file of the practice: otherwise ours would be
    printed in its place without notice.
    """
    own = templates.own and templates.own / name
    if own and templates.own and is_own_folder(own.parent, templates.own.parents[1]):
        with suppress(FileNotFoundError):
            if problem := why_unusable(own, templates.own.parents[1]):
                raise StorageError(problem)
            return own
    paths = (folder / name for folder in templates.folders)
    return next((path for path in paths if path.is_file()), None)


def is_own_folder(place: Path, root: Path) -> bool:
    """Whether a folder exists; raise StorageError if something else has its name."""
    check_own_folder(place, root)
    return is_there(place)


def check_own_folder(place: Path, root: Path) -> None:
    """Raise StorageError if a path is not a folder of the practice in `root`.

    It also raises if the folder was probably renamed: otherwise the templates of the program would
    be printed without notice.
    """
    if not is_there(place):
        if problem := find_renamed_folder(place, root):
            raise StorageError(problem)
        return
    problem = find_link_problem(place, root, S_ISDIR) if place.is_symlink() else None
    if problem is None and not place.is_dir():
        problem = Problem("store.not-a-folder", {"path": str(place)})
    if problem is not None:
        raise StorageError(problem)


def list_templates(language: Language) -> dict[str, Path]:
    """Return every template that the coach may replace, by name, shared ones included."""
    found = Templates(language, packaged_templates() / language)
    return {
        path.relative_to(folder).as_posix(): path
        for folder in reversed(found.folders)
        for path in list_files(folder)
        if path.suffix == ".j2"
    }


def list_files(folder: Path) -> list[Path]:
    """Return every file below a folder, sorted, and each folder that has the name of a template.

    Raises OSError for a folder that cannot be read, which `Path.rglob` would leave out.
    """

    def refuse(error: OSError) -> None:
        raise error

    walked = os.walk(folder, onerror=refuse)
    return sorted(
        Path(place) / name
        for place, folders, names in walked
        for name in (*names, *(each for each in folders if each.endswith(".j2")))
    )


def open_shared(name: str) -> str:
    """Return the text of a template without language, which the coach cannot replace."""
    return (packaged_templates() / name).read_text("utf-8")


def packaged_templates() -> Path:
    """Return the folder of templates in the wheel, else in the source tree."""
    inside = Path(__file__).parents[2] / "templates"
    return inside if inside.is_dir() else Path(__file__).parents[4] / "templates"


def blame_template(error: Exception, templates: Templates) -> InvalidDataError | None:
    """Return the error of one of the coach's own templates, or None if it is in one of ours."""
    frames: list[tuple[str | None, int | None]]
    frames = [(f.filename, f.lineno) for f in traceback.extract_tb(error.__traceback__)]
    if isinstance(error, TemplateSyntaxError):
        frames.append((error.filename, error.lineno))
    for filename, line in reversed(frames):
        if templates.own and filename and Path(filename).is_relative_to(templates.own):
            place = Place(Path(filename), line)
            return InvalidDataError(replace(jinja_problem(error), place=place))
    return None


def blame_typesetting(error: TypesettingError, templates: Templates) -> InvalidDataError | None:
    """Return the error of the line in the coach's own templates that Typst rejected.

    Returns None if the coach has no Typst templates. Typst only knows the line of the finished
    source, so the best guess is the template line whose fixed beginning is the longest prefix of
    it. The guess fails only for lines that a template builds from values.
    """
    own = _list_own(templates, ".typ.j2")
    if not own:
        return None
    wanted = (error.line or "").strip()
    best = (0, Place(own[0]))
    for path in own:
        for number, text in enumerate(path.read_text("utf-8-sig").splitlines(), start=1):
            fixed = _JINJA.split(text.strip())[0].rstrip()
            if len(fixed) > best[0] and wanted.startswith(fixed):
                best = (len(fixed), Place(path, number))
    place = best[1]
    if isinstance(error, ForbiddenWordError):
        return InvalidDataError.of(
            "documents.template-forbidden-word", word=error.reason, place=place
        )
    return InvalidDataError(replace(typst_problem(error.reason), place=place))


def blame_clause(name: str, templates: Templates) -> InvalidDataError | None:
    """Return the error of a clause of the coach without a title, or None if it is ours."""
    path = _own_clause(name, templates)
    if path is None:
        return None
    return InvalidDataError.of("documents.untitled-clause", place=Place(path))


def _list_own(templates: Templates, suffix: str) -> list[Path]:
    own = list_files(templates.own) if templates.own else []
    return [path for path in own if path.name.endswith(suffix) and path.is_file()]


def _own_clause(name: str, templates: Templates) -> Path | None:
    path = templates.own / "clauses" / f"{name}.md.j2" if templates.own else None
    return path if path is not None and path.is_file() else None


def blame_reference(title: str, templates: Templates) -> InvalidDataError | None:
    """Return the error of a reference to an unknown article, or None if it is in one of ours."""
    own = _list_own(templates, ".md.j2")
    if not own:
        return None
    lines = (
        Place(path, number)
        for path in own
        for number, line in enumerate(path.read_text("utf-8-sig").splitlines(), start=1)
        if title in line
    )
    place = next(lines, None)
    emptied = _own_clause(title, templates)
    if place is None and emptied is not None:
        return InvalidDataError.of("documents.emptied-clause", place=Place(emptied))
    place = place or Place(own[0])
    return InvalidDataError.of("documents.unknown-article", title=title, place=place)
