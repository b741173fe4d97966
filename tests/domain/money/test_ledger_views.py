from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import make_practice, make_vat_practice
from tests.domain.money.test_credit import ON, PAPER, bill, credit, drafting_of

from phmcoach.documents.papers.printed_sheet import print_sheet
from phmcoach.domain.money.account import Account, account_of, balance_of
from phmcoach.domain.money.credit import Selection
from phmcoach.domain.money.dates import declare_turnover
from phmcoach.domain.money.drafting import finish
from phmcoach.domain.money.due import deposit_line
from phmcoach.domain.money.invoice import Invoice, PaidOnIssue
from phmcoach.domain.money.lateness import find_client_credits, find_unpaid, unpaid_sheet
from phmcoach.domain.money.ledger import LedgerEntry
from phmcoach.domain.money.payment import draft_receipt
from phmcoach.domain.money.receipt import Receipt, ReceiptCategory, ReceiptShare
from phmcoach.domain.money.sheet import Period, Sheet, Total
from phmcoach.domain.money.thresholds import (
    Earned,
    earned_by,
    find_limit_statuses,
    franchise_problems,
    newly_reached,
    threshold_problems,
)
from phmcoach.domain.money.views import (
    declaration_sheet,
    receipts_sheet,
    sales_sheet,
    turnover_sheet,
    vat_remarks,
    vat_sheet,
)
from phmcoach.domain.records.practice import Practice
from phmcoach.domain.shape.validation import validate
from phmcoach.domain.values.money import round_cents, total
from phmcoach.errors import Problem
from phmcoach.exports.csv_sheet import write_csv
from phmcoach.i18n import Translator
from phmcoach.law import load_law
from phmcoach.value import replace
from phmcoach.words import PaymentMethod, ReceiptNature

LAW = load_law()
WITH_VAT = make_vat_practice()
YEAR_END = date(2026, 12, 31)
YEAR = Period(date(2026, 1, 1), YEAR_END)
MONTHLY = make_practice(declaration="monthly")
QUARTERLY = make_practice()
D = Decimal


def entries(*bodies: Invoice | Receipt) -> tuple[LedgerEntry, ...]:
    return tuple(
        validate(
            LedgerEntry,
            {
                "schema": 1,
                "place": place,
                "kind": "invoice" if isinstance(body, Invoice) else "receipt",
                "recorded_at": datetime(2026, 6, 15, 9, tzinfo=UTC),
                "previous_sha256": "0" * 64,
                "pdf_sha256": "0" * 64 if isinstance(body, Invoice) else None,
                "invoice" if isinstance(body, Invoice) else "receipt": body,
            },
        )
        for place, body in enumerate(bodies, 1)
    )


def earned(*bodies: Invoice | Receipt) -> tuple[Earned, ...]:
    return tuple(earned_by(each.money) for each in entries(*bodies) if each.money)


def received(
    on: date,
    amount: str,
    *,
    nature: ReceiptNature = "other",
    method: PaymentMethod | None = "transfer",
    rate: int = 0,
    refund: bool = False,
    **more: object,
) -> Receipt:
    gross = D(amount)
    vat = (gross * rate / (100 + rate)).quantize(D("0.01"))
    category: ReceiptCategory = (
        "O" if nature in ("penalties", "indemnity", "opening") else "S" if rate else "E"
    )
    share = ReceiptShare(category=category, rate=D(rate), net=gross - vat, vat=vat)
    return validate(
        Receipt,
        {
            "received_on": on,
            "direction": "out" if refund else "in",
            "nature": nature,
            "method": method,
            "amount": gross,
            "shares": (share,),
            **more,
        },
    )


def totals(sheet: Sheet, column: int) -> list[tuple[str, date, Decimal | None]]:
    return [(each.span, each.on, each.cells[column]) for each in sheet.totals]


def test_the_receipts_ledger_has_its_legal_columns() -> None:
    sheet = receipts_sheet((), YEAR)
    assert [column.name for column in sheet.columns] == [
        *("received_on", "voucher", "client", "nature", "method", "received", "cash", "vat"),
        *("place", "recorded_on"),
    ]


def test_receipts_are_sorted_by_day_with_totals_of_months_quarters_and_the_year() -> None:
    sheet = receipts_sheet(
        entries(
            received(date(2026, 4, 2), "30", client="Mairie", label="Atelier", reference="C 7"),
            received(date(2026, 2, 10), "10", method="cash"),
            received(date(2026, 2, 3), "20", refund=True),
            received(date(2025, 12, 31), "500"),
        ),
        YEAR,
    )
    shown = [
        row.span if isinstance(row, Total) else (row.cells[1], row.cells[5]) for row in sheet.rows
    ]
    assert shown == [
        ("000003", D("-20")),
        ("000002", D("10")),
        "month",
        "quarter",
        ("C 7", D("30")),
        *("month", "quarter", "year"),
    ]
    assert totals(sheet, 5) == [
        ("month", date(2026, 2, 3), D("-10.00")),
        ("quarter", date(2026, 2, 3), D("-10.00")),
        ("month", date(2026, 4, 2), D("30.00")),
        ("quarter", date(2026, 4, 2), D("30.00")),
        ("year", date(2026, 2, 3), D("20.00")),
    ]
    assert sheet.totals[0].cells[6] == D("10.00"), "cash apart"
    assert sheet.lines[2].cells[2] == "Mairie – Atelier"


def test_a_period_other_than_a_year_ends_with_its_own_total() -> None:
    sheet = receipts_sheet(
        entries(received(date(2026, 2, 3), "5")), Period(date(2026, 2, 1), date(2026, 2, 28))
    )
    assert [each.span for each in sheet.totals] == ["month", "quarter", "year", "period"]
    assert sheet.totals[-1].cells[5] == D("5.00")


def deposit_road() -> tuple[LedgerEntry, ...]:
    drafting = drafting_of()
    deposit = finish(drafting, [deposit_line(drafting, D(300))], kind="deposit")
    deposit = replace(deposit, number="F-2026-0001")
    paid = draft_receipt(deposit, Account((deposit,)), None, on=ON, method="transfer")
    final = bill(drafting_of(Account((deposit,), (paid,))), "F-2026-0002")
    rest = draft_receipt(final, Account((deposit, final), (paid,)), None, on=ON, method="transfer")
    return entries(deposit, paid, final, rest)


def test_a_deposit_counts_once_as_a_sale_and_once_as_a_receipt() -> None:
    found = deposit_road()
    price = total(entry.invoice.total_net for entry in found if entry.invoice) - D(300)
    vat = round_cents(price * 20 / 100)
    sales = sales_sheet(found, YEAR)
    assert sales.totals[-1].cells[4:7] == (price, vat, price + vat)
    months = turnover_sheet(found, YEAR)
    assert months.lines[0].cells == (date(2026, 1, 1), price, price)
    assert vat_sheet(found, YEAR, WITH_VAT).lines[0].cells[1:4] == (D(20), price, vat)


def test_a_credit_note_is_a_negative_sale() -> None:
    sheet = sales_sheet(entries(PAPER, credit(PAPER, selection=Selection(lines=(3,)))), YEAR)
    assert [line.cells[4] for line in sheet.lines] == [PAPER.total_net, D("-118.40")]


def test_compensation_and_opening_receipts_are_not_turnover() -> None:
    found = entries(
        received(date(2026, 1, 5), "4000", nature="opening", method=None),
        received(date(2026, 2, 3), "40", nature="indemnity"),
        received(date(2026, 2, 3), "7", nature="penalties"),
        received(date(2026, 2, 4), "100"),
        received(date(2026, 2, 9), "30", surplus=D(10), shares=(
            ReceiptShare(category="E", rate=D(0), net=D(20), vat=D(0)),
        )),
    )  # fmt: skip
    assert [line.cells[1] for line in turnover_sheet(found, YEAR).lines] == [D("120.00")]


def test_vat_is_due_by_month_and_rate_on_what_was_received() -> None:
    found = entries(
        received(date(2026, 2, 3), "120", rate=20),
        received(date(2026, 2, 20), "60", rate=20, refund=True),
        received(date(2026, 3, 1), "12", rate=20),
        received(date(2026, 3, 1), "99"),
    )
    sheet = vat_sheet(found, YEAR, WITH_VAT)
    assert [line.cells[:4] for line in sheet.lines] == [
        (date(2026, 2, 1), D(20), D("50.00"), D("10.00")),
        (date(2026, 3, 1), D(20), D("10.00"), D("2.00")),
    ]


def test_the_return_asks_for_whole_euros_once_for_its_period_and_the_rest_is_rounding() -> None:
    found = entries(
        received(date(2026, 2, 3), "100.45", rate=20),
        received(date(2026, 3, 3), "100.45", rate=20),
        received(date(2026, 5, 3), "100.45", rate=20),
    )
    by_quarter = vat_sheet(found, YEAR, WITH_VAT)
    assert [line.cells[2:] for line in by_quarter.lines] == [
        (D("83.71"), D("16.74"), None, None, None),
        (D("83.71"), D("16.74"), D(167), D(33), D("-0.48")),
        (D("83.71"), D("16.74"), D(84), D(17), D("0.26")),
    ]
    assert by_quarter.totals[-1].cells[2:] == (
        *(D("251.13"), D("50.22"), D(251), D(50), D("-0.22")),
    )
    monthly = make_vat_practice(vat_regimes=[{"valid_from": date(2026, 1, 1), "regime": "monthly"}])
    by_month = vat_sheet(found, YEAR, monthly)
    assert [line.cells[4:] for line in by_month.lines] == [(D(84), D(17), D("0.26"))] * 3


def test_refunds_beyond_the_receipts_are_deducted_and_not_declared_as_negative() -> None:
    found = entries(
        received(date(2026, 2, 3), "100.45", rate=20),
        received(date(2026, 3, 3), "250.45", rate=20, refund=True),
        received(date(2026, 5, 3), "100.45", rate=20),
    )
    sheet = vat_sheet(found, YEAR, WITH_VAT)
    assert [line.cells[2:] for line in sheet.lines] == [
        (D("83.71"), D("16.74"), None, None, None),
        (D("-208.71"), D("-41.74"), D(0), D(0), D("0.00")),
        (D("83.71"), D("16.74"), D(84), D(17), D("0.26")),
    ]
    quarter = {"start_on": date(2026, 1, 1), "end_on": date(2026, 3, 31)}
    assert list(vat_remarks(found, YEAR, WITH_VAT)) == [
        Problem("vat.refunds-deducted", quarter | {"rate": D(20), "amount": D(25)})
    ]


def test_a_part_of_a_declared_period_says_nothing_of_its_return() -> None:
    found = entries(received(date(2026, 2, 3), "100.45", rate=20))
    february = Period(date(2026, 2, 1), date(2026, 2, 28))
    assert len(vat_sheet(found, february, WITH_VAT).columns) == 4


def test_a_declaration_is_in_whole_euros_with_its_contributions() -> None:
    found = entries(received(date(2026, 2, 3), "1000.50"), received(date(2026, 2, 4), "40"))
    practice = replace(MONTHLY, flat_income_tax=True)
    (line,) = declaration_sheet(found, YEAR, LAW, practice)[0].lines
    assert line.cells == (
        date(2026, 2, 1), D("1040.50"), D(1041), D("266.50"), D("2.08"), D("22.90")
    )  # fmt: skip
    (other,) = declaration_sheet(found, YEAR, LAW, make_practice(social_fund="cipav"))[0].lines
    assert other.cells[3] == D("241.51")


def test_a_declaration_without_its_rates_shows_the_receipts_and_names_every_rate() -> None:
    late = Period(date(2031, 1, 1), date(2031, 12, 31))
    found = entries(received(date(2031, 2, 3), "1000.50"), received(date(2031, 3, 4), "40"))
    sheet, problems = declaration_sheet(found, late, LAW, replace(MONTHLY, flat_income_tax=True))
    unknown = (None, None, None)
    assert [line.cells for line in sheet.lines] == [
        (date(2031, 2, 1), D("1000.50"), D(1001), *unknown),
        (date(2031, 3, 1), D("40.00"), D(40), *unknown),
    ]
    assert sheet.totals[-1].cells == (None, D("1040.50"), D(1041), *unknown)
    assert [problem.args["what"] for problem in problems] == [
        "law-ssi",
        "law-training-fund",
        "law-income-tax",
    ]


def test_the_flat_income_tax_is_shown_only_to_who_chose_it() -> None:
    found = entries(received(date(2026, 2, 3), "1000.50"))
    sheet, _ = declaration_sheet(found, YEAR, LAW, MONTHLY)
    assert [row.cells[5] for row in sheet.rows] == [None] * len(sheet.rows)
    printed = print_sheet(sheet, Translator("fr"))
    assert "Vers. libératoire" not in [column.heading for column in printed.columns]


def test_a_rate_of_the_flat_income_tax_is_asked_only_of_who_chose_it() -> None:
    late = Period(date(2031, 1, 1), date(2031, 12, 31))
    found = entries(received(date(2031, 2, 3), "1000.50"))
    _, problems = declaration_sheet(found, late, LAW, MONTHLY)
    assert [problem.args["what"] for problem in problems] == ["law-ssi", "law-training-fund"]


def declared(sheet: Sheet) -> list[tuple[object, ...]]:
    """Return the first day of each declared period, what was received, what is declared."""
    return [line.cells[:3] for line in sheet.lines]


def test_a_declared_quarter_is_rounded_once() -> None:
    days = (date(2026, 1, 5), date(2026, 2, 5), date(2026, 3, 5))
    found = entries(*(received(on, "200.40") for on in days))
    sheet, problems = declaration_sheet(found, YEAR, LAW, QUARTERLY)
    assert declared(sheet) == [(date(2026, 1, 1), D("601.20"), D(601))]
    assert sheet.lines[0].cells[3] == D("153.86")
    assert [(each.span, each.cells[2]) for each in sheet.totals] == [("year", D(601))]
    assert problems == ()


def test_a_declared_quarter_is_whole_although_the_view_begins_or_ends_inside_it() -> None:
    found = entries(received(date(2026, 1, 5), "100"), received(date(2026, 6, 30), "50"))
    part = Period(date(2026, 2, 10), date(2026, 4, 2))
    sheet, _ = declaration_sheet(found, part, LAW, QUARTERLY)
    assert sheet.period == Period(date(2026, 1, 1), date(2026, 6, 30))
    assert [row[1] for row in declared(sheet)] == [D(100), D(50)]


def test_quarters_before_a_change_of_declarations_and_months_after_it_have_a_column_each() -> None:
    first_on = date(2026, 1, 1)
    change = {"valid_from": first_on, "declaration": "monthly"}
    practice = make_practice(declarations=[change])
    days = (date(2025, 10, 5), date(2025, 12, 5), date(2026, 1, 5), date(2026, 2, 5))
    found = entries(*(received(on, "100.40") for on in days))
    sheet, _ = declaration_sheet(found, Period(date(2025, 11, 2), date(2026, 2, 3)), LAW, practice)
    assert sheet.period == Period(date(2025, 10, 1), date(2026, 2, 28))
    assert [column.name for column in sheet.columns[:2]] == ["quarter", "month"]
    assert [line.cells[:4] for line in sheet.lines] == [
        (date(2025, 10, 1), None, D("200.80"), D(201)),
        (None, first_on, D("100.40"), D(100)),
        (None, date(2026, 2, 1), D("100.40"), D(100)),
    ]


def test_a_change_of_declarations_within_a_year_counts_from_the_next_one() -> None:
    change = {"valid_from": date(2026, 2, 15), "declaration": "monthly"}
    practice = make_practice(declarations=[change])
    found = [practice.declares_on(on) for on in (date(2026, 12, 31), date(2027, 1, 1))]
    assert found == ["quarterly", "monthly"]


def test_refunds_beyond_the_receipts_are_declared_as_zero_and_carried_over() -> None:
    found = entries(
        received(date(2025, 12, 5), "100"),
        received(date(2026, 2, 5), "300.40", refund=True),
        received(date(2026, 4, 5), "100"),
        received(date(2026, 8, 5), "500"),
    )
    sheet, problems = declaration_sheet(found, YEAR, LAW, QUARTERLY)
    assert declared(sheet) == [
        (date(2026, 1, 1), D("-300.40"), D(0)),
        (date(2026, 4, 1), D(100), D(0)),
        (date(2026, 7, 1), D(500), D(300)),
    ]
    assert [(each.message, each.args["amount"]) for each in problems] == [
        ("declaration.carried", D("300.40")),
        ("declaration.brought", D("300.40")),
        ("declaration.carried", D("200.40")),
        ("declaration.brought", D("200.40")),
    ]


def test_what_is_carried_over_may_come_from_the_year_before() -> None:
    found = entries(
        received(date(2025, 12, 5), "80", refund=True), received(date(2026, 1, 5), "100")
    )
    sheet, problems = declaration_sheet(found, YEAR, LAW, MONTHLY)
    assert declared(sheet) == [(date(2026, 1, 1), D(100), D(20))]
    assert [each.message for each in problems] == ["declaration.brought"]


def test_a_declaration_of_zero_is_shown_as_one() -> None:
    found = entries(received(date(2031, 2, 5), "300", refund=True))
    sheet, _ = declaration_sheet(found, Period(date(2031, 1, 1), date(2031, 12, 31)), LAW, MONTHLY)
    printed = print_sheet(sheet, Translator("en"))
    assert [column.heading for column in printed.columns] == ["Month", "Received", "To declare"]


@pytest.mark.parametrize(
    ("view", "headings"),
    [
        ("vat", ["Month", "Rate", "Base", "VAT", "Base to declare", "VAT to declare"]),
        ("turnover", ["Month", "Received"]),
    ],
)
def test_a_view_of_zeros_alone_shows_the_zeros(view: str, headings: list[str]) -> None:
    on = date(2026, 2, 3)
    found = entries(received(on, "120", rate=20), received(on, "120", rate=20, refund=True))
    is_vat = view == "vat"
    sheet = vat_sheet(found, YEAR, WITH_VAT) if is_vat else turnover_sheet(found, YEAR)
    printed = print_sheet(sheet, Translator("en"))
    assert [column.heading for column in printed.columns] == headings
    first = 2 if is_vat else 1
    assert {cell for row in printed.rows for cell in row.cells[first:]} == {"€0.00"}


@given(
    st.lists(
        st.tuples(st.dates(date(2026, 1, 1), date(2026, 12, 31)), st.integers(-(10**6), 10**6)),
        max_size=12,
    ),
    st.sampled_from((MONTHLY, QUARTERLY)),
)
def test_no_declaration_is_negative_and_all_of_them_miss_less_than_half_a_euro_each(
    amounts: list[tuple[date, int]], practice: Practice
) -> None:
    moves = [(on, D(cents).scaleb(-2)) for on, cents in amounts]
    found = declare_turnover(moves, practice)
    assert all(each.declared >= 0 and each.carried >= 0 for each in found)
    carried = found[-1].carried if found else D(0)
    whole = total(amount for _, amount in moves) + carried
    assert abs(total(each.declared for each in found) - whole) <= D("0.5") * len(found)


def test_a_total_with_an_amount_that_is_not_known_is_not_known_either() -> None:
    period = Period(date(2026, 12, 1), date(2027, 1, 31))
    found = entries(received(date(2026, 12, 3), "1000"), received(date(2027, 1, 4), "40"))
    sheet, _ = declaration_sheet(found, period, LAW, MONTHLY)
    assert [line.cells[3] for line in sheet.lines] == [D("256.00"), None]
    assert sheet.totals[-1].cells == (None, D("1040.00"), D(1040), None, None, None)


@given(st.lists(st.tuples(st.dates(date(2026, 1, 1), YEAR_END), st.integers(1, 10**7)), max_size=9))
def test_totals_of_each_span_add_up_to_the_whole(amounts: list[tuple[date, int]]) -> None:
    found = entries(*(received(on, str(D(cents).scaleb(-2))) for on, cents in amounts))
    sheet = receipts_sheet(found, YEAR)
    whole = D(sum(cents for _, cents in amounts)).scaleb(-2)
    for span in ("month", "quarter", "year"):
        assert total(t.cells[5] or D(0) for t in sheet.totals if t.span == span) == whole


def threshold_messages(
    *receipts: Receipt, liable: bool = False, tax_regime: str = "micro-bnc"
) -> list[tuple[str, object]]:
    make = make_vat_practice if liable else make_practice
    standings = find_limit_statuses(earned(*receipts), make(tax_regime=tax_regime), LAW, YEAR_END)
    return [(p.message, p.args.get("on")) for p in threshold_problems(standings)]


@pytest.mark.parametrize(
    ("amount", "expected"),
    [
        ("29999.99", []),
        ("30000", [("threshold.franchise-near", date(2027, 1, 1))]),
        ("37500", [("threshold.franchise-near", date(2027, 1, 1))]),
        ("37500.01", [("threshold.franchise-ending", date(2027, 1, 1))]),
        ("41250", [("threshold.franchise-ending", date(2027, 1, 1))]),
        ("41250.01", [("threshold.franchise-lost", date(2026, 5, 4))]),
        (
            "66880",
            [
                ("threshold.franchise-lost", date(2026, 5, 4)),
                ("threshold.micro-near", date(2027, 1, 1)),
            ],
        ),
        (
            "83600.01",
            [
                ("threshold.franchise-lost", date(2026, 5, 4)),
                ("threshold.micro-crossed", date(2027, 1, 1)),
            ],
        ),
    ],
)
def test_a_limit_that_is_near_or_crossed_is_reported_with_its_day(
    amount: str, expected: list[tuple[str, object]]
) -> None:
    assert threshold_messages(received(date(2026, 5, 4), amount)) == expected


def test_opening_receipts_count_towards_the_limits() -> None:
    before = received(date(2026, 3, 1), "40000", nature="opening", method=None)
    crossing = received(date(2026, 5, 4), "1250.01")
    assert threshold_messages(crossing, before) == [("threshold.franchise-lost", date(2026, 5, 4))]


def abroad(receipt: Receipt) -> Receipt:
    """Return a receipt for a service in another country of the Union (reverse charge)."""
    return replace(receipt, shares=tuple(replace(s, category="AE") for s in receipt.shares))


def test_services_in_another_country_of_the_union_count_for_the_micro_regime_alone() -> None:
    sold = abroad(received(date(2026, 5, 4), "83600.01"))
    statuses = find_limit_statuses(earned(sold), make_practice(), LAW, YEAR_END)
    assert [(each.limit, each.received) for each in statuses] == [
        ("vat-franchise", 0),
        ("vat-franchise-upper", 0),
        ("micro", D("83600.01")),
    ]
    assert threshold_messages(sold) == [("threshold.micro-crossed", date(2027, 1, 1))]
    assert franchise_problems(earned(sold), make_practice(), LAW, YEAR_END) == ()


def test_a_refund_of_a_service_abroad_does_not_reduce_the_national_turnover() -> None:
    back = abroad(received(date(2026, 6, 4), "9000", refund=True))
    home = received(date(2026, 5, 4), "30000")
    statuses = find_limit_statuses(earned(home, back), make_practice(), LAW, YEAR_END)
    assert [each.received for each in statuses] == [30000, 30000, 21000]


def test_the_limits_of_the_first_year_are_pro_rata_except_the_upper_one() -> None:
    practice = make_practice(started_on=date(2026, 7, 1))
    limits = {
        year: [each.amount for each in find_limit_statuses((), practice, LAW, date(year, 12, 31))]
        for year in (2026, 2027)
    }
    assert limits == {
        2026: [D("18904.11"), D("41250"), D("42143.56")],
        2027: [D("37500"), D("41250"), D("83600")],
    }


@pytest.mark.parametrize(
    ("amount", "expected"),
    [("18904.11", []), ("18904.12", [("threshold.franchise-lost-before", date(2026, 1, 1))])],
)
def test_a_first_year_above_its_pro_rata_limit_ends_the_franchise_with_the_next(
    amount: str, expected: list[tuple[str, object]]
) -> None:
    practice = make_practice(started_on=date(2025, 7, 1))
    found = earned(received(date(2025, 9, 1), amount), received(date(2026, 1, 5), "1"))
    problems = franchise_problems(found, practice, LAW, YEAR_END)
    assert [(each.message, each.args["on"]) for each in problems] == expected


def test_a_practice_with_vat_or_a_real_regime_has_fewer_limits() -> None:
    much = received(date(2026, 5, 4), "90000")
    assert threshold_messages(much, liable=True) == [("threshold.micro-crossed", date(2027, 1, 1))]
    assert threshold_messages(much, liable=True, tax_regime="bnc-2035") == []


def test_the_limits_apply_to_amounts_without_vat() -> None:
    assert threshold_messages(received(date(2026, 5, 4), "90000", rate=20), liable=True) == [
        ("threshold.micro-near", date(2027, 1, 1))
    ]


def reached(before: Iterable[Receipt], last: Receipt) -> list[str]:
    practice, earlier = make_practice(), tuple(before)
    was = find_limit_statuses(earned(*earlier), practice, LAW, YEAR_END)
    now = find_limit_statuses(earned(*earlier, last), practice, LAW, YEAR_END)
    return [problem.message for problem in newly_reached(was, now)]


def test_a_limit_is_reported_only_by_the_receipt_that_reaches_it() -> None:
    first = received(date(2026, 5, 4), "30000")
    assert reached([], first) == ["threshold.franchise-near"]
    assert reached([first], received(date(2026, 5, 5), "10")) == []
    assert reached([first], received(date(2026, 5, 5), "3750")) == ["threshold.franchise-near"]
    assert reached([first], received(date(2026, 5, 5), "7500.01")) == ["threshold.franchise-ending"]


@pytest.mark.parametrize(
    ("last", "now", "expected"),
    [
        ("0", "41250.00", []),
        ("0", "41250.01", [("threshold.franchise-lost", date(2026, 5, 4))]),
        ("37500.00", "0", []),
        ("37500.01", "0", [("threshold.franchise-lost-before", date(2026, 1, 1))]),
        ("41250.01", "50000", [("threshold.franchise-lost-before", date(2025, 5, 4))]),
    ],
)
def test_a_lost_franchise_is_reported_until_the_regime_changes(
    last: str, now: str, expected: list[tuple[str, object]]
) -> None:
    days = ((date(2025, 5, 4), last), (date(2026, 5, 4), now))
    found = earned(*(received(on, amount) for on, amount in days if D(amount)))
    problems = franchise_problems(found, make_practice(), LAW, YEAR_END)
    assert [(each.message, each.args["on"]) for each in problems] == expected
    assert franchise_problems(found, make_vat_practice(), LAW, YEAR_END) == ()


def test_a_ledger_without_receipts_needs_no_law_of_the_franchise() -> None:
    assert franchise_problems((), make_practice(), LAW, date(1999, 12, 31)) == ()


AT_ISSUE = replace(PAPER, paid=PaidOnIssue(received_on=ON, method="cash"))


def test_a_payment_on_issue_counts_like_any_other_receipt() -> None:
    later = draft_receipt(PAPER, Account((PAPER,)), None, on=ON, method="cash")
    at_once, apart = entries(AT_ISSUE), entries(PAPER, later)
    (one,), (other,) = receipts_sheet(at_once, YEAR).lines, receipts_sheet(apart, YEAR).lines
    assert (one.cells[:8], one.cells[8], other.cells[8]) == (other.cells[:8], 1, 2)
    for view in (sales_sheet, turnover_sheet):
        assert view(at_once, YEAR) == view(apart, YEAR)
    assert vat_sheet(at_once, YEAR, WITH_VAT) == vat_sheet(apart, YEAR, WITH_VAT)
    declared = declaration_sheet(at_once, YEAR, LAW, MONTHLY)
    assert declared == declaration_sheet(apart, YEAR, LAW, MONTHLY)
    practice = make_practice()
    assert find_limit_statuses(earned(AT_ISSUE), practice, LAW, YEAR_END) == find_limit_statuses(
        earned(PAPER, later), practice, LAW, YEAR_END
    )
    account = account_of(at_once, PAPER.engagement, specimen=False)
    assert balance_of(account, AT_ISSUE) == balance_of(Account((PAPER,), (later,)), PAPER)


def test_amounts_owed_to_clients_are_separate_from_amounts_that_they_owe() -> None:
    deposit = replace(PAPER, type="deposit", number="F-2026-0007")
    advance = draft_receipt(deposit, Account((deposit,)), None, on=ON, method="card")
    unpaid = replace(deposit, number="F-2026-0008")
    note = credit(AT_ISSUE, account=Account((AT_ISSUE,)))
    book = entries(AT_ISSUE, note, deposit, advance, unpaid)
    owed = find_client_credits(book, specimen=False)
    whole = PAPER.total_gross
    assert [(each.paper.number, each.amount) for each in owed] == [
        ("F-2026-0001", whole),
        ("F-2026-0007", whole),
    ]
    late, _ = find_unpaid(book, LAW, as_of=ON, specimen=False)
    sheet = unpaid_sheet(late, ON, owed)
    assert [line.cells[-2:] for line in sheet.lines] == [(whole, None), *[(None, whole)] * 2]
    assert sheet.totals[0].cells[-2:] == (whole, 2 * whole)


def test_opening_receipts_count_in_no_month_or_quarter() -> None:
    opening = received(date(2026, 5, 4), "4200", nature="opening", method=None)
    later = received(date(2026, 5, 20), "100")
    book = entries(opening, later)
    sums = [(each.span, each.cells[5]) for each in receipts_sheet(book, YEAR).totals]
    assert sums == [("month", D(100)), ("quarter", D(100)), ("year", D(4300))]
    may = Period(date(2026, 5, 1), date(2026, 5, 31))
    assert receipts_sheet(book, may).totals[-1].cells[5] == D(100)
    so_far = Period(date(2026, 1, 1), date(2026, 6, 30))
    assert receipts_sheet(book, so_far).totals[-1].cells[5] == D(4300)


def test_a_rate_has_no_trailing_zeros_in_a_csv() -> None:
    found = entries(received(date(2026, 2, 3), "120", rate=20))
    receipt = found[0].receipt
    assert receipt is not None
    (share,) = receipt.shares
    read = replace(receipt, shares=(replace(share, rate=D("20.0")),))
    sheet = vat_sheet((replace(found[0], receipt=read),), YEAR, WITH_VAT)
    line = "2026-02;20;100,00;20,00;100;20;0,00"
    assert write_csv(sheet.columns, sheet.lines, Translator("fr")).splitlines()[1] == line
