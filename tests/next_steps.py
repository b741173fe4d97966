"""Follow an engagement to its archive by typing what `coach show` names as its next step.

The commands run on a real folder, in this process. What only a coach knows (a day, a party, what
became of a session) is filled in here.
"""

import json
import shlex
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

from tests.folders.running import Desk, Ran

ONE_DAY = timedelta(days=1)
MOST_STEPS = 100
PACE = timedelta(days=30)
"""The days between two sessions that are planned: few steps lead to the end of a contract."""

TEXTS = {"--postcode": "69000", "--siren": "811222330", "--rate": "260"}
"""What is typed for `…` behind an option that does not take any text."""

BOOKED = ("quote", "invoice", "credit", "pay")
"""The commands that add an entry to the ledger."""

Shown = dict[str, Any]


class Taken(NamedTuple):
    """A step that `coach show` named, and the command line that was typed for it."""

    code: str
    line: str


class Follower:
    """A coach who does what comes next, day by day."""

    def __init__(self, desk: Desk, ref: str, today: date) -> None:
        self.desk = desk
        self.ref = ref
        self.today = today
        self.minutes = count()
        desk.set_day(today)

    def show(self) -> Shown:
        ran = self.desk.run(f"show {self.ref} --json")
        assert ran.code == 0, ran
        found: Shown = json.loads(ran.out)
        return found

    def follow(self) -> Iterator[Taken]:
        """Take each next step and yield it, until the engagement is archived."""
        shown = self.show()
        for _ in range(MOST_STEPS):
            step = shown["next_step"]
            assert (step is None) == shown["archived"], shown
            if step is None:
                return
            yield self.take(shown)
            before, shown = step, self.show()
            assert shown["next_step"] != before, before
        raise AssertionError(shown["next_step"])

    def take(self, shown: Shown) -> Taken:
        """Type the command of the next step; it must be accepted."""
        step = shown["next_step"]
        if step["code"] in ("step.session", "settle.to-bill-later"):  # its day comes first
            self.today = max(self.today, date.fromisoformat(step["args"]["on"]))
            self.desk.set_day(self.today)
        assert step["fix"] is not None, step
        if step["code"] == "step.evaluate":
            fill_in(self.desk.folder, step["fix"])
        ran, line = self.type_it(shown, "held")
        if ran.code and "STATUS" in step["fix"]:
            ran, line = self.type_it(shown, "cancelled")
        assert ran.code == 0, (step, line, ran)
        return Taken(step["code"], line)

    def type_it(self, shown: Shown, status: str) -> tuple[Ran, str]:
        words = shlex.split(shown["next_step"]["fix"])[1:]
        day = self.day_of(shown).isoformat()
        values = {"DATE": day, "STATUS": status, "PARTY": "coach", "N": "12", "H": "2", "M": "6"}
        values["HH:MM"] = f"08:{next(self.minutes):02}"  # no two sessions had the same hour
        if shown["profile"] != "standard":
            values |= {"N": "2", "M": "2"}
        typed = [
            TEXTS.get(before, "Texte.") if word == "…" else values.get(word, word)
            for before, word in zip(["", *words], words, strict=False)
        ]
        if words[0] in BOOKED and "--accept" not in words:  # the last entry may be long ago
            typed += ["--today-is", self.today.isoformat()]
        line = shlex.join(typed)
        return self.desk.run(line), line

    def day_of(self, shown: Shown) -> date:
        """Return the day to type: today or, for a session, a free day within the contract.

        No session is planned in a pause.
        """
        step = shown["next_step"]
        if step["code"] not in ("step.plan", "step.plan-after-pause", "step.session-in-pause"):
            return self.today
        end_on = date.fromisoformat(shown["agreed_terms"]["end_on"])
        start_on = date.fromisoformat(shown["agreed_terms"]["start_on"])
        wanted = max(self.today + PACE, start_on)
        if "until" in step["args"]:
            wanted = date.fromisoformat(step["args"]["until"]) + ONE_DAY
        taken = {
            date.fromisoformat(each["on"])
            for each in shown["sessions"]
            if each["status"] in ("planned", "held")
        }
        for pause in shown["pauses"]:
            first, last = (date.fromisoformat(pause[key]) for key in ("start_on", "end_on"))
            taken |= {first + place * ONE_DAY for place in range((last - first).days + 1)}
        latest: date = min(wanted, end_on)
        days = (latest + place * ONE_DAY for place in (*range(0, -400, -1), *range(1, 400)))
        free: date = next(d for d in days if self.today <= d <= end_on and d not in taken)
        return free


def fill_in(folder: Path, command: str) -> None:
    """Write into the form of an evaluation what has changed, as in an editor."""
    form = folder / shlex.split(command)[-1]
    text = form.read_text("utf-8").replace('# changed = ""', 'changed = "Oui."')
    form.write_text(text, "utf-8")


def follow_all(desk: Desk, ref: str, today: date) -> list[Taken]:
    """Return all steps from a state to the archive."""
    return list(Follower(desk, ref, today).follow())
