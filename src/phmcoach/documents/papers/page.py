"""The page of every paper: who sends it, the values that all templates receive, the PDF.

A view maps names to the values that a template receives: records as disclosed to the reader of the
paper, and values computed from them. No view contains anything that the reader may not see, so no
template, ours or the coach's own, can print it.
"""

from datetime import date
from typing import Any

from phmcoach.documents.engine.jinja import render_typst
from phmcoach.documents.engine.rendered import Rendered, typeset
from phmcoach.documents.engine.templates import Templates
from phmcoach.documents.engine.typography import group_digits
from phmcoach.domain.money.invoice import Seller
from phmcoach.domain.records.practice import Practice
from phmcoach.errors import Problem
from phmcoach.formats import format_money
from phmcoach.i18n import Translator
from phmcoach.value import Value, replace
from phmcoach.words import Language

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
    source = write_typst_page(templates, name, view, accent=accent, author=author, on=on)
    whole = typeset(source + attachment, on=on, templates=templates, warnings=warnings)
    return replace(whole, source=source)


def write_typst_page(
    templates: Templates, name: str, view: View, *, accent: str, author: str, on: date
) -> str:
    """Render the Typst template of a paper without typesetting it."""
    page = {"accent": accent, "author": author, "language": templates.language, "on": on}
    return render_typst(templates, name, view | page)


class Legal(Value):
    """The facts that papers of a company state (C. com. R123-237), in the paper's language.

    `capital` begins with the form, `register` has the town and the number. `representative` is the
    person who acts for it, with their title; `represented_by` says so below a signature.
    """

    capital: str
    register: str
    representative: str
    represented_by: str


def view_sender(sender: Practice | Seller, language: Language) -> View:
    """Return who sends a paper, for its templates.

    `seller_line` is the name with what a company states; `legal` is None for a sole trader.
    """
    legal = _legal(sender, language)
    name = sender.printed_name
    line = f"{name}, {legal.capital} – {legal.register}" if legal else name
    return {"seller_name": name, "seller_line": line, "legal": legal}


def _legal(sender: Practice | Seller, language: Language) -> Legal | None:
    company = sender.company
    if company is None:
        return None
    tr, capital = Translator(language), company.capital
    amount = format_money(capital, language, places=2 if capital % 1 else 0)
    person = f"{company.represented_by}, {company.title}"
    return Legal(
        capital=tr.text("paper.capital", form=company.form.upper(), amount=amount),
        register=f"RCS {company.rcs} {group_digits(sender.siren)}",
        representative=person,
        represented_by=tr.text("paper.represented-by", person=person),
    )
