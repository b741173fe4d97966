"""Changing the practice: regimes, declarations, account and payment period, each from a day on.

None of these is overwritten: a service keeps the regime of its own day, and a paper of a day before
the change names the account of that day.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from phmcoach.actions.changing import KeyPath, change_record, check_lines
from phmcoach.actions.context import Context
from phmcoach.actions.money.billing_context import open_listed_law
from phmcoach.actions.money.views import find_other_vat
from phmcoach.actions.opening import is_specimen
from phmcoach.actions.practice.client_files import check_email
from phmcoach.actions.practice.habits import HabitsRequest, find_closure, habit_edits
from phmcoach.actions.practice.identifiers import SIREN_LENGTH, check_identifier
from phmcoach.actions.practice.numbering import (
    NumberingRequest,
    Series,
    describe_series,
    numbering_values,
)
from phmcoach.domain.base import as_data
from phmcoach.domain.money.thresholds import franchise_problems
from phmcoach.domain.records.billing import Bank
from phmcoach.domain.records.practice import Closure, Practice
from phmcoach.domain.records.regime_gates import declaration_problems, tax_problems, vat_problems
from phmcoach.domain.records.regimes import (
    BankChange,
    Change,
    DeclarationChange,
    FranchiseKept,
    PaymentChange,
    TaxChange,
    VatChange,
    with_change,
)
from phmcoach.domain.values.pauses import ONE_DAY
from phmcoach.errors import Problem, RuleRefusedError, UsageError, refuse
from phmcoach.store.folder import Listing
from phmcoach.store.ledger import open_ledger, read_ledger
from phmcoach.store.lock import lock_folder
from phmcoach.store.records import load_own_record, save_record
from phmcoach.value import NOTHING, Value, fields_of, replace
from phmcoach.words import DeclarationRhythm, TaxRegime, VatRegime

_SIRET = ("siret",)


class PracticeRequest(Value):
    """The changes of a practice: those with a history from `valid_from`, the others at once.

    `settings` are what has no history, by key; None takes a key, or a table, out. Without a day,
    another account or payment period holds from today.
    """

    vat_regime: VatRegime | None = None
    tax_regime: TaxRegime | None = None
    valid_from: date | None = None
    vat_number: str | None = None
    declaration: DeclarationRhythm | None = None
    iban: str | None = None
    bic: str | None = None
    payment_days: int | None = None
    electronic_address: str | None = None
    franchise_kept: str | None = None
    numbering: NumberingRequest = NumberingRequest()
    habits: HabitsRequest = HabitsRequest()
    settings: Mapping[KeyPath, object] = NOTHING

    def details(self) -> dict[KeyPath, object]:
        """Return the keys that have no history, with the values that were given."""
        given: dict[KeyPath, object] = {
            ("vat_number",): self.vat_number,
            ("electronic_address",): self.electronic_address,
        }
        settings = {key: value for key, value in self.settings.items() if key != _SIRET}
        return {key: value for key, value in given.items() if value is not None} | settings

    def dated_from(self, today: date) -> date | None:
        """Return the day of another account, payment period or rhythm, None without one."""
        dated = (self.iban, self.bic, self.payment_days, self.declaration)
        return None if all(each is None for each in dated) else self.valid_from or today


class PracticeChanged(Value):
    """The changed practice; `begins` and `ends` say whether VAT is charged from the day or no more.

    `until` is the last such day, if a later change of the history turns that again.
    `holds_from` is the day of another account, payment period or rhythm of declarations, None if
    they are as before. `series` is that of the next invoices, if their numbering was asked for.
    `reopened` is a closure that was taken out. `kept_siret` is the SIRET if the address changed
    without it. `warnings` name the invoices that bill a service by
    the regime of another day.
    """

    path: Path
    holds_from: date | None
    begins: bool
    ends: bool
    until: date | None = None
    series: Series | None = None
    reopened: Closure | None = None
    kept_siret: str | None = None
    warnings: tuple[Problem, ...] = ()


def set_practice(context: Context, request: PracticeRequest) -> PracticeChanged:
    """Change details of the practice, and leave the rest of the file as it is.

    Raises UsageError if nothing is given, or a value that the practice cannot have, and
    RuleRefusedError for another tax regime, or rhythm of declarations, within a year, and for
    another rhythm of VAT returns within a quarter; also for a franchise that is kept but not lost,
    for a numbering that the ledger excludes, and for a closure to take out that is not there.
    """
    if request == PracticeRequest():
        raise UsageError.of("practice.nothing-given")
    check_lines(franchise_kept=request.franchise_kept)
    email = request.settings.get(("email",))
    check_email(None if email is None else f"{email}")
    folder = context.folder
    with lock_folder(folder):
        loaded = load_own_record(folder.practice_file, folder.root, Practice)
        before = loaded.value
        if before.company is None and any(key[0] == "company" for key in request.settings):
            raise RuleRefusedError.of("practice.no-company")
        appends, values = _dated_edits(before, request, context.today)
        values |= request.details() | _siret(before, request)
        habits, kept_days = habit_edits(loaded, request.habits, request.valid_from or context.today)
        appends, values = [*appends, *habits], values | kept_days
        numbering = request.numbering
        ledger = None if numbering == NumberingRequest() else open_ledger(folder)
        if ledger is not None:
            on, today = request.valid_from, context.today
            values |= numbering_values(before.billing, ledger, numbering, on=on, today=today)
        if request.franchise_kept is not None:
            _refuse_kept_below_limit(context, before)
            kept = FranchiseKept(on=context.today, reason=request.franchise_kept)
            if kept not in before.franchise_kept:
                appends.append(("franchise_kept", as_data(kept)))
        changed = change_record(loaded, appends=appends, values=values)
        if changed.source != loaded.source:
            save_record(changed, loaded)
    after = changed.value
    if ledger is not None and numbering.of_invoices:
        series = describe_series(after.billing, ledger, context.today)
    else:
        series = None
    return PracticeChanged(
        loaded.path,
        request.dated_from(context.today) if _has_dated(before, after) else None,
        begins=_turns(after, request, charges=True),
        ends=_turns(after, request, charges=False),
        until=_until(after, request.valid_from or context.today),
        series=series,
        reopened=find_closure(before, request.habits),
        kept_siret=_kept_siret(before, after) if request.settings.get(_SIRET) is None else None,
        warnings=_find_other_vat(context, after) if request.vat_regime else (),
    )


def _refuse_kept_below_limit(context: Context, practice: Practice) -> None:
    """Refuse to record that the franchise is kept while nothing ends it.

    A ledger that is damaged, or a limit that is not known yet, may hide that it has ended.
    """
    today, specimen = context.today, is_specimen(context, practice)
    ledger = read_ledger(context.folder)
    law = open_listed_law(Listing(context.folder))
    own = ledger.earned(today.year - 1, today.year, specimen=specimen)
    try:
        is_over = franchise_problems(own, replace(practice, franchise_kept=()), law, today)
    except RuleRefusedError:
        return
    if not is_over and not ledger.damage:
        raise RuleRefusedError.of("practice.franchise-not-lost", today=today)


def _has_dated(before: Practice, after: Practice) -> bool:
    """Whether a change gave the practice another account, payment period or rhythm on some day."""
    histories = (
        (each.bank_accounts, each.payment_terms, each.declarations) for each in (before, after)
    )
    return len(set(histories)) > 1


def _turns(practice: Practice, request: PracticeRequest, *, charges: bool) -> bool:
    """Whether VAT begins to be charged on the day of a request, or ends."""
    on = request.valid_from
    if request.vat_regime is None or on is None:
        return False
    now, before = practice.charges_vat_on(on), practice.charges_vat_on(on - ONE_DAY)
    return (now, before) == (charges, not charges)


def _until(practice: Practice, on: date) -> date | None:
    """Return the last day on which VAT is charged, or not, as on a day; None if it stays so."""
    now = practice.charges_vat_on(on)
    later = (each.valid_from for each in practice.vat_regimes if each.valid_from > on)
    turns = (day for day in sorted(later) if practice.charges_vat_on(day) != now)
    return next((day - ONE_DAY for day in turns), None)


def _find_other_vat(context: Context, practice: Practice) -> tuple[Problem, ...]:
    """Return a warning for each invoice whose VAT the changed practice contradicts."""
    specimen = is_specimen(context, practice)
    return find_other_vat(read_ledger(context.folder), practice, specimen=specimen)


def _dated_edits(
    practice: Practice, request: PracticeRequest, today: date
) -> tuple[list[tuple[str, dict[str, object]]], dict[KeyPath, object]]:
    """Return the tables to append to the file, and the values to set, for what has a history."""
    appends: list[tuple[str, dict[str, object]]] = []
    values: dict[KeyPath, object] = {}
    on = request.valid_from or today
    if request.vat_regime is not None:
        vat = VatChange(valid_from=on, regime=request.vat_regime)
        after = with_change(practice.vat_regime, practice.vat_regimes, vat)
        refuse(vat_problems(practice, after, vat, today) if vat in after else ())
        _edit(appends, values, "vat_regimes", practice.vat_regimes, after)
    if request.tax_regime is not None:
        tax = TaxChange(valid_from=on, regime=request.tax_regime)
        later = with_change(practice.tax_regime, practice.tax_regimes, tax)
        refuse(tax_problems(practice, tax, today) if tax in later else ())
        _edit(appends, values, "tax_regimes", practice.tax_regimes, later)
    if request.declaration is not None:
        rhythm = DeclarationChange(valid_from=on, declaration=request.declaration)
        declared = with_change(practice.first_declaration, practice.declarations, rhythm)
        refuse(declaration_problems(rhythm, today) if rhythm in declared else ())
        _edit(appends, values, "declarations", practice.declarations, declared)
    if request.iban is not None or request.bic is not None:
        account = _account(practice.bank_on(on), request, on)
        accounts = with_change(practice.bank, practice.bank_accounts, account)
        _edit(appends, values, "bank_accounts", practice.bank_accounts, accounts)
    if request.payment_days is not None:
        period = PaymentChange(valid_from=on, payment_days=request.payment_days)
        usual = with_change(practice.billing.payment_days, practice.payment_terms, period)
        _edit(appends, values, "payment_terms", practice.payment_terms, usual)
    return appends, values


def _kept_siret(before: Practice, after: Practice) -> str | None:
    """Return the SIRET, which belongs to a place, of a practice whose address alone changed."""
    has_moved = before.address != after.address and before.siret == after.siret
    return after.siret if has_moved else None


def _siret(practice: Practice, request: PracticeRequest) -> dict[KeyPath, object]:
    """Return the SIRET of the practice after a move: that of another place, with the same SIREN."""
    if (given := request.settings.get(_SIRET)) is None:
        return {}
    siret = check_identifier("siret", f"{given}")
    if siret[:SIREN_LENGTH] != practice.siren:
        raise RuleRefusedError.of("practice.other-siren", siret=siret, siren=practice.siren)
    return {_SIRET: siret}


def _account(before: Bank, request: PracticeRequest, on: date) -> BankChange:
    """Return the account from a day on; another one has its own BIC, or none."""
    iban = before.iban if request.iban is None else check_identifier("iban", request.iban)
    bic = None if request.bic is None else check_identifier("bic", request.bic)
    if bic is None and iban == before.iban:
        bic = before.bic
    return BankChange(valid_from=on, iban=iban, bic=bic)


def _edit(
    appends: list[tuple[str, dict[str, object]]],
    values: dict[KeyPath, object],
    key: str,
    before: Sequence[Change],
    after: Sequence[Change],
) -> None:
    """Add the edits that turn one list of changes into another: the last table is removed first."""
    wanted = {each.valid_from: each for each in after}
    for place, each in enumerate(before):
        if each.valid_from in wanted:
            was = fields_of(each)
            for name, value in fields_of(wanted[each.valid_from]).items():
                if value != was[name]:
                    values[key, place, name] = value
    for place, each in reversed(tuple(enumerate(before))):
        if each.valid_from not in wanted:
            values[key, place] = None
    known = {each.valid_from for each in before}
    added = (each for each in after if each.valid_from not in known)
    appends += [(key, as_data(each, defaults=False)) for each in added]
