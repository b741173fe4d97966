"""The personal annex: objectives that the beneficiary and the coach alone sign and hold.

It is a paper of its own, made from what the beneficiary may see, and no page of it is ever part of
a document that an organisation is given.
"""

from dataclasses import replace

from phmcoach.documents.engine.rendered import Rendered
from phmcoach.documents.engine.templates import open_templates
from phmcoach.documents.papers.contract_view import name_signers, view_beneficiary
from phmcoach.documents.papers.page import View, render_page
from phmcoach.documents.papers.paper_input import ContractInput
from phmcoach.domain.base import Reader
from phmcoach.domain.disclosure import disclose


def view_personal_annex(made_from: ContractInput) -> View | None:
    """Compose the view of the personal annex, or None where no objective is personal.

    Its signatures are not recorded: it may be written, and signed anew, long after the contract.
    """
    engagement = made_from.case.engagement
    objectives = tuple(
        disclose(objective, Reader.BENEFICIARY)
        for objective in engagement.objectives
        if objective.personal
    )
    if not objectives:
        return None
    seen = disclose(engagement, Reader.BENEFICIARY)
    business = disclose(made_from.practice, Reader.BENEFICIARY)
    signers = name_signers(("coach", "beneficiary"), seen, business, None)
    return {
        "reference": made_from.case.ref,
        "today": made_from.today,
        "beneficiary": view_beneficiary(seen["beneficiary"], None),
        "request": seen["demand"]["request"],
        "validated_on": seen["demand"]["validated_on"],
        "objectives": objectives,
        "signers": tuple(replace(signer, signed_on=None) for signer in signers),
    }


def render_personal_annex(made_from: ContractInput) -> Rendered | None:
    """Render the annex of personal objectives, or nothing where there are none.

    Raises InvalidDataError for a fault of an own template.
    """
    view = view_personal_annex(made_from)
    if view is None:
        return None
    return render_page(
        open_templates(made_from.language, made_from.templates),
        "personal-annex.typ.j2",
        view | {"specimen": made_from.specimen},
        accent=made_from.practice.accent,
        author=f"{made_from.practice.name} EI",
        on=made_from.today,
    )
