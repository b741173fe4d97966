"""The page of every paper: what all templates are given, and how prose and sheet become a PDF.

A view is what a template is given, by name: records as they were disclosed to the paper's reader,
and values that are computed from them. What the reader may not see is in no view, so no template,
ours or the coach's own, can print it.
"""

from dataclasses import replace
from datetime import date
from typing import Any

from phmcoach.documents.engine.escape import Code
from phmcoach.documents.engine.jinja import render_typst
from phmcoach.documents.engine.markdown import (
    UnknownArticleError,
    UntitledClauseError,
    convert_markdown,
)
from phmcoach.documents.engine.rendered import Rendered, typeset
from phmcoach.documents.engine.templates import Templates, blame_clause, blame_reference
from phmcoach.errors import InvalidDataError, Problem

View = dict[str, Any]
"""What a template is given, by name: disclosed values, and values computed from them."""


def render_typst_page(
    templates: Templates,
    name: str,
    view: View,
    *,
    accent: str,
    author: str,
    on: date,
    warnings: tuple[Problem, ...] = (),
    attachment: str = "",
) -> Rendered:
    """Render the Typst template of a paper and set it, dated on a day.

    `accent` is the practice's colour (`#rrggbb`), `attachment` a line of Typst that follows the
    page. Raises InvalidDataError for a fault of an own template.
    """
    page = {"accent": accent, "author": author, "language": templates.language, "on": on}
    source = render_typst(templates, name, view | page)
    whole = typeset(source + attachment, on=on, templates=templates, warnings=warnings)
    return replace(whole, source=source)


def convert_prose(templates: Templates, prose: str, *, other_text: str = "") -> Code:
    """Convert Markdown to Typst; `other_text` holds further articles that it may refer to.

    Raises InvalidDataError for a clause without a title, or a reference to no article, in one of
    the coach's own templates.
    """
    try:
        return convert_markdown(prose, other_text=other_text)
    except (UnknownArticleError, UntitledClauseError) as error:
        blamed = _blame(error, templates)
        if blamed is None:
            raise
        raise blamed from error


def _blame(
    error: UnknownArticleError | UntitledClauseError, templates: Templates
) -> InvalidDataError | None:
    if isinstance(error, UntitledClauseError):
        return blame_clause(error.name, templates)
    return blame_reference(error.title, templates)
