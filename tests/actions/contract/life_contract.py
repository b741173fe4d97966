"""The steps of a life from the demand to the contract, and its amendments."""

from copy import deepcopy
from datetime import timedelta
from decimal import Decimal
from typing import Any, TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import rule
from tests.actions.contract.life_account import (
    ENDS,
    Raw,
    agreed,
    agreed_objectives,
    contracted_on,
    days_met,
    days_signed,
    parties,
    read,
    signatures_left,
    signed_change,
    signed_parts,
    signers,
)
from tests.actions.contract.life_world import World, which

from phmcoach.actions.contract.amending import amend, sign_amendment
from phmcoach.actions.contract.amendment_keys import ObjectiveChange, TermsChange
from phmcoach.actions.contract.contracting import BillingTerms, add_objective, set_terms
from phmcoach.actions.contract.demands import new_engagement, validate_demand
from phmcoach.actions.contract.objectives import change_objective
from phmcoach.actions.contract.papers import write_amendment, write_contract
from phmcoach.actions.contract.pausing import pause
from phmcoach.actions.contract.signing import sign
from phmcoach.actions.money.quotes import QuoteRequest, accept_quote, issue_quote
from phmcoach.actions.sessions.attendance import write_attendance
from phmcoach.domain.values.pauses import ONE_DAY
from phmcoach.value import replace
from phmcoach.words import Conclusion, ContractKind

T = TypeVar("T")
LEVELS = ("Rien.", "Peu.", "Assez.", "Bien.", "Tout.")
FOLLOWING = {"suite": "martin", "encore": None, "reprise": None}
"""References of later engagements of the same person, with the one that they follow."""


def maybe(values: st.SearchStrategy[T]) -> st.SearchStrategy[T | None]:
    return st.none() | values


def free_objective(raw: Raw) -> str:
    """Return the id after all that the file names, also of objectives that are gone from it."""
    amendments = raw.get("amendments", [])
    known = [o["id"] for paper in (raw, *amendments) for o in paper.get("objectives", [])]
    known += [name for amendment in amendments for name in amendment.get("dropped", [])]
    known += [each["objective"] for each in raw.get("evaluation", {}).get("ratings", [])]
    known += [key.split(".")[1] for key in raw.get("seal", {}) if key.startswith("objectives.")]
    known += [raw["last_objective"]] if "last_objective" in raw else []
    return f"o{max((int(name[1:]) for name in known), default=0) + 1}"


class Contracting(World):
    """The commands that lead to a signature, and those that amend a signed contract."""

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

    @rule(
        ref=st.sampled_from(tuple(FOLLOWING)),
        why=st.booleans(),
        already=st.sampled_from([None, None, 2]),
    )
    def come_back(self, ref: str, already: int | None = None, *, why: bool) -> None:
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
        if self.demand(ref, already_held=already, **options):
            if already is not None:
                self.books[ref]["already_held"] = already
            if self.innocent and followed is not None:
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
        name = free_objective(read(self.file(ref)))
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
            lambda: change_objective(
                self.context,
                ref=ref,
                name=objective["id"],
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
        contract=st.sampled_from([None, "three-party", "pair", "pair"]),
    )
    def agree(
        self,
        which: int,
        sessions: int,
        months: int,
        *,
        package: bool,
        distance: bool,
        contract: ContractKind | None = None,
    ) -> None:
        ref = self.name(which)
        book = self.books[ref]
        far: Conclusion = "at-distance" if self.private else "off-premises"
        billing = BillingTerms(
            package_price=Decimal(3000) if package else None,
            schedule=(Decimal(40), Decimal(60)) if package else (),
            concluded=far if distance else "on-premises",
            small_company=True if distance and not self.private else None,
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
                contract=contract,
            )
        ):
            assert contract is None or not self.private
            assert not days_signed(book)
            if book.get("quote"):  # the doctor compares the new terms with the accepted ones
                self.innocent = False
                self.may_err = True
            if book.get("profile", "standard") == "standard":
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
        needed = parties(private=self.private)
        missing = [p for p in needed if p not in days_signed(book)]
        signing = dict.fromkeys((p for p in missing if party in (None, p)), self.today)
        again = signatures_left(self.record(ref), book, needed)
        if again:  # a hand took the signatures out of the file
            signing = again if party is None or party in again else again | {party: self.today}
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
            book.setdefault("signatures", {}).update(signing)
            if asks:
                assert self.may_withdraw(book)
                assert party in (None, self.client_party)
                book["signatures"].setdefault("express_request_on", self.today)

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
            known = self.books[ref].setdefault("pauses", [])
            paused = [(each["start_on"], each["end_on"]) for each in known]
            runs: list[Raw] = []
            for number in range(length + 1):
                day = self.today + timedelta(days=number)
                if any(first <= day <= until for first, until in paused):
                    continue
                if runs and runs[-1]["end_on"] == day - ONE_DAY:
                    runs[-1]["end_on"] = day
                else:
                    runs.append({"start_on": day, "end_on": day, "reason": "leave"})
            known += runs

    @rule(
        which=which,
        terms=st.builds(
            TermsChange,
            sessions=maybe(st.integers(2, 20)),
            hourly_rate=maybe(st.sampled_from([Decimal(200), Decimal(260), Decimal(300)])),
            late_cancel_percent=maybe(st.sampled_from([0, 50, 100])),
        ),
        objectives=st.sampled_from(["none", "none", "add", "reword", "drop", "both"]),
        scaled=st.booleans(),
        since=maybe(st.integers(-30, 30)),
        covered=maybe(st.integers(-30, 5)),
    )
    def change(
        self,
        which: int,
        terms: TermsChange,
        objectives: str,
        *,
        scaled: bool = False,
        since: int | None = None,
        covered: int | None = None,
    ) -> None:
        """Change terms or objectives, from a day on, or for sessions before the contract."""
        ref = self.name(which)
        book = self.books[ref]
        if covered is not None:
            terms = replace(terms, applies_from=self.today + timedelta(days=covered))
        effective_on = None if since is None else self.today + timedelta(days=since)
        asked = self.asked_of_objectives(book, objectives, scaled=scaled)
        if self.attempt(
            lambda: amend(
                self.context,
                ref=ref,
                on=self.today,
                effective_on=effective_on,
                terms=terms,
                objectives=asked,
            )
        ):
            assert contracted_on(book, private=self.private) is not None
            assert not set(ENDS[:2]) & book.get("outcome", {}).keys()
            written = read(self.file(ref))["amendments"]
            earlier = book.setdefault("amendments", [])
            number = len(earlier) + 1  # its place, whatever number a hand gave another one
            if len(written) == len(earlier):  # the draft that nobody has signed
                draft = earlier.pop()
                assert not days_signed(draft)
                number = draft["number"]
            assert written[: len(earlier)] == earlier
            last = written[-1]
            for key in ("sessions", "hourly_rate", "late_cancel_percent"):
                wanted = getattr(terms, key)
                if wanted is not None:
                    assert last.get(key, agreed(book, key, private=self.private)) == wanted
            assert last["number"] == number
            assert last["set_on"] == self.today
            assert effective_on in (None, last["effective_on"])
            assert set(asked.drop) <= {*last.get("dropped", [])}
            # What is agreed already is no change, so the amendment need not contain it.
            in_force = agreed_objectives(book, private=self.private)
            objectives_then = in_force | {each["id"]: each for each in last.get("objectives", [])}
            if asked.reword is not None:
                assert objectives_then[asked.reword]["statement"] == "X."
            if asked.levels:
                assert self.today in [each.get("scaled_on") for each in objectives_then.values()]
            earlier.append(last)

    def asked_of_objectives(self, book: Raw, what: str, *, scaled: bool) -> ObjectiveChange:
        """Return a change of the objectives in force: reword the first, drop the last."""
        if what == "none":
            return ObjectiveChange()
        known = [*agreed_objectives(book, private=self.private)] or ["o1"]
        return ObjectiveChange(
            reword=known[0] if what in ("reword", "both") else None,
            statement=None if what == "drop" else "X.",
            result="Y." if what == "add" else None,
            indicator="Z." if what == "add" else None,
            levels=LEVELS if scaled and what != "drop" else (),
            drop=(known[-1],) if what in ("drop", "both") else (),
        )

    @rule(which=which, sessions=st.integers(10, 20), percent=st.sampled_from([None, 0, 100]))
    def agree_on_a_change(self, which: int, sessions: int, percent: int | None) -> None:
        self.change(which, TermsChange(sessions=sessions, late_cancel_percent=percent), "none")
        self.sign_the_change(which, None)

    @rule(which=which, rate=st.integers(100, 300))
    def agree_on_a_price(self, which: int, rate: int) -> None:
        """Change only the price, which the beneficiary does not sign in a pair of contracts."""
        self.change(which, TermsChange(hourly_rate=Decimal(rate)), "none")
        self.sign_the_change(which, None)

    @rule(which=which, party=st.sampled_from([*parties(private=False), None]))
    def sign_the_change(self, which: int, party: str | None) -> None:
        ref = self.name(which)
        book = self.books[ref]
        if not book.get("amendments"):
            return
        last = book["amendments"][-1]
        needed = signers(book, last, private=self.private)
        again = signatures_left(self.record(ref, last["number"]), last, needed)
        if self.attempt(
            lambda: sign_amendment(
                self.context,
                ref=ref,
                number=last["number"],
                on=self.today,
                party=party,  # type: ignore[arg-type]  # a word of the parties
            )
        ):
            missing = (needed if party is None else {party}) - days_signed(last).keys()
            signing = dict.fromkeys(missing, self.today)
            if again:
                signing = again if party is None or party in again else again | {party: self.today}
            if not days_signed(last):
                self.frozen[f"{ref} {last['number']}"] = deepcopy(signed_change(last))
            last.setdefault("signatures", {}).update(signing)
            last["seal"] = read(self.file(ref))["amendments"][-1]["seal"]
        self.attempt(lambda: write_amendment(self.context, ref=ref, number=last["number"]))
