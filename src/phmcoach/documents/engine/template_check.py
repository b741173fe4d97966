"""Find problems in the coach's own templates without rendering a document.

Rendering only tests the branches of a template that a document reaches. This check compiles all of
its code, searches for words that reach outside of the document, and reports lines that Markdown
would take for a list although they begin with a year or another number.
"""

import re
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path

from phmcoach.documents.engine.escape import find_forbidden_word
from phmcoach.documents.engine.jinja import compile_template
from phmcoach.documents.engine.templates import Templates, list_templates
from phmcoach.errors import InvalidDataError, Place, Problem

_JINJA = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
_NUMBERED = re.compile(r" {0,3}(\d{1,9})[.)] ")


def template_problems(templates: Templates, name: str) -> tuple[Problem, ...]:
    """Return the problems of one of the coach's own templates, with their lines.

    Rendering a template with problems would only repeat them. Raises ValueError if the coach has
    no folder of templates.
    """
    if templates.own is None:
        message = "only the coach's own templates are checked"
        raise ValueError(message)
    path = templates.own / name
    known = list_templates(templates.language)
    if name not in known:
        nearest = get_close_matches(name, known, n=1)
        args = {"name": name, "nearest": nearest[0]} if nearest else {"name": name}
        message = "template.unknown-nearest" if nearest else "template.unknown"
        return (Problem(message, args, place=Place(path)),)
    try:
        compile_template(templates, name)
    except InvalidDataError as error:
        return error.problems
    text = path.read_text("utf-8-sig")
    if name.endswith(".md.j2"):
        return tuple(_find_late_lists(path, text))
    return tuple(_find_forbidden_words(path, text)) if name.endswith(".typ.j2") else ()


def _find_forbidden_words(path: Path, text: str) -> Iterator[Problem]:
    bare = _JINJA.sub(lambda found: "\n" * found.group().count("\n"), text)
    for number, line in enumerate(bare.split("\n"), start=1):
        found = find_forbidden_word(line)
        if found:
            args = {"word": found.group()}
            yield Problem("documents.template-forbidden-word", args, place=Place(path, number))


def _find_late_lists(path: Path, text: str) -> Iterator[Problem]:
    """Yield a problem for each list that does not start at 1, such as « 2026. Une année »."""
    before = 0
    for number, line in enumerate(text.splitlines(), start=1):
        found = _NUMBERED.match(line)
        if found is None:
            # A list continues over empty and indented lines; any other line ends it.
            before = before if not line.strip() or line.startswith(" ") else 0
            continue
        at = int(found.group(1))
        if at not in (1, before + 1):
            yield Problem("template.list-starts-late", {"at": f"{at}"}, place=Place(path, number))
        before = at
