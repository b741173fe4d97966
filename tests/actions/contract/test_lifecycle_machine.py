"""Every command of an engagement's life, in any order, with any hand edit in between.

The machine keeps its own account of the facts: it records what it requested if a command
succeeded, and never looks at the answer of the program. After each step the file must contain the
same facts, and the program must derive the same state as the account. `coach doctor` must name each
rule of coaching that the file breaks (`life_account`), and nothing until a hand edit or an explicit
`anyway` breaks one. A refused command changes no byte of the folder, and a successful one brings no
error into a folder without errors, whatever a hand edit did there. Copies that a synchronisation
leaves beside a file are never read or changed, and a second file of an engagement stops all work on
both.

`COACH_LIFE=500x60` walks 500 lives of 60 steps; see CONTRIBUTING.md.
"""

import os
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule
from tests.actions.contract.life_account import (
    ENDS,
    agreed_objectives,
    contracted_on,
    has_met,
    read,
)
from tests.actions.contract.life_contract import Contracting
from tests.actions.contract.life_hands import Hands
from tests.actions.contract.life_mending import Mending
from tests.actions.contract.life_next import Following
from tests.actions.contract.life_sessions import LONGEST_WITHDRAWAL
from tests.actions.contract.life_undo import Undoing
from tests.actions.contract.life_world import prepared, which
from tests.actions.hand_edits import (
    change_a_term,
    drop_a_signature,
    reorder_sessions,
    write_a_session,
    write_an_amendment,
)

from phmcoach.actions.contract.amendment_keys import TermsChange
from phmcoach.actions.contract.ending import archive, close, decline, end
from phmcoach.actions.contract.evaluating import evaluate
from phmcoach.actions.contract.reports import approve_report, write_report

if TYPE_CHECKING:
    from phmcoach.words import ContractKind, Withdrawal

pytestmark = pytest.mark.usefixtures("only_source")


class Life(Hands, Contracting, Mending, Following, Undoing):
    """The engagements of one person, a day at a time."""

    @initialize(private=st.booleans(), begun=st.sampled_from(["no", "offered", "met", "pair"]))
    def open_it(self, begun: str, *, private: bool) -> None:
        self.private = private
        for name, content in prepared(private=private).items():
            (self.root / name).parent.mkdir(parents=True, exist_ok=True)
            (self.root / name).write_bytes(content)
        assert self.demand("martin")
        if begun in ("met", "pair"):
            self.come_to_a_contract(0, also_meet=True, pair=begun == "pair")
        elif begun == "offered":
            self.agree(0, 12, 6, package=False, distance=False)
            self.offer(0)

    @rule(which=which, also_meet=st.booleans(), pair=st.booleans())
    def come_to_a_contract(self, which: int, *, also_meet: bool, pair: bool = False) -> None:
        """Go straight to a contract, which chance alone would seldom reach."""
        self.validate(which)
        self.add(which, personal=False)
        contract: ContractKind | None = "pair" if pair and not self.private else None
        if self.books[self.name(which)].get("profile", "standard") == "standard":
            self.agree(which, 12, 6, package=False, distance=False, contract=contract)
        else:
            self.agree(which, 2, 2, package=False, distance=False, contract=contract)
        self.sign_it(which, None, asks=False)
        if also_meet:
            self.meet(which, "held", "in-person", anyway=False)

    @rule(which=which)
    def refuse(self, which: int) -> None:
        ref = self.name(which)
        if self.attempt(lambda: decline(self.context, ref=ref, on=self.today, by="beneficiary")):
            assert contracted_on(self.books[ref], private=self.private) is None
            self.outcome(ref)["declined_on"] = self.today
            self.free_planned(ref, "cancelled")

    @rule(which=which)
    def stop(self, which: int) -> None:
        ref = self.name(which)
        if self.attempt(lambda: end(self.context, ref=ref, on=self.today, by="coach")):
            assert contracted_on(self.books[ref], private=self.private) is not None
            self.outcome(ref)["ended_on"] = self.today
            self.free_planned(ref, "cancelled-by-coach")

    @rule(which=which, informed=st.booleans())
    def withdraw(self, which: int, *, informed: bool) -> None:
        ref = self.name(which)
        book = self.books[ref]
        said: Withdrawal = "informed" if informed else "not-informed"
        if self.attempt(lambda: end(self.context, ref=ref, on=self.today, withdrawal=said)):
            signed_on = contracted_on(book, private=self.private)
            assert signed_on is not None
            assert self.may_withdraw(book)
            longest = LONGEST_WITHDRAWAL if informed else LONGEST_WITHDRAWAL + 370
            assert (self.today - signed_on).days <= longest
            self.outcome(ref).update(ended_on=self.today, withdrawal=said)
            self.free_planned(ref, "cancelled")

    @rule(
        which=which,
        asks=st.booleans(),
        informed=st.booleans(),
        bills=st.booleans(),
        package=st.booleans(),
    )
    def come_to_a_withdrawal(
        self, which: int, *, asks: bool, informed: bool, bills: bool, package: bool
    ) -> None:
        """Go straight to a withdrawal, which chance alone would seldom reach."""
        self.validate(which)
        self.add(which, personal=False)
        self.agree(which, 12, 6, package=package, distance=True)
        self.sign_it(which, None, asks=asks)
        self.meet(which, "held", "in-person", anyway=False)
        self.meet(which, "no-show", "video", anyway=False)
        self.reserve(which, 3, anyway=False)
        if bills:
            self.bill(which)
            for place in range(len(self.invoices)):
                self.be_paid(place)
        self.withdraw(which, informed=informed)

    @rule(which=which, three=st.booleans())
    def look_back(self, which: int, *, three: bool) -> None:
        ref = self.name(which)
        book = self.books[ref]
        known = agreed_objectives(book, private=self.private)
        rated = [{"objective": name, "attainment": "Fait."} for name in known]
        said = {"mode": "three-way" if three else "two-way", "ratings": rated}
        if self.attempt(lambda: evaluate(self.context, ref=ref, on=self.today, answers=said)):
            assert has_met(book)
            assert "closed_on" not in book.get("outcome", {})
            self.outcome(ref)["evaluated_on"] = self.today
            book["evaluation"] = said

    @rule(which=which, reader=st.sampled_from(["beneficiary", "beneficiary", "sponsor"]))
    def report(self, which: int, reader: str) -> None:
        ref = self.name(which)
        book = self.books[ref]
        if self.attempt(lambda: write_report(self.context, ref=ref, reader=reader)):  # type: ignore[arg-type]  # a word of the readers
            assert "evaluation" in book
            if reader == "sponsor":
                assert not self.private
                assert "approved_on" in book["evaluation"]
            else:
                shown = read(self.file(ref))["evaluation"]
                kept = {"shown_on": shown["shown_on"], "shown_sha256": shown["shown_sha256"]}
                assert shown["shown_on"] in (self.today, book["evaluation"].get("shown_on"))
                book["evaluation"] |= kept

    @rule(which=which)
    def come_to_a_report(self, which: int) -> None:
        self.look_back(which, three=not self.private)
        self.report(which, "beneficiary")
        self.agree_to_report(which, score=False)

    @rule(which=which, score=st.booleans())
    def agree_to_report(self, which: int, *, score: bool) -> None:
        ref = self.name(which)
        book = self.books[ref]
        if self.attempt(
            lambda: approve_report(self.context, ref=ref, on=self.today, share_score=score)
        ):
            assert "shown_on" in book["evaluation"]
            book["evaluation"]["approved_on"] = self.today

    @rule(which=which)
    def close_it(self, which: int) -> None:
        ref = self.name(which)
        if self.attempt(lambda: close(self.context, ref=ref, on=self.today)):
            assert set(ENDS[:3]) & self.outcome(ref).keys()
            self.outcome(ref)["closed_on"] = self.today

    @rule(which=which)
    def put_away(self, which: int) -> None:
        ref = self.name(which)
        if self.attempt(lambda: archive(self.context, ref=ref)):
            if self.innocent and "package_price" not in self.books[ref].get("terms", {}):
                book = self.books[ref]  # a declined demand has no terms
                papers = (book.get("terms", {}), *book.get("amendments", []))
                is_free = any(paper.get("late_cancel_percent") == 0 for paper in papers)
                withdrawal = book["outcome"].get("withdrawal")
                due = ["held", "no-show"][: 1 if is_free or withdrawal else 2]
                due = [] if withdrawal == "not-informed" else due
                own = [s for s in self.sessions(ref) if "earlier_invoice" not in s]
                used = [s["id"] for s in own if s.get("status") in due]
                unbilled = set(used) - self.billed.get(ref, {}).keys()
                free = {"phone", "preliminary"}
                kinds = {s.get("type") for s in self.sessions(ref) if s["id"] in unbilled}
                assert kinds <= free
            assert not any(self.unpaid[number] for of, number in self.invoices if of == ref)
            self.archived[ref] = self.outcome(ref)["closed_on"].year

    @rule(which=which)
    def come_to_an_end(self, which: int) -> None:
        """Go straight to the archive."""
        self.come_to_a_contract(which, also_meet=True)
        self.look_back(which, three=False)
        self.bill(which)
        for place in range(len(self.invoices)):
            self.be_paid(place)
        self.close_it(which)
        self.put_away(which)


def asked() -> tuple[int, int]:
    """Return the number of lives and of their steps: few by default, more if requested."""
    lives, _, steps = os.environ.get("COACH_LIFE", "12x30").partition("x")
    return int(lives), int(steps)


TestLife = Life.TestCase
TestLife.settings = settings(max_examples=asked()[0], stateful_step_count=asked()[1])


def test_a_declined_demand_without_terms_is_archived() -> None:
    life = Life()
    life.open_it("no", private=False)
    life.refuse(0)
    life.close_it(0)
    life.put_away(0)
    assert life.archived == {"martin": 2026}
    life.files_say_what_was_done()
    life.teardown()


def test_a_command_that_was_taken_back_is_no_fact_of_the_life() -> None:
    life = Life()
    life.open_it("met", private=False)
    life.meet(0, "held", "in-person", anyway=True)
    assert [each["id"] for each in life.sessions("martin")] == ["s1", "s2"]
    life.change_it_twice()  # the doctor finds two equal sessions, as it did before
    life.change_ones_mind()
    assert [each["id"] for each in life.sessions("martin")] == ["s1"]
    life.files_say_what_was_done()
    life.meet(0, "held", "in-person", anyway=True)
    assert [each["id"] for each in life.sessions("martin")] == ["s1", "s3"]
    life.teardown()


def test_a_session_written_by_hand_without_a_type_is_moved_with_the_default_type() -> None:
    life = Life()
    life.open_it("met", private=False)
    life.keep_a_hand_edit((write_a_session, 1, 20), 0, with_coach=False)
    life.call_off(0, 14, by_coach=True)
    assert [each.get("type") for each in life.sessions("martin")][1:] == [None, "in-person"]
    life.files_say_what_was_done()
    life.teardown()


def test_an_objective_reworded_again_in_the_same_words_is_no_second_change() -> None:
    life = Life()
    life.open_it("met", private=True)
    for _ in range(2):
        life.change(0, TermsChange(), "reword", scaled=True)
        life.agree_on_a_change(0, sessions=18, percent=100)
    amendments = life.books["martin"]["amendments"]
    assert [[each["id"] for each in one.get("objectives", [])] for one in amendments] == [["o1"]]
    life.files_say_what_was_done()
    life.teardown()


def test_the_order_of_sessions_changes_nothing_once_an_amendment_undid_an_agreement() -> None:
    life = Life()
    life.open_it("pair", private=False)
    life.come_to_a_report(0)
    life.agree_on_a_change(0, 10, None)
    life.reserve(0, 15, anyway=False)
    life.keep_a_hand_edit((reorder_sessions, 0, 0), 0, with_coach=False)
    life.teardown()


def test_one_lost_signature_of_a_changed_contract_says_nothing_of_the_sessions() -> None:
    life = Life()
    life.open_it("met", private=False)
    life.keep_a_hand_edit((drop_a_signature, 0, 0), 0, with_coach=False)
    assert "gate.session-before-signature" in life.doctor_says(life.books)
    life.keep_a_hand_edit((change_a_term, 0, 1), 0, with_coach=False)
    assert life.doctor_says(life.books) == {"seal.contract-changed"}
    life.the_doctor_finds_what_is_wrong()
    life.teardown()


def test_two_demands_of_one_day_do_not_become_one_by_taking_a_validation_back() -> None:
    life = Life()
    life.open_it("no", private=False)
    life.validate(0)
    life.come_back("encore", why=True)
    life.retract(1)
    life.the_doctor_finds_what_is_wrong()
    life.validate(0)
    assert life.books["martin"]["demand"]["validated_on"] == life.today
    life.teardown()


def test_without_terms_no_rule_asks_which_sessions_are_billed() -> None:
    life = Life()
    life.open_it("no", private=False)
    life.meet(0, "held", "in-person", anyway=True)
    life.keep_a_hand_edit((write_an_amendment, 0, 0), 0, with_coach=False)
    life.teardown()


def test_an_amendment_has_the_number_of_its_place_after_one_with_a_number_by_hand() -> None:
    life = Life()
    life.open_it("offered", private=False)
    life.keep_a_hand_edit((write_an_amendment, 17, -24), 0, with_coach=False)
    life.come_to_a_contract(0, also_meet=True)
    life.agree_on_a_price(0, 169)
    assert [each["number"] for each in life.books["martin"]["amendments"]] == [3, 2]
    life.teardown()


def test_two_equal_sessions_are_told_apart_on_the_way_to_the_archive() -> None:
    life = Life()
    life.open_it("met", private=False)
    life.meet(0, "held", "in-person", anyway=True)
    assert life.has_twins("martin")
    life.the_doctor_finds_what_is_wrong()
    assert life.innocent
    life.do_what_comes_next(0)
    life.teardown()


def test_one_session_that_two_engagements_of_the_person_have_is_named() -> None:
    life = Life()
    life.open_it("pair", private=False)
    life.come_back("reprise", why=True)
    life.let_days_pass(20)
    life.come_to_a_contract(0, also_meet=True)
    life.come_to_a_contract(1, also_meet=True)
    assert "billing.session-of-other" in life.doctor_says(life.books)
    life.the_doctor_finds_what_is_wrong()
    life.teardown()


def test_a_small_company_withdraws_after_a_session_that_it_asked_for() -> None:
    life = Life()
    life.open_it("no", private=False)
    life.come_to_a_withdrawal(0, asks=True, informed=True, bills=True, package=False)
    assert life.books["martin"]["outcome"]["withdrawal"] == "informed"
    assert [each["status"] for each in life.sessions("martin")] == ["held", "no-show", "cancelled"]
    life.the_doctor_finds_what_is_wrong()
    life.files_say_what_was_done()
    life.teardown()


def test_sessions_of_an_earlier_tool_are_held_and_no_invoice_of_them_is_awaited() -> None:
    life = Life()
    life.open_it("no", private=False)
    life.validate(0)
    life.come_back("encore", already=2, why=True)
    assert "encore" in life.books
    which = sorted(life.books, reverse=True).index("encore")
    life.come_to_a_contract(which, also_meet=False)
    life.the_doctor_finds_what_is_wrong()
    life.meet(which, "held", "in-person", "F-2025-0031", anyway=False)
    life.look_back(which, three=False)
    life.bill(which)
    assert life.invoices == []
    life.close_it(which)
    life.put_away(which)
    assert life.archived == {"encore": 2026}
    life.files_say_what_was_done()
    life.teardown()
