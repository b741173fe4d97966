"""The gates: rules that require dated facts before the next step.

Each gate returns the problems that keep it closed. Commands refuse with them and `coach doctor`
lists them, so the same gates apply to a command and to a file edited by hand.
"""

from collections.abc import Collection, Iterator
from datetime import date

from phmcoach.domain.case import Case, Dossier
from phmcoach.domain.contract.amended_bounds import contract_bounds
from phmcoach.domain.contract.amendment_gates import amendment_breaches
from phmcoach.domain.contract.bounds import JudgeBounds, broken_bounds
from phmcoach.domain.contract.coverage import coverage_problems, in_order
from phmcoach.domain.contract.ending import declined_problems, ending_of
from phmcoach.domain.contract.evaluating import (
    agreement_breaches,
    evaluation_breaches,
    scale_breaches,
)
from phmcoach.domain.contract.lifecycle import future_facts, has_met_by, missing_signatures
from phmcoach.domain.contract.outcome import outcome_breaches
from phmcoach.domain.contract.pausing import pause_breaches
from phmcoach.domain.contract.seal import seal_problems
from phmcoach.domain.contract.signed import as_signed, paper_of, record_of
from phmcoach.domain.history import Step
from phmcoach.domain.records.erased import ERASED_TEXT
from phmcoach.errors import Problem
from phmcoach.remedy import Remedy
from phmcoach.value import replace
from phmcoach.words import PARTIES, Party


def demand_gate(dossier: Dossier) -> tuple[Problem, ...]:
    """Require the beneficiary's own demand, in their words, and their name if it was erased."""
    engagement = dossier.engagement
    validated_on, name = engagement.demand.validated_on, engagement.beneficiary.name
    if name == ERASED_TEXT and engagement.signatures.first_on is None:
        return (Problem("gate.name-erased"),)
    if validated_on is None or engagement.lacks_request:
        remedy = _remedy(dossier, Remedy.TAKE_BACK_VALIDATION) if validated_on else None
        return (Problem("gate.demand-not-validated", {"name": name}, remedy=remedy),)
    return ()


def demand_warnings(dossier: Dossier) -> tuple[Problem, ...]:
    """Warn if a disciplinary procedure is under way, because the consent may not be free.

    The fiche requires a fully willing beneficiary. The coach has to weigh this fact, so it is a
    warning and never an error, until the engagement is over.
    """
    if not dossier.engagement.demand.disciplinary or ending_of(dossier) is not None:
        return ()
    return (Problem("demand.disciplinary", {"name": dossier.engagement.beneficiary.name}),)


def contract_gate(case: Case, judge: JudgeBounds = broken_bounds) -> tuple[Problem, ...]:
    """Require the parts of a contract: validated demand, complete objectives, terms in bounds.

    The practice's closures and the engagement's own pauses are deducted from the span. What was
    removed or changed by hand since it was signed is a change of the contract (`contract.seal`),
    and no part that is still to be made.
    """
    found = (*demand_gate(case), *_agreed_problems(case, judge))
    agreed = _as_recorded(case)
    return tuple(_agreed_problems(agreed, judge)) if found and agreed is not None else found


def _agreed_problems(case: Case, judge: JudgeBounds) -> Iterator[Problem]:
    yield from _objective_problems(case)
    yield from terms_gate(case, judge)
    yield from _pair_problems(case)
    yield from already_held_problems(case)


def _as_recorded(case: Case) -> Case | None:
    """Return the case as it was signed, if a record says so and the file still contains terms."""
    record, engagement = case.signed.contract, case.engagement
    is_signed = engagement.seal or engagement.signatures.days
    if record is None or not is_signed or not record.demand.validated_on or not engagement.terms:
        return None
    return as_signed(case)


def dated_problems(case: Case, today: date) -> tuple[Problem, ...]:
    """Require facts in the right order and not in the future."""
    return (
        *future_facts(case, today),
        *_order_problems(case),
    )


def _order_problems(case: Case) -> Iterator[Problem]:
    """Yield a problem if someone signed before the beneficiary validated the demand."""
    signed = _signed_days(case)
    validated, agreed = case.engagement.demand.validated_on, _as_recorded(case)
    is_moved = agreed is not None and agreed.engagement.demand.validated_on != validated
    if signed and validated is not None and min(signed) < validated and not is_moved:
        args = {"signed_on": min(signed), "validated_on": validated}
        yield Problem("gate.signed-before-validation", args, remedy=Remedy.EDIT)


def _remedy(dossier: Dossier, otherwise: Remedy | None = None) -> Remedy | None:
    """Return the given remedy or, once anyone has signed, an edit of the file."""
    return otherwise if dossier.engagement.signatures.first_on is None else Remedy.EDIT


def _objective_problems(case: Case) -> Iterator[Problem]:
    remedy = _remedy(case)
    if not case.engagement.objectives:
        first = _remedy(case, Remedy.ADD_OBJECTIVE if case.private else None)
        yield Problem("gate.no-objective", remedy=first)
        return
    for objective in case.engagement.objectives:
        if not objective.is_complete:
            texts = ("expected_result", "indicator")
            words = {key: () if getattr(objective, key) else ("…",) for key in texts}
            args = {"id": objective.id}
            yield Problem("gate.incomplete-objective", args, remedy=remedy, words=words)
    if lacks_shared_objective(case):
        yield Problem("gate.no-shared-objective", remedy=remedy)


def lacks_shared_objective(case: Case) -> bool:
    """Whether the organisation could read none of the objectives that are agreed."""
    objectives = case.engagement.objectives
    return not case.private and all(objective.personal for objective in objectives)


def terms_gate(case: Case, judge: JudgeBounds = broken_bounds) -> Iterator[Problem]:
    """Yield a problem if there are no terms, else one for each bound that they break."""
    terms = case.engagement.terms
    if terms is None:
        words = {"rate": ("…",) if case.private else ()}  # no rate card has the price of a person
        yield Problem("gate.no-terms", remedy=_remedy(case), words=words)
        return
    yield from contract_bounds(case, terms, judge)


def _pair_problems(case: Case) -> Iterator[Problem]:
    """Refuse a pair of contracts for a private client, who signs a single contract."""
    terms = case.engagement.terms
    if case.private and terms is not None and terms.contract == "pair":
        yield Problem("gate.pair-private")


def already_held_problems(dossier: Dossier) -> Iterator[Problem]:
    """Refuse a package of which an earlier tool billed a part, and more sessions than agreed.

    A package is one price: nothing says here what was billed of it, so all of it would be asked
    again.
    """
    count, terms = dossier.already_held, dossier.agreed_terms
    if not count or terms is None:
        return
    args = {"count": count, "sessions": terms.sessions}
    is_signed = dossier.engagement.signatures.first_on is not None
    is_package = terms.plan == "package"
    corrected = Remedy.NONE_ALREADY if is_package else Remedy.OTHER_ALREADY
    remedy = corrected if is_signed else Remedy.SET_TERMS
    if is_package:
        yield Problem("gate.package-begun-elsewhere", args, remedy=remedy)
    if count > terms.sessions:
        yield Problem("gate.already-beyond-number", args, remedy=remedy)


def signed_gate(case: Case) -> tuple[Problem, ...]:
    """Require the signature of every party; the beneficiary is always one of them."""
    return tuple(Problem("gate.not-signed", {"party": party}) for party in missing_signatures(case))


def contracted_gate(case: Case) -> tuple[Problem, ...]:
    """Require a demand that was not declined, then all parts of a contract, then all signatures."""
    missing = signed_gate(case)
    return missing and (declined_problems(case) or contract_gate(case) or missing)


def unchanged_gate(case: Case) -> tuple[Problem, ...]:
    """Require a contract that every party signed and that was not changed since.

    While it differs from what was signed, a missing signature is what is to be put back.
    """
    return seal_problems(case) or contracted_gate(case)


def is_signature_lost(case: Case) -> bool:
    """Whether a signature is gone that the seal proves: it is put back before anything else.

    The sessions then come after the signature again.
    """
    return bool(case.engagement.seal and missing_signatures(case) and seal_problems(case))


def breaches(case: Case) -> tuple[Problem, ...]:
    """Return all gates and bounds that a file breaks, whether a command or a hand wrote it."""
    return tuple(_breaches(case))


def new_breaches(before: Case, after: Case) -> tuple[Problem, ...]:
    """Return the breaches that a change adds.

    A void agreement of the beneficiary is reported, but does not prevent recording a fact. What is
    only a warning once it is recorded is an error before. A breach with another remedy is the same.
    """
    found = (*breaches(before), *agreement_breaches(after))
    known = [replace(each, remedy=None, words={}) for each in found]
    added = (it for it in breaches(after) if replace(it, remedy=None, words={}) not in known)
    return tuple(replace(each, level="error") for each in added)


def _breaches(case: Case) -> Iterator[Problem]:
    yield from _demand_breaches(case)
    yield from _signature_breaches(case)
    yield from seal_problems(case)
    yield from amendment_breaches(case)
    yield from coverage_problems(case)
    yield from shadowing_problems(case)
    yield from _evaluation_breaches(case)
    yield from outcome_breaches(case)
    yield from pause_breaches(case)
    yield from scale_breaches(case)
    yield from evaluation_breaches(case)


def _demand_breaches(dossier: Dossier) -> Iterator[Problem]:
    demand, remedy = dossier.engagement.demand, _remedy(dossier, Remedy.CORRECT_RECEIVED)
    if demand.validated_on is not None and demand.validated_on < demand.received_on:
        args = {"validated_on": demand.validated_on, "received_on": demand.received_on}
        yield Problem("gate.validated-before-received", args, remedy=remedy)
    if demand.analysed_on is not None and demand.analysed_on < demand.received_on:
        args = {"analysed_on": demand.analysed_on, "received_on": demand.received_on}
        yield Problem("gate.analysed-before-received", args, remedy=remedy)


def _signature_breaches(case: Case) -> Iterator[Problem]:
    signed = _signed_days(case)
    validated = case.engagement.demand.validated_on
    if not signed:
        if validated is not None:
            yield from demand_gate(case)
        if case.engagement.terms is not None:
            yield from terms_gate(case)
        yield from _pair_problems(case)
        yield from already_held_problems(case)
        return
    yield from contract_gate(case)
    yield from _order_problems(case)
    yield from _removed_request(case)


def _removed_request(case: Case) -> Iterator[Problem]:
    """Yield a problem if the demand was validated, signed, and its words removed since."""
    lacks_request = case.engagement.lacks_request and not case.private
    if lacks_request and _as_recorded(case) is not None:
        yield Problem("gate.request-removed", {"name": case.engagement.beneficiary.name})


def shadowing_problems(dossier: Dossier) -> Iterator[Problem]:
    """Yield a problem for each observation that the beneficiary did not propose."""
    for session in in_order(dossier.engagement.sessions):
        wanted = session.status in ("planned", "held")
        if session.type == "shadowing" and wanted and not session.proposed_by_beneficiary:
            args = {"id": session.id, "on": session.on}
            yield Problem("gate.shadowing-not-proposed", args)


def _evaluation_breaches(dossier: Dossier) -> Iterator[Problem]:
    evaluated = dossier.engagement.outcome.evaluated_on
    if evaluated is None:
        return
    if not has_met_by(dossier, evaluated):
        yield Problem("gate.evaluated-without-session", {"on": evaluated})
    closed = dossier.engagement.outcome.closed_on
    if closed is not None and evaluated > closed:
        yield Problem("gate.evaluated-after-close", {"on": evaluated})


def first_signature_problems(
    case: Case, step: Step | None, taken: Collection[Party]
) -> Iterator[Problem]:
    """Yield a problem if others have signed after those whose signatures are taken back.

    The record names the day of the first signature, and it is sealed: all are taken back, or none.
    """
    record, paper = record_of(case, step), paper_of(case, step)
    first_on = record.signed_on if record is not None else paper.signatures.first_on
    left = [paper.signatures.signed_on(each) for each in PARTIES if each not in taken]
    if paper.seal and any(left) and first_on not in left:
        args = {"on": first_on, "parties": tuple(taken)}
        words = {"number": () if step is None else step.amendment.number}
        remedy = Remedy.TAKE_BACK_SIGNATURES
        yield Problem("taken-back.first-signature", args, remedy=remedy, words=words)


def _signed_days(case: Case) -> list[date]:
    days = (case.engagement.signatures.signed_on(party) for party in case.parties)
    return [day for day in days if day is not None]
