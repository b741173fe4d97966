from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import (
    billed_ids,
    make_amendment,
    make_case,
    make_client,
    make_engagement,
    make_practice,
    make_private_client,
    make_session,
    make_terms,
    make_vat_practice,
)

from phmcoach.domain.money.account import Account
from phmcoach.domain.money.billable import Billable, Share, find_billable, month_lines
from phmcoach.domain.money.drafting import Drafting, assumes_place, finish
from phmcoach.domain.money.invoice import BilledSession, Invoice, InvoiceLine
from phmcoach.domain.records.engagement import Engagement
from phmcoach.domain.records.parties import Client
from phmcoach.domain.records.practice import Practice, Profile
from phmcoach.domain.records.session import Session
from phmcoach.domain.shape.validation import validate
from phmcoach.domain.values.money import total
from phmcoach.errors import RuleRefusedError
from phmcoach.law import load_law
from phmcoach.value import fields_of, replace
from phmcoach.words import SESSION_STATUSES, SessionStatus, SessionType

LAW = load_law()
ISSUED_ON = date(2026, 3, 31)


def draft(
    engagement: Engagement,
    *,
    client: Client | None = None,
    practice: Practice | None = None,
    issued_on: date = ISSUED_ON,
    specimen: bool = False,
) -> Invoice:
    """Draft one invoice of everything that can be billed; the commands draft one per month."""
    drafting = drafting_of(
        engagement, client=client, practice=practice, issued_on=issued_on, specimen=specimen
    )
    return bill(drafting, find_billable(drafting, through=issued_on).shares)


def drafting_of(
    engagement: Engagement,
    billed: Iterable[Share] = (),
    *,
    client: Client | None = None,
    practice: Practice | None = None,
    issued_on: date = ISSUED_ON,
    specimen: bool = False,
) -> Drafting:
    """Return what drafts the invoices of an engagement whose `billed` shares are on an invoice."""
    drafting = Drafting(
        case=make_case(engagement, client=client, ref="martin-2026"),
        account=Account(),
        practice=practice or make_practice(),
        law=LAW,
        issued_on=issued_on,
        specimen=specimen,
    )
    shares = tuple(billed)
    if not shares:
        return drafting
    issued = replace(bill(drafting, shares), number="F-2026-0001")
    return replace(drafting, account=Account((issued,)))


def bill(drafting: Drafting, shares: tuple[Share, ...]) -> Invoice:
    """Draft one invoice of shares of any months."""
    months = Billable(shares, uncovered=()).by_month()
    return finish(drafting, [line for month in months for line in month_lines(drafting, month)])


def lines_of(invoice: Invoice) -> list[tuple[str, date, date, str, str]]:
    return [
        (line.kind, line.start_on, line.end_on, str(line.quantity), str(line.amount))
        for line in invoice.lines
    ]


def texts_of(invoice: Invoice) -> list[str]:
    return [mention.text for mention in invoice.mentions]


def test_sessions_of_one_civil_month_are_one_line_of_hours() -> None:
    engagement = make_engagement(
        make_session(1, date(2026, 1, 13)),
        make_session(2, date(2026, 1, 27), minutes=90),
        make_session(3, date(2026, 2, 10)),
    )
    assert lines_of(draft(engagement)) == [
        ("hours", date(2026, 1, 1), date(2026, 1, 31), "3.5000", "910.00"),
        ("hours", date(2026, 2, 1), date(2026, 2, 28), "2.0000", "520.00"),
    ]


def test_december_and_january_are_two_lines_in_order() -> None:
    terms = make_terms(start_on=date(2025, 12, 1), end_on=date(2026, 5, 31))
    early = date(2025, 11, 20)
    engagement = make_engagement(
        make_session(1, date(2026, 1, 13)),
        make_session(2, date(2025, 12, 9)),
        terms=terms,
        signatures={"coach": early, "beneficiary": early, "sponsor": early},
    )
    assert [line.start_on for line in draft(engagement).lines] == [
        date(2025, 12, 1),
        date(2026, 1, 1),
    ]


def test_the_line_of_the_running_month_ends_on_the_day_of_issue() -> None:
    engagement = make_engagement(make_session(1, date(2026, 3, 3)))
    invoice = draft(engagement, issued_on=date(2026, 3, 15))
    assert (invoice.start_on, invoice.end_on) == (date(2026, 3, 1), date(2026, 3, 15))


def test_what_an_organisation_owes_of_missed_sessions_is_one_amount_without_hours() -> None:
    terms = make_terms(late_cancel_percent=50)
    engagement = make_engagement(
        make_session(1, date(2026, 1, 13)),
        make_session(2, date(2026, 1, 20), status="no-show"),
        make_session(3, date(2026, 1, 27), status="cancelled-late", minutes=90),
        terms=terms,
    )
    assert lines_of(draft(engagement))[1:] == [
        ("reserved", date(2026, 1, 1), date(2026, 1, 31), "1", "455.00")
    ]
    assert [line.unit_price for line in draft(engagement).lines] == [260, 455]


def test_a_private_client_reads_the_hours_that_they_missed() -> None:
    for percent, price in (("50", Decimal(130)), ("100", Decimal(260))):
        engagement = make_engagement(
            make_session(1, date(2026, 1, 13)),
            make_session(2, date(2026, 1, 20), status="no-show", minutes=90),
            terms=make_terms(late_cancel_percent=Decimal(percent)),
        )
        line = draft(engagement, client=make_private_client()).lines[1]
        assert (line.kind, line.minutes, line.unit_price) == ("reserved", 90, price)


def test_a_missed_session_that_an_organisation_owes_in_full_is_time_like_any_other() -> None:
    def month(status: SessionStatus) -> list[InvoiceLine]:
        engagement = make_engagement(
            make_session(1, date(2026, 1, 13)), make_session(2, date(2026, 1, 20), status=status)
        )
        return [replace(line, sessions=()) for line in draft(engagement).lines]

    assert month("no-show") == month("cancelled-late") == month("held")
    assert [(line.kind, line.minutes) for line in month("no-show")] == [("hours", 240)]


def test_each_travel_cost_is_a_line_after_the_hours_of_its_month() -> None:
    travel = [("118.40", "Train"), ("12.00", "Taxi")]
    engagement = make_engagement(make_session(1, date(2026, 1, 13), travel=travel))
    assert [(line.kind, line.label, line.amount) for line in draft(engagement).lines] == [
        ("hours", None, Decimal("520.00")),
        ("travel", "Train", Decimal("118.40")),
        ("travel", "Taxi", Decimal("12.00")),
    ]


def test_fifty_minutes_are_billed_by_the_minute_not_by_rounded_hours() -> None:
    engagement = make_engagement(make_session(1, date(2026, 1, 13), minutes=50))
    (line,) = draft(engagement).lines
    assert (str(line.quantity), str(line.amount)) == ("0.8333", "216.67")


def test_an_invoice_in_franchise_has_no_vat_and_states_why() -> None:
    invoice = draft(make_engagement(make_session(1, date(2026, 1, 13))))
    totals = [invoice.total_net, invoice.total_vat, invoice.total_gross]
    assert totals == [Decimal(520), Decimal(0), Decimal(520)]
    assert [(group.category, group.rate) for group in invoice.vat] == [("E", Decimal(0))]
    assert "TVA non applicable, art. 293 B du CGI" in texts_of(invoice)


def test_a_practice_with_vat_adds_twenty_percent_and_does_not_mention_the_franchise() -> None:
    engagement = make_engagement(make_session(1, date(2026, 1, 13), travel=[("118.40", "Train")]))
    invoice = draft(engagement, practice=make_vat_practice())
    assert [
        str(total) for total in (invoice.total_net, invoice.total_vat, invoice.total_gross)
    ] == [
        "638.40",
        "127.68",
        "766.08",
    ]
    assert [(group.category, group.rate) for group in invoice.vat] == [("S", Decimal(20))]
    assert not [text for text in texts_of(invoice) if "293 B" in text]


def test_a_price_for_a_private_client_includes_vat() -> None:
    engagement = make_engagement(
        make_session(1, date(2026, 1, 13)), terms=make_terms(hourly_rate=120)
    )
    invoice = draft(engagement, client=make_private_client(), practice=make_vat_practice())
    assert invoice.price_basis == "gross"
    assert [invoice.total_net, invoice.total_gross] == [Decimal(200), Decimal(240)]


def test_an_invoice_to_a_business_mentions_discount_penalties_and_indemnity() -> None:
    text = " ".join(texts_of(draft(make_engagement(make_session(1, date(2026, 1, 13))))))
    assert "Escompte" in text
    assert "majoré de 10 points" in text
    assert "40 €" in text
    assert "prestations de services" in text


def test_an_invoice_to_a_consumer_has_no_mention_for_businesses() -> None:
    engagement = make_engagement(make_session(1, date(2026, 1, 13)))
    assert texts_of(draft(engagement, client=make_private_client())) == [
        "Nature de l’opération : prestations de services.",
        "TVA non applicable, art. 293 B du CGI",
    ]


def test_the_invoice_copies_the_payment_terms_of_the_contract() -> None:
    terms = make_terms(payment_days=45, purchase_order="BC-17", session_dates=True)
    invoice = draft(make_engagement(make_session(1, date(2026, 1, 13)), terms=terms))
    assert (invoice.due_on, invoice.purchase_order, invoice.prints_session_dates) == (
        ISSUED_ON + timedelta(days=45),
        "BC-17",
        True,
    )


def test_the_invoice_copies_the_identity_of_the_parties() -> None:
    invoice = draft(make_engagement(make_session(1, date(2026, 1, 13))))
    assert (invoice.seller.name, invoice.seller.siret) == ("Camille Durand", "90000000100017")
    assert (invoice.buyer.reference, invoice.buyer.siren) == ("acme", "811222330")
    assert invoice.contract_signed_on == date(2026, 1, 10)


def find(
    engagement: Engagement, through: date = ISSUED_ON, billed: tuple[str, ...] = ()
) -> list[str]:
    held = (Share(s, s.minutes, s.travel) for s in engagement.sessions if s.id in billed)
    found = find_billable(drafting_of(engagement, held), through=through)
    return [share.session.id for share in found.shares]


@pytest.mark.parametrize(
    "status", [s for s in SESSION_STATUSES if s not in ("held", "no-show", "cancelled-late")]
)
def test_a_session_that_was_neither_held_nor_reserved_is_not_billed(
    status: SessionStatus,
) -> None:
    session = replace(make_session(1, date(2026, 1, 13)), status=status)
    assert find(make_engagement(session)) == []


def test_only_sessions_up_to_the_last_day_are_billed() -> None:
    engagement = make_engagement(
        make_session(1, date(2026, 1, 31)), make_session(2, date(2026, 2, 1))
    )
    assert find(engagement, date(2026, 1, 31)) == ["s1"]


def test_the_billed_sessions_of_a_drafting_are_those_of_its_account() -> None:
    engagement = make_engagement(
        make_session(1, date(2026, 1, 13)), make_session(2, date(2026, 1, 20))
    )
    held = Share(engagement.sessions[0], 120, ())
    drafting = drafting_of(engagement, [held])
    assert drafting.case.billed.sessions == frozenset({"s1"})
    assert replace(drafting, account=Account()).case.billed.sessions == frozenset()


def test_a_billed_session_is_not_billed_again() -> None:
    engagement = make_engagement(
        make_session(1, date(2026, 1, 13)), make_session(2, date(2026, 1, 20))
    )
    assert find(engagement, billed=("s1",)) == ["s2"]


def test_a_no_show_at_zero_percent_is_not_billed() -> None:
    engagement = make_engagement(
        make_session(1, date(2026, 1, 13), status="no-show"),
        terms=make_terms(late_cancel_percent=0),
    )
    assert find(engagement) == []


def test_travel_to_a_free_meeting_is_billed_on_its_own() -> None:
    engagement = make_engagement(
        make_session(1, date(2026, 1, 13), kind="three-way", travel=[("30.00", "Train")])
    )
    assert find(engagement) == ["s1"]
    assert [line.kind for line in draft(engagement).lines] == ["travel"]


def test_a_session_that_the_contract_does_not_cover_is_not_billed_but_reported() -> None:
    engagement = make_engagement(
        make_session(1, date(2026, 1, 9)), make_session(2, date(2026, 1, 13))
    )
    found = find_billable(drafting_of(engagement), through=ISSUED_ON)
    assert [share.session.id for share in found.shares] == ["s2"]
    assert [session.id for session in found.uncovered] == ["s1"]


sessions = st.lists(
    st.builds(
        lambda day, minutes, status, cents: (
            date(2026, 1, 12) + timedelta(days=day),
            minutes,
            status,
            cents,
        ),
        st.integers(0, 170),
        st.integers(1, 300),
        st.sampled_from(SESSION_STATUSES),
        st.integers(0, 99_999),
    ),
    max_size=15,
)


def build(rows: list[tuple[date, int, str, int]]) -> list[Session]:
    return [
        make_session(
            number,
            on,
            minutes=minutes,
            status=status,  # type: ignore[arg-type]  # drawn from the closed list
            travel=[(str(Decimal(cents).scaleb(-2)), "Train")] if cents % 3 == 0 else (),
        )
        for number, (on, minutes, status, cents) in enumerate(rows, 1)
    ]


@given(
    sessions,
    st.decimals("0.01", "999.99", places=2),
    st.sampled_from([0, 33, 50, 100]),
    st.booleans(),
    st.booleans(),
)
def test_totals_are_the_sum_of_the_lines_to_the_cent(
    rows: list[tuple[date, int, str, int]],
    rate: Decimal,
    percent: int,
    liable: bool,
    private: bool,
) -> None:
    terms = make_terms(hourly_rate=rate, late_cancel_percent=percent, sessions=20)
    engagement = make_engagement(*build(rows), terms=terms)
    client = make_private_client() if private else make_client()
    due = find_billable(drafting_of(engagement, client=client), through=date(2026, 7, 31))
    if not due.shares:
        return
    practice = make_vat_practice() if liable else make_practice()
    invoice = draft(engagement, client=client, practice=practice, issued_on=date(2026, 7, 31))
    assert total(line.net for line in invoice.lines) == invoice.total_net
    assert invoice.total_gross == invoice.total_net + invoice.total_vat
    assert invoice.total_vat == sum(group.vat for group in invoice.vat)
    assert billed_ids(invoice) == {share.session.id for share in due.shares}
    assert validate(Invoice, fields_of(invoice)) == invoice
    promised = total(line.amount for line in invoice.lines)
    if private:
        assert Decimal(0) <= promised - invoice.total_gross <= Decimal("0.01")
    else:
        assert promised == invoice.total_net
    if not liable:
        assert invoice.total_vat == 0
    months = [line.start_on for line in invoice.lines]
    assert all(before <= after for before, after in pairwise(months))


@given(sessions, st.lists(st.integers(0, 170), max_size=6))
def test_no_session_is_billed_twice_by_any_series_of_invoices(
    rows: list[tuple[date, int, str, int]], days: list[int]
) -> None:
    engagement = make_engagement(*build(rows), terms=make_terms(sessions=20))
    billed: list[Share] = []
    for day in sorted(days):
        through = date(2026, 1, 12) + timedelta(days=day)
        found = find_billable(drafting_of(engagement, billed), through=through)
        billed += found.shares
    names = [share.session.id for share in billed]
    assert len(names) == len(set(names))


def test_a_session_logged_late_is_not_billed_if_the_whole_number_is_billed() -> None:
    """An earlier session that is logged after the billing replaces no billed one."""
    held = [make_session(n, date(2026, 1, 10 + n)) for n in range(2, 14)]
    engagement = make_engagement(*held, make_session(14, date(2026, 1, 11)))
    billed = [Share(session, session.minutes, ()) for session in held]
    found = find_billable(drafting_of(engagement, billed), through=ISSUED_ON)
    assert found.shares == ()
    assert [session.id for session in found.uncovered] == ["s14"]


@given(st.lists(st.tuples(st.integers(0, 60), st.booleans()), max_size=30), st.integers(1, 6))
def test_alternate_logging_and_billing_never_bills_twice_or_beyond_the_number(
    steps: list[tuple[int, bool]], number: int
) -> None:
    """Each step logs a session on any day; some steps then bill."""
    profile = Profile(sessions_min=1, sessions_max=20)
    terms = make_terms(bounds=profile, sessions=number)
    logged: list[Session] = []
    billed: list[Share] = []
    for place, (day, bills) in enumerate(steps, 1):
        logged.append(make_session(place, date(2026, 1, 12) + timedelta(days=day)))
        if bills:
            engagement = make_engagement(*logged, terms=terms)
            found = find_billable(drafting_of(engagement, billed), through=ISSUED_ON)
            billed += found.shares
    assert len(billed) == len({share.session.id for share in billed})
    assert len(billed) <= number
    if steps and steps[-1][1]:
        assert len(billed) == min(number, len(logged))


NATURE = "Nature de l’opération : prestations de services."
FRANCHISE = "TVA non applicable, art. 293 B du CGI"


@pytest.mark.parametrize(
    ("liable", "private", "mentions"),
    [
        (False, False, [NATURE, FRANCHISE, "Escompte", "En cas de", "Indemnité"]),
        (True, False, [NATURE, "Escompte", "En cas de", "Indemnité"]),
        (False, True, [NATURE, FRANCHISE]),
        (True, True, [NATURE]),
    ],
)
def test_each_regime_and_kind_of_client_gets_exactly_its_mentions(
    liable: bool, private: bool, mentions: list[str]
) -> None:
    invoice = draft(
        make_engagement(make_session(1, date(2026, 1, 13))),
        client=make_private_client() if private else make_client(),
        practice=make_vat_practice() if liable else make_practice(),
    )
    pairs = zip(texts_of(invoice), mentions, strict=True)
    assert all(found.startswith(start) for found, start in pairs)


@pytest.mark.parametrize("regime", ["quarterly", "monthly"])
def test_both_regimes_with_vat_charge_it(regime: str) -> None:
    practice = make_practice(vat_regime=regime, vat_number="FR68900000001")
    invoice = draft(make_engagement(make_session(1, date(2026, 1, 13))), practice=practice)
    assert invoice.total_vat == Decimal("104.00")


def test_an_invoice_on_a_day_with_unknown_law_is_refused() -> None:
    engagement = make_engagement(make_session(1, date(2026, 1, 13)))
    with pytest.raises(RuleRefusedError) as refused:
        draft(engagement, issued_on=date(2028, 7, 1))
    (problem,) = refused.value.problems
    assert (problem.message, problem.args["what"]) == ("law.missing", "law-franchise")


def test_vat_is_computed_on_the_sum_of_all_lines() -> None:
    """Three times 0.12 € with 20 %: 0.07 € of VAT for the group, 0.06 € line by line."""
    engagement = make_engagement(
        *(make_session(n, date(2026, n, 13), minutes=1) for n in (1, 2, 3)),
        terms=make_terms(hourly_rate=Decimal("7.20")),
    )
    invoice = draft(engagement, practice=make_vat_practice())
    assert [line.net for line in invoice.lines] == [Decimal("0.12")] * 3
    assert (invoice.total_net, invoice.total_vat) == (Decimal("0.36"), Decimal("0.07"))


def test_the_period_of_an_invoice_runs_from_the_first_line_to_the_last() -> None:
    engagement = make_engagement(
        make_session(1, date(2026, 3, 3)), make_session(2, date(2026, 1, 13))
    )
    invoice = draft(engagement, issued_on=date(2026, 4, 2))
    assert (invoice.start_on, invoice.end_on) == (date(2026, 1, 1), date(2026, 3, 31))


def test_a_line_contains_exactly_the_sessions_that_it_bills() -> None:
    terms = make_terms(late_cancel_percent=50)
    engagement = make_engagement(
        make_session(1, date(2026, 1, 13), travel=[("30.00", "Train")]),
        make_session(2, date(2026, 1, 20), status="no-show"),
        make_session(3, date(2026, 1, 27)),
        make_session(4, date(2026, 2, 3)),
        terms=terms,
    )
    lines = draft(engagement).lines
    assert [(line.kind, [session.id for session in line.sessions]) for line in lines] == [
        ("hours", ["s1", "s3"]),
        ("reserved", ["s2"]),
        ("travel", ["s1"]),
        ("hours", ["s4"]),
    ]
    assert lines[1].percent == 50
    assert [line.minutes for line in lines] == [240, None, None, 120]
    assert billed_ids(draft(engagement)) == {"s1", "s2", "s3", "s4"}


def test_a_line_stores_each_session_as_it_was_billed() -> None:
    engagement = make_engagement(make_session(1, date(2026, 1, 13), minutes=90, kind="video"))
    assert draft(engagement).lines[0].sessions == (
        BilledSession(id="s1", on=date(2026, 1, 13), minutes=90, type="video", status="held"),
    )


def test_a_travel_cost_is_billed_as_one_piece_at_cost() -> None:
    engagement = make_engagement(make_session(1, date(2026, 1, 13), travel=[("118.40", "Train")]))
    line = draft(engagement, practice=make_vat_practice()).lines[1]
    assert (line.quantity, line.unit_price, line.net, line.vat_rate, line.minutes) == (
        Decimal(1),
        Decimal("118.40"),
        Decimal("118.40"),
        Decimal(20),
        None,
    )


def test_travel_to_a_free_reserved_session_is_billed_on_its_own() -> None:
    engagement = make_engagement(
        make_session(1, date(2026, 1, 13), status="no-show", travel=[("30.00", "Train")]),
        terms=make_terms(late_cancel_percent=0),
    )
    assert find(engagement) == ["s1"]
    assert lines_of(draft(engagement)) == [
        ("travel", date(2026, 1, 1), date(2026, 1, 31), "1", "30.00")
    ]


@pytest.mark.parametrize("status", ["planned", "cancelled", "cancelled-by-coach", "force-majeure"])
def test_travel_to_a_session_that_was_not_held_is_not_billed(status: SessionStatus) -> None:
    session = make_session(1, date(2026, 1, 13), status=status, travel=[("30.00", "Train")])
    assert find(make_engagement(session)) == []


def test_an_extra_is_billed_only_if_the_contract_says_so() -> None:
    call = make_session(1, date(2026, 1, 13), kind="phone", minutes=30)
    assert find(make_engagement(call)) == []
    engagement = make_engagement(call, terms=make_terms(also_billed=["phone"]))
    assert find(engagement) == ["s1"]
    assert lines_of(draft(engagement)) == [
        ("hours", date(2026, 1, 1), date(2026, 1, 31), "0.5000", "130.00")
    ]


def test_a_quantity_is_rounded_half_up_to_four_decimals() -> None:
    engagement = make_engagement(
        make_session(1, date(2026, 1, 13), minutes=1),
        make_session(2, date(2026, 2, 3), minutes=100),
    )
    assert [str(line.quantity) for line in draft(engagement).lines] == ["0.0167", "1.6667"]


def test_sessions_are_billed_in_order_of_their_days() -> None:
    engagement = make_engagement(
        make_session(1, date(2026, 2, 3)),
        make_session(2, date(2026, 1, 13)),
        make_session(3, date(2026, 1, 20)),
    )
    assert find(engagement) == ["s2", "s3", "s1"]


def test_a_billed_session_is_not_reported_as_uncovered() -> None:
    engagement = make_engagement(make_session(1, date(2026, 1, 9)))
    billed = [Share(engagement.sessions[0], 120, ())]
    found = find_billable(drafting_of(engagement, billed), through=ISSUED_ON)
    assert (found.shares, found.uncovered) == ((), ())


@pytest.mark.parametrize(
    ("engagement", "client", "missing"),
    [
        (make_engagement(make_session(1, date(2026, 1, 13)), terms=None), make_client(), "terms"),
        (
            make_engagement(make_session(1, date(2026, 1, 13)), signatures=None),
            make_client(),
            "not signed",
        ),
        (make_engagement(make_session(1, date(2026, 1, 13))), make_client(address=None), "address"),
    ],
)
def test_drafting_without_passing_the_gates_is_a_bug(
    engagement: Engagement, client: Client, missing: str
) -> None:
    drafting = drafting_of(engagement, client=client)
    shares = [Share(engagement.sessions[0], 120, ())]
    with pytest.raises(ValueError, match=missing):
        finish(drafting, month_lines(drafting, shares))


def test_only_a_specimen_is_marked_as_one() -> None:
    engagement = make_engagement(make_session(1, date(2026, 1, 13)))
    marked = draft(engagement, specimen=True)
    assert (marked.specimen, draft(engagement).specimen) == (True, False)
    assert (marked.number, marked.engagement, marked.beneficiary) == (
        None,
        "martin-2026",
        "Claire Martin",
    )


def test_the_siren_of_the_buyer_is_also_taken_from_the_siret() -> None:
    client = make_client(siren=None, siret="81122233000011")
    invoice = draft(make_engagement(make_session(1, date(2026, 1, 13))), client=client)
    assert (invoice.buyer.siren, invoice.buyer.siret) == ("811222330", "81122233000011")


def test_many_small_travel_costs_of_a_consumer_leave_no_negative_line() -> None:
    travel = [("0.01", "Péage")] * 12
    engagement = make_engagement(
        make_session(1, date(2026, 1, 13), kind="preliminary", travel=travel)
    )
    invoice = draft(engagement, client=make_private_client(), practice=make_vat_practice())
    assert validate(Invoice, fields_of(invoice)) == invoice
    assert invoice.total_gross == Decimal("0.12")


@pytest.mark.parametrize(
    ("kind", "place", "said"),
    [
        ("in-person", None, "1 rue de l’Exemple, 75000 Paris"),
        ("in-person", "Lyon, place Bellecour", "Lyon, place Bellecour"),
        ("video", None, None),
    ],
)
def test_an_invoice_to_a_consumer_states_place_and_days_of_the_sessions(
    kind: SessionType, place: str | None, said: str | None
) -> None:
    sessions = [make_session(1, date(2026, 2, 3), kind=kind)]
    engagement = make_engagement(*sessions, terms=make_terms(place=place))
    of_consumer = draft(engagement, client=make_private_client())
    assert (of_consumer.place, of_consumer.prints_session_dates) == (said, True)
    of_company = draft(engagement)
    assert (of_company.place, of_company.prints_session_dates) == (None, False)
    assert assumes_place(make_case(engagement), of_consumer) == (
        kind == "in-person" and place is None
    )


@pytest.mark.parametrize(("days", "printed"), [((3,), False), ((3, 17), False), ((17, 24), True)])
def test_days_are_printed_if_the_terms_of_every_day_disclose_them(
    days: tuple[int, ...], printed: bool
) -> None:
    sessions = [make_session(day, date(2026, 2, day)) for day in days]
    change = make_amendment(effective_on=date(2026, 2, 10), session_dates=True)
    engagement = make_engagement(*sessions, amendments=[change])

    assert draft(engagement).prints_session_dates == printed


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ((3,), "Lyon, place Bellecour"),
        ((3, 17), "Lyon, place Bellecour ; Bron"),
        ((17, 24), "Bron"),
    ],
)
def test_an_invoice_to_a_consumer_states_the_agreed_place_of_each_day(
    days: tuple[int, ...], said: str
) -> None:
    sessions = [make_session(day, date(2026, 2, day)) for day in days]
    change = make_amendment(effective_on=date(2026, 2, 10), place="Bron")
    terms = make_terms(place="Lyon, place Bellecour")
    engagement = make_engagement(*sessions, terms=terms, amendments=[change])

    assert draft(engagement, client=make_private_client()).place == said
