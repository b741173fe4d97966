"""Every command of an engagement's life, in any order: gates hold, and the state is what happened.

The machine keeps its own few facts of what succeeded. Whatever is refused leaves the file as it
was; whatever succeeds leaves a folder in which the doctor finds no error; and the state that the
product derives from the dated facts is the one that the machine expects. A hand edit is then either
harmless or told by the doctor.
"""

import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import mkdtemp

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from phmcoach.actions.amending import amend, sign_amendment
from phmcoach.actions.amendment_keys import TermsChange
from phmcoach.actions.context import Context
from phmcoach.actions.contracting import add_objective, set_terms, sign
from phmcoach.actions.demands import new_engagement, validate_demand
from phmcoach.actions.doctor import examine
from phmcoach.actions.ending import close, decline, end
from phmcoach.actions.evaluating import evaluate
from phmcoach.actions.opening import open_engagement
from phmcoach.actions.pausing import pause
from phmcoach.actions.practice import init_practice, new_client
from phmcoach.actions.sessions import log_session
from phmcoach.errors import CoachError
from phmcoach.store.folder import Folder

REF = "martin"
FIRST = date(2026, 1, 5)
PARTIES = ("coach", "beneficiary", "sponsor")
RATED = {"mode": "two-way", "ratings": [{"objective": "o1", "attainment": "Fait."}]}
NEEDED = ("validated_on", "indicator", "sessions = ", "session_minutes = ")
"""Lines that a signed engagement can't be without."""

SPARED = ("beneficiary = 2026", 'status = "held"')
"""Lines without which it is another engagement, and may be a whole one."""


class Life(RuleBasedStateMachine):
    """One engagement of a company, a day at a time."""

    def __init__(self) -> None:
        super().__init__()
        self.root = Path(mkdtemp())
        self.today = FIRST
        self.done: set[str] = set()
        self.signed: set[str] = set()
        self.pauses: list[tuple[date, date]] = []

    def teardown(self) -> None:
        shutil.rmtree(self.root)

    @property
    def context(self) -> Context:
        now = datetime.combine(self.today, time(9), UTC)

        def no_editor(path: Path) -> None:
            raise AssertionError(path)

        folder = Folder(self.root / "practice")
        return Context(folder=folder, today=self.today, now=now, specimen=False, editor=no_editor)

    @property
    def file(self) -> Path:
        return self.context.folder.engagement_file(REF)

    @initialize()
    def open_it(self) -> None:
        init_practice(
            self.root / "practice",
            name="Camille Durand",
            siret="90000000100017",
            address="1 rue de l’Exemple",
            postcode="75000",
            city="Paris",
            email="camille@example.org",
            iban="FR7699999000010000000000115",
            bic="TESTFRPPXXX",
            vat_regime="franchise",
        )
        new_client(self.context, ref="acme", kind="company-fr", name="Acme SA", details={})
        new_engagement(
            self.context,
            ref=REF,
            client="acme",
            beneficiary="Claire Martin",
            situations=["new-role"],
        )

    def attempt(self, step: Callable[[], object]) -> bool:
        """Take a step; whether it was taken. What is refused leaves the file as it was."""
        before = self.file.read_bytes()
        try:
            step()
        except CoachError:
            assert self.file.read_bytes() == before
            return False
        return True

    @rule(days=st.integers(1, 40))
    def let_days_pass(self, days: int) -> None:
        self.today += timedelta(days=days)

    @rule()
    def validate(self) -> None:
        if self.attempt(
            lambda: validate_demand(self.context, ref=REF, on=self.today, request="Ma place.")
        ):
            self.done.add("validated")

    @rule(personal=st.booleans())
    def add(self, *, personal: bool) -> None:
        if self.attempt(
            lambda: add_objective(
                self.context,
                ref=REF,
                statement="Déléguer.",
                result="Fait.",
                indicator="Dossiers.",
                personal=personal,
            )
        ):
            self.done |= set() if personal else {"objective"}

    @rule(sessions=st.integers(9, 21), months=st.integers(2, 7))
    def agree(self, sessions: int, months: int) -> None:
        taken = self.attempt(
            lambda: set_terms(
                self.context,
                ref=REF,
                sessions=sessions,
                minutes=120,
                start_on=self.today,
                months=months,
                rate=Decimal(260),
            )
        )
        if taken:
            assert 10 <= sessions <= 20
            assert 3 <= months <= 6
            self.done.add("terms")

    @rule(party=st.sampled_from([*PARTIES, None]))
    def sign_it(self, party: str | None) -> None:
        if self.attempt(
            lambda: sign(self.context, ref=REF, on=self.today, party=party)  # type: ignore[arg-type]  # a word of PARTIES
        ):
            assert {"validated", "objective", "terms"} <= self.done
            self.signed |= {party} if party else set(PARTIES)

    @rule(also_meet=st.booleans())
    def come_to_a_contract(self, *, also_meet: bool) -> None:
        """Take the main road at once: chance alone would seldom get there."""
        self.validate()
        self.add(personal=False)
        self.agree(12, 6)
        self.sign_it(None)
        if also_meet:
            self.meet()

    @rule()
    def meet(self) -> None:
        if self.attempt(lambda: log_session(self.context, ref=REF, on=self.today)):
            assert self.signed == set(PARTIES)
            self.done.add("met")

    @rule(length=st.integers(0, 20))
    def rest(self, length: int) -> None:
        last = self.today + timedelta(days=length)
        if self.attempt(
            lambda: pause(self.context, ref=REF, start_on=self.today, end_on=last, reason="leave")
        ):
            self.pauses.append((self.today, last))

    @rule(sessions=st.integers(10, 20))
    def change(self, sessions: int) -> None:
        change = TermsChange(sessions=sessions)
        if self.attempt(lambda: amend(self.context, ref=REF, on=self.today, terms=change)):
            assert self.signed == set(PARTIES)
            number = len(open_engagement(self.context.folder, REF).engagement.amendments)
            sign_amendment(self.context, ref=REF, number=number, on=self.today)

    @rule()
    def refuse(self) -> None:
        if self.attempt(lambda: decline(self.context, ref=REF, on=self.today, by="beneficiary")):
            assert self.signed != set(PARTIES)
            self.done.add("declined")

    @rule()
    def stop(self) -> None:
        if self.attempt(lambda: end(self.context, ref=REF, on=self.today, by="sponsor")):
            assert self.signed == set(PARTIES)
            self.done.add("ended")

    @rule()
    def look_back(self) -> None:
        if self.attempt(lambda: evaluate(self.context, ref=REF, on=self.today, said=RATED)):
            assert "met" in self.done
            self.done.add("evaluated")

    @rule()
    def close_it(self) -> None:
        if self.attempt(lambda: close(self.context, ref=REF, on=self.today)):
            assert self.done & {"declined", "ended", "evaluated"}
            self.done.add("closed")

    @rule(text=st.sampled_from((*NEEDED, *SPARED)))
    def edit_by_hand(self, text: str) -> None:
        """Take a line out: the doctor reads what is left, and says what a contract lacks."""
        before = self.file.read_text("utf-8")
        lines = before.splitlines(keepends=True)
        cut = [line for line in lines if text not in line]
        if len(cut) == len(lines):
            return
        self.file.write_text("".join(cut), "utf-8")
        found = examine(self.context).findings
        assert found or not self.signed or text in SPARED
        self.file.write_text(before, "utf-8")

    @invariant()
    def the_doctor_finds_no_error(self) -> None:
        if self.file.parent.exists():
            assert [f.problem for f in examine(self.context).findings if f.level == "error"] == []

    @invariant()
    def the_state_is_what_happened(self) -> None:
        if self.file.exists():
            opened = open_engagement(self.context.folder, REF)
            assert opened.state(self.today) == self.expected()

    def expected(self) -> str:
        for state in ("closed", "declined", "ended", "evaluated"):
            if state in self.done:
                return state
        if self.signed != set(PARTIES):
            return "validated" if "validated" in self.done else "demanded"
        if any(first <= self.today <= last for first, last in self.pauses):
            return "paused"
        return "active" if "met" in self.done else "contracted"


TestLife = Life.TestCase
TestLife.settings = settings(
    max_examples=15,
    stateful_step_count=20,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
