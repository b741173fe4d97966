"""The practice of a life, the account of it, and the invariants after each step."""

import shutil
from collections import defaultdict
from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import UTC, date, datetime, time
from decimal import Decimal
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant
from tests.actions.conftest import make_practice
from tests.actions.contract.life_account import (
    ENDS,
    Fault,
    Raw,
    days_signed,
    faults,
    read,
    signed_change,
    signed_parts,
    state,
)

from phmcoach.actions.context import Context
from phmcoach.actions.opening import open_anywhere
from phmcoach.actions.practice.doctor import examine
from phmcoach.actions.practice.practice import new_client
from phmcoach.domain.records.engagement import Engagement
from phmcoach.errors import CoachError
from phmcoach.i18n import Translator
from phmcoach.store.folder import Folder, Listing
from phmcoach.store.records import load_record
from phmcoach.store.undo.states import list_states
from phmcoach.store.watch import Run

FIRST = date(2026, 1, 5)

which = st.integers(0, 40)


@cache
def prepared(*, private: bool) -> dict[Path, bytes]:
    """Return the files of the folder in which every life begins."""
    with TemporaryDirectory() as place:
        root = Path(place) / "practice"
        make_world(root, private=private)
        found = (path for path in root.rglob("*") if path.is_file())
        return {path.relative_to(root): path.read_bytes() for path in found}


def make_world(root: Path, *, private: bool) -> None:
    make_practice(root)
    if private:
        with (root / "practice.toml").open("a", encoding="utf-8") as settings_file:
            settings_file.write(
                '\n[mediator]\nname = "M"\naddress = "1 rue M"\nwebsite = "https://m.example"\n'
            )
    who: dict[str, str | None] = {"street": "10 avenue Y", "postcode": "69000", "city": "Lyon"}
    new_client(
        at(root, FIRST),
        ref="acme",
        kind="private" if private else "company-fr",
        name="Acme",
        details=who if private else who | {"siren": "811222330"},
    )


def at(root: Path, today: date, editor: Callable[[Path], None] | None = None) -> Context:
    def no_editor(path: Path) -> None:
        raise AssertionError(path)

    now = datetime.combine(today, time(9), UTC)
    return Context(
        Folder(root, Run("step", now)),
        today,
        now,
        specimen=False,
        editor=editor or no_editor,
        remark=lambda problem: word((problem,)),
        on_doubt=lambda problem: word((problem,)),
    )


def word(problems: Any) -> None:  # noqa: ANN401 - problems or findings
    for problem in problems:
        assert Translator("fr").problem(problem)


DOUBLED = {"billing.session-recorded-twice", "billing.session-of-other"}
"""What the doctor reports of equal sessions: they are no fault if each gets its hour."""

AGREED = {
    *("bounds.sessions", "bounds.session-length", "gate.no-objective", "gate.no-shared-objective"),
    *("gate.incomplete-objective", "gate.demand-not-validated", "gate.signed-before-validation"),
}
"""The faults of what was agreed; once it is signed, its record is judged, and a change is named."""


ACCOUNT = (
    *("books", "archived", "frozen", "billed", "withdrawn", "credited", "invoices", "unpaid"),
)
"""What the account consists of, without the ids that were given."""


class World(RuleBasedStateMachine):
    """A practice, the current day, and the account of one person's engagements."""

    def __init__(self) -> None:
        super().__init__()
        self.root = Path(mkdtemp()) / "practice"
        self.today = FIRST
        self.private = False
        self.books: dict[str, Raw] = {}
        self.archived: dict[str, int] = {}
        self.frozen: dict[str, Raw] = {}
        self.billed: dict[str, dict[str, tuple[str, tuple[object, ...]]]] = {}
        self.withdrawn: set[tuple[str, str]] = set()
        self.used: dict[str, set[str]] = defaultdict(set)
        self.credited: set[str] = set()
        self.copies: dict[Path, bytes] = {}
        self.invoices: list[tuple[str, str]] = []
        self.unpaid: dict[str, Decimal] = defaultdict(Decimal)
        self.innocent = True
        self.errors: set[str] = set()
        self.may_err = False
        self.before_edit: tuple[str, bytes] | None = None
        self.back: Raw | None = None
        self.left: dict[Path, bytes] = {}

    def teardown(self) -> None:
        shutil.rmtree(self.root.parent)

    @property
    def context(self) -> Context:
        return at(self.root, self.today)

    @property
    def client_party(self) -> str:
        """Which party the client is, who alone may withdraw, and ask to begin before."""
        return "beneficiary" if self.private else "sponsor"

    def may_withdraw(self, book: Raw) -> bool:
        terms = book["terms"]
        where = terms.get("concluded", "on-premises")
        if self.private:
            return bool(where != "on-premises")
        return where == "off-premises" and "small_company" in terms

    def file(self, ref: str) -> Path:
        folder = self.context.folder
        if ref in self.archived:
            return folder.archive_dir / f"{self.archived[ref]}" / f"{ref}.toml"
        return folder.engagement_file(ref)

    def record(self, ref: str, number: int | None = None) -> Path:
        """Return where the record of the contract, or of an amendment, lies."""
        stem = "contract" if number is None else f"amendment-{number}"
        return self.root / "documents" / ref / f"{stem}.signed.toml"

    def name(self, which: int) -> str:
        return sorted(self.books, reverse=True)[which % len(self.books)]

    def disk(self) -> dict[Path, bytes]:
        found = (path for path in self.root.rglob("*") if path.is_file())
        return {path: path.read_bytes() for path in found if path.parent.name != ".undo"}

    def account(self) -> Raw:
        """Return a copy of all that is known of the folder, except for the ids that were given."""
        return deepcopy({name: getattr(self, name) for name in ACCOUNT})

    def attempt(self, step: Callable[[], object]) -> bool:
        """Take a step and return whether it succeeded; a refused step must change no file."""
        before, account = self.disk(), self.account()
        kept = list_states(self.context.folder)
        try:
            step()
        except CoachError as error:
            assert self.disk() == before
            word(error.problems)
            return False
        self.before_edit = None
        is_kept = len({*list_states(self.context.folder)} - {*kept}) == 1
        self.back, self.left = account if is_kept else None, self.disk()
        return True

    def outcome(self, ref: str) -> Raw:
        found: Raw = self.books[ref].setdefault("outcome", {})
        return found

    def is_over(self, book: Raw) -> bool:
        return bool(set(ENDS) & book.get("outcome", {}).keys())

    @invariant()
    def files_say_what_was_done(self) -> None:
        for ref, book in self.books.items():
            assert facts(read(self.file(ref))) == facts(book)

    @invariant()
    def copies_stay_as_they_are(self) -> None:
        assert {path: path.read_bytes() for path in self.copies} == self.copies

    @invariant()
    def the_doctor_finds_what_is_wrong(self) -> None:
        if not self.books:
            return
        is_doubled = any(map(self.has_twins, self.books)) or self.shares_a_session()
        self.may_err = self.may_err or is_doubled
        # A change voids the agreement to it: the command that did so has reported it.
        errors = self.doctor_says(self.books) - {"evaluate.changed-since-approval"}
        if self.innocent:
            assert errors <= (DOUBLED if is_doubled else set()), errors
        elif not self.may_err:
            assert self.errors or not errors
        self.errors, self.may_err = errors, False

    def has_twins(self, ref: str) -> bool:
        """Whether two sessions are equal, so that one waits for its hour before it is billed."""
        paid = ("held", "no-show", "cancelled-late")
        facts = [
            (each["on"], each.get("at"), each["minutes"], each.get("type"), each["status"])
            for each in self.books[ref].get("sessions", [])
            if each.get("status") in paid
        ]
        return len({*facts}) < len(facts)

    def shares_a_session(self) -> bool:
        """Whether two engagements of the person have the same session: only one is billed."""
        used = ("held", "no-show", "cancelled-late")
        facts = [
            {
                (each["on"], each.get("at"), each["minutes"])
                for each in book.get("sessions", [])
                if each.get("status") in used
            }
            for book in self.books.values()
        ]
        return len(set().union(*facts)) < sum(map(len, facts))

    def doctor_says(self, books: dict[str, Raw]) -> set[str]:
        """Return the errors that `coach doctor` finds; they must include each expected one."""
        findings = examine(self.context).findings
        word(findings)
        for ref in books:
            path = self.file(ref)
            raw = read(path)
            reported = {f.message for f in findings if f.place and f.place.file == path}
            reported |= {f.message for f in findings if f.message == "seal.record-unfit"}
            owed = (*faults(raw, self.today, private=self.private), *self.undone(ref, raw))
            if raw.get("client", "acme") != "acme":
                owed = ("find.client-of-engagement",)  # then nobody knows who must sign
            for fault in owed:
                others = ("seal.", "gate.request-removed") if fault in AGREED else ()
                names = (fault, *others) if isinstance(fault, str) else fault
                assert any(message.startswith(names) for message in reported), (ref, fault)
            if raw.get("client", "acme") == "acme":
                opened = open_anywhere(Listing(self.context.folder), ref)
                assert opened.state(self.today) == state(raw, self.today, private=self.private)
        return {each.message for each in findings if each.level == "error"}

    def undone(self, ref: str, raw: Raw) -> Iterator[Fault]:
        """Yield each signed or billed value that is no longer in the file."""
        if ref in self.frozen and days_signed(raw) and signed_parts(raw) != self.frozen[ref]:
            changed = ("seal.contract-changed", "seal.record-unfit")  # a hand changed its digest
            yield changed if raw.get("seal") else "seal.other-record"
        seen: set[int] = set()
        for each in raw.get("amendments", []):
            signed = self.frozen.get(f"{ref} {each['number']}")
            if each["number"] in seen and not each.get("seal"):
                continue  # the record of that number is the other one's
            seen.add(each["number"])
            if signed is not None and days_signed(each) and signed_change(each) != signed:
                yield "seal.amendment-changed" if each.get("seal") else "seal.other-record"
        now = {each["id"]: each for each in raw.get("sessions", [])}
        for name, (_, was) in self.billed.get(ref, {}).items():
            if (ref, name) in self.withdrawn:
                continue  # nothing of it is left on a paper
            if name not in now:
                yield "billing.session-missing"
            elif billed_parts(now[name]) != was:
                yield "billing.session-changed"


def billed_parts(session: Raw) -> tuple[object, ...]:
    """Return what the invoice shows: of the day, perhaps only the month."""
    kind, status = session.get("type", "in-person"), session.get("status", "planned")
    return session["on"].replace(day=1), session["minutes"], kind, status


def can_be_read(path: Path) -> bool:
    try:
        load_record(path, Engagement)
    except CoachError:
        return False
    return True


def facts(raw: Raw) -> Raw:
    """Return the facts of a file (days, sessions, signatures, changes) without their wording."""
    amendments = [
        {key: each[key] for key in each if key not in ("objectives", "seal", "reason")}
        | {"objectives": [(o["id"], o.get("scaled_on")) for o in each.get("objectives", [])]}
        for each in raw.get("amendments", [])
    ]
    sessions = [
        {key: each.get(key) for key in ("id", "on", "type", "status", "minutes", "notified_at")}
        for each in raw.get("sessions", [])
    ]
    days = {key: raw.get("outcome", {}).get(key) for key in (*ENDS, "withdrawal")}
    evaluation = raw.get("evaluation", {})
    agreement = {key: evaluation.get(key) for key in ("shown_on", "approved_on")}
    return deepcopy(
        {
            "validated_on": raw["demand"].get("validated_on"),
            "objectives": [(o["id"], o.get("scaled_on")) for o in raw.get("objectives", [])],
            "signatures": raw.get("signatures", {}),
            "quote": raw.get("quote", {}),
            "pauses": [(each["start_on"], each["end_on"]) for each in raw.get("pauses", [])],
            "amendments": amendments,
            "sessions": sessions,
            **days,
            **agreement,
        }
    )
