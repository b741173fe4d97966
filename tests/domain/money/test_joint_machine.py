"""Any order of invoices of one contract and of two, credit notes and payments adds up.

The machine counts how often each session of each engagement is billed and freed.
"""

from collections import Counter
from contextlib import suppress
from datetime import UTC, date, datetime
from decimal import Decimal

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from tests.builders import (
    make_case,
    make_client,
    make_engagement,
    make_practice,
    make_session,
    make_terms,
    make_vat_practice,
)

from phmcoach.domain.money.account import (
    Account,
    account_of,
    balance_of,
    billed_shares,
    deduct_in_turn,
    deposits_of,
)
from phmcoach.domain.money.credit import Selection, draft_credit
from phmcoach.domain.money.credit_left import deductions_left
from phmcoach.domain.money.drafting import Drafting
from phmcoach.domain.money.due import draft_deposit, draft_due
from phmcoach.domain.money.invoice import Invoice
from phmcoach.domain.money.joint import by_month, contract_shares, join, with_full_names
from phmcoach.domain.money.lateness import find_client_credits
from phmcoach.domain.money.ledger import GENESIS, LedgerEntry, placed_receipts, schema_of
from phmcoach.domain.money.payment import draft_receipt, draft_reversal
from phmcoach.domain.money.receipt import Receipt
from phmcoach.domain.values.money import CENT, total
from phmcoach.errors import RuleRefusedError
from phmcoach.law import load_law
from phmcoach.value import replace

LAW = load_law()
ON = date(2026, 3, 31)
REFS = ("martin", "roche")

days = st.dates(date(2026, 2, 1), date(2026, 3, 30))
cents = st.integers(1, 250_000).map(lambda n: Decimal(n).scaleb(-2))


class TwoContracts(RuleBasedStateMachine):
    """Two engagements of one client, and their ledger."""

    @initialize(rate=cents, turns_on=st.none() | days)
    def sign(self, rate: Decimal, turns_on: date | None) -> None:
        """Sign two contracts with a practice that charges VAT, perhaps only from a later day."""
        self.practice = make_vat_practice()
        if turns_on is not None:
            turn = {"valid_from": turns_on, "regime": "quarterly"}
            self.practice = make_practice(vat_number="FR68900000001", vat_regimes=[turn])
        terms = make_terms(sessions=12, hourly_rate=rate)
        self.engagements = {ref: make_engagement(terms=terms) for ref in REFS}
        self.entries: list[LedgerEntry] = []
        self.billed: Counter[str] = Counter()

    def account(self, ref: str) -> Account:
        return account_of(self.entries, ref, specimen=False)

    @property
    def whole(self) -> Account:
        """All papers, with the full names of their sessions, in which they are credited."""
        return Account(
            tuple(with_full_names(each.invoice) for each in self.entries if each.invoice),
            tuple(each.receipt for each in self.entries if each.receipt),
        )

    @property
    def payable(self) -> list[Invoice]:
        papers = [each.invoice for each in self.entries if each.invoice]
        return [paper for paper in papers if paper.type != "credit"]

    def record(self, body: Invoice | Receipt) -> None:
        place = len(self.entries) + 1
        invoice = replace(body, number=f"F-2026-{place:04d}") if isinstance(body, Invoice) else None
        entry = LedgerEntry(
            schema_version=schema_of("invoice", invoice),
            place=place,
            kind="invoice" if invoice else "receipt",
            recorded_at=datetime(2026, 3, 31, 10, tzinfo=UTC),
            previous_sha256=GENESIS,
            pdf_sha256=GENESIS if invoice else None,
            invoice=invoice,
            receipt=body if isinstance(body, Receipt) else None,
        )
        self.entries.append(entry)
        if invoice is not None:
            sign = -1 if invoice.type == "credit" else 1
            for line in with_full_names(invoice).lines:
                if line.kind != "travel" and (sign > 0 or invoice.frees):
                    self.billed.update({session.id: sign for session in line.sessions})

    @rule(ref=st.sampled_from(REFS), on=days, minutes=st.integers(1, 180), travel=st.none() | cents)
    def meet(self, ref: str, on: date, minutes: int, travel: Decimal | None) -> None:
        engagement = self.engagements[ref]
        costs = [] if travel is None else [(str(travel), "Train")]
        number = len(engagement.sessions) + 1
        made = make_session(number, on, minutes=minutes, travel=costs)
        self.engagements[ref] = replace(engagement, sessions=(*engagement.sessions, made))

    def drafting(self, ref: str) -> Drafting:
        return Drafting(
            case=make_case(self.engagements[ref], client=make_client(), ref=ref),
            account=self.account(ref),
            practice=self.practice,
            law=LAW,
            issued_on=ON,
            specimen=False,
        )

    def drafts_of(self, ref: str) -> tuple[Invoice, ...]:
        try:
            return draft_due(self.drafting(ref), ON).invoices
        except RuleRefusedError:
            return ()

    @rule(refs=st.lists(st.sampled_from(REFS), min_size=1, unique=True))
    def bill(self, refs: list[str]) -> None:
        deposits = [each for ref in refs for each in deposits_of(self.account(ref))]
        groups = by_month([self.drafts_of(ref) for ref in refs])
        for paper in deduct_in_turn(map(join, groups), deposits):
            self.record(paper)

    @rule(ref=st.sampled_from(REFS), amount=cents, is_paid=st.booleans())
    def ask_deposit(self, ref: str, amount: Decimal, is_paid: bool) -> None:
        """Issue a deposit invoice; while it is unpaid, nothing of its contract can be billed."""
        (paper,) = draft_deposit(self.drafting(ref), amount).invoices
        self.record(paper)
        if is_paid:
            self.pay_with(self.payable[-1], None, refund=False)

    @precondition(lambda self: self.payable)
    @rule(data=st.data(), frees=st.booleans())
    def credit(self, data: st.DataObject, frees: bool) -> None:
        paper = data.draw(st.sampled_from(self.payable))
        names = sorted({session.id for line in paper.lines for session in line.sessions}) or ["s1"]
        lines = range(1, len(paper.lines) + 1)
        chosen = [
            st.just(Selection()),
            st.sampled_from(lines).map(lambda line: Selection(lines=(line,))),
            st.sampled_from(names).map(lambda name: Selection(sessions=(name,))),
            st.builds(lambda sum_: Selection(reduced=sum_), cents),
        ]
        selection = data.draw(st.one_of(chosen))
        self.credit_with(paper, selection, frees=frees)

    def credit_with(self, paper: Invoice, selection: Selection, *, frees: bool) -> None:
        account = self.whole if paper.contracts else self.account(paper.engagement)
        try:
            made = draft_credit(paper, account, selection, reason="X.", frees=frees, issued_on=ON)
        except RuleRefusedError:
            return
        due = self.due_of(paper)
        if selection.reduced is not None and selection.reduced <= total(due.values()):
            released = total(each.gross for each in made.deductions)
            assert released <= CENT * len(due)  # the VAT of the parts is rounded
        self.record(made)

    def due_of(self, paper: Invoice) -> dict[str, Decimal]:
        """Return what no deposit paid of each contract of a paper."""
        before = self.whole.credits_of(paper.number or "")
        due = dict(contract_shares(paper, before))
        for each in deductions_left(paper, before):
            due[each.engagement or paper.engagement] -= each.gross
        return due

    @precondition(lambda self: self.payable)
    @rule(data=st.data(), amount=st.none() | cents, refund=st.booleans())
    def pay(self, data: st.DataObject, amount: Decimal | None, refund: bool) -> None:
        paper = data.draw(st.sampled_from(self.payable))
        self.pay_with(paper, amount, refund=refund)

    @rule(data=st.data())
    def undo(self, data: st.DataObject) -> None:
        """Take a payment or a refund back, once; a counter-entry stays."""
        receipts = {each.place: each.receipt for each in self.entries if each.receipt}
        taken = {receipt.counters for receipt in receipts.values()}
        left = [n for n, each in receipts.items() if n not in taken and each.counters is None]
        if not left:
            return
        place = data.draw(st.sampled_from(left))
        receipt = receipts[place]
        with suppress(RuleRefusedError):
            account = self.account(receipt.engagement or "")
            history = placed_receipts(self.entries, receipt.document)
            self.record(draft_reversal(receipt, place, ON, account, history))

    def pay_with(self, paper: Invoice, amount: Decimal | None, *, refund: bool) -> None:
        try:
            made = draft_receipt(
                paper,
                self.account(paper.engagement),
                amount,
                on=ON,
                method="transfer",
                direction="out" if refund else "in",
            )
        except RuleRefusedError:
            return
        self.record(made)

    @invariant()
    def a_session_is_billed_once(self) -> None:
        for ref in REFS if hasattr(self, "entries") else ():
            own = {name for name, times in self.billed.items() if times and name.startswith(ref)}
            assert {f"{ref}/{name}" for name in billed_shares(self.account(ref)).time} == own
        assert set(getattr(self, "billed", Counter()).values()) <= {0, 1}

    @invariant()
    def a_session_bears_the_vat_of_its_own_day(self) -> None:
        for paper in self.payable if hasattr(self, "entries") else ():
            for line in paper.lines:
                liable = {self.practice.charges_vat_on(day) for day in line.served_on}
                assert liable <= {line.vat_rate > 0}

    @invariant()
    def every_engagement_sees_the_same_balance(self) -> None:
        for paper in self.payable if hasattr(self, "entries") else ():
            found = {balance_of(self.account(ref), paper).outstanding for ref in paper.engagements}
            assert found == {balance_of(self.whole, paper).outstanding}

    @invariant()
    def a_contract_never_deducts_more_than_is_left_of_it(self) -> None:
        for paper in self.payable if hasattr(self, "entries") else ():
            credits_ = self.whole.credits_of(paper.number or "")
            deducted = deductions_left(paper, credits_)
            for engagement, left in contract_shares(paper, credits_).items():
                own = [d for d in deducted if (d.engagement or paper.engagement) == engagement]
                assert total(each.gross for each in own) <= left
                assert {self.paper(each.number).engagement for each in own} <= {engagement}

    def paper(self, number: str) -> Invoice:
        found = self.whole.paper(number)
        assert found is not None
        return found

    @invariant()
    def a_deposit_is_never_deducted_beyond_its_amount(self) -> None:
        for ref in REFS if hasattr(self, "entries") else ():
            assert all(each.left >= 0 for each in deposits_of(self.account(ref)))

    def teardown(self) -> None:
        """Take everything back and refund it: nothing that was paid stays in the books."""
        if not hasattr(self, "entries"):
            return
        for paper in sorted(self.payable, key=lambda each: each.type == "deposit"):
            self.credit_with(paper, Selection(), frees=False)
        for paper in self.payable:
            owed = balance_of(self.whole, paper).outstanding
            self.pay_with(paper, None, refund=owed < 0)
        receipts = [each.receipt for each in self.entries if each.receipt]
        signs = [(1 if each.direction == "in" else -1, each) for each in receipts]
        assert total(sign * each.amount for sign, each in signs) == 0
        assert total(sign * share.vat for sign, each in signs for share in each.shares) == 0
        assert find_client_credits(self.entries, specimen=False) == ()


def test_any_order_adds_up() -> None:
    run_state_machine_as_test(TwoContracts, settings=settings(deadline=None))
