"""Correcting what was noted of a demand: its days, its profile, what the coach keeps of it.

The name of the beneficiary is corrected by the validation, the client by the terms.
"""

from collections.abc import Iterator, Mapping

from phmcoach.actions.changing import KeyPath, as_typed, change_record
from phmcoach.actions.context import Context
from phmcoach.actions.contract.demands import find_profile, read_others
from phmcoach.actions.money.billing_context import refuse_over
from phmcoach.actions.opening import (
    Opened,
    open_engagement,
    open_practice,
    refuse_if_anyone_signed,
    refuse_if_over,
)
from phmcoach.actions.saving import save_engagement
from phmcoach.domain.base import as_data
from phmcoach.domain.case import Case, Dossier
from phmcoach.domain.contract.gates import new_breaches
from phmcoach.domain.contract.lifecycle import (
    amending_remedy,
    validated_problems,
    validation_problems,
)
from phmcoach.domain.contract.renewal import person_keys, renewal_problems
from phmcoach.domain.money.account import is_billed
from phmcoach.domain.records.practice import Practice
from phmcoach.errors import Problem, refuse
from phmcoach.remedy import Remedy
from phmcoach.store.copies import report_copies_of
from phmcoach.store.folder import Folder, Listing
from phmcoach.store.ledger import read_ledger
from phmcoach.store.lock import lock_folder

Edits = Mapping[KeyPath, object]

_ROLE: KeyPath = ("beneficiary", "role")

_NEVER_SIGNED: frozenset[KeyPath] = frozenset(
    (
        ("already_held",),
        ("beneficiary", "email"),
        ("demand", "situation_text"),
        ("demand", "situations"),
        ("follow_up_of",),
        ("justification",),
    )
)
"""What no paper prints: it can be corrected at any time."""


def is_recorded(folder: Folder, ref: str) -> bool:
    """Whether an engagement has exactly this reference."""
    return ref in Listing(folder).engagements.names


def refuse_validated(context: Context, *, ref: str) -> None:
    """Refuse a demand that is validated already, before anything is asked about it."""
    if not ref:
        return
    opened = open_engagement(context.folder, ref)
    if opened.engagement.demand.validated_on is not None:
        billed = is_billed(read_ledger(context.folder).accounts(opened.ref))
        refuse(validated_problems(opened.case, billed=billed), about=opened.ref)


def correct_demand(context: Context, *, ref: str, values: Edits) -> Opened:
    """Set keys of a demand, and leave the rest of the engagement as it is.

    Terms that are set keep what they say and get the bounds of another profile. Raises
    RuleRefusedError once somebody has signed what is to be corrected, and for what the rules of a
    new engagement forbid.
    """
    folder = context.folder
    with lock_folder(folder):
        practice = open_practice(folder)
        ledger, opened = read_ledger(folder), open_engagement(folder, ref, practice)
        opened = opened.with_billed(ledger.billed(opened.ref))
        if _ROLE in values:
            _refuse_signed_person(context, opened, "demand.role-signed", Remedy.ROLE_BY_AMENDMENT)
        if values.keys() - _NEVER_SIGNED:
            refuse_if_over(opened, before_contract=True)
            billed = is_billed(ledger.accounts(opened.ref))
            refuse_if_anyone_signed(opened, billed=billed)
        changed = change_record(opened.loaded, values=_with_bounds(opened, practice, values))
        after = opened.case.having(changed.value)
        refuse(_day_problems(context, after), about=opened.ref)
        others, _ = read_others(folder, opened.ref)
        known = renewal_problems(opened.case, others, typed=True)
        renewed = renewal_problems(Dossier(opened.ref, changed.value), others, typed=True)
        refuse(tuple(each for each in renewed if each not in known), about=opened.ref)
        if ("profile",) not in values:  # what another profile forbids is set anew
            refuse(new_breaches(opened.case, after), about=opened.ref)
        refuse(report_copies_of(Listing(folder), changed, archived=True))
        return save_engagement(context, opened, changed)


def _day_problems(context: Context, case: Case) -> Iterator[Problem]:
    """Yield a problem for a day of the demand that is in the future, or after its validation."""
    demand, today = case.engagement.demand, context.today
    if demand.received_on > today:
        args = {"on": demand.received_on}
        yield Problem("gate.in-the-future", args, remedy=Remedy.RECEIVED_EARLIER)
    elif demand.validated_on is not None:
        analysed_on = demand.analysed_on
        yield from validation_problems(
            demand.received_on, today, on=demand.validated_on, analysed_on=analysed_on
        )


def _with_bounds(opened: Opened, practice: Practice, values: Edits) -> Edits:
    """Return the values with the full name of a profile, and its bounds if terms are set."""
    typed = values.get(("profile",))
    if not isinstance(typed, str):
        return values
    name = find_profile(practice, typed)
    profile, terms = practice.profile(name), opened.loaded.data.get("terms")
    named = {**values, ("profile",): name}
    if profile is None or not isinstance(terms, dict):
        return named
    gone: Edits = {("terms", "bounds", key): None for key in terms["bounds"]}
    new: Edits = {("terms", "bounds", key): value for key, value in as_data(profile).items()}
    return {**named, **gone, **new}


def rename_beneficiary(context: Context, *, ref: str, name: str) -> Opened:
    """Correct the name of the beneficiary, and an id that was made of it.

    Raises RuleRefusedError once somebody has signed: then an amendment corrects the name.
    """
    with lock_folder(context.folder):
        opened = open_engagement(context.folder, ref)
        _refuse_signed_person(context, opened, "demand.name-signed", Remedy.RENAME_BY_AMENDMENT)
        others, _ = read_others(context.folder, opened.ref)
        values = person_keys(opened.engagement.beneficiary, name, others)
        with as_typed():
            changed = change_record(opened.loaded, values=values)
        refuse(report_copies_of(Listing(context.folder), changed, archived=True))
        return save_engagement(context, opened, changed)


def _refuse_signed_person(context: Context, opened: Opened, message: str, amending: Remedy) -> None:
    """Refuse to correct what the papers say of the beneficiary once somebody has signed them."""
    if opened.case.contracted_on is None:
        refuse_if_over(opened, before_contract=True)
    signed_on = opened.engagement.signatures.first_on
    if signed_on is not None:
        remedy, words = amending_remedy(opened.case, amending)
        signed = Problem(message, {"on": signed_on}, remedy=remedy, words=words)
        refuse_over(context, opened, (signed,))
