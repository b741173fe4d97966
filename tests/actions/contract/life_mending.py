"""The steps of a life that mend what was recorded by mistake."""

from hypothesis import strategies as st
from hypothesis.stateful import rule
from tests.actions.contract.life_account import contracted_on, days_met, days_signed, parties
from tests.actions.contract.life_sessions import Meeting
from tests.actions.contract.life_world import which

from phmcoach.actions.contract.pausing import take_back_pause
from phmcoach.actions.contract.reopening import Retractable, take_back
from phmcoach.actions.contract.taking_back import take_back_signatures, take_back_validation
from phmcoach.actions.sessions.removing import remove_session
from phmcoach.words import Party

OF_VALIDATION = ("validated_on", "request", "shared_request", "analysed_on", "disciplinary")


class Mending(Meeting):
    """The commands that remove a session, and that take back what was recorded by mistake."""

    @rule(which=which, place=st.integers(0, 20))
    def remove(self, which: int, place: int) -> None:
        ref = self.name(which)
        sessions = self.sessions(ref)
        if not sessions:
            return
        session = sessions[place % len(sessions)]
        if self.attempt(lambda: remove_session(self.context, ref=ref, session_id=session["id"])):
            name = session["id"]
            assert name not in self.billed.get(ref, {}) or (ref, name) in self.withdrawn
            sessions.remove(session)

    @rule(which=which, what=st.sampled_from(["declined", "ended", "ended", "closed"]))
    def reopen(self, which: int, what: Retractable) -> None:
        """Take an end back; another engagement of the person may then need a justification."""
        ref = self.name(which)
        if self.attempt(lambda: take_back(self.context, ref=ref, what=what)):
            outcome = self.outcome(ref)
            assert f"{what}_on" in outcome
            assert what == "closed" or "closed_on" not in outcome
            del outcome[f"{what}_on"]
            if what != "closed":
                outcome.pop("withdrawal", None)
                named = outcome.pop("called_off", ())
                for session in self.sessions(ref):
                    is_cancelled = session.get("status", "").startswith("cancelled")
                    if session["id"] in named and is_cancelled and "notified_at" not in session:
                        session["status"] = "planned"
            if len(self.books) > 1:
                self.innocent = False
                self.may_err = True

    @rule(which=which)
    def resume(self, which: int) -> None:
        """Take the last pause back; an amendment may have made up for its days."""
        ref = self.name(which)
        book = self.books[ref]
        if self.attempt(lambda: take_back_pause(self.context, ref=ref)):
            last = sorted(book["pauses"], key=lambda pause: pause["start_on"])[-1]  # noqa: FURB192 - of equal days, the last
            book["pauses"].remove(last)
            if book.get("amendments"):
                self.innocent = False
                self.may_err = True

    @rule(
        which=which, party=st.sampled_from([*parties(private=False), None]), amended=st.booleans()
    )
    def unsign(self, which: int, party: Party | None, *, amended: bool) -> None:
        """Take signatures of the contract, or of the last amendment, back."""
        ref = self.name(which)
        book = self.books[ref]
        if amended and not book.get("amendments"):
            return
        paper = book["amendments"][-1] if amended else book
        number = paper["number"] if amended else None
        signed = days_signed(paper)
        contracted = contracted_on(book, private=self.private) is not None
        if self.attempt(
            lambda: take_back_signatures(self.context, ref=ref, number=number, party=party)
        ):
            if not amended:
                assert not self.is_over(book)
                assert not book.get("amendments")
                assert not (self.innocent and contracted and days_met(book))
                bills = {(ref, name) for name in self.billed.get(ref, {})}
                assert not (self.innocent and bills - self.withdrawn)
            for each in signed:
                if party in (None, each):
                    del paper["signatures"][each]
            if not days_signed(paper):
                paper.pop("signatures", None)
                paper.pop("seal", None)
                self.frozen.pop(f"{ref} {number}" if amended else ref, None)
            elif party == self.client_party:
                paper["signatures"].pop("express_request_on", None)

    @rule(which=which)
    def retract(self, which: int) -> None:
        """Take the validation of a demand back."""
        ref = self.name(which)
        book = self.books[ref]
        if self.attempt(lambda: take_back_validation(self.context, ref=ref)):
            assert not days_signed(book)
            assert not self.is_over(book)
            for key in OF_VALIDATION:
                book["demand"].pop(key, None)
