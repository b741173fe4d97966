"""A change of the practice: what has a history holds from a day on, everything else at once."""

from datetime import date
from decimal import Decimal

import pytest

from phmcoach.actions.context import Context
from phmcoach.actions.money.payments import receive_other
from phmcoach.actions.money.undoing import undo_receipt
from phmcoach.actions.opening import open_practice
from phmcoach.actions.practice.practice_changes import PracticeRequest, set_practice
from phmcoach.domain.records.billing import Bank
from phmcoach.domain.records.practice import Mediator, Practice
from phmcoach.domain.records.regimes import VatChange
from phmcoach.domain.values.pauses import ONE_DAY
from phmcoach.errors import Problem, RuleRefusedError, UsageError
from phmcoach.value import replace
from phmcoach.words import VatRegime

NUMBER = "FR68900000001"
OTHER = "FR7699999000020000000000294"
SEPTEMBER, OCTOBER = date(2026, 9, 1), date(2026, 10, 1)
NEW_YEAR = date(2027, 1, 1)


def change(context: Context, **request: object) -> Practice:
    set_practice(context, PracticeRequest(**request))  # type: ignore[arg-type]  # tests choose
    return open_practice(context.folder)


def vat_changes(practice: Practice) -> list[tuple[date, str]]:
    return [(each.valid_from, each.regime) for each in practice.vat_regimes]


def test_a_change_of_the_vat_regime_is_added_with_its_day_below_the_rest_of_the_file(
    context: Context,
) -> None:
    before = context.folder.practice_file.read_text("utf-8")
    request = PracticeRequest(vat_regime="quarterly", valid_from=SEPTEMBER, vat_number=NUMBER)
    changed = set_practice(context, request)
    assert (changed.begins, changed.ends, changed.warnings) == (True, False, ())
    after = context.folder.practice_file.read_text("utf-8")
    added = '\n[[vat_regimes]]\nvalid_from = 2026-09-01\nregime = "quarterly"\n'
    assert after.replace(f'vat_number = "{NUMBER}"\n', "") == before + added


@pytest.mark.parametrize(
    ("first", "then"), [("franchise", "quarterly"), ("quarterly", "franchise")]
)
def test_income_without_an_invoice_that_has_the_vat_of_another_day_is_named_until_it_is_cancelled(
    context: Context, first: VatRegime, then: VatRegime
) -> None:
    today = context.today
    early, late = date(today.year, 1, 5), date(today.year, 1, 15)
    change(context, vat_regime=first, valid_from=date(2020, 1, 1), vat_number=NUMBER)
    for on in (early, late):
        receive_other(context, amount=Decimal("0.01"), label="X", on=on, method="transfer")
    request = PracticeRequest(vat_regime=then, valid_from=date(today.year, 1, 10))
    args = {"entry": 2, "on": late, "amount": Decimal("0.01")}
    found = set_practice(context, request).warnings
    assert found == (Problem("vat.received-otherwise", args, level="warning"),)

    undo_receipt(context, place=2, on=late)
    receive_other(context, amount=Decimal("0.01"), label="X", on=late, method="transfer")
    assert set_practice(context, request).warnings == ()


def test_what_papers_print_is_changed_and_the_rest_of_the_file_stays(context: Context) -> None:
    before = context.folder.practice_file.read_text("utf-8")
    mediator: dict[tuple[str, ...], str] = {
        ("mediator", key): key for key in ("name", "address", "website")
    }
    practice = change(context, settings=mediator | {("phone",): "06 00 00 00 00"})
    assert (practice.phone, practice.mediator) == (
        "06 00 00 00 00",
        Mediator(name="name", address="address", website="website"),
    )
    after = context.folder.practice_file.read_text("utf-8")
    added = '\n[mediator]\nname = "name"\naddress = "address"\nwebsite = "website"\n'
    assert after.replace('phone = "06 00 00 00 00"\n', "") == before + added


@pytest.mark.parametrize(
    ("key", "text", "option"),
    [
        (("address", "postcode"), "690", "--postcode"),
        (("address", "street"), "a\nb", "--address"),
        (("insurance", "policy"), "a\nb", "--policy"),
        (("mediator", "address"), "a\nb", "--mediator-address"),
    ],
)
def test_what_a_practice_cannot_print_is_refused_by_its_option(
    context: Context, key: tuple[str, str], text: str, option: str
) -> None:
    change(context, settings={("mediator", each): "x" for each in ("name", "address", "website")})
    change(context, settings={("insurance", each): "x" for each in ("insurer", "policy")})
    before = context.folder.practice_file.read_bytes()
    with pytest.raises(UsageError) as error:
        change(context, settings={key: text})
    assert error.value.problems[0].args["option"] == option
    assert context.folder.practice_file.read_bytes() == before


def test_an_email_that_mail_programs_refuse_is_refused(context: Context) -> None:
    with pytest.raises(UsageError) as error:
        change(context, settings={("email",): "é@example.org"})
    assert error.value.problems[0].args["option"] == "--email"


def test_the_same_change_typed_again_changes_nothing(context: Context) -> None:
    request = PracticeRequest(vat_regime="quarterly", valid_from=SEPTEMBER, vat_number=NUMBER)
    set_practice(context, request)
    before = context.folder.practice_file.read_bytes()
    set_practice(context, request)
    assert context.folder.practice_file.read_bytes() == before


def test_the_same_account_and_payment_period_hold_from_no_other_day(context: Context) -> None:
    practice = open_practice(context.folder)
    assert set_practice(context, PracticeRequest(iban=OTHER)).holds_from == context.today
    assert set_practice(context, PracticeRequest(iban=OTHER)).holds_from is None
    days = practice.billing.payment_days
    assert set_practice(context, PracticeRequest(payment_days=days)).holds_from is None


def test_a_change_on_an_earlier_day_takes_the_place_of_the_later_one(context: Context) -> None:
    change(context, vat_regime="quarterly", valid_from=OCTOBER, vat_number=NUMBER)
    practice = change(context, vat_regime="quarterly", valid_from=SEPTEMBER)
    assert vat_changes(practice) == [(SEPTEMBER, "quarterly")]


def test_the_regime_that_held_before_takes_a_change_back(context: Context) -> None:
    change(context, vat_regime="quarterly", valid_from=SEPTEMBER, vat_number=NUMBER)
    assert vat_changes(change(context, vat_regime="franchise", valid_from=SEPTEMBER)) == []


def test_another_regime_on_the_same_day_replaces_the_first(context: Context) -> None:
    change(context, vat_regime="quarterly", valid_from=SEPTEMBER, vat_number=NUMBER)
    practice = change(context, vat_regime="monthly", valid_from=SEPTEMBER)
    assert practice.vat_regimes == (VatChange(valid_from=SEPTEMBER, regime="monthly"),)


def test_a_return_to_the_franchise_keeps_the_time_between(context: Context) -> None:
    change(context, vat_regime="quarterly", valid_from=SEPTEMBER, vat_number=NUMBER)
    request = PracticeRequest(vat_regime="franchise", valid_from=OCTOBER)
    changed = set_practice(context, request)
    assert (changed.begins, changed.ends) == (False, True)
    practice = open_practice(context.folder)
    assert vat_changes(practice) == [(SEPTEMBER, "quarterly"), (OCTOBER, "franchise")]


def test_another_account_and_payment_period_hold_from_their_day(context: Context) -> None:
    practice = change(
        context,
        iban="FR76 9999 9000 0200 0000 0000 294",
        bic="TESTFRPP",
        payment_days=45,
        valid_from=SEPTEMBER,
    )
    before, after = practice.bank_on(date(2026, 8, 31)), practice.bank_on(SEPTEMBER)
    assert (before, after) == (practice.bank, Bank(iban=OTHER, bic="TESTFRPP"))
    periods = (practice.payment_days_on(date(2026, 8, 31)), practice.payment_days_on(SEPTEMBER))
    assert periods == (30, 45)


def test_declarations_change_with_a_year_and_those_before_keep_their_periods(
    context: Context,
) -> None:
    text = context.folder.practice_file.read_text("utf-8")
    practice = change(context, declaration="monthly", valid_from=NEW_YEAR)
    added = f'\n[[declarations]]\nvalid_from = {NEW_YEAR}\ndeclaration = "monthly"\n'
    assert context.folder.practice_file.read_text("utf-8") == text + added
    found = [practice.declares_on(each) for each in (NEW_YEAR - ONE_DAY, NEW_YEAR)]
    assert found == ["quarterly", "monthly"]


def test_a_rhythm_that_the_file_states_for_good_stays_that_of_the_years_before(
    context: Context,
) -> None:
    text = context.folder.practice_file.read_text("utf-8")
    context.folder.practice_file.write_text(f'declaration = "monthly"\n{text}', "utf-8")
    practice = change(context, declaration="quarterly", valid_from=NEW_YEAR)
    found = [practice.declares_on(each) for each in (date(2020, 1, 1), NEW_YEAR)]
    assert found == ["monthly", "quarterly"]


def test_a_change_of_declarations_that_is_taken_back_leaves_the_file_as_it_was(
    context: Context,
) -> None:
    before = context.folder.practice_file.read_bytes()
    change(context, declaration="monthly", valid_from=NEW_YEAR)
    change(context, declaration="quarterly", valid_from=NEW_YEAR)
    assert context.folder.practice_file.read_bytes() == before


def test_within_a_year_the_declarations_stay_and_the_next_first_of_january_is_named(
    context: Context,
) -> None:
    before = context.folder.practice_file.read_bytes()
    with pytest.raises(RuleRefusedError) as error:
        change(context, declaration="monthly", valid_from=SEPTEMBER)
    args = {"declaration": "monthly", "on": NEW_YEAR}
    assert error.value.problems == (Problem("practice.declaration-whole-year", args),)
    assert context.folder.practice_file.read_bytes() == before


@pytest.mark.parametrize("on", [date(2027, 1, 1), date(2026, 1, 1)])
def test_the_tax_regime_changes_with_a_year(context: Context, on: date) -> None:
    practice = change(context, tax_regime="bnc-2035", valid_from=on)
    found = [practice.tax_regime_on(each) for each in (on - ONE_DAY, on)]
    assert found == ["micro-bnc", "bnc-2035"]


def test_within_a_year_the_tax_regime_stays_and_the_next_first_of_january_is_named(
    context: Context,
) -> None:
    before = context.folder.practice_file.read_bytes()
    with pytest.raises(RuleRefusedError) as error:
        change(context, tax_regime="bnc-2035", valid_from=SEPTEMBER)
    (problem,) = error.value.problems
    assert (problem.message, problem.args["on"]) == ("practice.tax-whole-year", NEW_YEAR)
    assert context.folder.practice_file.read_bytes() == before


def test_within_a_quarter_the_rhythm_of_vat_stays_and_the_next_quarter_is_named(
    context: Context,
) -> None:
    change(context, vat_regime="monthly", valid_from=date(2026, 2, 10), vat_number="FR68900000001")
    before = context.folder.practice_file.read_bytes()
    for on in (date(2026, 3, 1), date(2026, 5, 15), date(2026, 6, 30)):
        with pytest.raises(RuleRefusedError) as error:
            change(context, vat_regime="quarterly", valid_from=on)
        args = {"regime": "quarterly", "on": date(2026, 7, 1)}
        assert error.value.problems == (Problem("practice.vat-whole-quarter", args),)
    assert context.folder.practice_file.read_bytes() == before
    assert change(context, vat_regime="quarterly", valid_from=date(2026, 7, 1)).vat_regimes


@pytest.mark.parametrize(
    ("asked", "proposed"),
    [
        ({"declaration": "monthly"}, date(2027, 1, 1)),
        ({"tax_regime": "bnc-2035"}, date(2027, 1, 1)),
        ({"vat_regime": "quarterly"}, date(2026, 10, 1)),
    ],
)
def test_the_day_that_is_proposed_changes_nothing_that_is_declared_already(
    context: Context, asked: dict[str, object], proposed: date
) -> None:
    change(context, vat_regime="monthly", valid_from=date(2024, 1, 1), vat_number="FR68900000001")
    now = replace(context, today=date(2026, 8, 20))
    with pytest.raises(RuleRefusedError) as error:
        change(now, valid_from=date(2024, 5, 15), **asked)
    assert [each.args["on"] for each in error.value.problems] == [proposed]
    change(now, valid_from=proposed, **asked)


def test_vat_may_begin_within_a_quarter_and_its_rhythm_be_corrected(context: Context) -> None:
    change(context, vat_regime="monthly", valid_from=date(2026, 2, 10), vat_number="FR68900000001")
    after = change(context, vat_regime="quarterly", valid_from=date(2026, 2, 10))
    assert [each.regime for each in after.vat_regimes] == ["quarterly"]
    change(context, vat_regime="franchise", valid_from=date(2026, 5, 4))
    again = change(context, vat_regime="quarterly", valid_from=date(2026, 6, 1))
    assert again.vat_regime_on(date(2026, 6, 1)) == "quarterly"


def test_the_tax_regime_may_begin_with_the_activity(context: Context) -> None:
    text = context.folder.practice_file.read_text("utf-8")
    context.folder.practice_file.write_text(f"started_on = {SEPTEMBER}\n{text}", "utf-8")
    practice = change(context, tax_regime="bnc-2035", valid_from=SEPTEMBER)
    assert practice.tax_regime_on(SEPTEMBER) == "bnc-2035"


def test_an_account_without_a_day_holds_from_today(context: Context) -> None:
    practice = change(context, iban=OTHER)
    assert [each.valid_from for each in practice.bank_accounts] == [context.today]


def test_another_account_does_not_keep_the_bic_of_the_one_before(context: Context) -> None:
    practice = change(context, iban=OTHER)
    assert (practice.bank.bic, practice.bank_on(context.today).bic) == ("TESTFRPPXXX", None)


def test_a_bic_alone_belongs_to_the_account_of_that_day(context: Context) -> None:
    practice = change(context, bic="TESTFRPP")
    assert practice.bank_on(context.today) == Bank(iban=practice.bank.iban, bic="TESTFRPP")


def test_the_account_of_before_typed_for_the_same_day_takes_the_change_back(
    context: Context,
) -> None:
    known = change(context, iban=OTHER).bank
    assert change(context, iban=known.iban, bic=known.bic).bank_accounts == ()


def test_a_mistyped_account_is_replaced_on_its_day(context: Context) -> None:
    change(context, iban=OTHER, bic="TESTFRPPXXX")
    (account,) = change(context, iban=OTHER, bic="TESTFRPP").bank_accounts
    assert account.value == Bank(iban=OTHER, bic="TESTFRPP")


def test_the_address_of_e_invoices_is_set_in_its_whole_form(context: Context) -> None:
    practice = change(context, electronic_address="900000001_COACH")
    assert practice.electronic_address == "0225:900000001_COACH"


@pytest.mark.parametrize(
    "request_",
    [
        PracticeRequest(),
        PracticeRequest(iban="FR76"),
        PracticeRequest(bic="X"),
        PracticeRequest(electronic_address="0004:1"),
        PracticeRequest(payment_days=46),
        PracticeRequest(vat_regime="monthly", valid_from=SEPTEMBER),
    ],
)
def test_what_the_practice_cannot_be_is_refused_and_the_file_stays(
    context: Context, request_: PracticeRequest
) -> None:
    before = context.folder.practice_file.read_bytes()
    with pytest.raises(UsageError):
        set_practice(context, request_)
    assert context.folder.practice_file.read_bytes() == before


def test_a_change_before_another_one_holds_only_until_the_day_before_it(context: Context) -> None:
    change(context, vat_regime="monthly", valid_from=OCTOBER, vat_number=NUMBER)
    change(context, vat_regime="quarterly", valid_from=SEPTEMBER)
    on = date(2026, 9, 16)
    changed = set_practice(context, PracticeRequest(vat_regime="franchise", valid_from=on))
    assert (changed.ends, changed.until) == (True, date(2026, 9, 30))
