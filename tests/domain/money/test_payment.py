from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.domain.money.test_credit import LAW, ON, PAPER, credit, drafting_of

from phmcoach.domain.money.account import Account, balance_of
from phmcoach.domain.money.credit import Selection
from phmcoach.domain.money.drafting import finish
from phmcoach.domain.money.due import deposit_line
from phmcoach.domain.money.invoice import Invoice
from phmcoach.domain.money.payment import (
    draft_receipt,
    draft_reversal,
)
from phmcoach.domain.money.penalties import indemnity_problems
from phmcoach.domain.money.receipt import (
    PlacedReceipt,
    Receipt,
    cash_remarks,
    most_fees,
)
from phmcoach.errors import Problem, RuleRefusedError
from phmcoach.value import Value, replace
from phmcoach.words import ClientKind, Direction, ReceiptNature


def pay(
    account: Account,
    amount: str | None = None,
    *,
    paper: Invoice = PAPER,
    direction: Direction = "in",
    nature: ReceiptNature = "fees",
) -> tuple[Receipt, Account]:
    made = draft_receipt(
        paper,
        account,
        Decimal(amount) if amount else None,
        on=ON,
        method="transfer",
        direction=direction,
        nature=nature,
    )
    return made, Account(account.papers, (*account.receipts, made))


def reverse(receipt: Receipt, place: int, account: Account) -> Receipt:
    """Undo a receipt; all of them followed all papers."""
    owed = balance_of(Account(account.papers), PAPER).outstanding
    history = (PlacedReceipt(at, owed, each) for at, each in enumerate(account.receipts, 1))
    return draft_reversal(receipt, place, ON, account, history)


def credit_sum(amount: str, account: Account) -> Invoice:
    """Credit a sum of the paper."""
    return credit(PAPER, selection=Selection(reduced=Decimal(amount)), account=account)


def shares(receipt: Receipt) -> list[tuple[Decimal, Decimal]]:
    return [(share.net, share.vat) for share in receipt.shares]


OPEN = Account((PAPER,))


def test_a_payment_without_an_amount_pays_everything_outstanding() -> None:
    made, after = pay(OPEN)
    assert made.amount == PAPER.amount_due
    assert shares(made) == [(PAPER.total_net, PAPER.total_vat)]
    assert balance_of(after, PAPER).outstanding == 0


def test_a_settled_invoice_takes_no_payment() -> None:
    _, after = pay(OPEN)
    with pytest.raises(RuleRefusedError) as error:
        pay(after)
    assert error.value.problems[0].message == "pay.nothing-outstanding"


@given(st.lists(st.integers(1, 40_000), min_size=1, max_size=6))
def test_partial_payments_add_up_to_the_vat_of_the_invoice(parts: list[int]) -> None:
    account = OPEN
    for part in parts:
        _, account = pay(account, str(Decimal(part).scaleb(-2)))
    if balance_of(account, PAPER).outstanding:
        direction: Direction = "in" if balance_of(account, PAPER).outstanding > 0 else "out"
        _, account = pay(account, direction=direction)
    signs = [(1 if each.direction == "in" else -1, each) for each in account.receipts]
    assert sum(s * x.vat for s, each in signs for x in each.shares) == PAPER.total_vat
    assert sum(s * x.net for s, each in signs for x in each.shares) == PAPER.total_net


def test_an_overpayment_is_a_surplus_not_a_price() -> None:
    made, after = pay(OPEN, str(PAPER.amount_due + 10))
    assert made.surplus == Decimal("10.00")
    assert shares(made) == [(PAPER.total_net, PAPER.total_vat)]
    assert balance_of(after, PAPER).outstanding == Decimal("-10.00")


def test_a_refund_gives_back_the_surplus_before_the_price() -> None:
    _, after = pay(OPEN, str(PAPER.amount_due + 10))
    made, _ = pay(after, "12", direction="out")
    assert (made.surplus, shares(made)) == (Decimal("10.00"), [(Decimal("1.67"), Decimal("0.33"))])


def test_a_refund_beyond_the_received_amount_is_refused() -> None:
    _, after = pay(OPEN, "100")
    with pytest.raises(RuleRefusedError) as error:
        pay(after, "100.01", direction="out")
    assert error.value.problems[0].message == "pay.refund-beyond-received"


def test_a_credit_note_on_a_paid_invoice_makes_a_refund_due() -> None:
    _, after = pay(OPEN)
    note = credit(PAPER)
    made, settled = pay(Account((PAPER, note), after.receipts), direction="out")
    assert made.amount == PAPER.amount_due
    assert shares(made) == [(PAPER.total_net, PAPER.total_vat)]
    assert balance_of(settled, PAPER).outstanding == 0


@pytest.mark.parametrize("nature", ["penalties", "indemnity"])
def test_compensation_is_outside_vat_turnover_and_the_balance(
    nature: ReceiptNature,
) -> None:
    made, after = pay(OPEN, "40", nature=nature)
    (share,) = made.shares
    assert (share.category, share.net, share.vat) == ("O", Decimal(40), Decimal(0))
    assert not made.counts_as_turnover
    assert balance_of(after, PAPER).outstanding == PAPER.amount_due


def test_compensation_requires_an_amount() -> None:
    with pytest.raises(RuleRefusedError):
        pay(OPEN, nature="penalties")


def test_a_counter_entry_restores_the_previous_balance() -> None:
    wrong, after = pay(OPEN, "100")
    back = reverse(wrong, 2, after)
    assert (back.direction, back.counters, back.amount) == ("out", 2, wrong.amount)
    assert balance_of(Account((PAPER,), (wrong, back)), PAPER).outstanding == PAPER.amount_due


def test_a_refund_that_is_undone_leaves_price_and_vat_as_they_were() -> None:
    paid, after = pay(OPEN)
    credited = Account((PAPER, credit(PAPER, selection=Selection(lines=(3,)))), after.receipts)
    wrong, refunded = pay(credited, "100.01", direction="out")
    back = reverse(wrong, 2, refunded)
    assert (back.direction, back.surplus, back.shares) == ("in", wrong.surplus, wrong.shares)
    again, _ = pay(Account(refunded.papers, (paid, wrong, back)), "100.01", direction="out")
    assert again.shares == wrong.shares


def test_a_small_refund_that_is_undone_leaves_the_vat_to_the_cent() -> None:
    _, after = pay(OPEN, "853.96")
    credited = Account((PAPER, credit_sum("21.43", after)), after.receipts)
    wrong, refunded = pay(credited, "0.10", direction="out")
    back = reverse(wrong, 2, refunded)
    assert (shares(wrong), back.shares) == ([(Decimal("0.09"), Decimal("0.01"))], wrong.shares)


def test_an_undone_refund_restores_the_vat_of_the_paper_although_a_surplus_came_between() -> None:
    _, after = pay(OPEN)
    credited = Account((PAPER, credit_sum("202.65", after)), after.receipts)
    wrong, refunded = pay(credited, direction="out", amount=str(PAPER.total_gross))
    more, settled = pay(refunded, "1500")
    back = reverse(wrong, 2, settled)
    assert (more.surplus, back.surplus) == (Decimal("52.57"), Decimal("1447.43"))
    receipts = (*settled.receipts, back)
    signed = [(1 if each.direction == "in" else -1, each) for each in receipts]
    assert sum(s * x.vat for s, each in signed for x in each.shares) == PAPER.total_vat
    assert sum(s * x.net for s, each in signed for x in each.shares) == PAPER.total_net


def test_the_vat_of_what_is_waived_in_two_parts_is_what_the_payment_left() -> None:
    """In proportion, the second part would take back a cent that the payment has shown."""
    paid, account = pay(OPEN, "189.45")
    first = credit_sum("1395.32", account)
    account = Account((PAPER, first), account.receipts)
    rest = credit_sum(str(balance_of(account, PAPER).outstanding), account)
    (share,) = paid.shares
    assert first.total_vat + rest.total_vat + share.vat == PAPER.total_vat


def book(account: Account) -> tuple[Decimal, Decimal, Decimal]:
    """Return the turnover, its VAT and the surplus of all receipts, in euros."""
    signed = [(1 if each.direction == "in" else -1, each) for each in account.receipts]
    net = sum((sign * share.net for sign, it in signed for share in it.shares), Decimal(0))
    vat = sum((sign * share.vat for sign, it in signed for share in it.shares), Decimal(0))
    return net, vat, sum((sign * each.surplus for sign, each in signed), Decimal(0))


Step = tuple[str, str]


class Books(Value):
    """An account of the paper, and its receipts with their places."""

    account: Account = OPEN
    history: tuple[PlacedReceipt, ...] = ()

    def adding(self, receipt: Receipt) -> "Books":
        papers = self.account.papers
        owed = balance_of(Account(papers), PAPER).outstanding
        placed = PlacedReceipt(len(self.history) + 1, owed, receipt)
        receipts = (*self.account.receipts, receipt)
        return Books(Account(papers, receipts), (*self.history, placed))


def live(*steps: Step) -> Books:
    """Credit, pay and refund sums of the paper, in this order, as a ledger records them."""
    books = Books()
    for kind, amount in steps:
        account = books.account
        if kind == "credit":
            papers = (*account.papers, credit_sum(amount, account))
            books = replace(books, account=replace(account, papers=papers))
        else:
            made, _ = pay(account, amount, direction="out" if kind == "refund" else "in")
            books = books.adding(made)
    return books


def undo_refund(books: Books, place: int) -> Books:
    receipt = books.account.receipts[place - 1]
    return books.adding(draft_reversal(receipt, place, ON, books.account, books.history))


@pytest.mark.parametrize(
    ("steps", "turnover"),
    [
        # 1 200.00 is owed, 500.00 is left of the 600.00: 700.00 pays it, 300.00 is surplus.
        (
            [("credit", "450.08"), ("pay", "600"), ("refund", "100"), ("pay", "1000")],
            ("1000.00", "200.00", "400.00"),
        ),
        # 1 650.08 is still owed when 700.00 is paid: without the refund, 1 300.00 is price.
        (
            [("pay", "600"), ("refund", "100"), ("pay", "700"), ("credit", "450.08")],
            ("1083.33", "216.67", "0.00"),
        ),
        # All of the price was paid before the credit note: the second payment is surplus.
        (
            [("pay", "1650.08"), ("credit", "450.08"), ("refund", "500"), ("pay", "1500")],
            ("1375.07", "275.01", "1500.00"),
        ),
        # The refund gave back the surplus first: 300.00 of 500.00.
        (
            [("pay", "1650.08"), ("pay", "300"), ("refund", "500"), ("pay", "200")],
            ("1375.07", "275.01", "500.00"),
        ),
    ],
    ids=["credited-before", "credited-after", "paid-before-the-credit", "surplus-first"],
)
def test_an_undone_refund_leaves_the_turnover_as_if_it_had_not_been_made(
    steps: list[Step], turnover: tuple[str, str, str]
) -> None:
    books = live(*steps)
    (place,) = (at for at, it in enumerate(books.account.receipts, 1) if it.direction == "out")
    assert book(undo_refund(books, place).account) == tuple(map(Decimal, turnover))


def test_two_equal_refunds_that_are_undone_leave_the_whole_price() -> None:
    books = live(("pay", "1650.08"), ("credit", "450.08"), ("refund", "100"), ("refund", "100"))
    undone = undo_refund(undo_refund(books, 3), 2)
    assert book(undone.account) == (PAPER.total_net, PAPER.total_vat, Decimal(0))


cents = st.integers(1, 180_000).map(lambda it: str(Decimal(it) / 100))
step = st.tuples(st.sampled_from(["pay", "pay", "refund", "credit"]), cents)


@given(
    first=st.lists(step, max_size=2),
    paid=st.integers(100, 180_000),
    share=st.integers(1, 100),
    later=st.lists(step, max_size=3),
)
def test_an_undone_refund_never_changes_price_and_surplus(
    first: list[Step], paid: int, share: int, later: list[Step]
) -> None:
    refund = ("refund", str(Decimal(paid * share // 100) / 100))
    kept: list[Step] = []
    for each in (*first, ("pay", str(Decimal(paid) / 100)), refund, *later):
        with suppress(RuleRefusedError):
            live(*kept, each)
            kept.append(each)
    assume(refund in kept)
    at = kept.index(refund)
    place = sum(kind != "credit" for kind, _ in kept[: at + 1])
    without = live(*kept[:at], *kept[at + 1 :])
    undone, expected = undo_refund(live(*kept), place), book(without.account)
    net, vat, surplus = book(undone.account)
    assert (net + vat, surplus) == (expected[0] + expected[1], expected[2])


def test_a_refund_that_is_undone_after_another_payment_is_surplus() -> None:
    _, after = pay(OPEN)
    wrong, refunded = pay(after, "100", direction="out")
    _, settled = pay(refunded, "100")
    back = reverse(wrong, 2, settled)
    assert (back.surplus, back.shares) == (Decimal(100), ())


def test_a_refunded_payment_cannot_be_undone() -> None:
    wrong, paid = pay(OPEN, "100")
    _, after = pay(paid, "100", direction="out")
    with pytest.raises(RuleRefusedError):
        reverse(wrong, 2, after)


def test_a_counter_entry_of_compensation_copies_it() -> None:
    wrong, after = pay(OPEN, "40", nature="indemnity")
    back = reverse(wrong, 2, after)
    assert (back.direction, back.shares) == ("out", wrong.shares)


def test_cash_for_a_debt_above_a_thousand_euros_is_warned_of() -> None:
    drafting = drafting_of(liable=False)
    whole = finish(drafting, [deposit_line(drafting, Decimal(1000))])
    draft = finish(drafting, [deposit_line(drafting, Decimal("1000.01"))])
    above = replace(draft, number="F-2026-0001")
    limit = Decimal(1000)
    args = {"number": above.number, "limit": limit}
    warning = Problem("pay.cash-beyond-limit", args, level="warning")
    assert list(cash_remarks(whole, "cash", limit)) == []
    assert list(cash_remarks(above, "cash", limit)) == [warning]
    assert list(cash_remarks(above, "cheque", limit)) == []


def test_an_invoice_that_has_no_number_yet_is_warned_of_with_its_sum() -> None:
    drafting = drafting_of(liable=False)
    draft = finish(drafting, [deposit_line(drafting, Decimal("1000.01"))])
    args = {"amount": Decimal("1000.01"), "limit": Decimal(1000)}
    warning = Problem("pay.other-cash-beyond-limit", args, level="warning")
    assert list(cash_remarks(draft, "cash", Decimal(1000))) == [warning]


def test_a_refund_of_compensation_beyond_the_received_amount_is_refused() -> None:
    made, after = pay(OPEN, "40", nature="indemnity")
    with pytest.raises(RuleRefusedError) as error:
        pay(after, "40.01", nature="indemnity", direction="out")
    assert error.value.problems[0].message == "pay.refund-beyond-received"
    _, settled = pay(after, "40", nature="indemnity", direction="out")
    with pytest.raises(RuleRefusedError):
        pay(settled, "1", nature="penalties", direction="out")
    with pytest.raises(RuleRefusedError):
        reverse(made, 2, settled)


@pytest.mark.parametrize(
    ("kind", "received", "amount", "expected"),
    [
        ("company-fr", (), "40", []),
        ("company-fr", (), "40.01", ["pay.beyond-indemnity"]),
        ("company-fr", ("40",), "40", ["pay.beyond-indemnity"]),
        ("private", (), "40", ["pay.no-indemnity"]),
    ],
)
def test_the_fixed_indemnity_is_due_once_and_never_by_a_consumer(
    kind: ClientKind, received: tuple[str, ...], amount: str, expected: list[str]
) -> None:
    account = OPEN
    for each in received:
        _, account = pay(account, each, nature="indemnity")
    rule = LAW.late_rule(kind, PAPER.due_on)
    found = indemnity_problems(PAPER, account, rule, Decimal(amount))
    assert [problem.message for problem in found] == expected


def test_a_deposit_is_refunded_only_as_far_as_it_is_credited() -> None:
    drafting = drafting_of()
    deposit = finish(drafting, [deposit_line(drafting, Decimal(500))], kind="deposit")
    deposit = replace(deposit, number="F-2026-0001")
    _, paid = pay(Account((deposit,)), paper=deposit)
    for amount in ("0.01", "360"):
        with pytest.raises(RuleRefusedError) as error:
            pay(paid, amount, paper=deposit, direction="out")
        (problem,) = error.value.problems
        assert (problem.message, problem.args["left"]) == ("pay.deposit-refund", Decimal(0))
    with pytest.raises(RuleRefusedError) as error:
        pay(paid, paper=deposit, direction="out")
    assert error.value.problems[0].message == "pay.nothing-owed-back"
    note = credit(deposit, account=paid, selection=Selection(amounts={1: Decimal(300)}))
    made, _ = pay(Account((deposit, note), paid.receipts), paper=deposit, direction="out")
    assert made.amount == Decimal(360)


@pytest.mark.parametrize(("whole", "most"), [("520", "26"), ("1000", "50"), ("1872", "50")])
def test_a_bank_keeps_five_percent_and_fifty_euros_at_most(whole: str, most: str) -> None:
    assert most_fees(Decimal(whole)) == Decimal(most)
