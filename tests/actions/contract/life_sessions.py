"""The steps of a life about sessions and their invoices."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

from hypothesis import strategies as st
from hypothesis.stateful import rule
from tests.actions.contract.life_account import (
    Raw,
    agreed,
    binding,
    contracted_on,
    read,
)
from tests.actions.contract.life_world import World, billed_parts, which

from phmcoach.actions.money.credits import CreditRequest, issue_credit_note
from phmcoach.actions.money.invoices import Request, issue_invoices
from phmcoach.actions.money.payments import pay
from phmcoach.actions.sessions.calling_off import call_off_session
from phmcoach.actions.sessions.planning import plan_sessions
from phmcoach.actions.sessions.recording import log_session
from phmcoach.domain.money.credit import Selection

SHORTEST_WITHDRAWAL, LONGEST_WITHDRAWAL = 14, 20


class Meeting(World):
    """The commands on sessions, invoices, credit notes and payments."""

    def sessions(self, ref: str) -> list[Raw]:
        found: list[Raw] = self.books[ref].setdefault("sessions", [])
        return found

    def planned(self, ref: str) -> list[Raw]:
        """Return the planned sessions; a hand edit may omit the status, which then is planned."""
        return [s for s in self.sessions(ref) if s.get("status", "planned") == "planned"]

    def free_planned(self, ref: str, status: str) -> None:
        """Call off what was planned after today; the outcome names it."""
        for session in self.planned(ref):
            if session["on"] > self.today:
                session["status"] = status
                self.outcome(ref).setdefault("called_off", []).append(session["id"])

    def notice(self, ref: str, session: Raw) -> int:
        """Return the hours of notice that a signed contract requires; none before it applies.

        It requires none while a consumer may withdraw, unless they asked for the sessions. That
        period ends on a working day: if its end is uncertain, the status in the file decides.
        """
        book = self.books[ref]
        signed_on = contracted_on(book, private=self.private)
        if signed_on is None or "terms" not in book:
            return 0
        covering = [
            e["applies_from"] for e in binding(book, private=self.private) if "applies_from" in e
        ]
        if session["on"] < min([signed_on, *covering]):
            return 0
        far = self.may_withdraw(book)
        asked = book["signatures"].get("express_request_on", date.max)
        after = (session["on"] - signed_on).days
        if far and asked > session["on"] and after <= LONGEST_WITHDRAWAL:
            written = {each["id"]: each for each in read(self.file(ref))["sessions"]}
            is_late = written[session["id"]]["status"] == "cancelled-late"
            return 10**4 if is_late and after > SHORTEST_WITHDRAWAL else 0
        hours: int = agreed(book, "notice_hours", private=self.private)
        return hours

    def next_id(self, ref: str) -> str:
        written = read(self.file(ref))
        known = [*(each["id"] for each in self.sessions(ref)), *self.used[ref]]
        known += written.get("removed_sessions", ())
        known += written.get("outcome", {}).get("called_off", ())
        known += [written["last_session"]] if "last_session" in written else []
        return f"s{max((int(name[1:]) for name in known), default=0) + 1}"

    @rule(
        which=which,
        status=st.sampled_from(["held", "held", "held", "no-show", "cancelled", "cancelled-late"]),
        kind=st.sampled_from(["in-person", "in-person", "video", "phone", "preliminary"]),
        anyway=st.booleans(),
        elsewhere=st.sampled_from([None, None, None, "F-2025-0031"]),
    )
    def meet(
        self, which: int, status: str, kind: str, elsewhere: str | None = None, *, anyway: bool
    ) -> None:
        ref = self.name(which)
        book = self.books[ref]
        planned = [s for s in self.planned(ref) if s["on"] == self.today]
        name = planned[0]["id"] if planned else self.next_id(ref)
        broken: list[object] = []
        if self.attempt(
            lambda: broken.extend(
                log_session(
                    self.context,
                    ref=ref,
                    on=self.today,
                    minutes=120,
                    kind=kind,  # type: ignore[arg-type]  # a word of the types
                    status=status,  # type: ignore[arg-type]  # a word of the statuses
                    anyway=anyway,
                    earlier_invoice=elsewhere,
                ).problems
            )
        ):
            assert anyway or not broken
            if broken:
                self.innocent = False
                self.may_err = True
            elif status in ("held", "no-show") and kind in ("in-person", "video"):
                assert contracted_on(book, private=self.private) is not None
                assert "validated_on" in book["demand"]
            written = {"id": name, "on": self.today, "type": kind, "status": status}
            written["minutes"] = 120
            if elsewhere is not None:
                written["earlier_invoice"] = elsewhere
            if planned:
                planned[0].update(written)
            else:
                self.sessions(ref).append(written)

    @rule(which=which, days=st.integers(0, 30), anyway=st.booleans())
    def reserve(self, which: int, days: int, *, anyway: bool) -> None:
        ref = self.name(which)
        on = self.today + timedelta(days=days)
        name = self.next_id(ref)
        if self.attempt(
            lambda: plan_sessions(self.context, ref=ref, days=[on], minutes=60, anyway=anyway)
        ):
            self.sessions(ref).append(
                {"id": name, "on": on, "type": "in-person", "status": "planned", "minutes": 60}
            )

    @rule(which=which, days=st.sampled_from([None, None, 0, 3, 14]), by_coach=st.booleans())
    def call_off(self, which: int, days: int | None, *, by_coach: bool) -> None:
        """Cancel a planned session, or move it."""
        ref = self.name(which)
        planned = self.planned(ref)
        if not planned:
            return
        session = planned[which % len(planned)]
        moved_to = None if days is None else self.today + timedelta(days=days)
        name = self.next_id(ref)
        now = datetime.combine(self.today, time(9))
        if self.attempt(
            lambda: call_off_session(
                self.context,
                ref=ref,
                session_id=session["id"],
                by="coach" if by_coach else "beneficiary",
                notified_at=None if by_coach else now,
                moved_to=moved_to,
            )
        ):
            midnight = datetime.combine(session["on"] + timedelta(days=1), time.min)
            in_time = midnight - now >= timedelta(hours=self.notice(ref, session))
            session["status"] = "cancelled-by-coach"
            if not by_coach:
                session["status"] = "cancelled" if in_time else "cancelled-late"
                session["notified_at"] = now
            if moved_to is not None:
                new = {"id": name, "on": moved_to, "status": "planned"}
                new |= {"type": session.get("type", "in-person"), "minutes": session["minutes"]}
                self.sessions(ref).append(new)

    @rule(which=which)
    def bill(self, which: int) -> None:
        ref = self.name(which)
        numbers: list[str] = []

        def issue() -> None:
            for issued, _ in issue_invoices(self.context, Request(ref)):
                numbers.append(issued.number)
                self.unpaid[issued.number] = issued.invoice.total_gross
                lines = [s.id for line in issued.invoice.lines for s in line.sessions]
                again = self.billed.setdefault(ref, {}).keys() & set(lines)
                assert not again
                known = {each["id"]: each for each in self.sessions(ref)}
                assert not any("earlier_invoice" in known[name] for name in lines)
                self.used[ref].update(lines)
                self.billed[ref] |= {n: (issued.number, billed_parts(known[n])) for n in lines}

        if self.attempt(issue):
            assert contracted_on(self.books[ref], private=self.private) is not None
            self.invoices += [(ref, number) for number in numbers]

    @rule(which=which)
    def be_paid(self, which: int) -> None:
        """Settle an invoice by a payment or a refund."""
        if not self.invoices:
            return
        _, number = self.invoices[which % len(self.invoices)]
        owed = self.unpaid[number]
        if self.attempt(
            lambda: pay(
                self.context,
                number=number,
                on=self.today,
                method="transfer",
                direction="out" if owed < 0 else "in",
            )
        ):
            assert owed
            self.unpaid[number] = Decimal(0)

    @rule(which=which, frees=st.booleans())
    def take_back(self, which: int, *, frees: bool) -> None:
        if not self.invoices:
            return
        ref, number = self.invoices[which % len(self.invoices)]
        request = CreditRequest(number, Selection(), reason="Erreur.", rebillable=frees)
        found: list[Decimal] = []
        if self.attempt(
            lambda: found.append(issue_credit_note(self.context, request).invoice.total_gross)
        ):
            self.unpaid[number] -= abs(found[0])
            self.credited.add(ref)
            billed = self.billed.get(ref, {})
            if not frees:
                self.withdrawn |= {
                    (ref, name) for name, each in billed.items() if each[0] == number
                }
            else:
                self.billed[ref] = {n: each for n, each in billed.items() if each[0] != number}
