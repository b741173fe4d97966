"""Render templates in a sandbox, with every value escaped for the surrounding language.

A template never escapes a value itself: `finalize` turns each one into a literal. A value that can
be written in more than one way (a date, an amount, None) is rejected unless a filter formats it,
so that no document ever prints « 1560.5 » or « None ».
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache, partial
from pathlib import Path
from typing import Literal

from jinja2 import FunctionLoader, StrictUndefined, TemplateError, Undefined
from jinja2.loaders import split_template_path
from jinja2.sandbox import ImmutableSandboxedEnvironment

from phmcoach import formats
from phmcoach.documents.engine.compiled import CompiledTemplates
from phmcoach.documents.engine.countries import name_country
from phmcoach.documents.engine.escape import (
    Code,
    markdown_text,
    plain_text,
    typst_string,
    typst_text,
)
from phmcoach.documents.engine.template_faults import UnprintableError
from phmcoach.documents.engine.templates import Templates, blame_template, find_template
from phmcoach.documents.engine.typography import group_digits, set_days, set_prose, set_spaces
from phmcoach.errors import InvalidDataError, Place
from phmcoach.i18n import elides
from phmcoach.words import Language

# The errors that an expression in a template can raise. The file that contains it decides whether
# the coach's template or ours is wrong, so our bug is never reported as a mistake of the coach.
_FAULTS = (TemplateError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError)

Kind = Literal["md", "txt", "typ"]
"""The type of a template: the middle part of its file name."""

_ESCAPES: dict[Kind, Callable[[str], Code]] = {
    "md": markdown_text,
    "txt": plain_text,
    "typ": typst_text,
}

_TITLE = re.compile("^## (.+)$", re.MULTILINE)

_OWN_BLOCKS = ("- ", "* ", "> ", "|", "#", "1.")
"""How a block begins that is no paragraph."""

# The word for an article in a reference to it.
_ARTICLE: dict[Language, str] = {"fr": "article", "en": "clause"}


def render_typst(templates: Templates, name: str, values: dict[str, object]) -> str:
    """Render a `.typ.j2` template; each value becomes a Typst literal.

    Raises InvalidDataError, with file and line, if one of the coach's own templates is wrong.
    """
    environment = open_environment(templates, "typ")
    return _render(environment, templates, name, values)


def render_markdown(templates: Templates, name: str, values: dict[str, object]) -> str:
    """Render a `.md.j2` template; each value becomes one line of escaped Markdown.

    In it, `article("…")` refers to another article by its file name or its title, and
    `clause_mark` gives the next article a name. Raises the errors of `render_typst`.
    """
    environment = open_environment(templates, "md")
    return _render(environment, templates, name, values)


def render_text(templates: Templates, name: str, values: dict[str, object]) -> str:
    """Render a `.txt.j2` template; each value becomes one line of plain text.

    Raises the errors of `render_typst`.
    """
    return _render(open_environment(templates, "txt"), templates, name, values)


def compile_template(templates: Templates, name: str) -> None:
    """Compile a template without rendering it, including parts that no document reaches.

    Raises the errors of `render_typst`.
    """
    environment = open_environment(templates, kind_of(name))
    try:
        environment.get_template(name)
    except _FAULTS as error:
        blamed = blame_template(error, templates)
        if blamed is None:
            raise
        raise blamed from error


def kind_of(name: str) -> Kind:
    """Return the kind of a template. Raises LookupError for a name that has none."""
    return {f"{kind}": kind for kind in _ESCAPES}[name.split(".")[-2]]


def _render(
    environment: ImmutableSandboxedEnvironment,
    templates: Templates,
    name: str,
    values: dict[str, object],
) -> str:
    try:
        return environment.get_template(name).render(values)
    except (*_FAULTS, RecursionError) as error:
        blamed = blame_template(error, templates)
        if blamed is None:
            raise
        raise blamed from error


@lru_cache(maxsize=4)
def open_environment(templates: Templates, kind: Kind) -> ImmutableSandboxedEnvironment:
    """Return the environment for templates of a kind, in the language of `templates`."""
    escape = _ESCAPES[kind]
    # Markdown gets its French spacing later, across values and the surrounding text.
    space = set_spaces if kind == "typ" and templates.language == "fr" else str

    def literal(value: str) -> Code:
        return typst_string(space(value))

    def finalize(value: object) -> str:
        if isinstance(value, Code):
            return value
        if isinstance(value, Undefined):
            return str(value)  # raises an error that names the value
        if isinstance(value, str):
            return escape(space(value))
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
        raise UnprintableError(type(value).__name__)

    environment = ImmutableSandboxedEnvironment(
        autoescape=False,
        bytecode_cache=CompiledTemplates(templates.ours.parent, f"{templates.language}-{kind}"),
        finalize=finalize,
        keep_trailing_newline=True,
        loader=FunctionLoader(lambda name: _load(templates, name)),
        lstrip_blocks=True,
        trim_blocks=True,
        undefined=StrictUndefined,
    )
    environment.filters |= _filters(templates)
    environment.tests["elided"] = elides
    if kind == "md":
        environment.globals["clause_mark"] = _mark_clause
        environment.globals["join_clauses"] = _join_clauses
        environment.globals["article"] = partial(_link_article, _ARTICLE[templates.language])
    else:
        environment.filters |= {"int": _whole_number, "lit": literal}
    return environment


def _filters(templates: Templates) -> dict[str, Callable[..., object]]:
    language = templates.language

    def write_date(value: date) -> str:
        return formats.format_date(value, language)

    def write_day(value: date) -> str:
        return formats.format_day(value, language)

    def write_days(value: Sequence[date]) -> str:
        return set_days(value, language)

    def write_money(value: Decimal) -> str:
        return formats.format_money(value, language)

    def write_percent(value: Decimal) -> str:
        return formats.format_percent(value, language)

    def write_percents(values: Sequence[Decimal]) -> list[str]:
        return [formats.format_percent(value, language) for value in values]

    def write_number(value: Decimal | int) -> str:
        return formats.format_number(value, language)

    def write_month(value: date) -> str:
        return formats.format_month(value, language)

    def write_list(value: Sequence[str]) -> str:
        return formats.join_list(value, language)

    return {
        "country": partial(name_country, language=language),
        "date": write_date,
        "day": write_day,
        "days": write_days,
        "grouped": group_digits,
        "hours": formats.format_minutes,
        "joined": write_list,
        "money": write_money,
        "month": write_month,
        "number": write_number,
        "percent": write_percent,
        "percents": write_percents,
        "price": partial(formats.format_price, language=language),
        "prose": set_prose,
    }


def _load(templates: Templates, name: str) -> tuple[str, str, Callable[[], bool]] | None:
    """Read a template, preferring the coach's own; it is read again when it has changed."""
    found = _find(templates, name)
    if found is None:
        return None
    path = found[0]
    try:
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidDataError.of("documents.template-not-text", place=Place(path)) from error
    # Not every editor ends the last line, and the including template continues after it.
    ended = text if text.endswith("\n") else f"{text}\n"
    return ended, str(path), lambda: _find(templates, name) == found


def _find(templates: Templates, name: str) -> tuple[Path, int] | None:
    path = find_template(templates, "/".join(split_template_path(name)))
    return None if path is None else (path, path.stat().st_mtime_ns)


def _whole_number(value: object) -> Code:
    if isinstance(value, bool) or not isinstance(value, int):
        raise UnprintableError(type(value).__name__)
    return Code(value)


def _mark_clause(name: str) -> Code:
    return Code(f"[](<clause:{markdown_text(name)}>)")


def _join_clauses(clauses: Sequence[tuple[str, str]], titles: Mapping[str, str]) -> Code:
    """Return an article that contains clauses, each with its name and text.

    One alone is the article. Several share the title that the first one of `titles` gives; each is
    a paragraph that its own title introduces, apart from lists, quotations and tables. A clause
    without text is one that the coach omits on purpose; one without a title is refused later.
    """
    said = [(name, text.replace("\r\n", "\n")) for name, text in clauses if text.strip()]
    titled = [_TITLE.findall(text) for _, text in said]
    if len(said) <= 1 or not all(titled):
        return Code("\n\n".join(part for name, text in said for part in (_mark_clause(name), text)))
    title = next(titles[name] for name, _ in clauses if name in titles)
    parts = [_mark_clause(said[0][0]), f"## {title}"]
    for (name, text), own in zip(said, titled, strict=True):
        parts += [f"[](<within:{each}>)" for each in (markdown_text(name), *own)]
        parts += _run_together(text)
    return Code("\n\n".join(parts))


def _run_together(text: str) -> Iterator[str]:
    """Yield the blocks of a clause; its titles and paragraphs that follow each other are one."""
    said = ""
    for block in re.split(r"\n\s*\n", text.strip()):
        titled = _TITLE.sub(r"**\1.**", block)
        if titled.startswith(_OWN_BLOCKS):
            yield from (said, titled) if said else (titled,)
            said = ""
        else:
            said = f"{said} {titled}" if said else titled
    if said:
        yield said


def _link_article(word: str, title: str) -> Code:
    return Code(f"[{word}](<article:{markdown_text(title)}>)")
