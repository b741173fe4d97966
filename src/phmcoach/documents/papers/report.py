"""The report of an evaluation: prose in Markdown, which the coach may edit, on a sheet in Typst."""

from dataclasses import fields
from datetime import date
from pathlib import Path

from phmcoach.documents.engine.jinja import render_markdown, render_typst
from phmcoach.documents.engine.markdown import convert_markdown
from phmcoach.documents.engine.rendered import Rendered, typeset
from phmcoach.documents.engine.templates import open_templates
from phmcoach.documents.papers.report_view import view_report
from phmcoach.domain.base import Reader
from phmcoach.domain.records.engagement import Engagement
from phmcoach.domain.records.parties import Client
from phmcoach.domain.records.practice import Practice


def render_report(
    engagement: Engagement,
    client: Client,
    practice: Practice,
    *,
    reader: Reader,
    reference: str,
    today: date,
    specimen: bool,
    templates: Path | None = None,
) -> Rendered:
    """Render the report of an evaluation for the beneficiary or for the sponsor, in its language.

    Each has a template of its own, `report-beneficiary.md.j2` and `report-sponsor.md.j2`, and a
    view of what he may see. The gates were passed. Raises InvalidDataError for a fault of an own
    template.
    """
    view = view_report(
        engagement, client, practice, reader=reader, reference=reference, today=today
    )
    found = open_templates(client.language, templates)
    values: dict[str, object] = {field.name: getattr(view, field.name) for field in fields(view)}
    prose = convert_markdown(render_markdown(found, f"report-{reader}.md.j2", values))
    source = render_typst(
        found,
        "report.typ.j2",
        values
        | {
            "accent": practice.accent,
            "author": f"{view.coach} EI",
            "language": client.language,
            "on": today,
            "prose_blocks": prose,
            "reader": reader.value,
            "specimen": specimen,
        },
    )
    return typeset(source, on=today, templates=found)
