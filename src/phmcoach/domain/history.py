"""The agreements between the parties, one amendment after the other.

Only the contract and its changes are stored. An amendment binds once everyone who must sign it has
signed, and who must sign depends on what was agreed before. So the amendments are read once, in
order, and each step keeps the agreement before and after it.
"""

from collections.abc import Iterable, Iterator
from datetime import date

from phmcoach.domain.records.amendment import Amendment
from phmcoach.domain.records.engagement import Engagement
from phmcoach.domain.records.objective import Objective
from phmcoach.domain.records.session import Session
from phmcoach.domain.records.terms import (
    SERVICE_ONLY,
    Terms,
    contract_papers,
    marked_terms,
    paper_signers,
)
from phmcoach.value import Value, field_names, replace
from phmcoach.words import BILLABLE_STATUSES, PARTIES, Party

_WORDING = ("statement", "expected_result", "indicator", "levels", "weight")
"""The keys of an objective whose change an amendment shows."""

_ALWAYS_NEEDED: tuple[Party, ...] = ("coach", "beneficiary")

_ABOUT_ITSELF = frozenset(
    {"number", "set_on", "effective_on", "reason", "exception", "signatures", "seal"}
)
"""The keys that describe the amendment itself and change no term of the contract."""

_ABOUT_ORGANISATION = frozenset({"contact", "contact_role"})

_STATED_TO_BENEFICIARY = (
    frozenset(field_names(Amendment))
    - _ABOUT_ITSELF
    - _ABOUT_ORGANISATION
    - marked_terms(SERVICE_ONLY)
)
"""The changes that the beneficiary's contract of a pair states."""


class Agreed(Value):
    """The agreed terms, the objectives with the personal ones, the beneficiary's name and role."""

    terms: Terms | None
    objectives: tuple[Objective, ...]
    beneficiary: str
    role: str | None

    def changed_by(self, amendment: Amendment) -> "Agreed":
        """Apply an amendment; a reworded objective keeps its place."""
        terms = self.terms
        if terms is not None:
            terms = replace(terms, **amendment.changed_terms)
        objectives = {each.id: each for each in self.objectives}
        for name in amendment.dropped:
            objectives.pop(name, None)
        objectives |= {each.id: each for each in amendment.objectives}
        return Agreed(
            terms,
            tuple(objectives.values()),
            amendment.beneficiary or self.beneficiary,
            amendment.beneficiary_role or self.role,
        )


class Change(Value):
    """One value that an amendment changes; `before` is None if there was no value."""

    key: str
    before: object
    after: object


class Step(Value):
    """One amendment, with the agreement before and after it.

    `place` counts from 0. `parties` must sign it, `signed_on` is the day of the last
    signature, or None while the amendment does not bind. `waives_absence` is true if missed
    sessions are no longer billed, false if they are billed again, None if neither changes.
    `concerns_beneficiary` is true if the beneficiary's contract of a pair changes too.
    """

    place: int
    amendment: Amendment
    before: Agreed
    after: Agreed
    parties: tuple[Party, ...]
    signed_on: date | None
    waives_absence: bool | None
    concerns_beneficiary: bool

    @property
    def missing(self) -> tuple[Party, ...]:
        """The parties whose signature is not recorded."""
        signed_on = self.amendment.signatures.signed_on
        return tuple(party for party in self.parties if signed_on(party) is None)

    @property
    def changes(self) -> tuple[Change, ...]:
        """What the amendment changes of the terms, the name and the role, before and after."""
        old, new = self.before.terms, self.after.terms
        changes = [
            Change(key, getattr(old, key, None), getattr(new, key, None))
            for key in self.amendment.changed_terms
        ]
        if self.amendment.applies_from is not None:
            changes.append(Change("applies_from", None, self.amendment.applies_from))
        if self.amendment.beneficiary is not None:
            changes.append(Change("beneficiary", self.before.beneficiary, self.after.beneficiary))
        if self.amendment.beneficiary_role is not None:
            changes.append(Change("beneficiary_role", self.before.role, self.after.role))
        return tuple(changes)

    @property
    def wording_changes(self) -> dict[str, tuple[Change, ...]]:
        """The changes of each objective that the amendment rewords, by the id of the objective."""
        old = {each.id: each for each in self.before.objectives}
        return {
            new.id: compare_wording(old[new.id], new)
            for new in self.amendment.objectives
            if new.id in old
        }


def compare_wording(old: Objective | None, new: Objective) -> tuple[Change, ...]:
    """Return each text in which an objective differs from the one that was agreed, if any was."""
    if old is None:
        return ()
    pairs = ((key, getattr(old, key), getattr(new, key)) for key in _WORDING)
    return tuple(Change(key, before, after) for key, before, after in pairs if before != after)


def fold_amendments(engagement: Engagement) -> tuple[Step, ...]:
    """Return a step for each amendment; a binding one changes the agreement for the next."""
    return tuple(_walk(engagement))


def _walk(engagement: Engagement) -> Iterator[Step]:
    person = engagement.beneficiary
    agreed = Agreed(engagement.terms, engagement.objectives, person.name, person.role)
    for place, amendment in enumerate(engagement.amendments):
        waives_absence = _waives_absence(engagement, amendment, agreed.terms)
        concerned = waives_absence is not None or any(
            getattr(amendment, key) not in (None, ()) for key in _STATED_TO_BENEFICIARY
        )
        parties = _find_parties(engagement, concerns_beneficiary=concerned)
        step = Step(
            place=place,
            amendment=amendment,
            before=agreed,
            after=agreed.changed_by(amendment),
            parties=parties,
            signed_on=_signed_by_all_on(engagement, amendment, parties),
            waives_absence=waives_absence,
            concerns_beneficiary=concerned,
        )
        yield step
        if step.signed_on is not None:
            agreed = step.after


def _find_parties(engagement: Engagement, *, concerns_beneficiary: bool) -> tuple[Party, ...]:
    """Return who must sign: coach, beneficiary, and the sponsor if they signed the contract.

    In a pair, the parties of each contract that the amendment changes sign it.
    """
    terms, signed_on = engagement.terms, engagement.signatures.signed_on
    if terms is not None and terms.contract == "pair":
        papers = contract_papers(terms, private=False)
        changed = [each for each in papers if each != "beneficiary" or concerns_beneficiary]
        signers = {party for paper in changed for party in paper_signers(paper)}
    else:
        signers = {*_ALWAYS_NEEDED, *(each for each in PARTIES if signed_on(each) is not None)}
    return tuple(party for party in PARTIES if party in signers)


def _signed_by_all_on(
    engagement: Engagement, amendment: Amendment, parties: tuple[Party, ...]
) -> date | None:
    """Return the day of the last signature, or None while one is missing.

    No amendment binds before both coach and beneficiary have signed the contract itself.
    """
    if any(engagement.signatures.signed_on(party) is None for party in _ALWAYS_NEEDED):
        return None
    if any(amendment.signatures.signed_on(party) is None for party in parties):
        return None
    return max(amendment.signatures.days)


def _waives_absence(
    engagement: Engagement, amendment: Amendment, agreed: Terms | None
) -> bool | None:
    """Return true if missed sessions are no longer billed, false if they are again, else None.

    The beneficiary's contract says whether a missed session is billed, but not at which percentage.
    """
    percent, contract = amendment.late_cancel_percent, engagement.terms
    if percent is None or contract is None or contract.plan == "package":
        return None
    was = agreed.late_cancel_percent if agreed else None
    return None if bool(was) == bool(percent) else not percent


def may_be_billed(amendment: Amendment, sessions: Iterable[Session]) -> bool:
    """Whether an amendment sets the price of a session that took place, or of a package.

    Without the ledger, nobody knows if that is billed already.
    """
    if amendment.hourly_rate is None and amendment.late_cancel_percent is None:
        return amendment.package_price is not None
    return any(
        each.on >= amendment.effective_on and each.status in BILLABLE_STATUSES for each in sessions
    )
