"""The cost of lateness: the sums that an accountant would compute by hand."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phmcoach.domain.money.ledger import LedgerEntry
from phmcoach.domain.money.penalties import (
    Payment,
    Penalties,
    find_penalties,
    find_time_bar,
    payments_of,
)
from phmcoach.domain.money.receipt import Receipt, ReceiptShare
from phmcoach.domain.records.law_rules import HalfYear, Rules
from phmcoach.domain.shape.validation import InvalidRecordError, checked
from phmcoach.domain.values.money import round_cents
from phmcoach.errors import Paste, RuleRefusedError
from phmcoach.law import load_law
from phmcoach.value import replace
from phmcoach.words import ClientKind, Direction, ReceiptNature

LAW = load_law()
OWED = Decimal("3120.00")
MAY, AUGUST = date(2026, 5, 31), date(2026, 8, 31)


def late(
    due_on: date = MAY,
    as_of: date = AUGUST,
    *payments: Payment,
    kind: ClientKind = "company-fr",
    **others: Any,  # noqa: ANN401 - the keywords of what is tested
) -> Penalties:
    given: dict[str, Any] = {"owed": OWED, "law": LAW, **others}
    return find_penalties(kind=kind, due_on=due_on, payments=payments, as_of=as_of, **given)


def spans(penalties: Penalties) -> list[tuple[int, str, str, str]]:
    return [
        (span.days, str(span.principal), str(span.rate), str(span.amount))
        for span in penalties.spans
    ]


def refusal(**others: Any) -> tuple[str, dict[str, object]]:  # noqa: ANN401 - as above
    with pytest.raises(RuleRefusedError) as refused:
        late(**others)
    (problem,) = refused.value.problems
    return problem.message, dict(problem.args)


def test_45_days_in_one_half_year_are_one_span() -> None:
    found = late(date(2026, 9, 30), date(2026, 11, 14))
    assert spans(found) == [(45, "3120.00", "12.40", "47.70")]
    assert (found.interest, found.indemnity, found.amount) == (
        Decimal("47.70"),
        Decimal("40.00"),
        Decimal("87.70"),
    )


def test_a_delay_over_two_half_years_is_split_and_each_span_is_rounded() -> None:
    found = late()
    assert spans(found) == [(30, "3120.00", "12.15", "31.16"), (62, "3120.00", "12.40", "65.72")]
    assert found.interest == Decimal("96.88")


@pytest.mark.parametrize(
    ("on", "rate"),
    [
        (date(2025, 1, 1), "13.15"),
        (date(2025, 6, 30), "13.15"),
        (date(2025, 7, 1), "12.15"),
        (date(2026, 6, 30), "12.15"),
        (date(2026, 7, 1), "12.40"),
        (date(2026, 12, 31), "12.40"),
    ],
)
def test_a_business_owes_ten_points_above_the_central_bank(on: date, rate: str) -> None:
    (span,) = late(on - timedelta(days=1), on).spans
    assert (span.days, str(span.rate)) == (1, rate)


@pytest.mark.parametrize(
    ("on", "rate"),
    [
        (date(2025, 2, 1), "11.15"),
        (date(2025, 8, 1), "10.15"),
        (date(2026, 2, 1), "10.15"),
        (date(2026, 8, 1), "10.40"),
    ],
)
def test_a_public_body_owes_eight_points_above_the_central_bank(on: date, rate: str) -> None:
    (span,) = late(on, on + timedelta(days=9), kind="public").spans
    assert str(span.rate) == rate


def test_the_rate_of_a_public_body_is_fixed_on_the_day_when_interest_begins() -> None:
    found = late(kind="public")
    assert spans(found) == [(92, "3120.00", "10.15", "79.82")]
    assert found.indemnity == Decimal("40.00")


def test_an_eu_company_owes_the_same_as_a_french_one() -> None:
    assert late(kind="company-eu") == late(kind="company-fr")


def test_a_consumer_owes_nothing_before_a_formal_notice() -> None:
    assert late(kind="private") == Penalties()


def test_a_consumer_owes_legal_interest_from_the_day_after_the_notice_and_no_indemnity() -> None:
    found = late(kind="private", notified_on=date(2026, 6, 15))
    assert spans(found) == [(15, "3120.00", "2.62", "3.36"), (62, "3120.00", "2.75", "14.57")]
    assert found.indemnity == 0


def test_a_notice_before_the_due_date_does_not_start_interest_early() -> None:
    (span,) = late(as_of=date(2026, 6, 10), kind="private", notified_on=date(2026, 5, 1)).spans
    assert span.start_on == date(2026, 6, 1)


@pytest.mark.parametrize("as_of", [date(2026, 5, 1), MAY])
def test_nothing_is_late_on_the_due_date(as_of: date) -> None:
    assert late(as_of=as_of) == Penalties()


def test_one_day_late_costs_one_day_and_the_whole_indemnity() -> None:
    found = late(as_of=date(2026, 6, 1))
    assert spans(found) == [(1, "3120.00", "12.15", "1.04")]
    assert found.indemnity == Decimal("40.00")


def test_a_payment_counts_from_the_next_day() -> None:
    found = late(MAY, date(2026, 6, 20), Payment(date(2026, 6, 10), Decimal(1000)))
    assert spans(found) == [(10, "3120.00", "12.15", "10.39"), (10, "2120.00", "12.15", "7.05")]
    assert found.interest == round_cents((Decimal(31200) + 21200) * Decimal("12.15") / 36500)


def test_the_interest_of_a_half_year_is_rounded_once() -> None:
    payments = [Payment(MAY + timedelta(days=n), Decimal("0.10")) for n in range(1, 30)]
    found = late(MAY, date(2026, 6, 30), *payments)
    days_times_sum = sum(span.days * span.principal for span in found.spans)
    assert len(found.spans) == 30
    assert found.interest == round_cents(days_times_sum * Decimal("12.15") / 36500)


def test_an_invoice_paid_on_time_bears_no_interest() -> None:
    assert late(MAY, AUGUST, Payment(MAY, OWED)) == Penalties()


def test_interest_ends_on_the_day_of_the_last_payment() -> None:
    paid = Payment(date(2026, 6, 10), OWED)
    assert late(MAY, AUGUST, paid) == late(MAY, date(2026, 6, 10))


def test_a_payment_on_the_last_day_does_not_change_the_interest() -> None:
    assert late(MAY, AUGUST, Payment(AUGUST, OWED)) == late(MAY, AUGUST)


def test_a_refund_makes_the_sum_late_again() -> None:
    found = late(
        MAY,
        date(2026, 6, 20),
        Payment(date(2026, 6, 5), OWED),
        Payment(date(2026, 6, 15), Decimal(-120)),
    )
    assert [(span.days, span.principal) for span in found.spans] == [(5, OWED), (5, Decimal(120))]


def test_an_unknown_half_year_is_refused_with_the_lines_to_add() -> None:
    message, args = refusal(as_of=date(2027, 1, 1))
    assert message == "law.missing"
    table = (
        "[[half_years]]\nrefinancing = 2.40\nlegal = 2.75\nvalid_from = 2027-01-01\n"
        'valid_to = 2027-06-30\nsource = "…"'
    )
    assert args == {
        "start_on": date(2027, 1, 1),
        "end_on": date(2027, 6, 30),
        "what": "law-half-years",
        "paste": Paste("law/2027.toml", table, is_new=True),
    }


def test_all_half_years_that_are_unknown_are_named_at_once() -> None:
    with pytest.raises(RuleRefusedError) as refused:
        late(MAY, date(2028, 1, 1))
    days = [problem.args["start_on"] for problem in refused.value.problems]
    assert days == [date(2027, 1, 1), date(2027, 7, 1), date(2028, 1, 1)]


def test_a_half_year_before_the_data_begins_is_refused() -> None:
    message, args = refusal(due_on=date(2024, 11, 30), as_of=date(2025, 3, 1))
    assert (message, args["start_on"]) == ("law.missing", date(2024, 7, 1))


def test_an_invoice_paid_before_an_unknown_half_year_does_not_need_its_rate() -> None:
    assert late(MAY, date(2028, 1, 1), Payment(date(2026, 6, 10), OWED)).amount > 0


def test_an_agreed_rate_replaces_the_legal_default() -> None:
    assert spans(late(as_of=date(2026, 6, 30), agreed=Decimal(15))) == [
        (30, "3120.00", "15", "38.47")
    ]


def test_an_agreed_rate_may_be_three_times_the_legal_one() -> None:
    assert late(as_of=date(2026, 6, 30), agreed=Decimal("7.86")).interest > 0


def test_an_agreed_rate_below_three_times_the_legal_one_is_refused() -> None:
    assert refusal(as_of=date(2026, 6, 30), agreed=Decimal("7.85")) == (
        "penalties.rate-below-floor",
        {"rate": Decimal("7.85"), "floor": Decimal("7.86"), "on": date(2026, 1, 1)},
    )


def test_an_agreed_rate_must_reach_the_minimum_in_every_half_year() -> None:
    message, args = refusal(agreed=Decimal(8))
    assert (message, args["floor"], args["on"]) == (
        "penalties.rate-below-floor",
        Decimal("8.25"),
        date(2026, 7, 1),
    )


@pytest.mark.parametrize("kind", ["public", "private"])
def test_a_public_body_or_a_consumer_cannot_agree_to_a_rate(kind: ClientKind) -> None:
    assert refusal(kind=kind, agreed=Decimal(15))[0] == "penalties.no-agreed-rate"


@pytest.mark.parametrize(
    ("kind", "last"),
    [
        ("company-fr", date(2031, 5, 31)),
        ("company-eu", date(2031, 5, 31)),
        ("private", date(2028, 5, 31)),
        ("public", date(2030, 12, 31)),
    ],
)
def test_each_kind_of_client_has_its_time_bar(kind: ClientKind, last: date) -> None:
    assert find_time_bar(kind=kind, due_on=MAY, payments=(), law=LAW) == last


def test_a_partial_payment_restarts_the_time_bar_and_a_refund_does_not() -> None:
    payments = (
        Payment(date(2026, 9, 1), Decimal(100)),
        Payment(date(2026, 10, 1), Decimal(-50)),
    )
    found = find_time_bar(kind="private", due_on=MAY, payments=payments, law=LAW)
    assert found == date(2028, 9, 1)


def entry(
    place: int,
    on: date,
    amount: str,
    *,
    direction: Direction = "in",
    nature: ReceiptNature = "fees",
    counters: int | None = None,
    document: str = "F-2026-0001",
) -> LedgerEntry:
    value = Decimal(amount)
    share = ReceiptShare(category="O", rate=Decimal(0), net=value, vat=Decimal(0))
    receipt = Receipt(
        received_on=on,
        direction=direction,
        nature=nature,
        method="cheque",
        amount=value,
        document=document,
        counters=counters,
        shares=(share,),
    )
    return LedgerEntry(
        schema_version=1,
        place=place,
        kind="receipt",
        recorded_at=datetime(2026, 9, 1, tzinfo=UTC),
        previous_sha256="0" * 64,
        receipt=receipt,
    )


def test_payments_of_the_price_are_sorted_by_day_and_refunds_are_negative() -> None:
    entries = [
        entry(2, date(2026, 7, 2), "100"),
        entry(3, date(2026, 7, 1), "50"),
        entry(4, date(2026, 7, 3), "40", nature="indemnity"),
        entry(5, date(2026, 7, 3), "60", document="F-2026-0002"),
        entry(6, date(2026, 7, 4), "20", direction="out"),
    ]
    assert payments_of(entries, "F-2026-0001") == (
        Payment(date(2026, 7, 1), Decimal(50)),
        Payment(date(2026, 7, 2), Decimal(100)),
        Payment(date(2026, 7, 4), Decimal(-20)),
    )


def test_a_bounced_cheque_does_not_count_as_paid() -> None:
    entries = [
        entry(2, date(2026, 7, 1), "100"),
        entry(3, date(2026, 7, 2), "100"),
        entry(4, date(2026, 7, 9), "100", direction="out", counters=2),
    ]
    assert payments_of(entries, "F-2026-0001") == (Payment(date(2026, 7, 2), Decimal(100)),)


@given(
    st.lists(st.tuples(st.integers(0, 180), st.integers(1, 60_000)), max_size=6),
    st.integers(0, 180),
)
def test_interest_is_the_sum_of_all_days(parts: list[tuple[int, int]], lateness: int) -> None:
    """Add up day by day what the program computes by spans."""
    payments = tuple(Payment(MAY + timedelta(days=n), Decimal(c).scaleb(-2)) for n, c in parts)
    as_of = MAY + timedelta(days=lateness)
    by_half: dict[date, Decimal] = {}
    for number in range(1, lateness + 1):
        on = MAY + timedelta(days=number)
        left = OWED - sum((each.amount for each in payments if each.on < on), Decimal(0))
        half = LAW.half_year(on)
        cost = max(left, Decimal(0)) * (half.refinancing + 10)
        by_half[half.valid_from] = by_half.get(half.valid_from, Decimal(0)) + cost
    expected = sum((round_cents(cost / 36500) for cost in by_half.values()), Decimal(0))
    found = late(MAY, as_of, *payments)
    assert found.interest == expected
    assert (found.indemnity > 0) == bool(found.spans)


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(2027, 1, 1), date(2027, 7, 1)),
        (date(2027, 1, 1), date(2028, 6, 30)),
        (date(2027, 2, 1), date(2027, 6, 30)),
        (date(2027, 1, 1), None),
    ],
)
def test_rates_for_less_or_more_than_a_half_year_are_refused(
    first: date, last: date | None
) -> None:
    with pytest.raises(InvalidRecordError, match=r"shape\.not-a-half-year"):
        checked(
            HalfYear(
                valid_from=first,
                valid_to=last,
                refinancing=Decimal(2),
                legal=Decimal(2),
                source="BCE",
            )
        )


def test_late_rules_and_half_years_name_a_source_and_no_half_year_is_repeated() -> None:
    assert all(rule.source for rule in (*LAW.late_rules, *LAW.half_years))
    starts = [half.valid_from for half in LAW.half_years]
    assert len(set(starts)) == len(starts)


def test_the_upper_of_two_laws_wins_on_a_day_that_both_know() -> None:
    known = LAW.half_year(AUGUST)
    mine = replace(known, legal=Decimal(9))
    both = LAW.under(Rules(half_years=(mine,)), "2026")
    assert both.half_year(AUGUST).legal == Decimal(9)
    assert both.half_year(MAY) == LAW.half_year(MAY)
    assert both.mentions == LAW.mentions
