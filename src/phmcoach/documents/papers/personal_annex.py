"""The personal annex: objectives that the beneficiary and the coach alone sign and hold.

It is a paper of its own, made from what the beneficiary may see, and no page of it is ever part of
a document that an organisation is given.
"""

from dataclasses import replace

from phmcoach.documents.engine.rendered import Rendered
from phmcoach.documents.engine.templates import open_templates
from phmcoach.documents.papers.contract_view import name_signers, view_beneficiary
from phmcoach.documents.papers.page import View, render_typst_page
from phmcoach.documents.papers.paper_input import ContractInput
from phmcoach.domain.base import Reader
from phmcoach.domain.disclosure import disclose


def view_personal_annex(inputs: ContractInput) -> View | None:
    """Compose the view of the personal annex, or None where no objective is personal.

    Its signatures are not recorded: it may be written, and signed anew, long after the contract.
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
    business = disclose(inputs.practice, Reader.BENEFICIARY)
    signers = name_signers(("coach", "beneficiary"), seen, business, None)
    return {
        "reference": inputs.case.ref,
        "today": inputs.today,
        "beneficiary": view_beneficiary(seen["beneficiary"], None),
        "request": seen["demand"]["request"],
        "validated_on": seen["demand"]["validated_on"],
        "objectives": objectives,
        "signers": tuple(replace(signer, signed_on=None) for signer in signers),
    }


def render_personal_annex(inputs: ContractInput) -> Rendered | None:
    """Render the annex of personal objectives, or nothing where there are none.

    Raises InvalidDataError for a fault of an own template.
    """
    view = view_personal_annex(inputs)
    if view is None:
        return None
    return render_typst_page(
        open_templates(inputs.language, inputs.templates),
        "personal-annex.typ.j2",
        view | {"specimen": inputs.specimen},
        accent=inputs.practice.accent,
        author=f"{inputs.practice.name} EI",
        on=inputs.today,
    )
