"""Any sequence of sessions, invoices, deposits, credit notes, payments and refunds adds up.

The machine keeps its own sums to compare with those of the program: what invoices asked for, what
came in and went out, and how often each session was billed and credited.
"""

from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
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
    billed_ids,
    make_case,
    make_client,
    make_engagement,
    make_practice,
    make_private_client,
    make_session,
    make_terms,
    make_vat_practice,
)

from phmcoach.domain.money.account import Account, balance_of, billed_shares, deposits_of
from phmcoach.domain.money.credit import Selection, draft_credit
from phmcoach.domain.money.credit_left import paper_left
from phmcoach.domain.money.dates import (
    DAYS_BACK,
    PaperDay,
    declare_turnover,
    paper_day_problem,
    refund_day_problem,
)
from phmcoach.domain.money.drafting import Drafting
from phmcoach.domain.money.due import (
    draft_deposit,
    draft_due,
    draft_renewed,
    draft_waived,
)
from phmcoach.domain.money.invoice import Invoice, PaidOnIssue
from phmcoach.domain.money.joint import have_one_vat
from phmcoach.domain.money.payment import draft_offsets, draft_receipt, draft_reversal
from phmcoach.domain.money.receipt import (
    PlacedReceipt,
    Receipt,
    most_fees,
    receipt_at_issue,
    with_fees,
)
from phmcoach.domain.money.sheet import period_around
from phmcoach.domain.records.engagement import Engagement
from phmcoach.domain.records.regimes import VatChange
from phmcoach.domain.values.money import CENT, total
from phmcoach.errors import RuleRefusedError
from phmcoach.law import load_law
from phmcoach.value import replace
from phmcoach.words import Direction, SessionStatus, VatRegime

LAW = load_law()
START = date(2026, 1, 12)

cents = st.integers(1, 250_000).map(lambda n: Decimal(n).scaleb(-2))
statuses: st.SearchStrategy[SessionStatus] = st.sampled_from(["held", "no-show", "cancelled-late"])


class Money(RuleBasedStateMachine):
    """One engagement and its account, with the machine's own sums."""

    engagement: Engagement
    account: Account

    @initialize(
        plan=st.sampled_from(["hourly", "schedule", "monthly"]),
        private=st.booleans(),
        liable=st.booleans(),
        turns_after=st.lists(st.integers(0, 90), max_size=2, unique=True).map(sorted),
        rate=cents,
        price=cents,
    )
    def sign(
        self,
        plan: str,
        private: bool,
        liable: bool,
        rate: Decimal,
        price: Decimal,
        turns_after: Sequence[int] = (),
    ) -> None:
        """Sign a contract in a practice whose VAT regime changes, perhaps twice, or never."""
        changes: dict[str, Any] = {"hourly_rate": rate, "sessions": 3}
        if plan != "hourly":
            changes |= {"plan": "package", "package_price": price}
            schedule = tuple(map(Decimal, (30, 40, 30)))
            changes |= {"monthly": True} if plan == "monthly" else {"schedule": schedule}
        self.client = make_private_client() if private else make_client()
        self.practice = make_vat_practice() if liable else make_practice()
        turns: list[VatChange] = []
        for days in turns_after:
            was_liable = liable if not turns else turns[-1].regime == "quarterly"
            regime: VatRegime = "franchise" if was_liable else "quarterly"
            turns.append(VatChange(valid_from=START + timedelta(days=days), regime=regime))
        if turns:
            number = "FR68900000001"
            self.practice = replace(self.practice, vat_number=number, vat_regimes=tuple(turns))
        self.engagement = make_engagement(terms=make_terms(**changes))
        self.account = Account()
        self.history: list[PlacedReceipt] = []
        self.today = START
        self.dated_ahead: set[str | None] = set()
        self.asked = self.given_back = self.came_in = self.went_out = self.again = Decimal(0)

    @property
    def drafting(self) -> Drafting:
        return self.drafting_on(self.today)

    def drafting_on(self, on: date) -> Drafting:
        return Drafting(
            case=make_case(self.engagement, client=self.client),
            account=self.account,
            practice=self.practice,
            law=LAW,
            issued_on=on,
            specimen=False,
        )

    def day_of_a_paper(self, back: int) -> date:
        """Return a day some days back if a paper may bear it, else today."""
        on, today = self.today - timedelta(days=back), self.today
        regime = self.practice.vat_regime_on(today)
        period = period_around(today, "year" if regime == "franchise" else "quarter")
        is_later = all(paper.issued_on <= on for paper in self.in_order)
        is_free = back <= DAYS_BACK and period.holds(on) and is_later
        problem = paper_day_problem(PaperDay(on, today, regime), self.in_order[-1:])
        assert (problem is None) == is_free
        return on if is_free and on >= START else today

    @property
    def in_order(self) -> list[Invoice]:
        """The papers, without those that a wrong clock dated."""
        return [paper for paper in self.account.papers if paper.number not in self.dated_ahead]

    def issue(self, paper: Invoice) -> None:
        for deduction in paper.deductions:
            deposit = self.account.paper(deduction.number)
            if deposit and paper.type == "invoice":
                assert balance_of(self.account, deposit).outstanding <= 0, "an unpaid deposit"
        number = f"F-2026-{len(self.account.papers) + 1:04d}"
        issued = replace(paper, number=number)
        self.account = Account((*self.account.papers, issued), self.account.receipts)
        if issued.type == "credit":
            self.given_back += issued.price_owed
        else:
            self.asked += issued.price_owed
        at_issue = receipt_at_issue(issued)
        if at_issue:
            self.record(at_issue)

    def reverse(self, receipt: Receipt, place: int, on: date) -> Receipt:
        own = (each for each in self.history if each.receipt.document == receipt.document)
        history = (each for each in own if each.receipt.nature == "fees")
        return draft_reversal(receipt, place, on, self.account, history)

    def record(self, receipt: Receipt) -> None:
        papers = Account(self.account.papers)
        paper = papers.paper(receipt.document or "")
        owed = balance_of(papers, paper).outstanding if paper else Decimal(0)
        self.history.append(PlacedReceipt(len(self.history) + 1, owed, receipt))
        self.account = Account(self.account.papers, (*self.account.receipts, receipt))
        if receipt.direction == "in":
            self.came_in += receipt.amount
        else:
            self.went_out += receipt.amount

    @property
    def payable(self) -> list[Invoice]:
        return [paper for paper in self.account.papers if paper.type != "credit"]

    @rule(days=st.integers(0, 20))
    def wait(self, days: int) -> None:
        self.today += timedelta(days=days)

    @rule(after=st.integers(0, 1))
    def wait_for_the_end_of_a_month(self, after: int) -> None:
        self.today = period_around(self.today, "month").end_on + timedelta(days=after)

    @rule(days=st.integers(121, 400), steps=st.data())
    def let_the_clock_be_wrong(self, days: int, steps: st.DataObject) -> None:
        """Bill, pay and credit under a wrong clock, then take back what bears a day to come."""
        right = self.today
        self.today += timedelta(days=days)
        names = ("bill", "ask", "pay", "refund", "credit")
        for name in steps.draw(st.lists(st.sampled_from(names), max_size=4)):
            self.do_ahead(name)
        self.today = right
        ahead = (paper for paper in self.account.papers if paper.issued_on > right)
        self.dated_ahead.update(paper.number for paper in ahead)
        self.take_back_what_is_ahead()

    def do_ahead(self, name: str) -> None:
        if name == "bill":
            self.bill(paid=False)
        elif name == "ask":
            self.bill_a_deposit(Decimal(100), paid=True)
        elif name == "credit" and self.account.papers:
            self.credit_the_last_paper(frees=True)
        elif self.payable:
            with suppress(RuleRefusedError):
                self.record(
                    draft_receipt(
                        self.payable[-1],
                        self.account,
                        None,
                        on=self.today,
                        method="transfer",
                        direction="out" if name == "refund" else "in",
                    )
                )

    def take_back_what_is_ahead(self) -> None:
        """Undo the receipts at their own day, the last one first, and credit the papers."""
        taken = {receipt.counters for receipt in self.account.receipts}
        ahead = [
            (place, receipt)
            for place, receipt in enumerate(self.account.receipts, 1)
            if receipt.received_on > self.today
            and receipt.amount
            and receipt.counters is None
            and place not in taken
        ]
        for place, receipt in reversed(ahead):
            self.record(self.reverse(receipt, place, receipt.received_on))
        for paper in self.payable:
            if paper.issued_on > self.today:
                self.credit_the_rest(paper)

    @rule(status=statuses, minutes=st.integers(1, 180), travel=st.lists(cents, max_size=2))
    def meet(self, status: SessionStatus, minutes: int, travel: list[Decimal]) -> None:
        made = make_session(
            len(self.engagement.sessions) + 1,
            self.today,
            minutes=minutes,
            status=status,
            travel=[(str(amount), "Train") for amount in travel],
        )
        sessions = (*self.engagement.sessions, made)
        self.engagement = replace(self.engagement, sessions=sessions)

    @rule(paid=st.booleans(), back=st.integers(0, 7))
    def invoice(self, paid: bool, back: int) -> None:
        self.bill(paid=paid, back=back)

    def bill(self, *, paid: bool, back: int = 0) -> None:
        on = self.day_of_a_paper(back)
        while True:
            try:
                due = draft_due(self.drafting_on(on), self.today)
            except RuleRefusedError:
                break
            self.issue(self.settled(due.invoices[0]) if paid else due.invoices[0])

    def settled(self, paper: Invoice) -> Invoice:
        """Return a paper that is paid on issue, unless deposits were deducted from it."""
        paid = PaidOnIssue(received_on=paper.issued_on, method="card")
        return paper if paper.deductions else replace(paper, paid=paid)

    @rule(amount=cents, paid=st.booleans(), back=st.integers(0, 7))
    def ask_for_a_deposit(self, amount: Decimal, paid: bool, back: int) -> None:
        self.bill_a_deposit(amount, paid=paid, back=back)

    def bill_a_deposit(self, amount: Decimal, *, paid: bool, back: int = 0) -> None:
        try:
            due = draft_deposit(self.drafting_on(self.day_of_a_paper(back)), amount)
        except RuleRefusedError:
            assert self.drafting.terms.plan == "package"
            return
        self.issue(self.settled(due.invoices[0]) if paid else due.invoices[0])

    @precondition(lambda self: bool(deposits_of(self.account)))
    @rule(data=st.data(), is_included=st.booleans())
    def bill_a_deposit_anew(self, data: st.DataObject, is_included: bool) -> None:
        """Credit what is left of a deposit of the other regime, and move what was paid for it."""
        old = data.draw(st.sampled_from(deposits_of(self.account))).paper
        try:
            credit = draft_credit(
                old,
                self.account,
                Selection(),
                reason="TVA",
                frees=old.lines[0].part is not None,
                issued_on=self.today,
            )
            new = draft_renewed(self.drafting, credit, is_included=is_included)
        except RuleRefusedError:
            return
        if have_one_vat(old, new):
            return
        self.issue(credit)
        self.issue(new)
        new = self.account.papers[-1]
        before = self.came_in - self.went_out
        while missing := draft_offsets(old, new, self.account, self.today):
            self.record(missing[0])
        assert self.came_in - self.went_out == before, "no money moves"

    @rule(part=st.integers(1, 4), paid=st.booleans())
    def bill_a_waived_instalment(self, part: int, paid: bool) -> None:
        try:
            due = draft_waived(self.drafting, part)
        except RuleRefusedError:
            return
        (paper,) = due.invoices
        self.again += paper.lines[0].amount
        self.issue(self.settled(paper) if paid else paper)

    @precondition(lambda self: self.account.papers)
    @rule(frees=st.booleans())
    def credit_the_whole_last_paper(self, frees: bool) -> None:
        self.credit_the_last_paper(frees=frees)

    def credit_the_last_paper(self, *, frees: bool) -> None:
        try:
            made = draft_credit(
                self.account.papers[-1],
                self.account,
                Selection(),
                reason="Erreur",
                frees=frees,
                issued_on=self.today,
            )
        except RuleRefusedError:
            return
        self.issue(made)

    @precondition(lambda self: self.account.papers)
    @rule(data=st.data(), frees=st.booleans(), back=st.integers(0, 7))
    def credit(self, data: st.DataObject, frees: bool, back: int) -> None:
        paper = self.account.papers[data.draw(st.integers(0, len(self.account.papers) - 1))]
        line = data.draw(st.integers(1, len(paper.lines)))
        sessions = sorted(billed_ids(paper))
        selection = data.draw(
            st.one_of(
                st.just(Selection()),
                st.just(Selection(lines=(line,))),
                st.builds(lambda amount: Selection(amounts={line: amount}), cents),
                st.builds(lambda amount: Selection(reduced=amount), cents),
                *(
                    [st.sampled_from(sessions).map(lambda s: Selection(sessions=(s,)))]
                    * bool(sessions)
                ),
            )
        )
        try:
            made = draft_credit(
                paper,
                self.account,
                selection,
                reason="Erreur",
                frees=frees,
                issued_on=self.day_of_a_paper(back),
            )
        except RuleRefusedError:
            return
        self.issue(made)

    @precondition(lambda self: self.payable)
    @rule(data=st.data())
    def credit_what_is_unpaid(self, data: st.DataObject) -> None:
        """Give up what is left to pay of a paper; what was paid stays, and its VAT to the cent."""
        paper = data.draw(st.sampled_from(self.payable))
        left = balance_of(self.account, paper).outstanding
        before = self.given_back
        try:
            made = draft_credit(
                paper,
                self.account,
                Selection(reduced=left),
                reason="Impayé",
                frees=paper.type == "deposit",
                issued_on=self.today,
            )
        except RuleRefusedError:
            return
        self.issue(made)
        assert self.given_back - before == left
        assert not balance_of(self.account, paper).outstanding

    @precondition(lambda self: self.payable)
    @rule(
        data=st.data(),
        amount=st.none() | cents,
        refund=st.booleans(),
        ago=st.integers(0, 40),
        fees=st.none() | cents,
    )
    def pay(
        self,
        data: st.DataObject,
        amount: Decimal | None,
        refund: bool,
        ago: int,
        fees: Decimal | None,
    ) -> None:
        """Record what moved today or earlier, even before the paper; the bank may keep a part."""
        paper = self.payable[data.draw(st.integers(0, len(self.payable) - 1))]
        try:
            receipt = draft_receipt(
                paper,
                self.account,
                amount,
                on=self.today - timedelta(days=ago),
                method="transfer",
                direction="out" if refund else "in",
            )
        except RuleRefusedError:
            return
        if early := refund_day_problem(self.account, receipt, self.today):
            first_on = early.args["first_on"]
            assert isinstance(first_on, date)
            assert receipt.received_on < first_on <= self.today
            receipt = replace(receipt, received_on=first_on)
            assert refund_day_problem(self.account, receipt, self.today) is None
        if fees is not None and not refund and (most := most_fees(receipt.amount)):
            receipt = with_fees(receipt, min(fees, most))
        self.record(receipt)

    @rule(data=st.data())
    def pay_with_one_transfer(self, data: st.DataObject) -> None:
        """Pay several papers to the cent; what one of them was paid changes nothing of another."""
        unpaid = [each for each in self.payable if balance_of(self.account, each).outstanding > 0]
        if len(unpaid) < 2:
            return
        chosen = data.draw(
            st.lists(st.sampled_from(unpaid), min_size=2, unique_by=lambda each: each.number)
        )
        before = self.account
        for paper in chosen:
            self.record(draft_receipt(paper, before, None, on=self.today, method="transfer"))
        assert not any(balance_of(self.account, each).outstanding for each in chosen)

    @invariant()
    def never_more_went_back_than_had_come(self) -> None:
        for paper in self.account.papers:
            receipts = self.account.receipts_of(paper.number or "")
            for day in {each.received_on for each in receipts}:
                until = [each.signed for each in receipts if each.received_on <= day]
                assert sum(until) >= 0, (paper.number, day)

    @precondition(lambda self: self.account.receipts)
    @rule(data=st.data())
    def undo_a_receipt(self, data: st.DataObject) -> None:
        taken = {receipt.counters for receipt in self.account.receipts}
        places = [
            place
            for place, receipt in enumerate(self.account.receipts, 1)
            if place not in taken and receipt.counters is None
        ]
        if places:
            place = data.draw(st.sampled_from(places))
            try:
                receipt = self.account.receipts[place - 1]
                made = self.reverse(receipt, place, self.today)
            except RuleRefusedError:
                return
            assert made.signed_fees == (receipt.fees and -receipt.fees)
            self.record(made)

    @precondition(lambda self: self.account.papers)
    @rule()
    def settle(self) -> None:
        """Pay and refund everything that is owed, and compare the sums."""
        for paper in self.payable:
            outstanding = balance_of(self.account, paper).outstanding
            if outstanding:
                direction: Direction = "in" if outstanding > 0 else "out"
                self.record(
                    draft_receipt(
                        paper,
                        self.account,
                        None,
                        on=self.today,
                        method="transfer",
                        direction=direction,
                    )
                )
        left = deposits_of(self.account)
        signs = [(-1 if paper.type == "credit" else 1, paper) for paper in self.account.papers]
        whole = [
            (s, p) for s, p in signs if (p.corrects.type if p.corrects else p.type) == "invoice"
        ]
        shares = [
            (1 if receipt.direction == "in" else -1, share)
            for receipt in self.account.receipts
            for share in receipt.shares
        ]
        gross = total(s * p.total_gross for s, p in whole) + total(each.left for each in left)
        vat = total(s * p.total_vat for s, p in whole) + total(each.left_vat for each in left)
        assert self.came_in - self.went_out == gross, "a deposit is received once"
        assert total(sign * share.vat for sign, share in shares) == vat
        assert total(sign * share.net for sign, share in shares) == gross - vat

    def teardown(self) -> None:
        """Give everything back: whatever happened, nothing that was paid stays in the books."""
        if not hasattr(self, "account"):
            return
        whole = [paper for paper in self.payable if paper.type == "invoice"]
        deposits = [paper for paper in self.payable if paper.type == "deposit"]
        for paper in (*whole, *deposits):
            self.credit_the_rest(paper)
        self.settle()
        assert self.came_in == self.went_out
        assert deposits_of(self.account) == ()

    def credit_the_rest(self, paper: Invoice) -> None:
        rest = paper_left(paper, self.account)
        if rest.amount or any(not line.is_gone for line in rest.lines):
            everything = Selection()
            made = draft_credit(
                paper, self.account, everything, reason="Fin", frees=False, issued_on=self.today
            )
            self.issue(made)

    @invariant()
    def the_amount_owed_is_asked_less_credited_less_paid_plus_refunded(self) -> None:
        owed = total(balance_of(self.account, paper).outstanding for paper in self.payable)
        assert owed == self.asked - self.given_back - self.came_in + self.went_out

    @invariant()
    def a_paper_follows_those_before_it(self) -> None:
        days = [paper.issued_on for paper in self.in_order]
        assert days == sorted(days)

    @invariant()
    def what_came_in_is_declared_once_in_whole_euros(self) -> None:
        moves = [(each.received_on, each.signed_net) for each in self.account.receipts]
        declared = declare_turnover(moves, self.practice)
        carried = Decimal(0)
        for each in declared:
            assert each.brought == carried
            assert not (each.declared and each.carried)
            left = each.received - each.brought + each.carried
            assert abs(each.declared - left) <= Decimal("0.5")
            carried = each.carried
        assert total(each.received for each in declared) == total(net for _, net in moves)

    @invariant()
    def a_service_bears_the_vat_of_its_own_day(self) -> None:
        for paper in self.account.papers:
            for line in paper.lines:
                for day in line.served_on:
                    assert (line.vat_rate > 0) == self.practice.charges_vat_on(day)
            assert {line.vat_rate for line in paper.lines} == {paper.vat[0].rate}
            assert (paper.vat[0].rate > 0) == (paper.seller.vat_regime != "franchise")

    @invariant()
    def an_invoice_deducts_only_deposits_with_its_own_vat(self) -> None:
        for paper in self.account.papers:
            for each in paper.deductions:
                deposit = self.account.paper(each.number)
                assert deposit is not None
                assert have_one_vat(deposit, paper)

    @invariant()
    def every_paper_adds_up(self) -> None:
        for paper in self.account.papers:
            (group,) = paper.vat
            assert paper.total_net + paper.total_vat == paper.total_gross
            assert (group.base, group.vat) == (paper.total_net, paper.total_vat)
            assert total(line.net for line in paper.lines) == paper.total_net
            assert paper.amount_due >= 0

    @invariant()
    def no_session_and_no_travel_cost_is_billed_twice(self) -> None:
        time: Counter[str] = Counter()
        travel: Counter[str] = Counter()
        waived: Counter[str] = Counter()  # of the last invoice of a package: it may be billed again
        for paper in self.account.papers:
            packages = [line for line in paper.lines if line.kind == "package"]
            if paper.type == "credit" and not paper.frees:
                waived.update(session.id for line in packages for session in line.sessions)
                continue
            if paper.type == "invoice" and packages:
                time -= waived
                waived.clear()
            sign = -1 if paper.type == "credit" else 1
            for line in paper.lines:
                for session in line.sessions:
                    if line.kind == "travel":
                        travel[session.id] += sign
                    else:
                        time[session.id] += sign
        logged = {session.id: len(session.travel) for session in self.engagement.sessions}
        assert all(count in (0, 1) for count in time.values()), time
        billed = billed_shares(self.account)
        assert billed.time == {name for name, count in time.items() if count}
        assert billed.travel.total() == travel.total()
        assert all(travel[key] <= logged[key] for key in travel), travel

    @invariant()
    def no_line_is_credited_beyond_its_amount(self) -> None:
        for paper in self.payable:
            notes = self.account.credits_of(paper.number or "")
            for number, line in enumerate(paper.lines, 1):
                taken = [each for c in notes for each in c.lines if each.credits_line == number]
                assert total(each.amount for each in taken) <= line.amount
                assert total(each.net for each in taken) <= line.net
            assert total(c.total_vat for c in notes) <= paper.total_vat

    @invariant()
    def no_deposit_is_deducted_beyond_its_amount(self) -> None:
        for deposit in deposits_of(self.account):
            assert deposit.left_net >= 0
            assert deposit.left_vat >= 0

    @invariant()
    def a_package_never_asks_for_more_than_its_price(self) -> None:
        terms = self.engagement.terms
        if terms is None or terms.package_price is None:
            return
        standing = Decimal(0)
        for paper in self.account.papers:
            sign = -1 if paper.type == "credit" else 1
            for line in paper.lines:
                if line.kind in ("instalment", "package") and (sign > 0 or paper.frees):
                    standing += sign * (line.amount if line.kind == "instalment" else 0)
        assert standing <= terms.package_price + self.again
        papers = [paper for paper in self.account.papers if paper.lines[0].part]
        asked = total(-p.price_owed if p.type == "credit" else p.price_owed for p in papers)
        gone = [p for p in papers if p.corrects and p.corrects.type == "deposit" and not p.frees]
        waived = total(line.amount for paper in gone for line in paper.lines)
        kept = terms.package_price - waived + self.again
        rates = [paper.vat[0].rate for paper in papers if paper.price_basis == "net"]
        rate = max(rates, default=Decimal(0))
        slack = CENT * len(papers)
        assert asked <= kept * (1 + rate / 100) + slack, "a waived amount is not asked for again"


def test_any_sequence_of_papers_and_payments_adds_up() -> None:
    run_state_machine_as_test(Money, settings=settings(stateful_step_count=50))


def after_deposits(*amounts: str, hourly_rate: str, minutes: int) -> Money:
    """Return a practice with VAT after deposits that were paid at once and an invoice of hours."""
    money = Money()
    rate = Decimal(hourly_rate)
    money.sign(plan="hourly", private=False, liable=True, rate=rate, price=rate)
    for amount in amounts:
        money.ask_for_a_deposit(Decimal(amount), paid=True, back=0)
    money.meet("held", minutes, [])
    money.invoice(paid=False, back=0)
    return money


@pytest.mark.parametrize(
    ("deposits", "hourly_rate", "minutes", "net", "vat"),
    [
        (("0.01", "0.01", "0.02"), "1.50", 1, "-0.01", "0.01"),
        (("100.02", "100.02", "100.02"), "300.05", 60, "-0.01", "0.01"),
        (("0.03", "0.03"), "0.07", 60, "0.01", "-0.01"),
    ],
)
def test_the_rounding_difference_of_deposit_vat_is_received_with_their_invoice(
    deposits: tuple[str, ...], hourly_rate: str, minutes: int, net: str, vat: str
) -> None:
    money = after_deposits(*deposits, hourly_rate=hourly_rate, minutes=minutes)
    made = money.account.receipts[-1]
    assert (made.document, made.amount) == (money.account.papers[-1].number, Decimal(0))
    assert [(share.net, share.vat) for share in made.shares] == [(Decimal(net), Decimal(vat))]
    money.settle()
    with pytest.raises(RuleRefusedError) as refused:
        money.reverse(made, len(money.account.receipts), money.today)
    assert [problem.message for problem in refused.value.problems] == ["pay.no-money"]


def test_a_credit_note_also_credits_the_rounding_difference_of_deposit_vat() -> None:
    money = after_deposits("0.01", "0.01", "0.02", hourly_rate="1.50", minutes=1)
    money.credit_the_whole_last_paper(frees=True)
    made = money.account.receipts[-1]
    assert (made.direction, made.amount) == ("out", Decimal(0))
    assert [(share.net, share.vat) for share in made.shares] == [(-CENT, CENT)]
    money.settle()


def test_the_last_payment_of_an_invoice_contains_the_rest_of_its_vat() -> None:
    money = after_deposits("0.03", "0.03", "0.03", hourly_rate="0.11", minutes=60)
    money.settle()
    (share,) = money.account.receipts[-1].shares
    assert (share.net, share.vat) == (2 * CENT, -CENT)
