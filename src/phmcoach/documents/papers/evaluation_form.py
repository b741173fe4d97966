"""The form of an evaluation, to fill in with an editor: TOML with the questions as comments."""

from datetime import date
from pathlib import Path

from phmcoach.documents.engine.jinja import render_text
from phmcoach.documents.engine.templates import open_templates
from phmcoach.domain.case import Case
from phmcoach.domain.contract.evaluation_day import held_meeting
from phmcoach.words import Language


def render_evaluation_form(
    case: Case,
    *,
    on: date,
    language: Language,
    templates: Path | None = None,
) -> str:
    """Return the form for an engagement with its objectives, for the coach alone.

    `templates` is the folder of the coach's own templates. Raises InvalidDataError for a fault in
    one of them.
    """
    values: dict[str, object] = {
        "ref": case.ref,
        "name": case.beneficiary.name,
        "on": on.isoformat(),
        "private": case.private,
        "mode": "two-way" if held_meeting(case) is None else "three-way",
        "objectives": case.agreed_objectives,
    }
    return render_text(open_templates(language, templates), "evaluation-form.txt.j2", values)
