"""Further engagements of the same person: follow-ups, justified renewals, a new employer.

An engagement is limited in time so that the coach never becomes a permanent support. People are
matched by their stable id, never by a typed name.
"""

from collections.abc import Iterator, Mapping
from datetime import date

from phmcoach.domain.case import Case, Dossier
from phmcoach.domain.contract.amended_bounds import words_of_next
from phmcoach.domain.contract.ending import ending_of, endings, last_session_day
from phmcoach.domain.contract.lifecycle import amending_remedy, unsigning_remedy
from phmcoach.domain.records.amendment import Amendment
from phmcoach.domain.records.engagement import Beneficiary
from phmcoach.domain.records.parties import Client
from phmcoach.domain.values.months import add_months
from phmcoach.errors import Problem
from phmcoach.references import suggest_reference
from phmcoach.remedy import Remedy

FOLLOW_UP = "follow-up"
RENEWAL_MONTHS = 12


def last_day(dossier: Dossier) -> date:
    """Return the last day on which an engagement is known to have been active."""
    terms = dossier.agreed_terms
    known = [
        dossier.engagement.demand.received_on,
        *(session.on for session in dossier.engagement.sessions if session.status == "held"),
        *(ending.on for ending in endings(dossier)),
    ]
    if terms is not None and last_session_day(dossier) is None:
        known.append(terms.end_on)
    return max(known)


def closed_engagements(beneficiary_id: str, others: Mapping[str, Dossier]) -> tuple[str, ...]:
    """Return the references of a person's closed engagements, most recently closed first."""
    found = [
        (closed_on, name)
        for name, other in others.items()
        if _is_of(other, beneficiary_id)
        and (closed_on := other.engagement.outcome.closed_on) is not None
    ]
    return tuple(name for _, name in sorted(found, reverse=True))


def known_id(typed: str, others: Mapping[str, Dossier]) -> str:
    """Return the id that is made of a name; that of the person whose contract got this name."""
    slug = suggest_reference(typed)
    renamed = (
        each.beneficiary.id
        for each in others.values()
        if each.beneficiary.name != each.engagement.beneficiary.name
        and suggest_reference(each.beneficiary.name) == slug
    )
    return next(renamed, slug)


def follow_up_to_name(
    person: str, others: Mapping[str, Dossier]
) -> tuple[Remedy, Mapping[str, object]]:
    """Return the remedy that follows the last closed engagement of a person, with its words.

    If none is closed, the remedy lists the engagements.
    """
    for followed in closed_engagements(person, others):
        return Remedy.FOLLOW_UP, {"followed": followed}
    return Remedy.LIST_ARCHIVED, {}


def person_keys(
    person: Beneficiary, name: str, others: Mapping[str, Dossier]
) -> dict[tuple[str | int, ...], object]:
    """Return the keys of an engagement for the corrected name of its beneficiary.

    An id that was made of the wrong name, and that no other engagement has, is corrected too: a
    further engagement of the person is known by it.
    """
    is_shared = any(each.engagement.beneficiary.id == person.id for each in others.values())
    if is_shared or person.id != suggest_reference(person.name):
        return {("beneficiary", "name"): name}
    made = suggest_reference(name) or person.id
    return {("beneficiary", "name"): name, ("beneficiary", "id"): made}


def renewal_problems(
    dossier: Dossier, others: Mapping[str, Dossier], *, typed: bool = False
) -> tuple[Problem, ...]:
    """Return the problems that forbid this engagement, given all others, including archived ones.

    A follow-up needs a closed engagement of the same person and cannot follow someone else's. Any
    other engagement within twelve months of an earlier one needs a justification. `typed`: the
    engagement comes from the current command and has no file yet.
    """
    if dossier.engagement.profile == FOLLOW_UP or dossier.engagement.follow_up_of is not None:
        return tuple(_follow_up_problems(dossier, others, typed=typed))
    if dossier.engagement.outcome.declined_on is not None:
        return ()
    return tuple(_renewal_problems(dossier, others, typed=typed))


def _follow_up_problems(
    dossier: Dossier, others: Mapping[str, Dossier], *, typed: bool
) -> Iterator[Problem]:
    person, followed = dossier.engagement.beneficiary, dossier.engagement.follow_up_of
    if dossier.engagement.profile != FOLLOW_UP:
        args = {"profile": dossier.engagement.profile}
        remedy = Remedy.FOLLOW_UP_PROFILE if typed else _correct(dossier, Remedy.TO_FOLLOW_UP)
        yield Problem("gate.follow-up-profile", args, remedy=remedy)
    if followed is not None and followed not in others:
        remedy = Remedy.OTHER_FOLLOWED
        yield Problem("gate.follow-up-unknown", {"ref": followed}, remedy=remedy)
        return
    if followed is not None and others[followed].engagement.is_erased("engagement"):
        return
    if followed is not None and others[followed].engagement.beneficiary.id != person.id:
        name = others[followed].engagement.beneficiary.name
        args = {"ref": followed, "name": name, "id": person.id}
        yield Problem("gate.follow-up-other-beneficiary", args, remedy=Remedy.OTHER_FOLLOWED)
        return
    closed = closed_engagements(person.id, others)
    if followed in closed or (followed is None and closed):
        return
    same = [name for name, other in others.items() if _is_of(other, person.id)]
    awaited = followed if followed in same else max(same, default=None)
    remedy = Remedy.STANDARD_PROFILE if typed else _correct(dossier, Remedy.TO_STANDARD)
    if awaited:
        remedy = Remedy.CLOSE if endings(others[awaited]) else Remedy.SHOW
    elif typed and dossier.engagement.profile != FOLLOW_UP:
        remedy = Remedy.LIST_ARCHIVED
    args = {"name": person.name}
    yield Problem("gate.follow-up-without-closed", args, ref=awaited, remedy=remedy)


def _correct(dossier: Dossier, remedy: Remedy) -> Remedy:
    """Return the remedy that corrects a profile; its bounds are signed with the terms."""
    return Remedy.EDIT if dossier.engagement.signatures.days else remedy


def _is_of(other: Dossier, beneficiary_id: str) -> bool:
    """Whether it is an engagement of this person; a declined demand does not count."""
    engagement = other.engagement
    return engagement.beneficiary.id == beneficiary_id and engagement.outcome.declined_on is None


def _came_before(other: Dossier, dossier: Dossier) -> bool:
    """Whether the other engagement came first.

    If both were received on the same day, the first is the one without justification or follow-up.
    """
    known = other.engagement
    day, own_day = known.demand.received_on, dossier.engagement.demand.received_on
    answers = known.justification is not None or known.follow_up_of is not None
    return day < own_day or (day == own_day and not answers)


def _renewal_problems(
    dossier: Dossier, others: Mapping[str, Dossier], *, typed: bool
) -> Iterator[Problem]:
    person, received = dossier.engagement.beneficiary, dossier.engagement.demand.received_on
    recent = [
        name
        for name, other in others.items()
        if _is_of(other, person.id)
        and _came_before(other, dossier)
        and received <= add_months(last_day(other), RENEWAL_MONTHS)
    ]
    if recent and dossier.engagement.justification is None:
        yield Problem(
            "gate.renewal-without-justification",
            {"name": person.name, "others": sorted(recent), "id": person.id},
            remedy=Remedy.JUSTIFIED if typed else Remedy.JUSTIFY,
        )


def succession_problems(
    case: Case, amendment: Amendment, successor: Client, today: date
) -> Iterator[Problem]:
    """Yield the problems of a succession: a private client in it, or one that is still to come.

    After a merger or a transfer of a company its rights and duties pass as a whole (C. com.
    L236-3), so the contract goes on. It must have happened: from the last signature on, all that is
    not billed yet is billed to the successor, whatever the day of the session.
    """
    if case.private or successor.is_private:
        remedy = Remedy.NOTHING if _is_past(case, today) else _end(case)
        yield Problem("amend.client-private", remedy=remedy, words={"by": case.client.party})
        yield _engagement_for(case, amendment.client)
    if amendment.effective_on > today:
        args = {"on": amendment.effective_on}
        yield Problem("amend.succession-to-come", args, remedy=Remedy.EFFECTIVE_LATER)


def new_employer_problems(case: Case, client: str, today: date) -> tuple[Problem, ...]:
    """Say that another employer needs an end and another engagement, each with its command.

    Before the signature another client is set with the terms. A contract that is over, or whose
    last day has passed, is not ended again.
    """
    if not case.engagement.signatures.days and ending_of(case) is None:
        return (Problem("amend.no-contract", words={"client": client}),)
    other = _engagement_for(case, client)
    if last_session_day(case) is not None or _is_past(case, today):
        return (other,)
    return (
        Problem("amend.new-employer", remedy=_end(case), words={"by": case.client.party}),
        other,
    )


def takes_no_successor(case: Case, client: Client) -> bool:
    """Whether another client cannot succeed in any case: who is private, or after the end."""
    return case.private or client.is_private or last_session_day(case) is not None


def other_client_problems(
    case: Case, name: str, client: Client, today: date
) -> tuple[Problem, ...]:
    """Return why another client cannot sign the terms any more: only a successor comes in."""
    if takes_no_successor(case, client):
        return new_employer_problems(case, name, today)
    remedy, words = amending_remedy(case, Remedy.SUCCESSOR)
    args = {"on": case.engagement.signatures.first_on}
    return (Problem("terms.client-signed", args, remedy=remedy, words={"client": name, **words}),)


def fixed_terms_problems(case: Case, *, billed: bool, today: date) -> tuple[Problem, ...]:
    """Say that no amendment changes the form of a contract, and what does.

    As long as nothing rests on the signatures, they are taken back. Otherwise the contract ends,
    and another engagement begins.
    """
    on, remedy = case.engagement.signatures.first_on, unsigning_remedy(case, billed=billed)
    if remedy is Remedy.SHOW:
        remedy = Remedy.NEW_ENGAGEMENT if _is_past(case, today) else _end(case)
    words = words_of_next(case) | {"number": (), "by": case.client.party}
    return (Problem("terms.no-amendment", {"on": on}, remedy=remedy, words=words),)


def _end(case: Case) -> Remedy:
    """Return what finishes a contract: once it was evaluated, it is closed and not ended.

    What became of a session that is still planned is said before the close.
    """
    if case.engagement.outcome.evaluated_on is None:
        return Remedy.END
    is_planned = any(each.status == "planned" for each in case.engagement.sessions)
    return Remedy.SHOW if is_planned else Remedy.CLOSE


def _is_past(case: Case, today: date) -> bool:
    """Whether the last day of the contract has passed, so that nothing is left to end early."""
    terms = case.agreed_terms
    return terms is not None and terms.end_on < today


def _engagement_for(case: Case, client: str | None) -> Problem:
    words = words_of_next(case) | {"client": client}
    return Problem("amend.new-employer-next", remedy=Remedy.NEW_ENGAGEMENT, words=words)
