"""The report of an evaluation: prose in Markdown, which the coach may edit, on a Typst page."""

from datetime import date
from pathlib import Path

from phmcoach.documents.engine.jinja import render_markdown
from phmcoach.documents.engine.prose import convert_prose
from phmcoach.documents.engine.rendered import Rendered
from phmcoach.documents.engine.templates import open_templates
from phmcoach.documents.papers.page import render_typst_page
from phmcoach.documents.papers.report_view import view_report
from phmcoach.domain.base import Reader
from phmcoach.domain.case import Case
from phmcoach.domain.records.practice import Practice


def render_report(
    case: Case,
    practice: Practice,
    *,
    reader: Reader,
    today: date,
    specimen: bool,
    templates: Path | None = None,
) -> Rendered:
    """Render the report of an evaluation for the beneficiary or the sponsor.

    It is in the client's language. Each reader has a template, `report-beneficiary.md.j2` or
    `report-sponsor.md.j2`, and a view of the values that they may see. The caller has checked the
    gates. Raises InvalidDataError for a fault in the coach's own template.
    """
    view = view_report(case, practice, reader=reader, today=today)
    found = open_templates(case.client.language, templates)
    prose = convert_prose(found, render_markdown(found, f"report-{reader}.md.j2", view))
    return render_typst_page(
        found,
        "report.typ.j2",
        view | {"prose_blocks": prose, "reader": reader.value, "specimen": specimen},
        accent=practice.accent,
        author=practice.printed_name,
        on=today,
    )
