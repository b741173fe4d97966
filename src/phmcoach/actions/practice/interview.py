"""The facts of the folder that the interview of a new engagement needs."""

from collections.abc import Iterator, Sequence
from datetime import date

from phmcoach.actions.changing import as_typed
from phmcoach.actions.context import Context
from phmcoach.actions.contract.amendment_keys import end_of_span
from phmcoach.actions.contract.demands import refuse_known
from phmcoach.actions.contract.next_steps import find_next_step, look_around
from phmcoach.actions.opening import open_engagement, open_practice
from phmcoach.domain.base import as_data
from phmcoach.domain.contract.bounds import refused_bounds
from phmcoach.domain.contract.ending import ending_of
from phmcoach.domain.contract.gates import contract_gate, demand_gate, lacks_shared_objective
from phmcoach.domain.records.kept_terms import complete_keys
from phmcoach.domain.records.parties import Client
from phmcoach.domain.records.terms import Terms
from phmcoach.errors import CoachError, ConflictError, Problem, refuse, without_remedy
from phmcoach.references import suggest_reference
from phmcoach.store.folder import Listing, check_slug
from phmcoach.store.ledger import read_ledger
from phmcoach.store.records import load_record, validate_data
from phmcoach.value import Value
from phmcoach.words import ClientKind


class KnownClient(Value):
    """A client of the practice, as it is offered to choose from."""

    ref: str
    name: str
    kind: ClientKind


class Prepared(Value):
    """The progress of an engagement towards its contract; `next_step` is None in the archive.

    `contract_due` says that nothing but the papers of the contract is missing before it is signed.
    """

    ref: str
    demand_validated: bool
    has_objectives: bool
    lacks_shared: bool
    has_terms: bool
    contract_due: bool
    next_step: Problem | None


def list_clients(context: Context) -> Sequence[KnownClient]:
    """Return the clients whose files can be read, by reference."""
    return tuple(_readable_clients(context))


def _readable_clients(context: Context) -> Iterator[KnownClient]:
    for ref in sorted(Listing(context.folder).clients.names):
        try:
            client = load_record(context.folder.client_file(ref), Client).value
        except CoachError:  # who names it reads what is wrong with it
            continue
        yield KnownClient(ref, client.name, client.kind)


def check_reference(context: Context, ref: str, beneficiary: str) -> str:
    """Return the reference of a new engagement; ConflictError if there is one of this name."""
    refuse_known(context.folder, Listing(context.folder), check_slug(ref), beneficiary)
    return ref


def propose_reference(context: Context, beneficiary: str) -> str | None:
    """Return a free reference: the last word of a name and the year, as in `martin-2026`.

    None is returned for a name without a letter that a reference may contain.
    """
    last = suggest_reference(beneficiary).rpartition("-")[2]
    if not last:
        return None
    base = f"{last}-{context.today.year}"
    names = (base, *(f"{base}-{number}" for number in range(2, 10)))
    return next((name for name in names if _is_free(context, name, beneficiary)), None)


def _is_free(context: Context, ref: str, beneficiary: str) -> bool:
    try:
        check_reference(context, ref, beneficiary)
    except ConflictError:
        return False
    return True


def is_before_contract(context: Context, ref: str) -> bool:
    """Whether this is the reference of an engagement that nobody has signed, and that goes on."""
    if ref not in Listing(context.folder).engagements.names:
        return False
    case = open_engagement(context.folder, ref).case
    return case.engagement.signatures.first_on is None and ending_of(case) is None


def see_prepared(context: Context, ref: str) -> Prepared:
    """Return how far an engagement is on the way to its contract."""
    practice, ledger = open_practice(context.folder), read_ledger(context.folder)
    opened = open_engagement(context.folder, ref, practice)
    opened = opened.with_billed(ledger.billed(opened.ref))
    case = opened.case
    is_ready = not contract_gate(case) and case.engagement.signatures.first_on is None
    around = look_around(context, opened, practice, ledger) if is_ready else None
    return Prepared(
        ref=opened.ref,
        demand_validated=not demand_gate(case),
        has_objectives=bool(case.engagement.objectives),
        lacks_shared=lacks_shared_objective(case),
        has_terms=case.engagement.terms is not None,
        contract_due=around is not None and not around.contract_written,
        next_step=find_next_step(context, opened, practice, ledger),
    )


def refuse_figures(
    context: Context,
    ref: str,
    *,
    sessions: int,
    minutes: int | None = None,
    span: tuple[date, int] | None = None,
) -> None:
    """Refuse what the profile forbids of the terms that are answered so far.

    `span` is the first day and the number of months. The rules are those of `set_terms`, which has
    the last word: what is not answered yet stands for a value that breaks none by itself.
    """
    practice = open_practice(context.folder)
    opened = open_engagement(context.folder, ref, practice)
    profile = practice.profile(opened.engagement.profile)
    if profile is None:  # it is refused when the terms are set
        return
    start, months = span or (context.today, 1)
    keys: dict[str, object] = {
        "sessions": sessions,
        "session_minutes": minutes or profile.session_minutes_min,
        "start_on": start,
        "end_on": end_of_span(start, None, months),
        "hourly_rate": 1,
        "payment_days": 30,
    }
    with as_typed():
        data = complete_keys(keys, context.today, as_data(profile))
        terms = validate_data(opened.loaded.path, Terms, data)
    known = {"sessions"} | ({"session_minutes"} if minutes else set())
    broken = refused_bounds(terms, opened.case.pauses)
    refuse(without_remedy(each for each in broken if span or each.figure in known))
