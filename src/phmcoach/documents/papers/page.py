"""The page of every paper: the values that all templates receive, and the conversion to PDF.

A view maps names to the values that a template receives: records as disclosed to the reader of the
paper, and values computed from them. No view contains anything that the reader may not see, so no
template, ours or the coach's own, can print it.
"""

from datetime import date
from typing import Any

from phmcoach.documents.engine.jinja import render_typst
from phmcoach.documents.engine.rendered import Rendered, typeset
from phmcoach.documents.engine.templates import Templates
from phmcoach.errors import Problem
from phmcoach.value import replace

View = dict[str, Any]
"""The values for a template by name: disclosed values, and values computed from them."""


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
    """Render the Typst template of a paper and typeset it, dated on a day.

    `accent` is the colour of the practice (`#rrggbb`), `attachment` a line of Typst to append.
    Raises InvalidDataError for a fault in the coach's own template.
    """
    page = {"accent": accent, "author": author, "language": templates.language, "on": on}
    source = render_typst(templates, name, view | page)
    whole = typeset(source + attachment, on=on, templates=templates, warnings=warnings)
    return replace(whole, source=source)
