"""The gates: what must be a dated fact before the next step may be taken.

Each gate returns the problems that stand in its way, with the command that records the missing
fact. Writers refuse with them, `coach doctor` lists them; a file edited by hand meets the same
gates as a command.
"""

from collections.abc import Iterator
from datetime import date

from phmcoach.domain.case import Case, Dossier
from phmcoach.domain.contract.amendment_gates import amendment_breaches
from phmcoach.domain.contract.bounds import broken_bounds
from phmcoach.domain.contract.coverage import Uncovered, in_order, uncovered_sessions
from phmcoach.domain.contract.ending import ending_of
from phmcoach.domain.contract.evaluating import evaluation_breaches, scale_breaches
from phmcoach.domain.contract.lifecycle import (
    has_met_by,
    missing_signatures,
)
from phmcoach.domain.contract.outcome import outcome_breaches
from phmcoach.domain.contract.pausing import pause_breaches
from phmcoach.domain.contract.seal import seal_problems
from phmcoach.domain.records.session import Session
from phmcoach.errors import Problem
from phmcoach.words import PARTIES


def demand_gate(dossier: Dossier) -> tuple[Problem, ...]:
    """Require the beneficiary's own demand, in his words, validated by him on a day."""
    demand = dossier.engagement.demand
    if demand.validated_on is None or demand.request is None:
        name = dossier.engagement.beneficiary.name
        command = f'coach validate-demand {dossier.ref} --on DATE --request "…"'
        fix = command if demand.validated_on is None else f"coach edit {dossier.ref}"
        return (Problem("gate.demand-not-validated", {"name": name}, fix),)
    return ()


def demand_warnings(dossier: Dossier) -> tuple[Problem, ...]:
    """Tell that a disciplinary procedure was under way: the consent may not be free.

    The fiche wants a beneficiary who is fully willing, so it is a fact to weigh, never an error,
    until the engagement is over.
    """
    if not dossier.engagement.demand.disciplinary or ending_of(dossier) is not None:
        return ()
    return (Problem("demand.disciplinary", {"name": dossier.engagement.beneficiary.name}),)


def contract_gate(case: Case) -> tuple[Problem, ...]:
    """Require what makes a contract: validated demand, complete objectives, terms in bounds.

    The closures of the practice, like the engagement's own pauses, leave the span.
    """
    return (
        *demand_gate(case),
        *_objectives(case),
        *terms_gate(case),
        *_kind(case),
    )


def dated_problems(case: Case, today: date) -> tuple[Problem, ...]:
    """Require facts in their order, and none that is still to come: a day to be opens no gate."""
    return (
        *future_facts(case, today),
        *_disorder(case),
    )


def future_facts(dossier: Dossier, today: date) -> Iterator[Problem]:
    """Yield each day of the demand and each signature that is recorded before it has come."""
    demand = dossier.engagement.demand
    signed = (dossier.engagement.signatures.signed_on(party) for party in PARTIES)
    for day in (demand.received_on, demand.analysed_on, demand.validated_on, *signed):
        if day is not None and day > today:
            yield Problem("gate.in-the-future", {"on": day}, f"coach edit {dossier.ref}")


def _disorder(case: Case) -> Iterator[Problem]:
    """Yield a signature before the validation: what is signed is the demand that was validated."""
    signed = _signed_days(case)
    validated = case.engagement.demand.validated_on
    if signed and validated is not None and min(signed) < validated:
        args = {"signed_on": min(signed), "validated_on": validated}
        yield Problem("gate.signed-before-validation", args, f"coach edit {case.ref}")


def _mending(dossier: Dossier, command: str) -> str:
    """Return the command that adds what a contract lacks; a signed one is mended by hand alone."""
    return (
        command if dossier.engagement.signatures.first_on is None else f"coach edit {dossier.ref}"
    )


def _objectives(case: Case) -> Iterator[Problem]:
    command = f'coach add-objective {case.ref} --statement "…" --result "…" --indicator "…"'
    add = _mending(case, command)
    if not case.engagement.objectives:
        yield Problem("gate.no-objective", {}, add)
        return
    for objective in case.engagement.objectives:
        if not objective.is_complete:
            yield Problem(
                "gate.incomplete-objective", {"id": objective.id}, f"coach edit {case.ref}"
            )
    if not case.private and all(objective.personal for objective in case.engagement.objectives):
        yield Problem("gate.no-shared-objective", {}, add)


def terms_gate(case: Case) -> Iterator[Problem]:
    """Yield that there are no terms, or each bound that they break."""
    terms = case.engagement.terms
    command = f"coach set-terms {case.ref} --sessions N --hours H --start DATE --months M"
    fix = _mending(case, command)
    if terms is None:
        yield Problem("gate.no-terms", {}, fix)
        return
    for bound in broken_bounds(terms, case.pauses):
        yield Problem(bound.message, bound.args, fix)


def _kind(case: Case) -> Iterator[Problem]:
    """Refuse the pair to a private client: he signs one contract, and nobody else does."""
    if (
        case.private
        and case.engagement.terms is not None
        and case.engagement.terms.contract == "pair"
    ):
        yield Problem("gate.pair-without-organisation", {}, f"coach edit {case.ref}")


def signed_gate(case: Case) -> tuple[Problem, ...]:
    """Require the signature of every party, the beneficiary's in all cases."""
    missing = missing_signatures(case)
    return tuple(
        Problem(
            "gate.not-signed", {"party": party}, f"coach sign {case.ref} --on DATE --party {party}"
        )
        for party in missing
    )


def breaches(case: Case) -> tuple[Problem, ...]:
    """Return every gate and bound that the facts of a file break, however they came there."""
    return tuple(_breaches(case))


def _breaches(case: Case) -> Iterator[Problem]:
    yield from _demand_breaches(case)
    yield from _signature_breaches(case)
    yield from seal_problems(case)
    yield from amendment_breaches(case)
    uncovered = uncovered_sessions(case)
    for session in in_order(case.engagement.sessions):
        if reason := uncovered.get(session.id):
            fix = _mend(case, reason, session)
            yield Problem(reason, {"id": session.id, "on": session.on}, fix)
    yield from _shadowing_breaches(case)
    yield from _evaluation_breaches(case)
    yield from outcome_breaches(case)
    yield from pause_breaches(case)
    yield from scale_breaches(case)
    yield from evaluation_breaches(case)


def _demand_breaches(dossier: Dossier) -> Iterator[Problem]:
    demand = dossier.engagement.demand
    if demand.validated_on is not None and demand.validated_on < demand.received_on:
        args = {"validated_on": demand.validated_on, "received_on": demand.received_on}
        yield Problem("gate.validated-before-received", args, f"coach edit {dossier.ref}")
    if demand.analysed_on is not None and demand.analysed_on < demand.received_on:
        args = {"analysed_on": demand.analysed_on, "received_on": demand.received_on}
        yield Problem("gate.analysed-before-received", args, f"coach edit {dossier.ref}")


def _signature_breaches(case: Case) -> Iterator[Problem]:
    signed = _signed_days(case)
    validated = case.engagement.demand.validated_on
    if not signed:
        if validated is not None:
            yield from demand_gate(case)
        broken = terms_gate(case)
        yield from (p for p in broken if p.message != "gate.no-terms")
        yield from _kind(case)
        return
    yield from contract_gate(case)
    yield from _disorder(case)


def _shadowing_breaches(dossier: Dossier) -> Iterator[Problem]:
    """Yield each observation that the beneficiary did not propose: it is his to propose alone."""
    for session in in_order(dossier.engagement.sessions):
        wanted = session.status in ("planned", "held")
        if session.type == "shadowing" and wanted and not session.proposed_by_beneficiary:
            args = {"id": session.id, "on": session.on}
            yield Problem("gate.shadowing-not-proposed", args, f"coach edit {dossier.ref}")


def _evaluation_breaches(dossier: Dossier) -> Iterator[Problem]:
    evaluated = dossier.engagement.outcome.evaluated_on
    if evaluated is None:
        return
    if not has_met_by(dossier, evaluated):
        fix = f"coach log-session {dossier.ref} --on DATE"
        yield Problem("gate.evaluated-without-session", {"on": evaluated}, fix)
    closed = dossier.engagement.outcome.closed_on
    if closed is not None and evaluated > closed:
        yield Problem("gate.evaluated-after-close", {"on": evaluated}, f"coach edit {dossier.ref}")


def _signed_days(case: Case) -> list[date]:
    days = (case.engagement.signatures.signed_on(party) for party in case.parties)
    return [day for day in days if day is not None]


def _mend(case: Case, reason: Uncovered, session: Session) -> str:
    """Return what covers a session: a signature, the client's request, or an amendment."""
    match reason:
        case "gate.session-before-signature":
            if case.contracted_on is None:
                return f"coach sign {case.ref} --on DATE"
            return f"coach amend {case.ref} --applies-from {session.on}"
        case "gate.session-in-withdrawal":
            return f"coach sign {case.ref} --express-request --on DATE"
        case "gate.session-beyond-number":
            return f"coach amend {case.ref} --sessions N"
        case "gate.session-after-end":
            return f"coach amend {case.ref} --end {session.on}"
        case "gate.session-after-close":
            return f"coach edit {case.ref}"
