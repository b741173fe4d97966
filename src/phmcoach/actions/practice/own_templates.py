"""The coach's own templates: list the ones that can be replaced, copy one, check all."""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from difflib import get_close_matches
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory

from phmcoach.actions.context import Context
from phmcoach.actions.money.billing_context import open_law
from phmcoach.actions.opening import open_practice
from phmcoach.domain.records.practice import Practice
from phmcoach.errors import (
    CoachError,
    ConflictError,
    InvalidDataError,
    MissingError,
    Place,
    Problem,
    RuleRefusedError,
)
from phmcoach.file_kinds import find_renamed_folder, is_there, why_unusable
from phmcoach.store.files import make_folder, read_file, storage_error, write_new
from phmcoach.store.folder import Folder
from phmcoach.store.lock import lock_folder
from phmcoach.value import Value, replace
from phmcoach.words import LANGUAGES, Language

_SOLE_TRADER = re.compile(r"\{\{-?\s*\w+\.name\s*-?\}\},? EI\b")
"""The name of a sole trader, as the templates stated it before companies could be named."""


_MERGING = b"join_clauses"
"""What makes one article of several clauses."""


class ListedTemplate(Value):
    """A template that may be replaced; `own` is the coach's file, if there is one."""

    name: str
    own: Path | None


class CheckedTemplates(Value):
    """The problems of the coach's own templates, and the number of these templates."""

    problems: tuple[Problem, ...]
    count: int


def list_own(context: Context, language: Language) -> tuple[ListedTemplate, ...]:
    """Return every template of a language, sorted by name."""
    from phmcoach.documents.engine.templates import check_own_folder, list_templates

    check_own_folder(context.folder.templates_dir, context.folder.root)
    folder = context.folder.templates_dir / language
    return tuple(
        ListedTemplate(name, folder / name if (folder / name).is_file() else None)
        for name in sorted(list_templates(language))
    )


def copy_template(context: Context, name: str, language: Language) -> Path:
    """Copy a template of the program into the coach's folder; return the copy.

    `name` may omit folder and suffix if it is unambiguous. Raises MissingError for an unknown name,
    RuleRefusedError for an ambiguous one, ConflictError if the coach has a copy already.
    """
    from phmcoach.documents.engine.templates import check_own_folder, list_templates

    check_own_folder(context.folder.templates_dir, context.folder.root)
    known = list_templates(language)
    wanted = _resolve(name, sorted(known))
    with lock_folder(context.folder):
        path = context.folder.templates_dir / language / wanted
        make_folder(path.parent)
        try:
            write_new(path, read_file(known[wanted]))
        except ConflictError as error:
            raise ConflictError.of("template.already-own", place=Place(path)) from error
    return path


def _resolve(typed: str, known: list[str]) -> str:
    if typed in known:
        return typed
    short = {
        name for name in known if typed in (name.partition(".")[0], Path(name).name.split(".")[0])
    }
    if len(short) == 1:
        return short.pop()
    if short:
        raise RuleRefusedError.of("template.ambiguous", name=typed, names=sorted(short))
    stems = {name.partition(".")[0]: name for name in known}
    bare = {Path(stem).name: stem for stem in stems}
    nearest = get_close_matches(typed, [*stems, *bare], n=1)
    if nearest:
        shown = bare.get(nearest[0], nearest[0])
        raise MissingError.of("template.no-such-nearest", name=typed, nearest=shown)
    raise MissingError.of("template.no-such", name=typed)


def _ignore_progress(_name: str, _total: int) -> None:
    """Do nothing on progress, by default."""


def check_own(
    context: Context, on_progress: Callable[[str, int], None] = _ignore_progress
) -> CheckedTemplates:
    """Render all of the coach's own templates with invented records; report each broken one once.

    A broken template is left out of the next attempt, so that one fault does not hide another.
    `on_progress` gets the language and the number of documents for each one that was rendered.
    """
    found, unusable = _list_own(context.folder)
    problems = [*unusable, *_find_earlier_texts(context.folder, found)]
    with suppress(CoachError):  # the templates are checked although the practice cannot be read
        problems += _find_sole_traders(context.folder, open_practice(context.folder), found)
    for language in LANGUAGES:
        if names := _names_in(language, found):
            problems += _check_language(context, language, names, on_progress)
    return CheckedTemplates(tuple(problems), len(found))


def find_own_problems(folder: Folder, practice: Practice | None) -> tuple[Problem, ...]:
    """Return what is wrong with the coach's own templates; each is compiled, and none rendered.

    Without a practice that can be read, nothing is said of its legal form.
    """
    try:
        if not is_there(folder.templates_dir):
            renamed = find_renamed_folder(folder.templates_dir, folder.root)
            return (renamed,) if renamed else ()
        found, unusable = _list_own(folder)
        compiled = (_compile_all(folder, language, found) for language in LANGUAGES)
        traders = _find_sole_traders(folder, practice, found) if practice else ()
        judged = (*compiled, traders, _find_earlier_texts(folder, found))
        return (*unusable, *(each for problems in judged for each in problems))
    except OSError as error:
        return storage_error(error).problems
    except CoachError as error:
        return error.problems


def _compile_all(folder: Folder, language: Language, found: Sequence[Path]) -> Iterator[Problem]:
    from phmcoach.documents.engine.template_check import template_problems
    from phmcoach.documents.engine.templates import open_templates

    for name in _names_in(language, found):
        yield from template_problems(open_templates(language, folder.templates_dir), name)


def _find_sole_traders(
    folder: Folder, practice: Practice, found: Sequence[Path]
) -> Iterator[Problem]:
    """Yield a problem for each own template that calls the company of a practice a sole trader.

    It was copied before the practice became a company. One that tells both apart uses `legal`.
    """
    for name in found if practice.company else ():
        path = folder.templates_dir / name
        text = read_file(path).decode("utf-8", "replace")
        stated = None if re.search(r"\blegal\b", text) else _SOLE_TRADER.search(text)
        if stated:
            args = {"text": stated[0], "instead": "{{ seller_name }}"}
            place = Place(path, text.count("\n", 0, stated.start()) + 1)
            yield Problem("template.sole-trader", args, place=place)


def _find_earlier_texts(folder: Folder, found: Sequence[Path]) -> Iterator[Problem]:
    """Yield a problem for each own list of articles that merges none, as those of today are.

    It was copied when each clause was an article: invoices name articles by the numbers of today.
    """
    for name in found:
        path = folder.templates_dir / name
        is_list = name.as_posix() in {f"{each}/contract.md.j2" for each in LANGUAGES}
        if is_list and _MERGING not in read_file(path):
            yield Problem("template.earlier-articles", place=Place(path))


def _names_in(language: Language, found: Sequence[Path]) -> list[str]:
    return [each.relative_to(language).as_posix() for each in found if each.parts[0] == language]


def _list_own(folder: Folder) -> tuple[list[Path], tuple[Problem, ...]]:
    """Return the files of the coach's own templates, relative to their folder, and what is wrong.

    Raises OSError for a folder that cannot be read, StorageError if it is not a folder.
    """
    from phmcoach.documents.engine.templates import (
        check_own_folder,
        list_files,
        open_templates,
    )

    root = folder.templates_dir
    for language in LANGUAGES:
        if own := open_templates(language, root).own:
            check_own_folder(own / "clauses", folder.root)
    found: list[Path] = []
    problems: list[Problem] = []
    for path in list_files(root) if root.is_dir() else ():
        inner = path.relative_to(root)
        if any(part.startswith(".") for part in inner.parts):
            continue
        unusable = why_unusable(path, folder.root)
        if unusable is not None:
            problems.append(unusable)
            continue
        found.append(inner)
        if inner.parts[0] not in LANGUAGES:
            problems.append(
                Problem("template.no-language", {"known": LANGUAGES}, place=Place(path))
            )
    return found, tuple(problems)


def _check_language(
    context: Context, language: Language, names: list[str], on_progress: Callable[[str, int], None]
) -> Iterator[Problem]:
    """Yield the problems of one language's own templates; a copy of them is rendered."""
    from phmcoach.documents.engine.template_check import template_problems
    from phmcoach.documents.engine.templates import open_templates

    root = context.folder.templates_dir
    with TemporaryDirectory(prefix="coach-") as directory:
        tried = Path(directory)
        for name in names:
            copy = tried / language / name
            copy.parent.mkdir(parents=True, exist_ok=True)
            copyfile(root / language / name, copy)
        for name in names:
            seen = template_problems(open_templates(language, root), name)
            yield from seen
            if seen:
                (tried / language / name).unlink()
        for problem in _render_all(context, language, tried, on_progress):
            yield _in_own_folder(problem, tried, root)


def _render_all(
    context: Context, language: Language, tried: Path, on_progress: Callable[[str, int], None]
) -> Iterator[Problem]:
    from phmcoach.documents.papers.sample_papers import sample_papers

    law = open_law(context.folder)
    while True:
        try:
            papers = list(sample_papers(language, law, tried))
            for render in papers:
                render()
                on_progress(language, len(papers))
        except InvalidDataError as error:
            yield from error.problems
            broken = [problem.place.file for problem in error.problems if problem.place]
            for path in broken:
                path.unlink()
            if not broken:
                return
        else:
            return


def _in_own_folder(problem: Problem, tried: Path, root: Path) -> Problem:
    """Return the problem with its place in the coach's folder instead of the copy."""
    place = problem.place
    if place is None or not place.file.is_relative_to(tried):
        return problem
    return replace(problem, place=replace(place, file=root / place.file.relative_to(tried)))
