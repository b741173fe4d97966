"""Objectives and terms: they turn a validated demand into a contract that can be signed."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from phmcoach.actions.changing import KeyPath, as_typed, without_none
from phmcoach.actions.context import Context
from phmcoach.actions.contract.amendment_keys import (
    amended_words,
    end_of_span,
    refuse_free_package,
)
from phmcoach.actions.contract.objectives import refuse_if_signed, refuse_signed_terms
from phmcoach.actions.contract.scales import refuse_late_scale, scale_keys
from phmcoach.actions.contract.succeeding import refuse_quoted_client
from phmcoach.actions.money.billing_context import usual_payment_days
from phmcoach.actions.opening import (
    Opened,
    load_client,
    open_engagement,
    open_practice,
)
from phmcoach.actions.saving import save_change
from phmcoach.domain.base import as_data
from phmcoach.domain.contract.amended_bounds import BOUNDED
from phmcoach.domain.contract.bounds import RETYPED, public_reference_problems, refused_bounds
from phmcoach.domain.contract.gates import already_held_problems
from phmcoach.domain.contract.lifecycle import is_order_agreed
from phmcoach.domain.records.kept_terms import complete_keys, keys_kept, place_problems
from phmcoach.domain.records.practice import Practice
from phmcoach.domain.records.terms import Terms
from phmcoach.domain.values.money import round_cents
from phmcoach.errors import RuleRefusedError, UsageError, refuse
from phmcoach.remedy import Remedy
from phmcoach.store.folder import resolve_client
from phmcoach.store.lock import lock_folder
from phmcoach.store.records import validate_data
from phmcoach.value import Value, replace
from phmcoach.words import (
    BilledExtra,
    ClientKind,
    Conclusion,
    ContractKind,
    DroppedTerm,
    SessionMode,
)


class BillingTerms(Value):
    """The billing options of a contract, other than its hourly rate; None for what was not typed.

    `schedule` are percentages of the package's price; `monthly` bills it month by month.
    `concluded` is where the client signs, on the premises by default, `small_company` that an
    organisation is protected off the premises; `contract_number` is a public body's own.
    """

    package_price: Decimal | None = None
    schedule: tuple[Decimal, ...] = ()
    monthly: bool = False
    contract_number: str | None = None
    concluded: Conclusion | None = None
    small_company: bool | None = None

    def as_keys(self) -> dict[str, object]:
        """Return the keys of the terms that were typed."""
        is_package = self.package_price is not None
        return without_none(
            {
                "contract_number": self.contract_number,
                "plan": "package" if is_package else None,
                "package_price": self.package_price,
                "schedule": list(self.schedule) or None,
                "monthly": self.monthly or None,
                "concluded": self.concluded or ("off-premises" if self.small_company else None),
                "small_company": self.small_company,
            }
        )


def add_objective(
    context: Context,
    *,
    ref: str,
    statement: str,
    result: str,
    indicator: str,
    personal: bool = False,
    levels: Sequence[str] = (),
    weight: Decimal | None = None,
    scaled_on: date | None = None,
) -> str:
    """Add an objective and return its id; signed ones cannot change, they are in the annex.

    `levels` are the five levels of its scale, from much less to much more than expected, written
    today unless `scaled_on` is given.
    """
    written_on = scaled_on or context.today
    with lock_folder(context.folder):
        opened = open_engagement(context.folder, ref)
        refuse_if_signed(context, opened, shared=not personal, instead=Remedy.ADD_BY_AMENDMENT)
        name = opened.case.next_objective_id
        if levels:
            refuse_late_scale(context, opened, written_on, name, shared=not personal)
        objective: dict[str, object] = {
            "id": name,
            "statement": statement,
            "expected_result": result,
            "indicator": indicator,
            "personal": personal,
            **scale_keys(levels, weight, written_on),
        }
        save_change(context, opened, appends=[("objectives", objective)])
    return name


def usual_rate(
    context: Context, *, ref: str, on: date, client: str | None = None
) -> Decimal | None:
    """Return the hourly rate of the rate card for the client of an engagement, or None.

    `client` is another one that is to take its place.
    """
    opened = open_engagement(context.folder, ref)
    if client is not None:
        opened = _with_client(context, opened, client)
    return open_practice(context.folder).hourly_rate(opened.case.client.kind, on)


def has_terms(context: Context, *, ref: str) -> tuple[bool, bool]:
    """Whether an engagement has terms, and whether somebody has signed them."""
    engagement = open_engagement(context.folder, ref).engagement
    return engagement.terms is not None, engagement.signatures.first_on is not None


def kind_of_client(context: Context, *, ref: str, client: str | None = None) -> ClientKind:
    """Return the kind of the client of an engagement, or of one that is to take its place."""
    opened = open_engagement(context.folder, ref)
    return (opened if client is None else _with_client(context, opened, client)).case.client.kind


def _with_client(context: Context, opened: Opened, client: str) -> Opened:
    """Return the engagement with another client, which its file does not name yet.

    Raises RuleRefusedError if the present one accepted a quote.
    """
    name = resolve_client(context.folder, client)
    if name == opened.engagement.client:
        return opened
    refuse_quoted_client(opened)
    found = load_client(context.folder, name, needed_by=opened.case).value
    case = opened.case.having(replace(opened.engagement, client=name))
    return Opened(replace(case, client=found), opened.loaded)


def set_terms(
    context: Context,
    *,
    ref: str,
    sessions: int | None = None,
    minutes: int | None = None,
    start_on: date | None = None,
    end_on: date | None = None,
    months: int | None = None,
    rate: Decimal | None = None,
    purchase_order: str | None = None,
    modes: Collection[SessionMode] = (),
    place: str | None = None,
    also_billed: Collection[BilledExtra] = (),
    notice_hours: int | None = None,
    late_cancel_percent: int | None = None,
    payment_days: int | None = None,
    session_dates: bool | None = None,
    name_on_invoices: bool | None = None,
    contract: ContractKind | None = None,
    billing: BillingTerms | None = None,
    client: str | None = None,
    without: Collection[DroppedTerm] = (),
) -> Terms:
    """Set the terms and check all bounds of the profile at once; they may change until a signature.

    Terms that are set already stay, except those in `without` and what depends on another `client`,
    who takes the place of the client of the demand. They keep their bounds as long as nothing that
    has bounds is typed. The first time, number, length, start and end
    are needed. The default rate is the practice's for this kind of client on the start day. A
    private client has no default rate, and a private client's rate includes VAT. The default rate
    of a package, for work that it does not include, is its price per hour. The default notice and
    price of a missed session are those of `Terms`. `contract` is the form of contract with an
    organisation; it is refused for a private client, who has a single contract. Where they sign
    only matters for an organisation off the premises, and must say whether it is small.
    """
    refuse_free_package(billing.package_price if billing else None)
    with lock_folder(context.folder):
        practice = open_practice(context.folder)
        opened = open_engagement(context.folder, ref, practice)
        agreed = opened.case.agreed_terms
        start = start_on or (context.today if agreed is None else agreed.start_on)
        is_span = agreed is None or end_on is not None or months is not None
        typed = without_none(
            {
                "sessions": sessions,
                "session_minutes": minutes,
                "start_on": start_on,
                "end_on": end_of_span(start, end_on, months) if is_span else None,
                "hourly_rate": rate,
                "modes": list(modes) or None,
                "place": place,
                "also_billed": list(also_billed) or None,
                "notice_hours": notice_hours,
                "late_cancel_percent": late_cancel_percent,
                "payment_days": payment_days,
                "purchase_order": purchase_order,
                "session_dates": session_dates,
                "name_on_invoices": name_on_invoices,
                "contract": contract,
                **(billing or BillingTerms()).as_keys(),
            }
        )
        refuse_signed_terms(context, opened, typed, client, without)
        former = opened.case.client.kind
        if client is not None:
            opened = _with_client(context, opened, client)
        profile_name = opened.engagement.profile
        profile = practice.profile(profile_name)
        if profile is None:
            raise RuleRefusedError.of(
                "profile.unknown",
                profile=profile_name,
                known=practice.profile_names(),
                about=opened.ref,
                remedy=Remedy.OTHER_PROFILE,
            )
        kind, old = opened.case.client.kind, opened.engagement.terms
        usual = {} if old is None else _find_usual(context, practice, former, as_data(old))
        kinds, is_same = (former, kind), opened.engagement.client == opened.loaded.value.client
        wanted = keys_kept(old, usual, kinds, typed, without, same_client=is_same) | typed
        refuse(place_problems(wanted, typed, kind), about=opened.ref)
        usual = _find_usual(context, practice, kind, {"start_on": start} | wanted)
        if wanted.setdefault("hourly_rate", usual["hourly_rate"]) is None:
            raise UsageError.of("terms.no-rate", about=opened.ref, remedy=Remedy.WITH_RATE)
        bounds = profile if old is None or typed.keys() & BOUNDED else old.bounds
        data = complete_keys(usual | wanted, context.today, as_data(bounds))
        with as_typed():
            terms = validate_data(opened.loaded.path, Terms, data)
        broken = refused_bounds(terms, opened.case.pauses)
        refuse((replace(each, remedy=RETYPED[each.figure]) for each in broken), about=opened.ref)
        refuse(public_reference_problems(kind, terms.purchase_order, terms.contract_number))
        agreed_case = opened.case.having(replace(opened.engagement, terms=terms))
        refuse(already_held_problems(agreed_case), about=opened.ref)
        values = _replacing(opened, data) | {("client",): opened.engagement.client}
        save_change(context, opened, values=values)
    return terms


def _find_usual(
    context: Context, practice: Practice, kind: ClientKind, terms: Mapping[str, Any]
) -> dict[str, object]:
    """Return the usual rate and time to pay of terms: by the hour what a package costs, or None."""
    hourly, price = practice.hourly_rate(kind, terms["start_on"]), terms.get("package_price")
    if hourly is None and price is not None:
        minutes = terms.get("sessions", 0) * terms.get("session_minutes", 0)
        hourly = round_cents(price * 60 / max(1, minutes))
    days = usual_payment_days(context.folder, practice, kind, terms["start_on"])
    return {"hourly_rate": hourly, "payment_days": days}


def set_purchase_order(context: Context, *, ref: str, number: str) -> str | None:
    """Record a purchase order that came after the terms, signed or not; return the full reference.

    The parties do not agree on it, and the next invoices name it. None is returned if no terms are
    set. Raises RuleRefusedError for a number that is too long, and if an amendment names another.
    """
    with lock_folder(context.folder):
        opened = open_engagement(context.folder, ref)
        terms, case = opened.engagement.terms, opened.case
        if terms is None:
            return None
        if is_order_agreed(case):
            words = amended_words(case.agreed_terms, {"purchase_order": number})
            instead = Remedy.AMEND if words else Remedy.AMEND_TERMS
            refuse_if_signed(context, opened, shared=True, instead=instead, **words)
        refuse(public_reference_problems(case.client.kind, number))
        with as_typed():
            save_change(context, opened, values={("terms", "purchase_order"): number})
    return opened.ref


def _replacing(opened: Opened, data: dict[str, object]) -> dict[KeyPath, object]:
    """Return the edits that set the new terms and remove the old keys that they lack."""
    old = opened.loaded.data.get("terms")
    gone: dict[KeyPath, object] = {}
    if isinstance(old, dict):
        gone = {("terms", key): None for key in old if key not in data}
        gone |= {("terms", "bounds", key): None for key in old["bounds"]}
    new: dict[KeyPath, object] = {("terms", k): v for k, v in data.items() if k != "bounds"}
    bounds = data["bounds"]
    if isinstance(bounds, dict):
        new |= {("terms", "bounds", key): value for key, value in bounds.items()}
    return gone | new
