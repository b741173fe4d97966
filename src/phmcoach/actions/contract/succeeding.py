"""Another organisation in the place of a client: a successor by amendment, or a new employer."""

from itertools import count
from typing import Any

from phmcoach.actions.changing import without_none
from phmcoach.actions.context import Context
from phmcoach.actions.contract.amendment_draft import find_draft
from phmcoach.actions.contract.amendment_keys import (
    AMENDED,
    ObjectiveChange,
    PartyChange,
    TermsChange,
    amended_words,
)
from phmcoach.actions.contract.demands import read_others
from phmcoach.actions.contract.objectives import refuse_if_signed
from phmcoach.actions.money.billing_context import refuse_over
from phmcoach.actions.opening import Opened, load_client, open_engagement
from phmcoach.domain.case import Case
from phmcoach.domain.contract.bounds import refused_bounds
from phmcoach.domain.contract.ending import ending_of, last_session_day, taking_back
from phmcoach.domain.contract.gates import unchanged_gate
from phmcoach.domain.contract.lifecycle import is_order_agreed
from phmcoach.domain.contract.paper_gates import successor_gate
from phmcoach.domain.contract.pausing import pause_problems
from phmcoach.domain.contract.renewal import new_employer_problems, takes_no_successor
from phmcoach.domain.contract.seal import successor_problems
from phmcoach.domain.contract.signed import renamed_client
from phmcoach.domain.history import Step
from phmcoach.domain.records.amendment import Amendment
from phmcoach.domain.records.engagement import Pause
from phmcoach.domain.records.parties import Client
from phmcoach.errors import MissingError, Problem, RuleRefusedError, refuse
from phmcoach.remedy import Remedy
from phmcoach.store.folder import Folder, resolve_client
from phmcoach.value import fields_of, replace


def refuse_new_employer(context: Context, *, ref: str, client: str) -> None:
    """Refuse to amend for another employer: the contract ends, and another engagement begins."""
    opened = open_engagement(context.folder, ref)
    name = resolve_client(context.folder, client)
    refuse_before_contract(context, opened, TermsChange(), PartyChange(client=name))
    if name == opened.case.client_reference:
        PartyChange(client=name).as_keys(opened.case, None)
    refuse(new_employer_problems(opened.case, name, context.today), about=opened.ref)


def takes_a_place(context: Context, *, ref: str, client: str) -> bool:
    """Whether a client would take the place of the present one, who may be named over a draft.

    Another client who cannot succeed in any case is refused, before the coach is asked whether.
    """
    opened = open_engagement(context.folder, ref)
    name = resolve_client(context.folder, client)
    refuse_before_contract(context, opened, TermsChange(), PartyChange(client=name))
    other = load_client(context.folder, name, needed_by=opened.case).value
    if name == opened.case.client_reference:
        PartyChange(client=name).as_keys(opened.case, find_draft(opened))
        return False
    if takes_no_successor(opened.case, other):
        refuse(new_employer_problems(opened.case, name, context.today), about=opened.ref)
    find_draft(opened)  # one that some have signed is refused
    return True


def name_further(folder: Folder, problem: Problem) -> Problem:
    """Name the further engagement that a refusal asks for if it is begun, else a free reference."""
    if problem.remedy is not Remedy.NEW_ENGAGEMENT or problem.ref is None:
        return problem
    others, _ = read_others(folder, problem.ref)
    for ref, other in others.items():
        is_wanted = other.engagement.beneficiary.id == problem.words["id"]
        is_wanted = is_wanted and other.client_reference == problem.words["client"]
        if is_wanted and ending_of(other) is None:
            return replace(problem, ref=ref, remedy=Remedy.SHOW)
    numbered = (f"{problem.ref}-{number}" for number in count(2))
    free = next(each for each in numbered if each not in others)
    return replace(problem, words={**problem.words, "next": free})


def refuse_unsigned(opened: Opened, objectives: ObjectiveChange, pause: Pause | None) -> None:
    """Refuse to amend an objective alone, or only to pause, before anybody has signed.

    The objective has a command of its own; there is nothing to pause before the contract.
    """
    case = opened.case
    if case.engagement.signatures.days or ending_of(case) is not None:
        return
    remedy, words = _changing_objective(case, objectives)
    if pause is not None and objectives == ObjectiveChange():
        refuse(pause_problems(case, **fields_of(pause)), about=opened.ref)
    elif pause is None and remedy is not None:
        raise RuleRefusedError.of("amend.no-contract", about=opened.ref, remedy=remedy, words=words)


def _changing_objective(
    case: Case, change: ObjectiveChange
) -> tuple[Remedy | None, dict[str, object]]:
    """Return what changes one objective before the signatures, with its words; None if several."""
    if len(change.drop) == 1 and change == ObjectiveChange(drop=change.drop):
        return Remedy.REMOVE_OBJECTIVE, {"id": change.drop[0]}
    if change.drop or change == ObjectiveChange():
        return None, {}
    if change.reword is not None:
        return Remedy.REWORD_OBJECTIVE, {"id": change.reword}
    return Remedy.ADD_OBJECTIVE if case.private else Remedy.ADD_SHARED_OBJECTIVE, {}


def refuse_before_contract(
    context: Context, opened: Opened, change: TermsChange | None, parties: PartyChange
) -> None:
    """Refuse to amend a contract without signatures: `set-terms` changes it, and its client.

    Another client is refused too as long as not everyone has signed. `change` is None if something
    else is to change.
    """
    case, client = opened.case, parties.client
    is_other = client not in (None, case.client_reference)
    if case.engagement.signatures.days:
        if is_other and case.contracted_on is None:
            refuse_if_signed(context, opened, shared=True, instead=Remedy.SUCCESSOR)
        return
    if last_session_day(case) is not None:
        refuse(unchanged_gate(case), about=opened.ref)
    if is_other:
        refuse_quoted_client(opened)
    remedy, words = _without_amendment(case, change, parties)
    if ending_of(case) is not None:
        remedy = Remedy.SHOW
    words = {"client": client or ()} | words
    raise RuleRefusedError.of("amend.no-contract", about=opened.ref, remedy=remedy, words=words)


def refuse_after_end(
    context: Context, opened: Opened, change: TermsChange | None, parties: PartyChange
) -> None:
    """Refuse to amend a contract that is over; `change` is None if something else is to change."""
    case = opened.case
    stop, ending = last_session_day(case), ending_of(case)
    if stop is None or ending is None:
        return
    if parties.client == case.client_reference:
        parties.as_keys(case, None)
    alone, words = _without_amendment(case, change, parties)
    remedy = alone or taking_back(ending.state)
    refuse_over(context, opened, [Problem("amend.over", {"on": stop}, remedy=remedy, words=words)])


def _without_amendment(
    case: Case, change: TermsChange | None, parties: PartyChange
) -> tuple[Remedy | None, dict[str, object]]:
    """Return what records all that was typed without an amendment, with its words; None if none.

    The contact is that of the client's file, and an order may come after the contract.
    """
    if change is None:
        return None, {}
    terms, named = without_none(fields_of(change)), without_none(fields_of(parties))
    if not terms and named and named.keys() <= {"contact", "role"}:
        words = {key: named.get(key, ()) for key in ("contact", "role")}
        return Remedy.SET_CONTACT, {"client": case.client_reference, **words}
    is_set = case.agreed_terms is not None and not is_order_agreed(case)
    if not named and terms.keys() == {"purchase_order"} and is_set:
        return Remedy.SET_ORDER, {"order": change.purchase_order}
    return (None, {}) if case.engagement.signatures.days else _unsigned(case, change, parties)


def _unsigned(
    case: Case, change: TermsChange, parties: PartyChange
) -> tuple[Remedy | None, dict[str, object]]:
    """Return what sets all that was typed in a contract that nobody has signed, or None.

    None is also what the bounds forbid: then all terms are to be set.
    """
    named, agreed = without_none(fields_of(parties)).keys(), case.agreed_terms
    if named and named <= {"beneficiary", "beneficiary_role"} and change == TermsChange():
        if "beneficiary" in named:
            return Remedy.RENAME_BENEFICIARY, {}
        return Remedy.CORRECT_ROLE, {"role": parties.beneficiary_role}
    if agreed is None or not named <= {"client"}:
        return None, {}
    typed: dict[str, Any] = change.as_keys(agreed)
    words = amended_words(agreed, typed)
    wanted = replace(agreed, **{key: typed[key] for key in typed.keys() & fields_of(agreed)})
    if not (words or named) or (typed and refused_bounds(wanted, case.pauses)):
        return None, {}
    return Remedy.SET_TYPED, dict.fromkeys(AMENDED, ()) | words | {"client": parties.client or ()}


def refuse_quoted_client(opened: Opened) -> None:
    """Refuse another client as long as the present one has accepted a quote."""
    quote = opened.engagement.quote
    if quote is not None:
        raise RuleRefusedError.of("terms.client-quoted", number=quote.number, about=opened.ref)


def find_successor(folder: Folder, case: Case, place: int) -> Client | None:
    """Return the client whom an amendment brings in, as their file holds them, or None."""
    name = case.history[place].amendment.client
    return None if name is None else load_client(folder, name, needed_by=case).value


def find_new_client(folder: Folder, case: Case, place: int) -> Client | None:
    """Return the successor whom an amendment names, or the client under a new name, or None.

    What somebody has signed names the client as its record does, whatever they are called now.
    """
    step = case.history[place]
    if step.amendment.client is not None or step.amendment.seal:
        return find_successor(folder, case, place)
    return renamed_client(case, step)


def refuse_other_successor(context: Context, opened: Opened, step: Step) -> None:
    """Refuse to sign for a successor whom the paper cannot name.

    Their file names another party than the amendment's record or, before anyone signs, lacks what
    the paper prints.
    """
    successor = find_successor(context.folder, opened.case, step.place)
    if successor is not None:
        refuse(() if step.amendment.signatures.days else successor_gate(step, successor))
        problems = successor_problems(opened.case, step.amendment, successor)
        refuse(problems, about=opened.ref)


def report_unnamed_successor(folder: Folder, case: Case, step: Step) -> tuple[Problem, ...]:
    """Return what the paper and the first signature need of a successor: a file, and its facts."""
    try:
        successor = find_successor(folder, case, step.place)
    except MissingError as error:
        return error.problems
    return () if step.amendment.signatures.days else successor_gate(step, successor)


def steps_besides(opened: Opened, step: Step, successor: Client | None) -> tuple[Problem, ...]:
    """Return what a successor lacks before anyone signs, and another contact in a client's file."""
    return (*successor_gate(step, successor), *_other_contact(opened, step.amendment, successor))


def _other_contact(
    opened: Opened, amendment: Amendment, successor: Client | None
) -> tuple[Problem, ...]:
    """Say that letters and invoices name another contact: that of the client's file."""
    contact, client = amendment.contact, successor or opened.case.client
    if contact is None or (contact, amendment.contact_role) == (
        client.contact,
        client.contact_role,
    ):
        return ()
    role = () if amendment.contact_role is None else (amendment.contact_role,)
    reference = amendment.client or opened.case.client_reference
    words = {"client": reference, "role": role}
    return (Problem("amend.contact-of-client", {"contact": contact}, words=words),)


def with_its_client(context: Context, after: Case, before: Case) -> Case:
    """Return the case with the client whom a succession that is taken back had replaced."""
    name = after.client_reference
    if name == before.client_reference:
        return after
    return replace(after, client=load_client(context.folder, name, needed_by=after).value)
