"""The keys of an amendment: only the difference between the typed values and the agreed ones."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Self

from phmcoach.actions.changing import without_none
from phmcoach.actions.contract.scales import scale_keys
from phmcoach.actions.opening import Opened
from phmcoach.domain.base import as_data
from phmcoach.domain.case import Case
from phmcoach.domain.contract.lifecycle import amending_remedy
from phmcoach.domain.contract.signed import as_signed, client_as_agreed
from phmcoach.domain.records.amendment import CHANGEABLE_KEYS, Amendment
from phmcoach.domain.records.objective import Objective
from phmcoach.domain.records.terms import Terms
from phmcoach.domain.shape.validation import InvalidRecordError, validate
from phmcoach.domain.values.months import end_after_months
from phmcoach.errors import RuleRefusedError, UsageError
from phmcoach.remedy import Remedy
from phmcoach.store.folder import Folder, resolve_client
from phmcoach.store.problems import problems_of
from phmcoach.value import Value, fields_of, replace
from phmcoach.words import BilledExtra, SessionMode


class TermsChange(Value):
    """The new values of the terms, by their keys; None means no change.

    The end is given as a day or, with `months`, as a span from the start. `applies_from` is the
    first day whose sessions the contract covers, if that is before its signature.
    """

    sessions: int | None = None
    session_minutes: int | None = None
    start_on: date | None = None
    end_on: date | None = None
    months: int | None = None
    hourly_rate: Decimal | None = None
    package_price: Decimal | None = None
    modes: tuple[SessionMode, ...] | None = None
    place: str | None = None
    also_billed: tuple[BilledExtra, ...] | None = None
    notice_hours: int | None = None
    late_cancel_percent: int | None = None
    payment_days: int | None = None
    purchase_order: str | None = None
    session_dates: bool | None = None
    name_on_invoices: bool | None = None
    applies_from: date | None = None

    def as_keys(self, agreed: Terms) -> dict[str, object]:
        """Return the given values, the end as a day.

        Raises UsageError for two ends, and for a package without a price.
        """
        refuse_free_package(self.package_price)
        given = fields_of(self)
        if given.pop("months") is not None:
            start_on = self.start_on or agreed.start_on
            given["end_on"] = end_of_span(start_on, self.end_on, self.months)
        if self.late_cancel_percent is not None:
            given["late_cancel_percent"] = Decimal(self.late_cancel_percent)
        return without_none(given)


class PartyChange(Value):
    """The parties from then on: a successor of the organisation, the beneficiary's name and role.

    `client` is the reference of the successor, `contact` who represents the organisation, with
    their `role`. A role without a name is another one of the same person.
    """

    client: str | None = None
    contact: str | None = None
    role: str | None = None
    beneficiary: str | None = None
    beneficiary_role: str | None = None

    def in_folder(self, folder: Folder) -> Self:
        """Return it with the whole reference of the successor; MissingError if it is unknown."""
        client = self.client
        return self if client is None else replace(self, client=resolve_client(folder, client))

    def as_keys(self, case: Case, draft: Amendment | None) -> dict[str, object]:
        """Return the keys of an amendment for the parties, also those of the draft.

        Raises RuleRefusedError for the contact of a private client, who represents themselves, and
        for a successor who is the client already.
        """
        present = case.client_reference
        if self.client == present and (draft is None or draft.client is None):
            words = {"contact": self.contact or "…", "role": self.role or ()}
            remedy = amending_remedy(case, None)[0] and Remedy.SET_CONTACT
            remedy = Remedy.SHOW if case.private else remedy
            raise RuleRefusedError.of(
                "amend.client-already", client=present, about=case.ref, remedy=remedy, words=words
            )
        person, keys = case.beneficiary, dict[str, object]()
        known = {"client": present, "beneficiary": person.name, "beneficiary_role": person.role}
        for key, agreed in known.items():
            given = getattr(self, key) or getattr(draft, key, None)
            keys |= {} if given in (None, agreed) else {key: given}
        return keys | self._contact_keys(case, draft, is_new="client" in keys)

    def _contact_keys(
        self, case: Case, draft: Amendment | None, *, is_new: bool
    ) -> dict[str, object]:
        agreed = client_as_agreed(as_signed(case))
        given = self.contact is not None or self.role is not None
        name, role = (draft.contact, draft.contact_role) if draft else (None, None)
        if given:
            name, role = self.contact or name or agreed.contact, self.role
        known = (agreed.contact, agreed.contact_role)
        if name is None or ((name, role) == known and not is_new):
            return {}
        return {"contact": name, "contact_role": role}


class ObjectiveChange(Value):
    """The changes of the shared objectives: one is added or reworded, others are dropped.

    Without `reword` the texts make a new objective; with it, the given texts replace its own.
    `levels` are the five levels of its scale, written on the day of the amendment.
    """

    reword: str | None = None
    statement: str | None = None
    result: str | None = None
    indicator: str | None = None
    levels: tuple[str, ...] = ()
    weight: Decimal | None = None
    drop: tuple[str, ...] = ()

    def refuse_contradiction(self) -> None:
        """Raise UsageError if a part of the change would be ignored silently.

        An objective cannot be both reworded and dropped, and a reworded one needs a new text.
        """
        texts = (self.statement, self.result, self.indicator, self.weight, *self.levels)
        if self.reword is None:
            return
        if self.reword in self.drop:
            raise UsageError.of("amend.reword-and-drop", id=self.reword)
        if all(text is None for text in texts):
            raise UsageError.of("amend.reword-without-words", id=self.reword)


def compose_changes(
    opened: Opened,
    draft: Amendment | None,
    change: TermsChange,
    objectives: ObjectiveChange,
    parties: PartyChange,
    on: date,
) -> dict[str, object]:
    """Return the keys of an amendment of a day: the changes of the draft and the new ones."""
    agreed = _agreed(opened)
    given = change.as_keys(agreed)
    kept = draft.changed_terms if draft else {}
    if draft is not None and draft.applies_from is not None:
        kept["applies_from"] = draft.applies_from
    wanted = {**kept, **given}
    terms = {
        key: wanted[key]
        for key in (*CHANGEABLE_KEYS, "applies_from")
        if key in wanted and wanted[key] != getattr(agreed, key, None)
    }
    reworded, dropped = _compose_objectives(opened, draft, objectives, on)
    tables = [_as_lists(as_data(each, defaults=False)) for each in reworded]
    others = {"objectives": tables or None, "dropped": dropped or None}
    return _as_lists(without_none(terms | parties.as_keys(opened.case, draft) | others))


def _as_lists(data: dict[str, object]) -> dict[str, object]:
    return {k: list(value) if isinstance(value, tuple) else value for k, value in data.items()}


def _compose_objectives(
    opened: Opened, draft: Amendment | None, change: ObjectiveChange, on: date
) -> tuple[list[Objective], list[str]]:
    known = {each.id: each for each in opened.case.agreed_objectives}
    found = {
        each.id: _redated(each, known.get(each.id), on)
        for each in (draft.objectives if draft else ())
    }
    dropped = list(draft.dropped) if draft else []
    for name in dict.fromkeys(change.drop):
        if found.pop(name, None) is None or name in known:
            dropped.append(name)
    texts = without_none(
        {
            "statement": change.statement,
            "expected_result": change.result,
            "indicator": change.indicator,
            **scale_keys(change.levels, change.weight, on),
        }
    )
    if change.reword is not None:
        old = found.get(change.reword) or known.get(change.reword)
        if old is None:
            raise RuleRefusedError.of(
                "amend.unknown-objective",
                id=change.reword,
                about=opened.ref,
                remedy=Remedy.SHOW,
            )
        found[old.id] = _objective(as_data(old) | texts)
        dropped = [name for name in dropped if name != old.id]
    elif texts:
        name = opened.case.next_objective_id
        found[name] = _objective({"id": name} | texts)
    kept = [each for each in found.values() if each != known.get(each.id)]
    return kept, list(dict.fromkeys(dropped))


def _redated(objective: Objective, agreed: Objective | None, on: date) -> Objective:
    """Return an objective of a draft, with its scale dated no later than the draft's new day."""
    written = objective.scaled_on
    is_own = agreed is None or (agreed.levels, agreed.scaled_on) != (objective.levels, written)
    if written is None or written <= on or not is_own:
        return objective
    return replace(objective, scaled_on=on)


def _objective(data: dict[str, object]) -> Objective:
    try:
        return validate(Objective, data)
    except InvalidRecordError as error:
        raise UsageError(*problems_of(error, None, None)) from None


def _agreed(opened: Opened) -> Terms:
    terms = opened.case.agreed_terms
    if terms is None:
        message = "a signed contract has its terms"
        raise ValueError(message)
    return terms


def amended_words(agreed: Terms | None, typed: Mapping[str, object]) -> dict[str, object]:
    """Return the words of the amendment that agrees what was typed; none if nothing differs."""
    other = {key: value for key, value in _differing(agreed, typed).items() if key in AMENDED}
    if "session_minutes" in other:
        other["session_minutes"] = f"{other['session_minutes']}min"
    return dict.fromkeys((*AMENDED, "effective_on", "exception"), ()) | other if other else {}


def changes_form(agreed: Terms | None, typed: Mapping[str, object]) -> bool:
    """Whether what was typed differs in a term that no amendment changes."""
    other = _differing(agreed, typed)
    return not frozenset(CHANGEABLE_KEYS).issuperset(other)


def _differing(agreed: Terms | None, typed: Mapping[str, object]) -> dict[str, object]:
    plain = {k: tuple(value) if isinstance(value, list) else value for k, value in typed.items()}
    return {key: value for key, value in plain.items() if value != getattr(agreed, key, None)}


AMENDED = (
    "sessions",
    "session_minutes",
    "start_on",
    "end_on",
    "hourly_rate",
    "package_price",
    "modes",
    "place",
    "also_billed",
    "notice_hours",
    "late_cancel_percent",
    "payment_days",
    "purchase_order",
    "session_dates",
    "name_on_invoices",
)
"""The terms that an amendment in the place of `set_terms` names, if they were typed."""


def end_of_span(start_on: date, end_on: date | None, months: int | None) -> date:
    """Return the end, given either as a day or as a number of months."""
    if (end_on is None) == (months is None):
        raise UsageError.of("terms.end-or-months")
    if end_on is not None:
        return end_on
    try:
        return end_after_months(start_on, months or 0)
    except (ValueError, OverflowError):  # the calendar ends in 9999
        raise UsageError.of("terms.end-too-far", months=months) from None


def refuse_free_package(price: Decimal | None) -> None:
    """Raise UsageError for a package without a price: a coaching for nothing has a rate of 0."""
    if price is not None and price <= 0:
        raise UsageError.of("terms.package-free")
