"""From the demand to the contract, and each change of it."""

from copy import deepcopy
from datetime import timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import rule
from tests.actions.life_account import (
    ENDS,
    agreed,
    contracted_on,
    days_met,
    days_signed,
    parties,
    read,
    signed_change,
    signed_parts,
)
from tests.actions.life_world import World, which

from phmcoach.actions.amending import amend, sign_amendment
from phmcoach.actions.amendment_keys import ObjectiveChange, TermsChange
from phmcoach.actions.attendance import write_attendance
from phmcoach.actions.contract_document import write_amendment, write_contract
from phmcoach.actions.contracting import (
    BillingTerms,
    add_objective,
    set_terms,
    sign,
)
from phmcoach.actions.demands import new_engagement, validate_demand
from phmcoach.actions.pausing import pause
from phmcoach.actions.quotes import QuoteRequest, accept_quote, issue_quote
from phmcoach.actions.scales import set_scale

LEVELS = ("Rien.", "Peu.", "Assez.", "Bien.", "Tout.")
FOLLOWING = {"suite": "martin", "encore": None, "reprise": None}
"""References of later engagements of the same person, with the one that they follow."""


class Contracting(World):
    """The commands that lead to a signature, and those that change what was signed."""

    def demand(self, ref: str, **options: Any) -> bool:  # noqa: ANN401 - options of a demand
        taken = self.attempt(
            lambda: new_engagement(
                self.context,
                ref=ref,
                client="acme",
                beneficiary="Claire Martin",
                situations=["new-role"],
                **options,
            )
        )
        if taken:
            self.books[ref] = {
                "demand": {"received_on": self.today},
                "profile": options.get("profile", "standard"),
            }
        return taken

    @rule(ref=st.sampled_from(tuple(FOLLOWING)), why=st.booleans())
    def come_back(self, ref: str, *, why: bool) -> None:
        """Open a follow-up, or another engagement, of the same person."""
        if ref in self.books:
            return
        followed = FOLLOWING[ref]
        options: dict[str, object] = {"follow_up_of": followed, "profile": "follow-up"}
        if followed is None:
            options = {"justification": "Autre poste."} if why else {}
        closed = [
            name
            for name, book in self.books.items()
            if "closed_on" in book.get("outcome", {})
            and "declined_on" not in book.get("outcome", {})
        ]
        if self.demand(ref, **options) and self.innocent and followed is not None:
            assert followed in closed

    @rule(which=which)
    def validate(self, which: int) -> None:
        ref = self.name(which)
        book = self.books[ref]
        if self.attempt(
            lambda: validate_demand(self.context, ref=ref, on=self.today, request="Ma place.")
        ):
            assert not self.is_over(book)
            book["demand"] |= {"validated_on": self.today, "request": "Ma place."}

    @rule(which=which, personal=st.booleans())
    def add(self, which: int, *, personal: bool) -> None:
        ref = self.name(which)
        book = self.books[ref]
        known = [*book.get("objectives", [])]
        known += [o for a in book.get("amendments", []) for o in a.get("objectives", [])]
        name = f"o{max((int(each['id'][1:]) for each in known), default=0) + 1}"
        if self.attempt(
            lambda: add_objective(
                self.context,
                ref=ref,
                statement="Déléguer.",
                result="Fait.",
                indicator="Dossiers.",
                personal=personal,
            )
        ):
            assert personal or not days_signed(book)
            book.setdefault("objectives", []).append({"id": name, "personal": personal})

    @rule(which=which, weight=st.sampled_from([None, 2]))
    def scale(self, which: int, weight: int | None) -> None:
        ref = self.name(which)
        book = self.books[ref]
        objectives = book.get("objectives", [])
        if not objectives:
            return
        objective = objectives[which % len(objectives)]
        if self.attempt(
            lambda: set_scale(
                self.context,
                ref=ref,
                objective=objective["id"],
                levels=LEVELS,
                weight=None if weight is None else Decimal(weight),
            )
        ):
            assert "evaluation" not in book
            assert objective.get("personal") or not days_signed(book)
            assert len([day for day in days_met(book) if day < self.today]) < 2
            objective |= {"levels": list(LEVELS), "scaled_on": self.today}

    @rule(
        which=which,
        sessions=st.integers(1, 21),
        months=st.integers(1, 7),
        package=st.booleans(),
        distance=st.booleans(),
    )
    def agree(
        self, which: int, sessions: int, months: int, *, package: bool, distance: bool
    ) -> None:
        ref = self.name(which)
        book = self.books[ref]
        billing = BillingTerms(
            package_price=Decimal(3000) if package else None,
            schedule=(Decimal(40), Decimal(60)) if package else (),
            concluded="at-distance" if distance else "on-premises",
        )
        if self.attempt(
            lambda: set_terms(
                self.context,
                ref=ref,
                sessions=sessions,
                minutes=120,
                start_on=self.today,
                months=months,
                rate=Decimal(260),
                billing=billing,
            )
        ):
            assert not days_signed(book)
            if book["profile"] == "standard":
                assert 10 <= sessions <= 20
                assert 3 <= months <= 6
            book["terms"] = read(self.file(ref))["terms"]
            said = {key: book["terms"][key] for key in ("sessions", "start_on", "hourly_rate")}
            assert said == {
                "sessions": sessions,
                "start_on": self.today,
                "hourly_rate": Decimal(260),
            }

    @rule(which=which)
    def offer(self, which: int) -> None:
        ref = self.name(which)
        if self.attempt(lambda: issue_quote(self.context, QuoteRequest(ref))):
            assert "terms" in self.books[ref]
            assert not days_signed(self.books[ref])

    @rule(which=which)
    def take_the_offer(self, which: int) -> None:
        ref = self.name(which)
        found: list[str] = []
        if self.attempt(
            lambda: found.append(
                accept_quote(self.context, name=ref, on=self.today).number or "none"
            )
        ):
            assert not days_signed(self.books[ref])
            self.books[ref]["quote"] = {"number": found[0], "accepted_on": self.today}

    @rule(which=which, party=st.sampled_from([*parties(private=False), None]), asks=st.booleans())
    def sign_it(self, which: int, party: str | None, *, asks: bool) -> None:
        ref = self.name(which)
        book = self.books[ref]
        missing = [p for p in parties(private=self.private) if p not in days_signed(book)]
        signing = [p for p in missing if party in (None, p)]
        if self.attempt(
            lambda: sign(
                self.context,
                ref=ref,
                on=self.today,
                party=party,  # type: ignore[arg-type]  # a word of the parties
                express_request=asks,
            )
        ):
            assert "terms" in book
            if signing or not asks:
                assert "validated_on" in book["demand"]
                assert any(self.private or not o.get("personal") for o in book["objectives"])
                assert not self.is_over(book)
                if not days_signed(book) or ref not in self.frozen:
                    self.frozen[ref] = signed_parts(read(self.file(ref)))
            book.setdefault("signatures", {}).update(dict.fromkeys(signing, self.today))
            if asks:
                assert self.private
                book["signatures"]["express_request_on"] = self.today

    @rule(which=which)
    def write_papers(self, which: int) -> None:
        ref = self.name(which)
        if self.attempt(lambda: write_contract(self.context, ref=ref)):
            assert "validated_on" in self.books[ref]["demand"]
        if self.attempt(lambda: write_attendance(self.context, ref=ref)):
            assert self.books[ref]["sessions"]

    @rule(which=which, length=st.integers(0, 20))
    def rest(self, which: int, length: int) -> None:
        ref = self.name(which)
        last = self.today + timedelta(days=length)
        if self.attempt(
            lambda: pause(self.context, ref=ref, start_on=self.today, end_on=last, reason="leave")
        ):
            assert contracted_on(self.books[ref], private=self.private) is not None
            self.books[ref].setdefault("pauses", []).append(
                {"start_on": self.today, "end_on": last, "reason": "leave"}
            )

    @rule(which=which, sessions=st.integers(2, 20), new_objective=st.booleans())
    def change(self, which: int, sessions: int, *, new_objective: bool) -> None:
        ref = self.name(which)
        book = self.books[ref]
        texts = {"statement": "X.", "result": "Y.", "indicator": "Z."}
        change = ObjectiveChange(**texts) if new_objective else None  # type: ignore[arg-type]  # three texts
        if self.attempt(
            lambda: amend(
                self.context,
                ref=ref,
                on=self.today,
                terms=TermsChange(sessions=sessions),
                objectives=change,
            )
        ):
            assert contracted_on(book, private=self.private) is not None
            assert not set(ENDS[:2]) & book.get("outcome", {}).keys()
            written = read(self.file(ref))["amendments"]
            earlier = book.setdefault("amendments", [])
            if len(written) == len(earlier):  # the draft, which nobody has signed
                assert not days_signed(earlier.pop())
            assert written[: len(earlier)] == earlier
            said = written[-1].get("sessions", agreed(book, "sessions", private=self.private))
            assert (said, written[-1]["number"]) == (sessions, len(written))
            earlier.append(written[-1])

    @rule(which=which, sessions=st.integers(10, 20))
    def agree_on_a_change(self, which: int, sessions: int) -> None:
        self.change(which, sessions, new_objective=False)
        self.sign_the_change(which, None)

    @rule(which=which, party=st.sampled_from([*parties(private=False), None]))
    def sign_the_change(self, which: int, party: str | None) -> None:
        ref = self.name(which)
        book = self.books[ref]
        if not book.get("amendments"):
            return
        last = book["amendments"][-1]
        if self.attempt(
            lambda: sign_amendment(
                self.context,
                ref=ref,
                number=last["number"],
                on=self.today,
                party=party,  # type: ignore[arg-type]  # a word of the parties
            )
        ):
            needed = {*parties(private=self.private), *days_signed(book)}
            signing = (needed if party is None else {party}) - days_signed(last).keys()
            if not days_signed(last):
                self.frozen[f"{ref} {last['number']}"] = deepcopy(signed_change(last))
            last.setdefault("signatures", {}).update(dict.fromkeys(signing, self.today))
            last["seal"] = read(self.file(ref))["amendments"][-1]["seal"]
        self.attempt(lambda: write_amendment(self.context, ref=ref, number=last["number"]))
