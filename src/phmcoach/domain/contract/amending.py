"""What the parties are bound by on a day: the contract, and the amendments that all have signed.

Nothing is stored but the contract and each change of it. Whoever asks for terms says for when: a
session is priced as it was agreed for its own day, and the number and the end are those agreed
last.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from phmcoach.domain.contract.amendment_papers import pair_signers
from phmcoach.domain.records.amendment import Amendment
from phmcoach.domain.records.engagement import Engagement
from phmcoach.domain.records.objective import Objective
from phmcoach.domain.records.terms import Terms
from phmcoach.words import PARTIES, Party

_WORDING = ("statement", "expected_result", "indicator", "levels", "weight")
"""The keys of an objective that say what it is."""

_ALWAYS_NEEDED: tuple[Party, ...] = ("coach", "beneficiary")


def amendment_parties(engagement: Engagement, amendment: Amendment) -> tuple[Party, ...]:
    """Return who must sign an amendment: whoever signed the contract, in any case the two.

    Of a pair, those who sign a contract that is changed.
    """
    of_pair = pair_signers(engagement, amendment)
    if of_pair is not None:
        return tuple(party for party in PARTIES if party in of_pair)
    signatures = engagement.signatures
    return tuple(
        party
        for party in PARTIES
        if party in _ALWAYS_NEEDED or signatures.signed_on(party) is not None
    )


def missing_on(engagement: Engagement, amendment: Amendment) -> tuple[Party, ...]:
    """Return the parties whose signature of an amendment is not recorded."""
    signed_on = amendment.signatures.signed_on
    parties = amendment_parties(engagement, amendment)
    return tuple(party for party in parties if signed_on(party) is None)


def signed_by_all_on(engagement: Engagement, amendment: Amendment) -> date | None:
    """Return the day of an amendment's last signature, or None while it does not bind.

    An amendment of a contract that coach and beneficiary have not both signed binds nobody.
    """
    signed_on = engagement.signatures.signed_on
    if any(signed_on(party) is None for party in _ALWAYS_NEEDED):
        return None
    return None if missing_on(engagement, amendment) else max(amendment.signatures.days)


def signed_amendments(engagement: Engagement) -> tuple[Amendment, ...]:
    """Return the amendments that bind, in the order in which they were agreed."""
    return tuple(
        each for each in engagement.amendments if signed_by_all_on(engagement, each) is not None
    )


def as_agreed_by(engagement: Engagement, day: date) -> Engagement:
    """Return an engagement with the amendments alone that all had signed by a day."""
    if not engagement.amendments:
        return engagement
    known = tuple(
        each
        for each in engagement.amendments
        if (signed_on := signed_by_all_on(engagement, each)) is not None and signed_on <= day
    )
    return engagement.model_copy(update={"amendments": known})


def terms_on(engagement: Engagement, day: date) -> Terms | None:
    """Return the terms in force on a day, or None where none are set.

    A later amendment prevails over an earlier one, whichever takes effect first.
    """
    if not engagement.amendments:
        return engagement.terms
    return _fold(
        engagement.terms,
        (each for each in signed_amendments(engagement) if each.effective_on <= day),
    )


def agreed_terms(engagement: Engagement) -> Terms | None:
    """Return the terms that the parties agreed last, also those that take effect later.

    The number of sessions, the start, the end and the price of a package are asked for here: they
    are of the contract as a whole, and not of a day.
    """
    return _fold(engagement.terms, signed_amendments(engagement))


def agreed_objectives(engagement: Engagement) -> tuple[Objective, ...]:
    """Return the objectives, personal ones too, as the parties agreed them last."""
    return fold_objectives(engagement.objectives, signed_amendments(engagement))


def limits_from(engagement: Engagement, day: date) -> tuple[int, date] | None:
    """Return the number and the end by which a session of a day is judged, or None without terms.

    They are the widest of the terms in force on its day and of all later ones. So an amendment
    covers what was held before it, and no amendment uncovers what was held under the one before.
    """
    signed = signed_amendments(engagement)
    days = [day, *(each.effective_on for each in signed if each.effective_on > day)]
    held = [terms for each in days if (terms := terms_on(engagement, each)) is not None]
    if not held:
        return None
    return max(terms.sessions for terms in held), max(terms.end_on for terms in held)


def applies_from(engagement: Engagement, signed_on: date) -> date:
    """Return the first day whose sessions the contract covers, signed by all on `signed_on`."""
    agreed = [each.applies_from for each in signed_amendments(engagement) if each.applies_from]
    return min([signed_on, *agreed])


def fold_objectives(
    objectives: Iterable[Objective], amendments: Iterable[Amendment]
) -> tuple[Objective, ...]:
    """Return objectives as amendments leave them; a reworded one keeps its place."""
    found = {each.id: each for each in objectives}
    for amendment in amendments:
        for name in amendment.dropped:
            found.pop(name, None)
        found |= {each.id: each for each in amendment.objectives}
    return tuple(found.values())


@dataclass(frozen=True)
class Change:
    """One value that an amendment changes; None where there was nothing before."""

    key: str
    before: object
    after: object


def changes_of(engagement: Engagement, amendment: Amendment) -> tuple[Change, ...]:
    """Return what an amendment changes of the terms, with what was agreed before."""
    old, new = before(engagement, amendment).terms, after(engagement, amendment).terms
    changes = [
        Change(key, getattr(old, key, None), getattr(new, key, None))
        for key in amendment.changed_terms
    ]
    if amendment.applies_from is not None:
        changes.append(Change("applies_from", None, amendment.applies_from))
    return tuple(changes)


def wording_changes(engagement: Engagement, amendment: Amendment) -> dict[str, tuple[Change, ...]]:
    """Return what an amendment changes of each objective that it rewords, by the objective's id."""
    old = {each.id: each for each in before(engagement, amendment).objectives}
    return {
        new.id: tuple(
            Change(key, getattr(old[new.id], key), getattr(new, key))
            for key in _WORDING
            if getattr(old[new.id], key) != getattr(new, key)
        )
        for new in amendment.objectives
        if new.id in old
    }


def next_objective_id(engagement: Engagement) -> str:
    """Return an id that no objective has, or had in any amendment."""
    amended = (each for amendment in engagement.amendments for each in amendment.objectives)
    numbers = (int(each.id[1:]) for each in (*engagement.objectives, *amended))
    return f"o{max(numbers, default=0) + 1}"


def before(engagement: Engagement, amendment: Amendment) -> Engagement:
    """Return the engagement as it was agreed before an amendment: contract and earlier changes."""
    place = engagement.amendments.index(amendment)
    earlier = signed_amendments(
        engagement.model_copy(update={"amendments": engagement.amendments[:place]})
    )
    return engagement.model_copy(
        update={
            "terms": _fold(engagement.terms, earlier),
            "objectives": fold_objectives(engagement.objectives, earlier),
            "amendments": (),
        }
    )


def after(engagement: Engagement, amendment: Amendment) -> Engagement:
    """Return the engagement as an amendment makes it, whether it is signed or not."""
    old = before(engagement, amendment)
    return old.model_copy(
        update={
            "terms": _fold(old.terms, (amendment,)),
            "objectives": fold_objectives(old.objectives, (amendment,)),
        }
    )


def _fold(terms: Terms | None, amendments: Iterable[Amendment]) -> Terms | None:
    for amendment in amendments:
        if terms is not None:
            terms = terms.model_copy(update=amendment.changed_terms)
    return terms
