"""An amendment: what changes, before and after, on the sheet of the contract that it belongs to."""

from dataclasses import fields
from pathlib import Path

from phmcoach.documents.amendment_view import view_amendment
from phmcoach.documents.jinja import render_markdown, render_typst
from phmcoach.documents.markdown import UnknownArticleError, convert_markdown
from phmcoach.documents.rendered import Rendered, typeset
from phmcoach.documents.templates import blame_reference, open_templates
from phmcoach.domain.engagement import Amendment, Engagement
from phmcoach.domain.law import Law
from phmcoach.domain.parties import Client
from phmcoach.domain.practice import Practice


def render_amendment(
    engagement: Engagement,
    amendment: Amendment,
    client: Client,
    practice: Practice,
    *,
    reference: str,
    specimen: bool,
    law: Law,
    templates: Path | None = None,
) -> Rendered:
    """Render an amendment, ready to sign, or with the signatures' dates.

    It bears its own date, so that it is the same document on whatever day it is made. Raises
    InvalidDataError for a fault of an own template, RuleRefusedError for a day whose law is not
    known.
    """
    view = view_amendment(engagement, amendment, client, practice, reference=reference, law=law)
    found = open_templates("fr", templates)
    values: dict[str, object] = {field.name: getattr(view, field.name) for field in fields(view)}
    prose = render_markdown(found, "amendment.md.j2", values)
    try:
        articles = convert_markdown(prose)
    except UnknownArticleError as error:
        blamed = blame_reference(error.title, found)
        if blamed is None:
            raise
        raise blamed from error
    source = render_typst(
        found,
        "amendment.typ.j2",
        values
        | {
            "accent": practice.accent,
            "language": "fr",
            "articles": articles,
            "author": f"{view.coach.name} EI",
            "on": view.today,
            "specimen": specimen,
        },
    )
    return typeset(source, on=view.today, templates=found)
