"""The coach's day on one screen, and in JSON.

A row has its reason in a few words and the command that goes on, on one line where both fit. The
reason is the short form of a sentence that other commands print in full.
"""

import sys
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from shutil import get_terminal_size
from typing import TYPE_CHECKING

from phmcoach.cli.shell import remedy_lines
from phmcoach.cli.shell.folding import fold_sentence
from phmcoach.cli.shell.layout import display_width
from phmcoach.cli.shell.output import Output
from phmcoach.cli.shell.remedy_lines import Command
from phmcoach.cli.shell.streams import shorten_paths, show_path
from phmcoach.domain.today.rows import SHOWN_ROWS
from phmcoach.value import fields_of
from phmcoach.words import WEEKDAYS

if TYPE_CHECKING:
    from datetime import date

    from phmcoach.actions.practice.today import Today
    from phmcoach.domain.today.rows import Meeting, Row
    from phmcoach.errors import Problem

SHORT: Mapping[str, str] = {
    "amend.not-signed": "today.amendment-to-sign",
    "backup.none": "today.backup-none",
    "backup.old": "today.backup-old",
    "cadence.drift": "today.drift",
    "cadence.drift-from-start": "today.drift-from-start",
    "cadence.floor-at-risk": "today.month-without-session",
    "cadence.floor-at-risk-pauses": "today.month-without-session",
    "cadence.floor-broken": "today.month-missed",
    "cadence.floor-broken-pauses": "today.month-missed",
    "cadence.no-evaluation-date": "today.evaluation-before-end",
    "cadence.pace-lost": "today.pace",
    "cadence.pace-no-day-left": "today.no-day-left",
    "cadence.pace-tight": "today.pace",
    "edit.draft-left": "today.draft-left",
    "gate.demand-not-validated": "today.demand-to-validate",
    "gate.no-objective": "today.no-objective",
    "gate.no-shared-objective": "today.no-shared-objective",
    "gate.no-terms": "today.no-terms",
    "gate.not-signed": "today.signature-missing",
    "law.ends": "today.law-ends",
    "outcome.still-planned": "today.unanswered",
    "past.some": "today.personal-data",
    "report.not-approved": "today.agreement-missing",
    "report.not-shown": "today.report-to-show",
    "seal.differs": "today.not-as-signed",
    "settle.owed": "today.owed",
    "settle.refund": "today.refund",
    "settle.refund-late": "today.refund",
    "step.amendment": "today.amendment-to-write",
    "step.archive": "today.to-archive",
    "step.close": "today.to-close",
    "step.contract": "today.contract-to-write",
    "step.end": "today.to-end",
    "step.evaluate": "today.evaluation-to-record",
    "step.evaluation-form": "today.evaluation-to-prepare",
    "step.express-request": "today.request-first",
    "step.plan": "today.first-session",
    "step.plan-evaluation": "today.evaluation-to-plan",
    "step.plan-evaluation-late": "today.evaluation-late",
    "step.plan-evaluation-over": "today.evaluation-after-end",
    "step.plan-evaluation-paused": "today.evaluation-in-pause",
    "step.session-in-pause": "today.session-in-pause",
    "step.sponsor-report": "today.sponsor-report",
    "threshold.franchise-ending": "today.franchise-ending",
    "threshold.franchise-lost": "today.franchise-lost",
    "threshold.franchise-lost-before": "today.franchise-lost",
    "threshold.franchise-near": "today.franchise-near",
    "threshold.micro-crossed": "today.micro-crossed",
    "threshold.micro-near": "today.micro-near",
    "withdrawal.unconfirmed": "today.withdrawal-to-confirm",
}
"""The short form of each sentence that a row may hold; one without is printed in full."""

_INDENT = " " * 4
_GAP = 2
_BLANK = 1
_PROMPT = 1
"""The line that the shell needs after the screen."""


def print_today(out: Output, today: "Today", *, everything: bool) -> None:
    """Print the day, the agenda and the rows; as many rows as fit on the screen, or all."""
    head = [out.paint(_name_day(out, today.on), "bold"), *_print_agenda(out, today)]
    rows = [row for row in today.rows if everything or row.until is None]
    blocks = [_print_row(out, place, row) for place, row in enumerate(rows, start=1)]
    foot = _count_aside(out, today, len(rows))
    shown = blocks
    if not everything:
        room = _room(out, len(head) + len(foot))
        if sum(map(len, blocks)) > room:
            blocks = [
                min(block, _print_row(out, place, row, brief=True), key=len)
                for place, (row, block) in enumerate(zip(rows, blocks, strict=True), start=1)
            ]
        shown = _fit(blocks, room)
    if shown:
        head.append("")
    out.page("\n".join((*head, *(line for block in shown for line in block))))
    if left := len(blocks) - len(shown):
        out.page(out.tr.text("today.more", count=left, command=_see_all(out)))
    if not blocks:
        out.page("")
        if today.engagements:
            out.page(out.tr.text("today.all-well", count=today.engagements))
        else:
            command = Command("new-engagement")
            for line in _beside(out, out.tr.text("today.none"), command, _INDENT):
                out.page(line)
    for line in foot:
        out.page(line)


def _count_aside(out: Output, today: "Today", shown: int) -> list[str]:
    """Return the line that says how many rows are put aside, if they are left out."""
    aside = len(today.rows) - shown
    return [out.tr.text("today.aside", count=aside, command=_see_all(out))] if aside else []


def _see_all(out: Output) -> str:
    return out.spell(Command("today --all"))


def say_put_aside(out: Output, row: "Row", until: "date", today: "date") -> None:
    """Say that a row was put aside, or that it is shown again."""
    reason = word_fact(out, row.fact)
    named = reason if row.name is None else out.tr.text("today.row", name=row.name, reason=reason)
    out.say("said.row-put-aside" if until > today else "said.shown-again", row=named, on=until)


def _room(out: Output, used: int) -> int:
    """Return how many lines the rows may take below the agenda; a pipe has no end."""
    if not out.on_terminal:
        return sys.maxsize
    return get_terminal_size().lines - used - _BLANK - _PROMPT


def _fit(blocks: Sequence[list[str]], room: int) -> list[list[str]]:
    """Return the first blocks, at most `SHOWN_ROWS`, that fit into some lines: one at least.

    If some are left out, a line that says so has to fit too.
    """
    if len(blocks) <= SHOWN_ROWS and sum(map(len, blocks)) <= room:
        return list(blocks)
    shown: list[list[str]] = []
    for block in blocks[:SHOWN_ROWS]:
        room -= len(block)
        if shown and room < 1:
            break
        shown.append(block)
    return shown


def _print_agenda(out: Output, today: "Today") -> Iterator[str]:
    """Yield a line for each day that has an entry, or one that says that there is none.

    Today each entry has its own, with the command that is read before a session.
    """
    if not today.meetings:
        yield out.tr.text("today.no-meeting", until=today.until)
        return
    days = [(on, list(own)) for on, own in groupby(today.meetings, key=lambda each: each.on)]
    labels = [_label_day(out, on, today.on) for on, _ in days]
    widest = max(map(display_width, labels))
    room = " " * (widest + 4)
    for label, (on, own) in zip(labels, days, strict=True):
        head = f"  {label}{' ' * (widest - display_width(label))}  "
        if on == today.on:
            for each in own:
                command = Command(f"prepare {each.ref}") if each.id is not None else None
                yield from _beside(out, head + _name_meeting(out, each), command, room)
                head = room
        else:
            entries = " · ".join(_name_meeting(out, each) for each in own)
            yield from _fold(out, head + entries, room)


def _label_day(out: Output, on: "date", today: "date") -> str:
    if on == today:
        return out.tr.text("today.today")
    return f"{out.tr.word(WEEKDAYS[on.weekday()]).capitalize()}\u00a0{on.day}"


def _name_day(out: Output, on: "date") -> str:
    weekday = out.tr.word(WEEKDAYS[on.weekday()]).capitalize()
    return f"{weekday} {out.tr.format_value(on, 'date')}"


def _name_meeting(out: Output, meeting: "Meeting") -> str:
    """Write an entry of the agenda; what is not a session in person says what it is."""
    words = [out.tr.format_value(meeting.name)]
    if meeting.at is not None:
        words.insert(0, out.tr.format_value(meeting.at, "time"))
    if meeting.id is None:
        words.append(out.tr.text("today.evaluation"))
    elif meeting.type not in (None, "in-person"):
        words.append(f"({out.tr.word(meeting.type)})")
    return "\u00a0".join(word.replace(" ", "\u00a0") for word in words)


def _print_row(out: Output, place: int, row: "Row", *, brief: bool = False) -> list[str]:
    """Return the lines of a row: its reason and its command, on one line if both fit.

    A `brief` row has no name: the reference says whom it is about, in the command or before the
    reason.
    """
    command = remedy_lines.find_command(row.fact)
    typed = "" if command is None else out.spell(command)
    reason = word_fact(out, row.fact)
    who = (None if row.ref in typed.split() else row.ref) if brief else row.name
    if row.name is not None and who is not None:
        reason = out.tr.text("today.row", name=who, reason=reason)
    elif row.fact.message in SHORT:  # a whole sentence may begin with a reference or a file
        reason = reason[:1].upper() + reason[1:]
    if row.until is not None:
        reason = out.tr.text("today.later", reason=reason, until=row.until)
    number = out.paint(f"{place:>2}", "breach" if row.kind == "stopped" else "bold")
    first, *others = _beside(out, _INDENT + reason, command, _INDENT)
    return [f"{number}  {first.removeprefix(_INDENT)}", *others]


def _beside(out: Output, text: str, command: Command | None, indent: str) -> list[str]:
    """Return a text and its command, on one line of the terminal if both fit, else below it."""
    typed = "" if command is None else out.spell(command)
    gap = get_terminal_size().columns - display_width(text) - display_width(typed)
    if out.on_terminal and typed and gap >= _GAP:
        return [f"{text}{' ' * gap}{typed}"]
    return [*_fold(out, text, indent), *([f"{indent}{typed}"] if typed else [])]


def word_fact(out: Output, fact: "Problem") -> str:
    """Write a reason in a few words; what is wrong in a file is followed by its place."""
    short = SHORT.get(fact.message)
    if short is not None:
        return out.tr.text(short, **fact.args)
    told = shorten_paths(out.tr.problem(fact), out.practice)
    if fact.place is None:
        return told
    line = "" if fact.place.line is None else f":{fact.place.line}"
    return f"{told} ({shorten_paths(show_path(fact.place.file), out.practice)}{line})"


def _fold(out: Output, text: str, indent: str) -> list[str]:
    if not out.on_terminal:
        return [text]
    return fold_sentence(text, get_terminal_size().columns, indent).split("\n")


def today_data(today: "Today") -> dict[str, object]:
    """Return the day for a program: every row, whatever fits on a screen."""
    return {
        "on": today.on,
        "until": today.until,
        "engagements": today.engagements,
        "agenda": [fields_of(each) for each in today.meetings],
        "rows": [fields_of(each) for each in today.rows],
    }
