"""The view for the templates of an amendment: the contract before and after.

Both are views of a contract, so they contain only values that everyone who signs may read: no
personal objective, no reason. Each contract of a pair has a separate paper with its own changes.
"""

from datetime import date

from phmcoach.documents.papers.contract_view import view_contract
from phmcoach.documents.papers.page import View
from phmcoach.documents.papers.paper_input import AmendmentInput, ContractInput
from phmcoach.domain.base import Reader
from phmcoach.domain.case import Case
from phmcoach.domain.disclosure import Disclosed, disclose
from phmcoach.domain.history import Agreed, Change
from phmcoach.domain.records.amendment import Amendment, Signatures
from phmcoach.domain.records.engagement import Engagement
from phmcoach.domain.records.terms import paper_signers, states_key
from phmcoach.value import Value, fields_of, replace
from phmcoach.words import ContractPaper


class RewordedObjective(Value):
    """The statement of an objective before and after; they may be the same.

    `changes` lists changes of the expected result, the indicator and the weight. `rescaled` says
    that the scale changes, which the annex shows.
    """

    before: str
    after: str
    changes: tuple[Change, ...]
    rescaled: bool


def view_amendment(inputs: AmendmentInput, paper: ContractPaper) -> View:
    """Compose the view of one paper of an amendment from values that all who sign it may see.

    `today` is the date of the amendment. `was` and `will_be` are views of the whole contract.
    `objectives` are all shared ones after the change, or empty if none changes. `has_one_price` is
    true if all sessions have the same length and hourly rate, so the contract has a total price.
    `signed_on` and `earlier` concern the contract that this paper changes. `has_other` says that
    the other contract of a pair changes too. `absence_freed` is set only in the beneficiary's
    paper: true if missed sessions are no longer billed, false if they are billed again.
    `exception` is the reason to go beyond the `bounds` of the contract. `represented` says that
    another person represents the organisation from then on; `succeeded` is the organisation that
    another one succeeds, `former_name` the name that the same one had when it last signed.
    `misnamed` is the name of the beneficiary that this amendment replaces by another one, and
    `has_other_role` says that it gives them another role.

    The caller has checked the gates: the contract is signed and the client's address is known.
    """
    case, step = inputs.case, inputs.step
    amendment = step.amendment
    signatures = Signatures(**fields_of(amendment.signatures))
    old = _contract_of(case, step.before)
    new = replace(_contract_of(case, step.after), signatures=signatures)
    was, will_be = (
        view_contract(
            ContractInput(
                case=replace(case.having(each), client=client),
                practice=inputs.practice,
                law=inputs.law,
                today=amendment.set_on,
                specimen=inputs.specimen,
            ),
            paper,
        )
        for each, client in zip((old, new), inputs.clients, strict=True)
    )
    reader = Reader.BENEFICIARY if case.private else Reader.SPONSOR
    seen = disclose(amendment, reader)
    earlier = tuple(each for each in case.binding if each.place < step.place)
    added, reworded, dropped = _compare_objectives(old, new, reader)
    return {
        "paper": paper,
        "has_other": len(inputs.papers) > 1,
        "reference": case.paper_reference,
        "today": amendment.set_on,
        "number": seen["number"],
        "effective_on": seen["effective_on"],
        "signed_on": _signed_on(case, paper),
        "earlier": tuple(
            {"number": each.amendment.number, "set_on": each.amendment.set_on}
            for each in earlier
            if paper in case.papers_of(each)
        ),
        "coach": will_be["coach"],
        "seller_name": will_be["seller_name"],
        "legal": will_be["legal"],
        "organisation": will_be["organisation"],
        "beneficiary": will_be["beneficiary"],
        "was": was,
        "will_be": will_be,
        "changes": tuple(
            Change(key, was["terms"][key], will_be["terms"][key])
            for key in amendment.changed_terms
            if states_key(paper, key)
        ),
        "applies_from": seen["applies_from"],
        "exception": seen["exception"],
        "succeeded": was["organisation"] if amendment.client is not None else None,
        "former_name": _former_name(amendment, was["organisation"], will_be["organisation"]),
        "misnamed": None if seen["beneficiary"] is None else step.before.beneficiary,
        "has_other_role": seen["beneficiary_role"] is not None,
        "represented": amendment.contact is not None
        and amendment.client is None
        and paper in ("three-party", "service"),
        "bounds": was["terms"]["bounds"],
        "absence_freed": step.waives_absence if paper == "beneficiary" else None,
        "has_one_price": all(
            each.amendment.hourly_rate is None and each.amendment.session_minutes is None
            for each in (*earlier, step)
        ),
        "added": added,
        "reworded": reworded,
        "dropped": dropped,
        "objectives": will_be["objectives"] if added or reworded or dropped else (),
        "signers": will_be["signers"],
    }


def _former_name(amendment: Amendment, was: View | None, will_be: View | None) -> str | None:
    """Return the name that an organisation had before, unless it is another organisation."""
    if was is None or will_be is None or amendment.client is not None:
        return None
    return None if was["name"] == will_be["name"] else str(was["name"])


def _signed_on(case: Case, paper: ContractPaper) -> date | None:
    """Return the day on which the parties of a paper's contract had all signed it, or None."""
    days = [case.engagement.signatures.signed_on(party) for party in paper_signers(paper)]
    known = [day for day in days if day is not None]
    return max(known) if len(known) == len(days) else None


def _contract_of(case: Case, agreed: Agreed) -> Engagement:
    """Return the contract as agreed at a step, without amendments and personal objectives.

    Personal objectives are left out for every client, because everyone signs an amendment.
    """
    shared = tuple(each for each in agreed.objectives if each.shared)
    person = replace(case.engagement.beneficiary, name=agreed.beneficiary, role=agreed.role)
    contract = replace(case.engagement, beneficiary=person, amendments=())
    return replace(contract, terms=agreed.terms, objectives=shared)


def _compare_objectives(
    old: Engagement, new: Engagement, reader: Reader
) -> tuple[tuple[Disclosed, ...], tuple[RewordedObjective, ...], tuple[Disclosed, ...]]:
    """Return the objectives that a reader sees added, reworded and dropped."""
    before_, after_ = (
        {each["id"]: each for each in disclose(side, reader)["objectives"]} for side in (old, new)
    )
    added = tuple(each for name, each in after_.items() if name not in before_)
    dropped = tuple(each for name, each in before_.items() if name not in after_)
    reworded = tuple(
        _compare_wording(before_[name], each)
        for name, each in after_.items()
        if name in before_ and dict(each) != dict(before_[name])
    )
    return added, reworded, dropped


def _compare_wording(old: Disclosed, new: Disclosed) -> RewordedObjective:
    return RewordedObjective(
        old["statement"],
        new["statement"],
        changes=tuple(
            Change(key, old[key], new[key])
            for key in ("expected_result", "indicator", "weight")
            if old[key] != new[key]
        ),
        rescaled=old["levels"] != new["levels"],
    )
