from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import (
    SIGNED_ON,
    billed_ids,
    make_case,
    make_client,
    make_engagement,
    make_session,
    make_terms,
    make_vat_practice,
)
from tests.commands import command_of

from phmcoach.documents.papers.designation import designate
from phmcoach.domain.case import Billed
from phmcoach.domain.money.account import Account, already_billed, balance_of
from phmcoach.domain.money.credit import Selection, draft_credit
from phmcoach.domain.money.credit_left import billed_by
from phmcoach.domain.money.drafting import Drafting
from phmcoach.domain.money.due import draft_due, draft_waived
from phmcoach.domain.money.invoice import Invoice
from phmcoach.domain.money.package import instalments
from phmcoach.domain.money.payment import draft_receipt
from phmcoach.domain.money.settlement import report_misbilled, settle
from phmcoach.domain.records.engagement import Engagement
from phmcoach.domain.records.terms import Terms
from phmcoach.domain.values.money import total
from phmcoach.errors import RuleRefusedError
from phmcoach.law import load_law
from phmcoach.value import replace

LAW = load_law()
THIRDS = (Decimal(30), Decimal(40), Decimal(30))


def package(*sessions: Any, **changes: Any) -> Engagement:  # noqa: ANN401 - of any kind
    terms = {"plan": "package", "package_price": Decimal(6000), "schedule": THIRDS, **changes}
    return make_engagement(*sessions, terms=make_terms(**terms))


def held(count: int) -> list[Any]:
    return [make_session(n, date(2026, 1, 12 + n)) for n in range(1, count + 1)]


def due(engagement: Engagement, account: Account, on: date) -> list[Invoice]:
    return [
        designate(paper) for paper in draft_due(drafting_on(engagement, account, on), on).invoices
    ]


def drafting_on(engagement: Engagement, account: Account, on: date) -> Drafting:
    return Drafting(
        case=make_case(engagement, client=make_client()),
        account=account,
        practice=make_vat_practice(),
        law=LAW,
        issued_on=on,
        specimen=False,
    )


def refused(engagement: Engagement, account: Account, on: date) -> list[str]:
    with pytest.raises(RuleRefusedError) as error:
        due(engagement, account, on)
    return [problem.message for problem in error.value.problems]


def issued(account: Account, *papers: Invoice, paid: bool = True) -> Account:
    for paper in papers:
        number = f"F-2026-{len(account.papers) + 1:04d}"
        made = replace(paper, number=number)
        account = Account((*account.papers, made), account.receipts)
        if paid:
            receipt = draft_receipt(made, account, None, on=paper.issued_on, method="transfer")
            account = Account(account.papers, (*account.receipts, receipt))
    return account


@given(
    st.integers(1, 10_000_000),
    st.lists(st.integers(1, 100), min_size=1, max_size=12).filter(lambda x: sum(x) <= 99),
)
def test_instalments_add_up_to_the_price(price: int, parts: list[int]) -> None:
    schedule = (*map(Decimal, parts), Decimal(100 - sum(parts)))
    made = package(package_price=Decimal(price).scaleb(-2), schedule=schedule).terms
    assert made is not None
    found = instalments(made)
    assert total(each.amount for each in found) == made.package_price
    assert [each.part for each in found] == list(range(1, len(schedule) + 1))


def of_terms(**changes: Any) -> list[tuple[Decimal, Decimal | None]]:  # noqa: ANN401 - of any kind
    terms = package(**changes).terms
    assert isinstance(terms, Terms)
    return [(each.amount, each.percent) for each in instalments(terms)]


def test_a_schedule_splits_the_price_by_its_percentages() -> None:
    assert of_terms() == [
        (Decimal("1800.00"), Decimal(30)),
        (Decimal("2400.00"), Decimal(40)),
        (Decimal("1800.00"), Decimal(30)),
    ]


def test_monthly_instalments_are_equal_and_no_cent_is_lost() -> None:
    months = of_terms(package_price=Decimal(1000), schedule=(), monthly=True)
    assert [amount for amount, _ in months] == [
        *(Decimal("166.67"), Decimal("166.66"), Decimal("166.67")),
        *(Decimal("166.67"), Decimal("166.66"), Decimal("166.67")),
    ]
    assert {percent for _, percent in months} == {None}


def test_a_package_without_a_schedule_is_billed_once_at_the_end() -> None:
    assert of_terms(schedule=()) == [(Decimal("6000.00"), None)]


def test_a_schedule_bills_at_signature_midway_and_at_the_end() -> None:
    account = Account()
    (first,) = due(package(), account, SIGNED_ON)
    assert (first.type, first.total_net, first.lines[0].designation) == (
        "deposit",
        Decimal("1800.00"),
        (
            "Acompte de 30\u202f% sur le forfait d’accompagnement (coaching) – contrat du "
            "10\u00a0janvier\u00a02026, échéance 1 sur 3"
        ),
    )
    account = issued(account, first)
    assert refused(package(*held(5)), account, date(2026, 3, 1)) == [
        "invoice.nothing-to-bill",
        "package.sessions-not-reached",
    ]
    (second,) = due(package(*held(6)), account, date(2026, 3, 1))
    assert (second.type, second.total_net) == ("deposit", Decimal("2400.00"))
    account = issued(account, second)
    (final,) = due(package(*held(12)), account, date(2026, 7, 1))
    assert (final.type, final.total_net, final.amount_due) == (
        "invoice",
        Decimal("6000.00"),
        Decimal("2160.00"),
    )
    assert [each.number for each in final.deductions] == ["F-2026-0001", "F-2026-0002"]
    assert len(billed_ids(final)) == 12


def test_the_last_instalment_is_refused_until_the_deposits_are_paid() -> None:
    account = issued(Account(), *due(package(), Account(), SIGNED_ON), paid=False)
    second = due(package(*held(6)), account, date(2026, 3, 1))
    account = issued(account, *second, paid=False)
    assert refused(package(*held(12)), account, date(2026, 7, 1)) == [
        "billing.deposit-open",
        "billing.deposit-open",
        "billing.deposit-to-credit",
    ]


def ended(engagement: Engagement, on: date = date(2026, 2, 20)) -> Engagement:
    outcome = replace(engagement.outcome, ended_on=on)
    return replace(engagement, outcome=outcome)


def test_an_early_end_bills_the_share_of_the_held_sessions_at_once() -> None:
    engagement = package(*held(5))
    account = issued(Account(), *due(engagement, Account(), SIGNED_ON))
    (last,) = due(ended(engagement), account, date(2026, 2, 20))
    assert (last.type, last.total_net, last.amount_due) == (
        "invoice",
        Decimal("2500.00"),
        Decimal("840.00"),  # 3000 with VAT, less the deposit of 2160
    )
    assert [session.id for session in last.lines[0].sessions] == ["s1", "s2", "s3", "s4", "s5"]
    settled = issued(account, last)
    assert refused(ended(engagement), settled, date(2026, 2, 21)) == ["invoice.nothing-to-bill"]


def test_a_deposit_larger_than_the_share_must_be_credited_first() -> None:
    engagement = package(*held(2))
    account = issued(Account(), *due(engagement, Account(), SIGNED_ON))
    with pytest.raises(RuleRefusedError) as error:
        due(ended(engagement), account, date(2026, 2, 20))
    (problem,) = error.value.problems
    assert (problem.message, command_of(problem)) == (
        "settle.deposit-surplus",
        'coach credit F-2026-0001 --amount 1=800.00 --reason "…"',
    )


def test_crediting_a_deposit_surplus_does_not_reduce_the_share_of_an_early_end() -> None:
    engagement = package(*held(2))
    account = issued(Account(), *due(engagement, Account(), SIGNED_ON))
    surplus = Selection(amounts={1: Decimal(800)})
    back = credited(account, 1, surplus, frees=False, on=date(2026, 2, 20))
    (last,) = due(ended(engagement), back, date(2026, 2, 21))
    assert (last.total_net, last.amount_due) == (Decimal("1000.00"), Decimal("0.00"))
    assert last.lines[0].given_up is None
    assert last.lines[0].designation.endswith(
        "interrompu (16,67\u202f% du prix) – contrat du 10\u00a0janvier\u00a02026, 2 séances"
    )


def test_an_early_end_bills_the_share_of_the_reduced_price() -> None:
    engagement = package(*held(6))
    account = issued(Account(), due(engagement, Account(), SIGNED_ON)[0])
    reduced = credited(account, 1, Selection(amounts={1: Decimal(600)}), frees=False)
    (last,) = due(ended(engagement), reduced, date(2026, 2, 20))
    assert last.total_net == Decimal("2700.00")  # half of 5400


def test_an_early_end_after_the_whole_price_was_billed_names_the_credit_note() -> None:
    whole = package(*held(12))
    account = issued(Account(), due(whole, Account(), SIGNED_ON)[0])
    account = issued(account, *due(whole, account, date(2026, 2, 20)))
    account = issued(account, *due(whole, account, date(2026, 2, 20)))
    drafting = drafting_on(ended(package(*held(3))), account, date(2026, 2, 21))
    (problem,) = report_misbilled(settle(drafting))
    assert (problem.args["amount"], command_of(problem)) == (
        Decimal("4500.00"),
        'coach credit F-2026-0003 --rebill --reason "…"',
    )
    reduced = credited(account, 3, Selection(amounts={1: Decimal(4500)}), frees=False)
    after = drafting_on(ended(package(*held(3))), reduced, date(2026, 2, 21))
    assert report_misbilled(settle(after)) == ()


def test_an_early_end_without_a_session_bills_nothing() -> None:
    assert refused(ended(package()), Account(), date(2026, 2, 20)) == ["invoice.nothing-to-bill"]


def test_an_end_after_all_sessions_bills_the_whole_price() -> None:
    (paper,) = due(ended(package(*held(12))), Account(), date(2026, 2, 20))
    assert paper.total_net == Decimal("6000.00")


def test_a_monthly_instalment_is_billed_at_the_end_of_its_month() -> None:
    monthly = package(schedule=(), monthly=True)
    assert refused(monthly, Account(), date(2026, 2, 11)) == [
        "invoice.nothing-to-bill",
        "package.month-not-over",
    ]
    (first,) = due(monthly, Account(), date(2026, 2, 12))
    assert (first.type, first.total_net) == ("deposit", Decimal("1000.00"))
    assert first.lines[0].designation.endswith("échéance 1 sur 6")


def test_instalments_that_are_due_are_billed_together_and_the_last_one_alone() -> None:
    monthly = package(*held(12), schedule=(), monthly=True)
    found = {on: due(monthly, Account(), on) for on in (date(2026, 4, 12), date(2026, 8, 1))}
    names = [
        [paper.lines[0].designation.rpartition(", ")[2] for paper in papers]
        for papers in found.values()
    ]
    all_parts = [f"échéance {part} sur 6" for part in range(1, 6)]
    assert names == [all_parts[:3], all_parts]
    assert {paper.type for papers in found.values() for paper in papers} == {"deposit"}
    account = issued(Account(), *found[date(2026, 8, 1)])
    (last,) = due(monthly, account, date(2026, 8, 1))
    assert (last.total_net, len(last.deductions)) == (Decimal("6000.00"), 5)


def test_a_package_bills_travel_by_month_besides_its_instalments() -> None:
    session = make_session(1, date(2026, 1, 13), travel=[("118.40", "Train")])
    papers = due(package(session), Account(), date(2026, 1, 31))
    assert [(paper.type, paper.total_net) for paper in papers] == [
        ("deposit", Decimal("1800.00")),
        ("invoice", Decimal("118.40")),
    ]


def test_travel_and_instalments_do_not_bill_the_package() -> None:
    session = make_session(1, date(2026, 1, 13), travel=[("118.40", "Train")])
    account = issued(Account(), *due(package(session), Account(), date(2026, 1, 31)))
    assert billed_by((account,)) == Billed(frozenset({"s1"}), package=False)


def test_a_last_invoice_that_was_credited_bills_the_package_no_more() -> None:
    """Its sessions stay billed without `--rebill`, and its price can be changed again."""
    whole = due(package(*held(12), schedule=()), Account(), date(2026, 7, 1))
    account = issued(Account(), *whole)
    sessions = frozenset(f"s{n}" for n in range(1, 13))
    assert billed_by((account,)) == Billed(sessions, package=True)
    assert billed_by((credited(account, 1, frees=False),)) == Billed(sessions, package=False)
    assert billed_by((credited(account, 1, frees=True),)) == Billed()


def test_a_package_bills_an_exchange_only_if_the_contract_says_so() -> None:
    talk = make_session(1, date(2026, 1, 13), kind="email", minutes=30)
    included = due(package(talk), Account(), date(2026, 1, 31))
    billed = due(package(talk, also_billed=("email",)), Account(), date(2026, 1, 31))
    assert [paper.type for paper in included] == ["deposit"]
    assert [paper.total_net for paper in billed] == [Decimal("1800.00"), Decimal("130.00")]


def test_a_package_that_is_fully_billed_has_nothing_more_to_bill() -> None:
    engagement = package(*held(12), schedule=())
    account = issued(Account(), *due(engagement, Account(), date(2026, 7, 1)))
    assert refused(engagement, account, date(2026, 7, 2)) == ["invoice.nothing-to-bill"]


def test_an_amount_waived_by_a_credit_note_is_not_billed_at_the_end() -> None:
    account = issued(Account(), *due(package(), Account(), SIGNED_ON))
    gone = credited(account, 1, frees=False)
    account = issued(gone, *due(package(*held(6)), gone, date(2026, 3, 1)))
    (final,) = due(package(*held(12)), account, date(2026, 7, 1))
    assert (final.total_net, final.amount_due) == (Decimal("4200.00"), Decimal("2160.00"))
    assert final.lines[0].designation.endswith(
        "12 séances, déduction faite de 1\u202f800,00\u202f€ repris par avoir"
    )


def test_a_reduced_and_freed_instalment_is_billed_again_without_the_reduction() -> None:
    account = issued(Account(), *due(package(), Account(), SIGNED_ON))
    reduced = credited(account, 1, Selection(amounts={1: Decimal(300)}), frees=False)
    freed = credited(reduced, 1, frees=True)
    (again,) = due(package(), freed, SIGNED_ON)
    assert (again.lines[0].part, again.total_net) == (1, Decimal("1500.00"))


def billed_again(
    account: Account,
    part: int,
    engagement: Engagement | None = None,
    on: date = date(2026, 3, 1),
) -> Invoice:
    drafting = Drafting(
        case=make_case(engagement or package(), client=make_client()),
        account=account,
        practice=make_vat_practice(),
        law=LAW,
        issued_on=on,
        specimen=False,
    )
    (paper,) = draft_waived(drafting, part).invoices
    return designate(paper)


def test_an_instalment_waived_by_mistake_is_billed_again_and_the_price_is_whole() -> None:
    account = issued(Account(), *due(package(), Account(), SIGNED_ON))
    reduced = credited(account, 1, Selection(amounts={1: Decimal(300)}), frees=False)
    gone = credited(reduced, 1, frees=False)
    again = billed_again(gone, 1)
    first = account.papers[0]
    assert (again.type, again.lines[0].designation, again.total_net) == (
        first.type,
        first.lines[0].designation,
        first.total_net,
    )
    account = issued(gone, again)
    account = issued(account, *due(package(*held(6)), account, date(2026, 3, 1)))
    (final,) = due(package(*held(12)), account, date(2026, 7, 1))
    assert (final.total_net, final.amount_due) == (Decimal("6000.00"), Decimal("2160.00"))
    assert final.lines[0].given_up is None


def test_an_instalment_billed_again_is_credited_like_any_other() -> None:
    gone = credited(issued(Account(), *due(package(), Account(), SIGNED_ON)), 1, frees=False)
    again = issued(gone, billed_again(gone, 1))
    waived = credited(again, 3, frees=False)
    freed = credited(again, 3, frees=True)
    assert billed_again(waived, 1).total_net == Decimal("1800.00")
    (normal,) = due(package(), freed, SIGNED_ON)
    assert (normal.lines[0].part, normal.total_net) == (1, Decimal("1800.00"))


def test_only_an_instalment_that_is_waived_as_a_whole_is_billed_again() -> None:
    account = issued(Account(), *due(package(), Account(), SIGNED_ON))
    gone = credited(account, 1, frees=False)
    states = {
        "nothing credited": (account, 1),
        "a part credited": (
            credited(account, 1, Selection(amounts={1: Decimal(300)}), frees=False),
            1,
        ),
        "freed": (credited(account, 1, frees=True), 1),
        "billed again": (issued(gone, billed_again(gone, 1)), 1),
        "the last invoice": (
            issued(Account(), *due(package(*held(12), schedule=()), Account(), date(2026, 7, 1))),
            1,
        ),
        "another instalment": (gone, 2),
        "no such instalment": (gone, 4),
    }
    for before, part in states.values():
        with pytest.raises(RuleRefusedError, match=r"package\.not-waived"):
            billed_again(before, part)


def test_no_instalment_is_billed_again_behind_the_last_invoice() -> None:
    gone = credited(issued(Account(), *due(package(), Account(), SIGNED_ON)), 1, frees=False)
    account = issued(gone, *due(package(*held(6)), gone, date(2026, 3, 1)))
    account = issued(account, *due(package(*held(12)), account, date(2026, 7, 1)), paid=False)
    with pytest.raises(RuleRefusedError, match=r"package\.last-billed"):
        billed_again(account, 1)


def test_the_last_invoice_waived_by_mistake_is_billed_again_and_deducts_the_deposits() -> None:
    account = issued(Account(), *due(package(), Account(), SIGNED_ON))
    account = issued(account, *due(package(*held(6)), account, date(2026, 3, 1)))
    (last,) = due(package(*held(12)), account, date(2026, 7, 1))
    gone = credited(issued(account, last), 3, frees=False)
    again = billed_again(gone, 3, package(*held(12)), date(2026, 7, 2))
    assert (again.type, again.lines[0].designation, again.lines[0].sessions) == (
        "invoice",
        last.lines[0].designation,
        last.lines[0].sessions,
    )
    assert (again.total_net, again.deductions) == (last.total_net, last.deductions)
    assert not already_billed(gone, again)


def test_the_last_invoice_is_not_billed_again_while_sessions_are_missing() -> None:
    on = date(2026, 7, 1)
    account = issued(Account(), *due(package(*held(12), schedule=()), Account(), on))
    gone = credited(account, 1, frees=False)
    with pytest.raises(RuleRefusedError, match=r"package\.sessions-not-reached"):
        billed_again(gone, 1, package(*held(11), schedule=()), on)


def credited(
    account: Account,
    number: int,
    selection: Selection | None = None,
    *,
    frees: bool,
    on: date | None = None,
) -> Account:
    """Return the account after a credit note and the refund to the client."""
    paper = account.papers[number - 1]
    note = replace(
        draft_credit(
            paper,
            account,
            selection or Selection(),
            reason="Geste",
            frees=frees,
            issued_on=on or paper.issued_on,
        ),
        number=f"F-2026-{len(account.papers) + 1:04d}",
    )
    after = Account((*account.papers, note), account.receipts)
    refund = draft_receipt(
        paper, after, None, on=paper.issued_on, method="transfer", direction="out"
    )
    return Account(after.papers, (*after.receipts, refund))


def credit_unpaid(account: Account, paper: Invoice, on: date) -> Account:
    left = Selection(reduced=balance_of(account, paper).outstanding)
    made = draft_credit(paper, account, left, reason="Impayé", frees=True, issued_on=on)
    return issued(account, made, paid=False)


def test_the_last_invoice_bills_what_unpaid_instalments_asked_for() -> None:
    """The second instalment was paid in part: what came in is deducted, the rest is asked again."""
    engagement = package(*held(12))
    account = issued(Account(), due(engagement, Account(), SIGNED_ON)[0])
    on = date(2026, 2, 2)
    account = issued(account, *due(engagement, account, on), paid=False)
    second = account.papers[1]
    part = draft_receipt(second, account, Decimal("1000.00"), on=on, method="transfer")
    account = Account(account.papers, (*account.receipts, part))
    account = credit_unpaid(account, second, on)
    (last,) = due(engagement, account, on)
    assert (last.type, last.total_net) == ("invoice", Decimal("6000.00"))
    assert [(each.number, each.gross) for each in last.deductions] == [
        ("F-2026-0001", Decimal("2160.00")),
        ("F-2026-0002", Decimal("1000.00")),
    ]
    assert last.amount_due == Decimal("4040.00")


def test_an_instalment_that_was_not_paid_at_all_is_billed_by_the_last_invoice() -> None:
    engagement = package(*held(12))
    account = issued(Account(), due(engagement, Account(), SIGNED_ON)[0])
    on = date(2026, 2, 2)
    account = issued(account, *due(engagement, account, on), paid=False)
    account = credit_unpaid(account, account.papers[1], on)
    (last,) = due(engagement, account, on)
    assert (last.type, last.amount_due) == ("invoice", Decimal("5040.00"))


def test_a_freed_instalment_is_billed_again_before_the_last_one_is_due() -> None:
    engagement = package(*held(6))
    account = issued(Account(), due(engagement, Account(), SIGNED_ON)[0])
    on = date(2026, 2, 2)
    account = issued(account, *due(engagement, account, on), paid=False)
    account = credit_unpaid(account, account.papers[1], on)
    (again,) = due(engagement, account, on)
    assert (again.type, again.lines[0].part) == ("deposit", 2)
