"""The personal annex: objectives that only the beneficiary and the coach sign and keep.

It is a separate paper, made from values that the beneficiary may see. No document for an
organisation contains any page of it.
"""

from phmcoach.documents.engine.rendered import Rendered
from phmcoach.documents.engine.templates import open_templates
from phmcoach.documents.papers.contract_view import name_signers, view_beneficiary
from phmcoach.documents.papers.page import View, render_typst_page, view_sender
from phmcoach.documents.papers.paper_input import ContractInput
from phmcoach.domain.base import Reader
from phmcoach.domain.disclosure import disclose
from phmcoach.value import replace


def view_personal_annex(inputs: ContractInput) -> View | None:
    """Compose the view of the personal annex, or None if no objective is personal.

    Its signatures are not recorded, because it may be written and signed again long after the
    contract.
    """
    engagement = inputs.case.engagement
    objectives = tuple(
        disclose(objective, Reader.BENEFICIARY)
        for objective in engagement.objectives
        if objective.personal
    )
    if not objectives:
        return None
    seen = disclose(engagement, Reader.BENEFICIARY)
    sender = view_sender(inputs.practice, inputs.language)
    signers = name_signers(("coach", "beneficiary"), seen, inputs.practice.name, sender, None)
    return {
        "reference": inputs.case.paper_reference,
        "today": inputs.today,
        "beneficiary": view_beneficiary(seen["beneficiary"], None),
        "request": seen["demand"]["request"],
        "validated_on": seen["demand"]["validated_on"],
        "objectives": objectives,
        "signers": tuple(replace(signer, signed_on=None) for signer in signers),
    }


def render_personal_annex(inputs: ContractInput) -> Rendered | None:
    """Render the annex of personal objectives, or return None if there are none.

    Raises InvalidDataError for a fault in the coach's own template.
    """
    view = view_personal_annex(inputs)
    if view is None:
        return None
    return render_typst_page(
        open_templates(inputs.language, inputs.templates),
        "personal-annex.typ.j2",
        view | {"specimen": inputs.specimen},
        accent=inputs.practice.accent,
        author=inputs.practice.printed_name,
        on=inputs.today,
    )
