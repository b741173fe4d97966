"""One invoice of several contracts: how it adds up, and how each engagement sees it."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import (
    make_case,
    make_client,
    make_engagement,
    make_session,
    make_terms,
    make_vat_practice,
)

from phmcoach.domain.case import Case
from phmcoach.domain.money.account import (
    Account,
    account_of,
    already_billed,
    balance_of,
    billed_shares,
    deduct_in_turn,
    deposits_of,
)
from phmcoach.domain.money.credit import Selection, draft_credit
from phmcoach.domain.money.drafting import Drafting
from phmcoach.domain.money.due import draft_deposit, draft_due
from phmcoach.domain.money.invoice import Invoice
from phmcoach.domain.money.joint import (
    by_month,
    contract_shares,
    join,
    joint_problems,
    seen_from,
    with_full_names,
)
from phmcoach.domain.money.ledger import GENESIS, LedgerEntry, schema_of
from phmcoach.domain.money.payment import draft_receipt
from phmcoach.domain.money.repricing import contradicting_invoices
from phmcoach.domain.records.practice import Address
from phmcoach.domain.values.money import total
from phmcoach.domain.values.vat import vat_of
from phmcoach.errors import Problem, RuleRefusedError
from phmcoach.law import load_law
from phmcoach.value import replace

LAW = load_law()
ON = date(2026, 1, 31)
REFS = ("martin", "roche")

minutes = st.lists(st.integers(1, 600), min_size=1, max_size=4)


def case_of(ref: str, lengths: Sequence[int], rate: Decimal | int = 260) -> Case:
    """Return an engagement with a session on each of some days of January."""
    sessions = [make_session(n, date(2026, 1, 12 + n), minutes=m) for n, m in enumerate(lengths, 1)]
    terms = make_terms(sessions=12, hourly_rate=Decimal(rate))
    return make_case(make_engagement(*sessions, terms=terms), client=make_client(), ref=ref)


def draft_of(
    ref: str, lengths: Sequence[int], account: Account | None = None, *, rate: Decimal | int = 260
) -> Invoice:
    """Return the draft of the sessions of an engagement, one a day of January."""
    (paper,) = draft_due(drafting_of(ref, lengths, account, rate=rate), ON).invoices
    return paper


def drafting_of(
    ref: str, lengths: Sequence[int], account: Account | None = None, *, rate: Decimal | int = 260
) -> Drafting:
    return Drafting(
        case=case_of(ref, lengths, rate),
        account=account or Account(),
        practice=make_vat_practice(),
        law=LAW,
        issued_on=ON,
        specimen=False,
    )


def joint(one: Sequence[int] = (120, 50), other: Sequence[int] = (95,)) -> Invoice:
    drafts = [draft_of(ref, lengths) for ref, lengths in zip(REFS, (one, other), strict=True)]
    return replace(join(drafts), number="F-2026-0001")


def entries(*papers: Invoice) -> list[LedgerEntry]:
    return [
        LedgerEntry(
            schema_version=schema_of("invoice", paper),
            place=place,
            kind="invoice",
            recorded_at=datetime(2026, 1, 31, 10, tzinfo=UTC),
            previous_sha256=GENESIS,
            pdf_sha256=GENESIS,
            invoice=paper,
        )
        for place, paper in enumerate(papers, 1)
    ]


def sees(ref: str, *papers: Invoice) -> Account:
    return account_of(entries(*papers), ref, specimen=False)


@given(one=minutes, other=minutes)
def test_its_vat_is_rounded_once_for_all_lines(one: list[int], other: list[int]) -> None:
    paper = joint(one, other)
    assert paper.total_net == total(line.net for line in paper.lines)
    assert paper.total_vat == vat_of(paper.total_net, Decimal(20))


def test_each_engagement_has_the_whole_amount_and_its_own_sessions() -> None:
    paper = joint()
    found = {ref: sees(ref, paper) for ref in REFS}
    assert {ref: sorted(billed_shares(each).time) for ref, each in found.items()} == {
        "martin": ["s1", "s2"],
        "roche": ["s1"],
    }
    assert {balance_of(each, paper).outstanding for each in found.values()} == {paper.total_gross}


def test_its_sessions_are_not_billed_again_alone() -> None:
    again = draft_of("roche", (95,))
    assert already_billed(sees("roche", joint()), again) == {"s1": "F-2026-0001"}


def test_a_payment_of_it_is_in_the_account_of_each_engagement() -> None:
    paper = joint()
    receipt = draft_receipt(paper, sees("martin", paper), None, on=ON, method="transfer")
    paid = replace(entries(paper)[0], kind="receipt", invoice=None, receipt=receipt)
    both = [*entries(paper), paid]
    left = [balance_of(account_of(both, ref, specimen=False), paper).outstanding for ref in REFS]
    assert left == [0, 0]


def test_the_other_engagement_bills_again_what_a_credit_note_frees() -> None:
    paper = joint()
    credit = replace(credit_of(paper, "roche/s1"), number="F-2026-0002")
    assert sorted(billed_shares(sees("martin", paper, credit)).time) == ["s1", "s2"]
    assert not billed_shares(sees("roche", paper, credit)).time


def credit_of(paper: Invoice, *names: str) -> Invoice:
    account = Account((with_full_names(paper),))
    selection = Selection(sessions=names)
    return draft_credit(paper, account, selection, reason="X.", frees=True, issued_on=ON)


def test_an_engagement_that_it_does_not_bill_sees_it_as_it_is() -> None:
    paper = joint()
    assert seen_from(paper, "other") is paper


def test_a_month_of_one_engagement_alone_is_an_ordinary_invoice() -> None:
    draft = draft_of("martin", (60,))
    assert join([draft]) is draft


def without_vat(paper: Invoice) -> Invoice:
    """Return a paper as in the franchise."""
    (group,) = paper.vat
    text = "TVA non applicable"
    bare = replace(group, category="E", rate=Decimal(0), exemption_text=text)
    return replace(paper, vat=(bare,))


def in_february(paper: Invoice) -> Invoice:
    return replace(paper, start_on=date(2026, 2, 1), end_on=date(2026, 2, 28))


def billed_to(paper: Invoice, address: Address) -> Invoice:
    return replace(paper, buyer=replace(paper.buyer, billing_address=address))


PO_BOX = Address(street="BP 12", postcode="69200", city="Vénissieux")
AT_ACME = "10 avenue des Modèles, 69000 Lyon"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (
            lambda p: replace(p, buyer=replace(p.buyer, reference="autre")),
            ("client", "autre", "acme"),
        ),
        (
            lambda p: billed_to(p, PO_BOX),
            ("billing-address", "BP 12, 69200 Vénissieux", AT_ACME),
        ),
        (
            lambda p: billed_to(p, replace(p.buyer.address, country="BE")),
            ("billing-address", f"{AT_ACME}, BE", AT_ACME),
        ),
        (lambda p: replace(p, purchase_order="BC-7"), ("purchase-order", "BC-7", "–")),
        (lambda p: replace(p, contract_number="M-4"), ("contract-number", "M-4", "–")),
        (lambda p: replace(p, due_on=date(2026, 3, 17)), ("payment-days", "45", "30")),
        (lambda p: replace(p, language="en"), ("language", "en", "fr")),
        (without_vat, ("vat-rate", "TVA non applicable", "20 %")),
    ],
)
def test_what_differs_is_named_with_both_values(
    change: Callable[[Invoice], Invoice], told: tuple[str, str, str]
) -> None:
    one, other = draft_of("martin", (60,)), change(draft_of("roche", (60,)))
    assert [
        tuple(each.args[name] for name in ("ref", "other", "datum", "one", "two"))
        for each in joint_problems([[one], [other]])
    ] == [("roche", "martin", *told)]


def test_all_that_differs_is_named_at_once() -> None:
    one, other = draft_of("martin", (60,)), draft_of("roche", (60,))
    found = joint_problems([[one], [replace(other, purchase_order="BC-7", language="en")]])
    assert [each.args["datum"] for each in found] == ["purchase-order", "language"]


def test_papers_of_one_month_with_another_vat_are_not_joined() -> None:
    one, other = draft_of("martin", (60,)), without_vat(draft_of("roche", (60,)))
    assert [len(group) for group in by_month([[one], [other]])] == [1, 1]


def test_each_contract_is_compared_with_all_before_it() -> None:
    """The first one has nothing in February, in which the two others differ."""
    one, two, three = (draft_of(ref, (60,)) for ref in ("martin", "roche", "zola"))
    late = in_february(three)
    found = joint_problems([[one], [two, in_february(two)], [three, without_vat(late)]])
    assert [(each.args["ref"], each.args["other"], each.args["datum"]) for each in found] == [
        ("zola", "roche", "vat-rate")
    ]


def test_contracts_without_a_common_month_are_named_with_their_months() -> None:
    one, other = draft_of("martin", (60,)), in_february(draft_of("roche", (60,)))
    args = {
        "ref": "roche",
        "other": "martin",
        "one": date(2026, 2, 1),
        "two": date(2026, 1, 1),
    }
    assert [*joint_problems([[one], [other]])] == [Problem("joint.other-month", args, ref="roche")]


def test_a_month_that_only_one_of_them_has_left_is_no_difference_after_the_first_paper() -> None:
    one, other = draft_of("martin", (60,)), in_february(draft_of("roche", (60,)))
    assert [*joint_problems([[one], [other]], is_first=False)] == []


@given(one=minutes, other=minutes, data=st.data())
def test_credit_notes_in_any_order_take_all_of_it_back(
    one: list[int], other: list[int], data: st.DataObject
) -> None:
    paper = joint(one, other)
    account = Account((paper,))
    names = [session.id for line in paper.lines for session in line.sessions]
    for name in data.draw(st.permutations(names)):
        number = f"F-2026-{len(account.papers) + 1:04d}"
        selection = Selection(sessions=(name,))
        try:
            credit = draft_credit(paper, account, selection, reason="X.", frees=True, issued_on=ON)
        except RuleRefusedError:  # nothing is left of a share that was rounded to nothing
            continue
        account = Account((*account.papers, replace(credit, number=number)))
    assert balance_of(account, paper).outstanding == 0
    for ref in REFS:
        assert not billed_shares(sees(ref, *account.papers)).time


def deposit_of_contract(ref: str, amount: str, number: str) -> Account:
    """Return the account of a contract in which a deposit invoice is paid."""
    drafting = drafting_of(ref, (60,))
    (draft,) = draft_deposit(drafting, Decimal(amount)).invoices
    paper = replace(draft, number=number)
    receipt = draft_receipt(paper, Account((paper,)), None, on=ON, method="transfer")
    return Account((paper,), (receipt,))


def joint_after(
    *, martin: str | None = None, roche: str | None = None, rates: Sequence[str] = ("260", "260")
) -> Invoice:
    """Return the paper of an hour of each contract (260 €, so 312 € with VAT) after deposits."""
    accounts = {"martin": Account(), "roche": Account()}
    for n, (ref, amount) in enumerate({"martin": martin, "roche": roche}.items(), 1):
        if amount is not None:
            accounts[ref] = deposit_of_contract(ref, amount, f"F-2026-000{n}")
    drafts = [
        draft_of(ref, (60,), account, rate=Decimal(rate))
        for (ref, account), rate in zip(accounts.items(), rates, strict=True)
    ]
    deposits = [each for account in accounts.values() for each in deposits_of(account)]
    (paper,) = deduct_in_turn([join(drafts)], deposits)
    return replace(paper, number="F-2026-0003")


def deducted(paper: Invoice) -> list[tuple[str | None, str, str]]:
    return [(each.engagement, each.number, str(each.gross)) for each in paper.deductions]


def test_a_deposit_is_deducted_from_its_own_contract() -> None:
    paper = joint_after(martin="100", roche="50")
    assert deducted(paper) == [
        ("martin", "F-2026-0001", "120.00"),
        ("roche", "F-2026-0002", "60.00"),
    ]
    assert (str(paper.total_gross), str(paper.amount_due)) == ("624.00", "444.00")


def test_a_deposit_pays_nothing_of_the_other_contract() -> None:
    paper = joint_after(roche="400")
    assert deducted(paper) == [("roche", "F-2026-0002", "312.00")]
    assert paper.amount_due == 312


def test_deposits_that_cover_both_contracts_leave_nothing_to_pay_although_vat_is_rounded() -> None:
    """The VAT of 0.14 € is a cent more than twice that of 0.07 €."""
    numbers = {"martin": "F-2026-0001", "roche": "F-2026-0002"}
    accounts = {ref: deposit_of_contract(ref, "1", number) for ref, number in numbers.items()}
    drafts = [draft_of(ref, (1,), account, rate=4) for ref, account in accounts.items()]
    deposits = [each for account in accounts.values() for each in deposits_of(account)]
    (paper,) = deduct_in_turn([join(drafts)], deposits)
    assert total(each.total_gross for each in drafts) == Decimal("0.16")
    assert (str(paper.total_gross), str(paper.amount_due)) == ("0.17", "0.00")


def taken_back(paper: Invoice, *refs: str) -> list[list[tuple[str | None, str, str]]]:
    """Return what the credit notes on the session of each contract release, in this order."""
    account, found = Account((paper,)), []
    for n, ref in enumerate(refs, 4):
        selection = Selection(sessions=(f"{ref}/s1",))
        credit = draft_credit(paper, account, selection, reason="X.", frees=True, issued_on=ON)
        account = Account((*account.papers, replace(credit, number=f"F-2026-{n:04d}")))
        found.append(deducted(credit))
    assert balance_of(account, paper).outstanding == 0
    return found


def test_a_credit_note_releases_the_deposit_of_its_own_contract_in_every_order() -> None:
    paper = joint_after(martin="100", roche="50")
    martin, roche = ("martin", "F-2026-0001", "120.00"), ("roche", "F-2026-0002", "60.00")
    assert taken_back(paper, "martin", "roche") == [[martin], [roche]]
    assert taken_back(paper, "roche", "martin") == [[roche], [martin]]


def test_a_credit_note_on_a_contract_without_a_deposit_releases_none() -> None:
    paper = joint_after(roche="50")
    assert taken_back(paper, "martin", "roche") == [[], [("roche", "F-2026-0002", "60.00")]]


@pytest.mark.parametrize(
    ("amount", "lines", "released"),
    [
        ("15", [("martin", "12.50")], "0.00"),
        ("312", [("martin", "260.00")], "0.00"),
        ("315", [("martin", "260.00"), ("roche", "2.50")], "3.00"),
    ],
    ids=["a part of what is due", "all that is due", "more than is due"],
)
def test_a_sum_that_is_let_go_reduces_what_is_due_before_what_a_deposit_paid(
    amount: str, lines: list[tuple[str, str]], released: str
) -> None:
    paper = joint_after(roche="1000")
    whole = with_full_names(paper)
    part = Selection(reduced=Decimal(amount))
    made = draft_credit(whole, Account((whole,)), part, reason="X.", frees=False, issued_on=ON)
    assert [(each.engagement, str(each.net)) for each in made.lines] == lines
    assert str(total(each.gross for each in made.deductions)) == released


def test_a_credit_note_frees_no_cent_of_the_deposit_of_another_contract() -> None:
    """The VAT of 1 423.81 € is 284.76 €: 134.79 and 149.97. Of 689.17 €, 134.78 would be the first.

    The deposits deduct 808.73 and 899.84 €; 734.64 € with 146.93 of VAT are taken back.
    """
    paper = joint_after(martin="673.94", roche="749.87", rates=("673.94", "749.87"))
    assert deducted(paper) == [
        ("martin", "F-2026-0001", "808.73"),
        ("roche", "F-2026-0002", "899.84"),
    ]
    selection = Selection(amounts={2: Decimal("734.64")})
    credit = draft_credit(
        paper, Account((paper,)), selection, reason="X.", frees=False, issued_on=ON
    )
    assert str(credit.total_gross) == "881.57"
    assert deducted(credit) == [("roche", "F-2026-0002", "881.57")]


def test_what_is_released_of_a_deposit_has_the_vat_that_the_invoice_no_longer_bears() -> None:
    """17.65 € of VAT were deducted and 10.16 € are left: 7.49 €. In proportion it was 7.50 €."""
    account = deposit_of_contract("martin", "88.27", "F-2026-0001")
    draft = draft_of("martin", (60,), account, rate=Decimal("256.43"))
    (drafted,) = deduct_in_turn([draft], deposits_of(account))
    paper = replace(drafted, number="F-2026-0003")
    part = Selection(amounts={1: Decimal("205.65")})
    whole = Account((*account.papers, paper), account.receipts)
    credit = draft_credit(paper, whole, part, reason="X.", frees=False, issued_on=ON)
    (released,) = credit.deductions
    assert (str(released.net), str(released.vat)) == ("37.49", "7.49")


def test_the_credit_note_that_ends_a_contract_takes_back_its_whole_share_of_the_vat() -> None:
    """The VAT of 434.98 € is 87.00 €: 25.23 of the first contract, although 20 % are 25.22."""
    paper = joint_after(martin="200", rates=("126.12", "308.86"))
    assert deducted(paper) == [("martin", "F-2026-0001", "151.35")]
    credit = draft_credit(
        paper,
        Account((paper,)),
        Selection(sessions=("martin/s1",)),
        reason="X.",
        frees=False,
        issued_on=ON,
    )
    assert (str(credit.total_net), str(credit.total_vat)) == ("126.12", "25.23")
    assert deducted(credit) == [("martin", "F-2026-0001", "151.35")]
    assert contract_shares(paper, [credit]) == {"martin": 0, "roche": Decimal("370.63")}


def test_a_credit_note_of_an_earlier_version_leaves_nothing_of_the_contract_that_it_ended() -> None:
    paper = joint_after(martin="200", rates=("126.12", "308.86"))
    named = Selection(sessions=("martin/s1",))
    made = draft_credit(paper, Account((paper,)), named, reason="X.", frees=False, issued_on=ON)
    earlier = replace(made, total_vat=Decimal("25.22"), total_gross=Decimal("151.34"))
    assert contract_shares(paper, [earlier]) == {"martin": 0, "roche": Decimal("370.63")}


def test_the_deduction_of_an_invoice_of_one_contract_names_no_engagement() -> None:
    account = deposit_of_contract("roche", "50", "F-2026-0002")
    assert deducted(draft_of("roche", (60,), account)) == [(None, "F-2026-0002", "60.00")]


def test_each_contract_is_judged_by_its_own_rate() -> None:
    rates = {"martin": 260, "roche": 300}
    drafts = [draft_of(ref, (60,), rate=rate) for ref, rate in rates.items()]
    paper = replace(join(drafts), number="F-2026-0001")
    for ref, rate in rates.items():
        account = sees(ref, paper)
        assert contradicting_invoices(case_of(ref, (60,), rate), [account]) == ()
        (problem,) = contradicting_invoices(case_of(ref, (60,), 280), [account])
        assert problem.args == {"number": "F-2026-0001", "was": Decimal(rate), "now": Decimal(280)}
