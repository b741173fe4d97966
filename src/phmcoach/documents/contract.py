"""The contract: articles in Markdown, which the coach may edit, on a sheet in Typst.

The sheet owns what prose can't: the title, the signatures that never stand alone on a page, and
the annex of objectives.
"""

from dataclasses import fields
from datetime import date
from pathlib import Path

from phmcoach.documents.contract_view import ContractView, view_contract
from phmcoach.documents.escape import Code
from phmcoach.documents.jinja import render_markdown, render_typst
from phmcoach.documents.markdown import UnknownArticleError, convert_markdown
from phmcoach.documents.rendered import Rendered, typeset
from phmcoach.documents.templates import Templates, blame_reference, open_templates
from phmcoach.domain.engagement import Engagement
from phmcoach.domain.law import Law
from phmcoach.domain.parties import Client
from phmcoach.domain.practice import Practice
from phmcoach.errors import Problem


def render_contract(
    engagement: Engagement,
    client: Client,
    practice: Practice,
    *,
    reference: str,
    today: date,
    specimen: bool,
    law: Law,
    templates: Path | None = None,
) -> Rendered:
    """Render the contract of an engagement, ready to sign, or with the signatures' dates.

    `reference` is printed on each page; `templates` is the folder of the coach's own templates.
    A company's contract shows what the sponsor may see, a private client's what he may see
    himself. The gates were passed: terms are set and the client's address is known. Raises
    InvalidDataError for a fault of an own template, RuleRefusedError for a day whose law is not
    known.
    """
    view = view_contract(engagement, client, practice, reference=reference, today=today, law=law)
    found = open_templates("fr", templates)
    values: dict[str, object] = {field.name: getattr(view, field.name) for field in fields(view)}
    articles, annexes = _prose(found, values)
    source = render_typst(
        found,
        "contract.typ.j2",
        values
        | {
            "accent": practice.accent,
            "language": "fr",
            "annexes": annexes,
            "articles": articles,
            "author": f"{view.coach.name} EI",
            "on": today,
            "specimen": specimen,
        },
    )
    return typeset(source, on=today, templates=found, warnings=_remarks(view))


def _prose(templates: Templates, values: dict[str, object]) -> tuple[Code, Code]:
    articles = render_markdown(templates, "contract.md.j2", values)
    annexes = render_markdown(templates, "annexes.md.j2", values)
    try:
        return convert_markdown(articles), convert_markdown(annexes, beside=articles)
    except UnknownArticleError as error:
        blamed = blame_reference(error.title, templates)
        if blamed is None:
            raise
        raise blamed from error


def _remarks(view: ContractView) -> tuple[Problem, ...]:
    """Tell what a consumer's contract must say and the practice does not know yet."""
    if view.organisation is None and view.mediator is None:
        return (Problem("documents.no-mediator"),)
    return ()
