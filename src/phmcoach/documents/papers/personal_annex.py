"""The personal annex: objectives that the beneficiary and the coach alone sign and hold.

It is a paper of its own, made from what the beneficiary may see, and no page of it is ever part of
a document that an organisation is given.
"""

from dataclasses import dataclass, fields, replace
from datetime import date
from pathlib import Path

from phmcoach.documents.engine.jinja import render_typst
from phmcoach.documents.engine.rendered import Rendered, typeset
from phmcoach.documents.engine.templates import open_templates
from phmcoach.documents.papers.contract_view import (
    Beneficiary,
    Objective,
    Signer,
    name_signers,
    view_beneficiary,
    view_objective,
)
from phmcoach.domain.base import Reader
from phmcoach.domain.disclosure import disclose
from phmcoach.domain.records.engagement import Engagement
from phmcoach.domain.records.practice import Practice
from phmcoach.words import Language


@dataclass(frozen=True)
class PersonalAnnexView:
    """Everything that the template of the annex can print."""

    reference: str
    today: date
    beneficiary: Beneficiary
    request: str | None
    validated_on: date | None
    objectives: tuple[Objective, ...]
    signers: tuple[Signer, ...]


def view_personal_annex(
    engagement: Engagement, practice: Practice, *, reference: str, today: date
) -> PersonalAnnexView | None:
    """Compose the view of the personal annex, or None where no objective is personal.

    Its signatures are not recorded: it may be written, and signed anew, long after the contract.
    """
    objectives = tuple(
        view_objective(disclose(objective, Reader.BENEFICIARY))
        for objective in engagement.objectives
        if objective.personal
    )
    if not objectives:
        return None
    seen, business = (disclose(record, Reader.BENEFICIARY) for record in (engagement, practice))
    signers = name_signers(("coach", "beneficiary"), seen, business, None)
    return PersonalAnnexView(
        reference=reference,
        today=today,
        beneficiary=view_beneficiary(seen["beneficiary"], None),
        request=seen["demand"]["request"],
        validated_on=seen["demand"]["validated_on"],
        objectives=objectives,
        signers=tuple(replace(signer, signed_on=None) for signer in signers),
    )


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
    found = open_templates(language, templates)
    values: dict[str, object] = {field.name: getattr(view, field.name) for field in fields(view)}
    values |= {
        "accent": practice.accent,
        "author": f"{practice.name} EI",
        "language": language,
        "on": today,
        "specimen": specimen,
    }
    return typeset(render_typst(found, "personal-annex.typ.j2", values), on=today, templates=found)
