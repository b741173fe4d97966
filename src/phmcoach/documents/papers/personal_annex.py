"""The personal annex: objectives that the beneficiary and the coach alone sign and hold.

It is a paper of its own, made from what the beneficiary may see, and no page of it is ever part of
a document that an organisation is given.
"""

from dataclasses import replace
from datetime import date
from pathlib import Path

from phmcoach.documents.engine.rendered import Rendered
from phmcoach.documents.engine.templates import open_templates
from phmcoach.documents.papers.contract_view import name_signers, view_beneficiary
from phmcoach.documents.papers.page import View, render_page
from phmcoach.domain.base import Reader
from phmcoach.domain.disclosure import disclose
from phmcoach.domain.records.engagement import Engagement
from phmcoach.domain.records.practice import Practice
from phmcoach.words import Language


def view_personal_annex(
    engagement: Engagement, practice: Practice, *, reference: str, today: date
) -> View | None:
    """Compose the view of the personal annex, or None where no objective is personal.

    Its signatures are not recorded: it may be written, and signed anew, long after the contract.
    """
    objectives = tuple(
        disclose(objective, Reader.BENEFICIARY)
        for objective in engagement.objectives
        if objective.personal
    )
    if not objectives:
        return None
    seen, business = (disclose(record, Reader.BENEFICIARY) for record in (engagement, practice))
    signers = name_signers(("coach", "beneficiary"), seen, business, None)
    return {
        "reference": reference,
        "today": today,
        "beneficiary": view_beneficiary(seen["beneficiary"], None),
        "request": seen["demand"]["request"],
        "validated_on": seen["demand"]["validated_on"],
        "objectives": objectives,
        "signers": tuple(replace(signer, signed_on=None) for signer in signers),
    }


def render_personal_annex(
    engagement: Engagement,
    practice: Practice,
    *,
    reference: str,
    today: date,
    language: Language,
    specimen: bool,
    templates: Path | None = None,
) -> Rendered | None:
    """Render the annex of personal objectives, or nothing where there are none.

    Raises InvalidDataError for a fault of an own template.
    """
    view = view_personal_annex(engagement, practice, reference=reference, today=today)
    if view is None:
        return None
    return render_page(
        open_templates(language, templates),
        "personal-annex.typ.j2",
        view | {"specimen": specimen},
        accent=practice.accent,
        author=f"{practice.name} EI",
        on=today,
    )
