"""The steps of a life other than writing commands: time passes, files are edited and read."""

from datetime import timedelta
from functools import partial
from pathlib import Path

import tomli_w
from hypothesis import strategies as st
from hypothesis.stateful import rule
from tests.actions.contract.life_account import (
    read,
)
from tests.actions.contract.life_world import World, at, can_be_read, which, word
from tests.actions.hand_edits import EDITS, HARMLESS, Edit
from tests.copies import copy_names

from phmcoach.actions.contract.ending import archive, close
from phmcoach.actions.contract.listing import list_engagements
from phmcoach.actions.contract.overview import show_engagement
from phmcoach.actions.contract.signing import sign
from phmcoach.actions.money.invoices import Request, issue_invoices
from phmcoach.actions.practice.doctor import examine
from phmcoach.actions.practice.editing import edit_engagement
from phmcoach.actions.sessions.cadence import check_cadence
from phmcoach.actions.sessions.recording import log_session
from phmcoach.errors import CoachError

some_days = st.integers(-40, 40)
hand_edits = st.tuples(st.sampled_from(EDITS), which, some_days)
HandEdit = tuple[Edit, int, int]


class Hands(World):
    """The passing of days, hand edits, and commands that only read."""

    @rule(days=st.integers(1, 20))
    def let_days_pass(self, days: int) -> None:
        self.today += timedelta(days=days)

    @rule(edits=st.lists(hand_edits, min_size=1, max_size=6), which=which)
    def try_hand_edits(self, edits: list[HandEdit], which: int) -> None:
        """Change a file by hand in several ways, and take each of them back."""
        for edit in edits:
            self.edit_by_hand(self.name(which), edit, kept=False)

    @rule(edit=hand_edits, which=which, with_coach=st.booleans())
    def keep_a_hand_edit(self, edit: HandEdit, which: int, *, with_coach: bool) -> None:
        self.edit_by_hand(self.name(which), edit, kept=True, with_coach=with_coach)

    def edit_by_hand(
        self, ref: str, made: HandEdit, *, kept: bool, with_coach: bool = False
    ) -> None:
        """Change a file by hand; put it back if it cannot be read."""
        edit, place, days = made
        found_before = self.doctor_says(self.books) if edit in HARMLESS else set()
        path = self.file(ref)
        before, raw = path.read_bytes(), read(path)
        if not edit(raw, place, days):
            return
        text = tomli_w.dumps(raw)
        if not with_coach or ref in self.archived:
            path.write_bytes(text.encode())
        elif not self.edit_with_coach(ref, text):
            return
        readable = can_be_read(path)
        errors = self.doctor_says({**self.books, ref: raw} if readable else {})
        assert readable or errors
        if edit in HARMLESS:
            assert errors == found_before
        if readable:
            self.look_at(ref)
        else:
            self.refuse_all(ref)
        if kept and readable:
            self.books[ref] = raw
            self.innocent = False
            self.may_err = True
            self.before_edit = (ref, before)
        else:
            path.write_bytes(before)

    @rule(which=which, name=st.sampled_from(copy_names("{}")))
    def keep_a_copy(self, which: int, name: str) -> None:
        """Leave a copy of a file beside it, as a synchronisation does."""
        path = self.file(self.name(which))
        copy = path.with_name(name.replace("{}", path.stem))
        copy.write_bytes(path.read_bytes())
        self.copies[copy] = copy.read_bytes()
        found = [f for f in examine(self.context).findings if f.place and f.place.file == copy]
        assert [(f.message, f.level) for f in found] == [("store.stray-copy", "warning")]

    @rule(which=which, empty=st.booleans())
    def try_a_second_file(self, which: int, *, empty: bool) -> None:
        """Copy a file under a reference, so that nothing can be done with either, and undo it."""
        ref = self.name(which)
        second = f"{ref}-sauvegarde"
        path = self.context.folder.engagement_file(second)
        raw = read(self.file(ref))
        if empty:
            raw.pop("sessions", None)
        path.write_bytes(tomli_w.dumps(raw).encode())
        found = {f.message for f in examine(self.context).findings if f.level == "error"}
        is_archived = ref in self.archived
        assert ("engagement.copy-of-archived" if is_archived else "engagement.two-files") in found
        if is_archived:  # what was credited may be billed by either file
            assert ref in self.credited or not self.attempt(partial(self.issue_all, second))
        else:
            for each in (ref, second):
                assert not self.attempt(partial(self.issue_all, each))
                self.refuse_all(each)
        path.unlink()

    def issue_all(self, ref: str) -> None:
        for _ in issue_invoices(self.context, Request(ref)):
            pass

    def edit_with_coach(self, ref: str, text: str) -> bool:
        def typed(path: Path) -> None:
            path.write_text(text, "utf-8")

        before = self.disk()
        try:
            edit_engagement(at(self.root, self.today, typed), ref=ref)
        except CoachError:
            left = {path for path in self.disk() if path.name.startswith(".edit-")}
            assert {p: b for p, b in self.disk().items() if p not in left} == before
            for path in left:
                path.unlink()
            return False
        return True

    def refuse_all(self, ref: str) -> None:
        """Check that no command writes to a file that it cannot read."""
        for step in (
            lambda: log_session(self.context, ref=ref, anyway=True),
            lambda: sign(self.context, ref=ref, on=self.today),
            lambda: close(self.context, ref=ref, on=self.today),
            lambda: archive(self.context, ref=ref),
        ):
            assert not self.attempt(step)

    @rule()
    def put_it_back(self) -> None:
        """Undo the last hand edit if nothing was done since."""
        if self.before_edit is not None:
            ref, before = self.before_edit
            self.file(ref).write_bytes(before)
            self.books[ref] = read(self.file(ref))
            self.before_edit = None
            self.may_err = True

    @rule(which=which)
    def look(self, which: int) -> None:
        self.look_at(self.name(which))

    def look_at(self, ref: str) -> None:
        """Check that reading commands change nothing, and that they report unreadable files."""
        before = self.disk()
        for step in (
            lambda: show_engagement(self.context, ref=ref),
            lambda: list_engagements(self.context),
            lambda: list_engagements(self.context, archived=True),
            lambda: check_cadence(self.context),
        ):
            try:
                step()
            except CoachError as error:
                word(error.problems)
        assert self.disk() == before
