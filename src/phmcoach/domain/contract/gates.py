"""The gates: what must be a dated fact before the next step may be taken.

Each gate returns the problems that stand in its way, with the command that records the missing
fact. Writers refuse with them, `coach doctor` lists them; a file edited by hand meets the same
gates as a command.
"""

from collections.abc import Collection, Iterator
from datetime import date

from phmcoach.domain.contract.amendment_gates import amendment_breaches
from phmcoach.domain.contract.bounds import broken_bounds
from phmcoach.domain.contract.coverage import Uncovered, in_order, uncovered_sessions
from phmcoach.domain.contract.evaluating import evaluation_breaches, scale_breaches
from phmcoach.domain.contract.lifecycle import (
    contracted_on,
    has_met_by,
    missing_signatures,
    needed_parties,
)
from phmcoach.domain.contract.outcome import end_of, outcome_breaches
from phmcoach.domain.contract.pausing import pause_breaches
from phmcoach.domain.contract.seal import seal_problems
from phmcoach.domain.records.engagement import Engagement
from phmcoach.domain.records.parties import Client, practice_problems, territory_problems
from phmcoach.domain.records.practice import Closure, Practice
from phmcoach.domain.records.session import Session
from phmcoach.errors import Problem
from phmcoach.words import PARTIES


def demand_gate(engagement: Engagement, ref: str) -> tuple[Problem, ...]:
    """Require the beneficiary's own demand, in his words, validated by him on a day."""
    demand = engagement.demand
    if demand.validated_on is None or demand.request is None:
        name = engagement.beneficiary.name
        command = f'coach validate-demand {ref} --on DATE --request "…"'
        fix = command if demand.validated_on is None else f"coach edit {ref}"
        return (Problem("gate.demand-not-validated", {"name": name}, fix),)
    return ()


def demand_warnings(engagement: Engagement) -> tuple[Problem, ...]:
    """Tell that a disciplinary procedure was under way: the consent may not be free.

    The fiche wants a beneficiary who is fully willing, so it is a fact to weigh, never an error,
    until the engagement is over.
    """
    if not engagement.demand.disciplinary or end_of(engagement) is not None:
        return ()
    return (Problem("demand.disciplinary", {"name": engagement.beneficiary.name}),)


def contract_gate(
    engagement: Engagement, *, private: bool, ref: str, closures: tuple[Closure, ...] = ()
) -> tuple[Problem, ...]:
    """Require what makes a contract: validated demand, complete objectives, terms in bounds.

    `closures` are the practice's: like the engagement's own pauses, they leave the span.
    """
    return (
        *demand_gate(engagement, ref),
        *_objectives(engagement, private=private, ref=ref),
        *_terms(engagement, ref, closures),
        *_kind(engagement, private=private, ref=ref),
    )


def dated_problems(
    engagement: Engagement, today: date, *, private: bool, ref: str
) -> tuple[Problem, ...]:
    """Require facts in their order, and none that is still to come: a day to be opens no gate."""
    return (
        *future_facts(engagement, today, ref=ref),
        *_disorder(engagement, private=private, ref=ref),
    )


def future_facts(engagement: Engagement, today: date, *, ref: str) -> Iterator[Problem]:
    """Yield each day of the demand and each signature that is recorded before it has come."""
    demand = engagement.demand
    signed = (engagement.signatures.signed_on(party) for party in PARTIES)
    for day in (demand.received_on, demand.analysed_on, demand.validated_on, *signed):
        if day is not None and day > today:
            yield Problem("gate.in-the-future", {"on": day}, f"coach edit {ref}")


def _disorder(engagement: Engagement, *, private: bool, ref: str) -> Iterator[Problem]:
    """Yield a signature before the validation: what is signed is the demand that was validated."""
    signed = _signed_days(engagement, private=private)
    validated = engagement.demand.validated_on
    if signed and validated is not None and min(signed) < validated:
        args = {"signed_on": min(signed), "validated_on": validated}
        yield Problem("gate.signed-before-validation", args, f"coach edit {ref}")


def _mending(engagement: Engagement, ref: str, command: str) -> str:
    """Return the command that adds what a contract lacks; a signed one is mended by hand alone."""
    return command if engagement.signatures.first_on is None else f"coach edit {ref}"


def _objectives(engagement: Engagement, *, private: bool, ref: str) -> Iterator[Problem]:
    command = f'coach add-objective {ref} --statement "…" --result "…" --indicator "…"'
    add = _mending(engagement, ref, command)
    if not engagement.objectives:
        yield Problem("gate.no-objective", {}, add)
        return
    for objective in engagement.objectives:
        if not objective.is_complete:
            yield Problem("gate.incomplete-objective", {"id": objective.id}, f"coach edit {ref}")
    if not private and all(objective.personal for objective in engagement.objectives):
        yield Problem("gate.no-shared-objective", {}, add)


def _terms(engagement: Engagement, ref: str, closures: tuple[Closure, ...]) -> Iterator[Problem]:
    terms = engagement.terms
    command = f"coach set-terms {ref} --sessions N --hours H --start DATE --months M"
    fix = _mending(engagement, ref, command)
    if terms is None:
        yield Problem("gate.no-terms", {}, fix)
        return
    for bound in broken_bounds(terms, engagement.all_pauses(closures)):
        yield Problem(bound.message, bound.args, fix)


def _kind(engagement: Engagement, *, private: bool, ref: str) -> Iterator[Problem]:
    """Refuse the pair to a private client: he signs one contract, and nobody else does."""
    if private and engagement.terms is not None and engagement.terms.contract == "pair":
        yield Problem("gate.pair-without-organisation", {}, f"coach edit {ref}")


def client_gate(client: Client, ref: str) -> tuple[Problem, ...]:
    """Require what a document says of the client: his address, and an organisation's numbers.

    A French company has its SIREN, a public body the SIRET that Chorus Pro finds it by, a company
    of another country the VAT number under which it owes the tax (CGI 283-2).
    """
    problems = []
    if client.address is None:
        fix = f'coach set-client {ref} --address "…" --postcode … --city …'
        problems.append(Problem("gate.client-without-address", {"name": client.name}, fix))
    if client.kind == "company-fr" and client.known_siren is None:
        fix = f"coach set-client {ref} --siren …"
        problems.append(Problem("gate.client-without-siren", {"name": client.name}, fix))
    if client.kind == "public" and client.siret is None:
        fix = f"coach set-client {ref} --siret …"
        problems.append(Problem("gate.client-without-siret", {"name": client.name}, fix))
    if client.kind == "company-eu" and client.vat_number is None:
        fix = f"coach set-client {ref} --vat-number …"
        problems.append(Problem("gate.client-without-vat-number", {"name": client.name}, fix))
    return tuple(problems)


def seller_gate(practice: Practice, client: Client) -> tuple[Problem, ...]:
    """Require the coach's own VAT number where the client owes the tax (CGI 286 ter)."""
    if client.kind == "company-eu" and practice.vat_number is None:
        return (Problem("gate.seller-without-vat-number"),)
    return ()


def address_remarks(client: Client, ref: str) -> tuple[Problem, ...]:
    """Tell that an e-invoice has no address to go to (BR-FR-12, BT-49).

    A French organisation is found by its SIREN, which `client_gate` requires. Anyone else is told
    of by e-reporting and gets the PDF, so his paper is not refused for it.
    """
    if client.kind in ("company-fr", "public") or client.email is not None:
        return ()
    fix = f"coach set-client {ref} --email …"
    return (Problem("gate.client-without-email", {"name": client.name}, fix),)


def signed_gate(engagement: Engagement, *, private: bool, ref: str) -> tuple[Problem, ...]:
    """Require the signature of every party, the beneficiary's in all cases."""
    missing = missing_signatures(engagement, private=private)
    return tuple(
        Problem("gate.not-signed", {"party": party}, f"coach sign {ref} --on DATE --party {party}")
        for party in missing
    )


def paper_gate(practice: Practice, client: Client, ref: str) -> tuple[Problem, ...]:
    """Require what any paper about money needs: two parties with all their numbers, and a place."""
    return (
        *client_gate(client, ref),
        *territory_problems(client, ref),
        *practice_problems(practice),
        *seller_gate(practice, client),
    )


def quote_gate(
    engagement: Engagement, client: Client, practice: Practice, *, ref: str
) -> tuple[Problem, ...]:
    """Require what an offer says: terms in their bounds, two parties, and nothing signed yet.

    The demand need not be validated: a person decides on a price before he decides on himself.
    """
    problems = [
        *_terms(engagement, ref, practice.closures),
        *paper_gate(practice, client, engagement.client),
    ]
    if (signed_on := engagement.signatures.first_on) is not None:
        problems.append(Problem("quote.already-signed", {"on": signed_on}))
    return tuple(problems)


def billing_gate(
    engagement: Engagement, client: Client, practice: Practice, *, ref: str
) -> tuple[Problem, ...]:
    """Require a signed contract that holds as it was signed, and parties who can be named."""
    private = client.is_private
    return (
        *seal_problems(engagement, ref),
        *contract_gate(engagement, private=private, ref=ref, closures=practice.closures),
        *signed_gate(engagement, private=private, ref=ref),
        *paper_gate(practice, client, engagement.client),
    )


def breaches(
    engagement: Engagement,
    *,
    private: bool,
    ref: str,
    billed: Collection[str] = (),
    closures: tuple[Closure, ...] = (),
) -> tuple[Problem, ...]:
    """Return every gate and bound that the facts of a file break, however they came there.

    `billed` are the ids of the sessions that an invoice holds, `closures` the practice's.
    """
    return tuple(_breaches(engagement, private=private, ref=ref, billed=billed, closures=closures))


def _breaches(
    engagement: Engagement,
    *,
    private: bool,
    ref: str,
    billed: Collection[str],
    closures: tuple[Closure, ...],
) -> Iterator[Problem]:
    yield from _demand_breaches(engagement, ref)
    yield from _signature_breaches(engagement, private=private, ref=ref, closures=closures)
    yield from seal_problems(engagement, ref)
    yield from amendment_breaches(engagement, private=private, ref=ref, closures=closures)
    uncovered = uncovered_sessions(engagement, private=private, billed=billed)
    for session in in_order(engagement.sessions):
        if reason := uncovered.get(session.id):
            fix = _mend(reason, engagement, session, private=private, ref=ref)
            yield Problem(reason, {"id": session.id, "on": session.on}, fix)
    yield from _shadowing_breaches(engagement, ref)
    yield from _evaluation_breaches(engagement, ref)
    yield from outcome_breaches(engagement, private=private, ref=ref)
    yield from pause_breaches(engagement, private=private, ref=ref)
    yield from scale_breaches(engagement, ref)
    yield from evaluation_breaches(engagement, private=private, ref=ref)


def _demand_breaches(engagement: Engagement, ref: str) -> Iterator[Problem]:
    demand = engagement.demand
    if demand.validated_on is not None and demand.validated_on < demand.received_on:
        args = {"validated_on": demand.validated_on, "received_on": demand.received_on}
        yield Problem("gate.validated-before-received", args, f"coach edit {ref}")
    if demand.analysed_on is not None and demand.analysed_on < demand.received_on:
        args = {"analysed_on": demand.analysed_on, "received_on": demand.received_on}
        yield Problem("gate.analysed-before-received", args, f"coach edit {ref}")


def _signature_breaches(
    engagement: Engagement, *, private: bool, ref: str, closures: tuple[Closure, ...]
) -> Iterator[Problem]:
    signed = _signed_days(engagement, private=private)
    validated = engagement.demand.validated_on
    if not signed:
        if validated is not None:
            yield from demand_gate(engagement, ref)
        broken = _terms(engagement, ref, closures)
        yield from (p for p in broken if p.message != "gate.no-terms")
        yield from _kind(engagement, private=private, ref=ref)
        return
    yield from contract_gate(engagement, private=private, ref=ref, closures=closures)
    yield from _disorder(engagement, private=private, ref=ref)


def _shadowing_breaches(engagement: Engagement, ref: str) -> Iterator[Problem]:
    """Yield each observation that the beneficiary did not propose: it is his to propose alone."""
    for session in in_order(engagement.sessions):
        wanted = session.status in ("planned", "held")
        if session.type == "shadowing" and wanted and not session.proposed_by_beneficiary:
            args = {"id": session.id, "on": session.on}
            yield Problem("gate.shadowing-not-proposed", args, f"coach edit {ref}")


def _evaluation_breaches(engagement: Engagement, ref: str) -> Iterator[Problem]:
    evaluated = engagement.outcome.evaluated_on
    if evaluated is None:
        return
    if not has_met_by(engagement, evaluated):
        fix = f"coach log-session {ref} --on DATE"
        yield Problem("gate.evaluated-without-session", {"on": evaluated}, fix)
    closed = engagement.outcome.closed_on
    if closed is not None and evaluated > closed:
        yield Problem("gate.evaluated-after-close", {"on": evaluated}, f"coach edit {ref}")


def _signed_days(engagement: Engagement, *, private: bool) -> list[date]:
    days = (engagement.signatures.signed_on(party) for party in needed_parties(private=private))
    return [day for day in days if day is not None]


def _mend(
    reason: Uncovered, engagement: Engagement, session: Session, *, private: bool, ref: str
) -> str:
    """Return what covers a session: a signature, the client's request, or an amendment."""
    match reason:
        case "gate.session-before-signature":
            if contracted_on(engagement, private=private) is None:
                return f"coach sign {ref} --on DATE"
            return f"coach amend {ref} --applies-from {session.on}"
        case "gate.session-in-withdrawal":
            return f"coach sign {ref} --express-request --on DATE"
        case "gate.session-beyond-number":
            return f"coach amend {ref} --sessions N"
        case "gate.session-after-end":
            return f"coach amend {ref} --end {session.on}"
        case "gate.session-after-close":
            return f"coach edit {ref}"
