"""A view of the ledger on paper, for the accounts or a tax inspection."""

from datetime import date
from pathlib import Path

from phmcoach.documents.engine.rendered import Rendered
from phmcoach.documents.engine.templates import open_templates
from phmcoach.documents.papers.page import View, render_typst_page, view_sender
from phmcoach.documents.papers.printed_sheet import print_sheet
from phmcoach.domain.money.sheet import Sheet
from phmcoach.domain.records.practice import Practice
from phmcoach.i18n import Translator
from phmcoach.words import Language


def render_sheet(
    sheet: Sheet,
    practice: Practice,
    *,
    on: date,
    specimen: bool,
    language: Language,
    templates: Path | None = None,
) -> Rendered:
    """Render a sheet as of a day, in the language of the practice.

    Raises InvalidDataError for a fault in the coach's own template.
    """
    printed = print_sheet(sheet, Translator(language))
    sender = view_sender(practice, language)
    view: View = {
        "specimen": specimen,
        "name": sender["seller_line"],
        "siret": practice.siret,
        "view": sheet.view,
        "start_on": sheet.period.start_on,
        "end_on": sheet.period.end_on,
        "columns": printed.columns,
        "rows": printed.rows,
    }
    found = open_templates(language, templates)
    return render_typst_page(
        found, "sheet.typ.j2", view, accent=practice.accent, author=sender["seller_name"], on=on
    )
