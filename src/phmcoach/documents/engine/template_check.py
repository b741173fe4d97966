"""What can be seen in a template of the coach's own before a document is made of it.

A part of a template that a document does not come to is tried by nobody but this: its code is
compiled, the words that lead out of a document are looked for where they stand, and a line that
Markdown takes for a list, though it is a year or a number, is told.
"""

import re
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path

from phmcoach.documents.engine.escape import leads_out
from phmcoach.documents.engine.jinja import compile_template
from phmcoach.documents.engine.templates import Templates, list_templates
from phmcoach.errors import InvalidDataError, Place, Problem

_JINJA = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
_NUMBERED = re.compile(r" {0,3}(\d{1,9})[.)] ")


def template_problems(templates: Templates, name: str) -> tuple[Problem, ...]:
    """Return what is wrong with an own template, each with its line; `templates` has an own folder.

    A template that has problems here would only repeat them where it is rendered.
    """
    if templates.own is None:
        message = "only a template of the coach's own is looked at"
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
        return tuple(_late_lists(path, text))
    return tuple(_forbidden_words(path, text)) if name.endswith(".typ.j2") else ()


def _forbidden_words(path: Path, text: str) -> Iterator[Problem]:
    bare = _JINJA.sub(lambda found: "\n" * found.group().count("\n"), text)
    for number, line in enumerate(bare.split("\n"), start=1):
        found = leads_out(line)
        if found:
            args = {"word": found.group()}
            yield Problem("documents.template-reaches-out", args, place=Place(path, number))


def _late_lists(path: Path, text: str) -> Iterator[Problem]:
    """Yield each line that begins a list with another number than 1: « 2026. Une année »."""
    before = 0
    for number, line in enumerate(text.splitlines(), start=1):
        found = _NUMBERED.match(line)
        if found is None:
            # A list goes on over empty and indented lines, and ends with any other.
            before = before if not line.strip() or line.startswith(" ") else 0
            continue
        at = int(found.group(1))
        if at not in (1, before + 1):
            yield Problem("template.list-starts-late", {"at": f"{at}"}, place=Place(path, number))
        before = at
