"""The state of one run of the command line, and the context that it gives to a use case.

The clock, the folder and the editor enter the program only here. `COACH_TODAY` sets the day for a
demonstration or a test; the documents are then marked as specimens.
"""

import os
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import typer

from phmcoach.cli.shell.output import Output
from phmcoach.cli.shell.streams import is_terminal, shorten_paths, show_path
from phmcoach.errors import CoachError, Problem, StorageError, UsageError
from phmcoach.i18n import Translator
from phmcoach.remedy import join_words
from phmcoach.store.interrupts import take_done
from phmcoach.value import Value, replace

if TYPE_CHECKING:
    from phmcoach.actions.context import Context
    from phmcoach.store.folder import Folder
    from phmcoach.store.known_files import KnownFiles
    from phmcoach.store.watch import Run


_POSSIBLE_YEARS = range(1990, 2150)
"""Terms are reckoned from today: beyond these years, days would leave what a file may hold."""


class Line(Value):
    """A command line: what was typed, what was answered since, and the line that waits for it.

    `is_continued` means that something was recorded before it began.
    """

    typed: tuple[str, ...] = ()
    answers: tuple[tuple[str, str], ...] = ()
    waiting: tuple[str, ...] = ()
    is_continued: bool = False

    def answered(self, *answers: tuple[str, str]) -> "Line":
        """Return the line with further answers, each with the option or argument that it gives."""
        return replace(self, answers=(*self.answers, *answers))

    def without(self, label: str) -> "Line":
        """Return the line without the answers for an option."""
        return replace(self, answers=tuple(each for each in self.answers if each[0] != label))

    @property
    def words(self) -> Sequence[str]:
        """The words that were typed, and those that were answered."""
        if not self.answers:
            return self.typed
        from phmcoach.cli.shell.remedy_lines import complete_line

        return complete_line(self.typed, self.answers)


class CliState:
    """The language, the streams and the global options of this run."""

    def __init__(self, translator: Translator, out: Output, argv: Sequence[str] = ()) -> None:
        self.tr = translator
        self.out = out
        self.line = Line(tuple(argv))
        self.folder_option: Path | None = None
        self._command: str | None = None
        self._running: Run | None = None
        self._known: KnownFiles | None = None
        self._has_confirmed_day = False

    def begin_command(self, name: str | None) -> None:
        """Begin a command; what it changes is kept under its name."""
        self._command, self._running = name, None

    @property
    def interactive(self) -> bool:
        """Say whether there is someone to ask: questions go to stderr, answers come on stdin."""
        return is_terminal(sys.stdin) and is_terminal(sys.stderr)

    @property
    def fixed_today(self) -> date | None:
        """Return the day that `COACH_TODAY` sets; UsageError when it is not `YYYY-MM-DD`."""
        text = os.environ.get("COACH_TODAY")
        if not text:
            return None
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise UsageError.of("usage.bad-coach-today", text=text) from None

    @property
    def now(self) -> datetime:
        """Return the moment of this run: the system's, or noon UTC of the day that is set.

        Raises UsageError for a year that no clock should show.
        """
        fixed = self.fixed_today
        now = datetime.combine(fixed, time(12), UTC) if fixed else datetime.now().astimezone()
        if now.year not in _POSSIBLE_YEARS:
            raise UsageError.of("usage.impossible-today", on=now.date())
        return now

    @property
    def local_now(self) -> datetime:
        """Return the local time, without its zone."""
        return self.now.replace(tzinfo=None)

    @property
    def today(self) -> date:
        """Return the day of this run."""
        return self.now.date()

    def find_folder(self) -> "Folder":
        """Find the practice's folder; MissingError when there is none.

        Sentences name its files from there on as `engagements/martin.toml`.
        """
        from phmcoach.store.find_folder import find_folder

        found = find_folder(self.folder_option, os.environ, working_folder())
        self.out.practice = found.root
        return found

    def context(
        self,
        *,
        folder: "Folder | None" = None,
        as_of: date | None = None,
        today_is: date | None = None,
        only_looks: bool = False,
    ) -> "Context":
        """Build what a use case needs from outside; `as_of` replaces today.

        `today_is` confirms the day of the clock; raises UsageError if it is another one.
        """
        from phmcoach.actions.context import Context
        from phmcoach.cli.shell.terminal import open_editor

        now = self.now
        return Context(
            folder=folder or replace(self.find_folder(), run=self._run(now)),
            today=as_of or now.date(),
            now=now,
            specimen=self.fixed_today is not None,
            editor=open_editor,
            remark=self.out.remark,
            known=self.known_files(),
            on_doubt=self._answer_doubt(today_is),
            only_looks=only_looks,
        )

    def go_on_in(self, typed: Path, root: Path) -> None:
        """Name the commands to type, and the files, of another practice from here on."""
        self.folder_option = self.out.folder = typed
        self.out.practice = root

    def _run(self, now: datetime) -> "Run | None":
        """Return the run of the command, the same each time, to keep what it changes."""
        from phmcoach.store.watch import Run

        if self._running is None and self._command is not None:
            self._running = Run(self._command, now)
        return self._running

    def _answer_doubt(self, today_is: date | None) -> "Callable[[Problem], None]":
        from phmcoach.actions.context import refuse_doubt

        if today_is is None:
            return self._ask_about_day if self.interactive else refuse_doubt
        if today_is != self.today:
            raise UsageError.of("usage.other-today", typed=today_is, today=self.today)
        return lambda _: None

    def _ask_about_day(self, doubt: Problem) -> None:
        """Ask, once in a command, whether the clock is right; a no ends the command."""
        self._has_confirmed_day = self._has_confirmed_day or self.confirm(
            "confirm.today-after-pause", **doubt.args
        )
        if not self._has_confirmed_day:
            self.end_for_clock()

    def end_for_clock(self) -> NoReturn:
        """End the command, because the coach said that the clock is wrong."""
        self.out.say("said.set-the-clock")
        raise typer.Exit

    def known_files(self) -> "KnownFiles":
        """Return the files that need not be validated again, by the list in the user's cache."""
        if self._known is None:
            from phmcoach.store.known_files import KnownFiles

            self._known = KnownFiles()
        return self._known

    def save_known_files(self) -> None:
        """Add to that list the files that were validated in this run."""
        if self._known is not None:
            self._known.save()

    def validate_known_files(self) -> None:
        """Validate what this run read by that list; raises InvalidDataError if it is not valid."""
        if self._known is not None:
            from phmcoach.store.records import validate_taken

            validate_taken(self._known)

    def begin(self, words: Sequence[str], then: Sequence[str] = ()) -> None:
        """Go on with another line, as if it had been typed; something was recorded meanwhile.

        `then` is the line that waits for it.
        """
        self.line = Line(tuple(words), waiting=tuple(then), is_continued=True)

    def answer(self, *answers: tuple[str, str]) -> None:
        """Keep answers, each with the option or argument that it gives."""
        self.line = self.line.answered(*answers)

    def end_line(self) -> None:
        """Keep nothing to go on with: all that was typed is done."""
        self.line = Line(self.line.typed)

    def line_of(self, *words: str) -> Sequence[str]:
        """Return the line of a command in the folder that `-C` named."""
        where = [] if self.folder_option is None else ["-C", str(self.folder_option)]
        return (*where, *words)

    def confirm(self, message_id: str, /, **args: object) -> bool:
        """Ask for a yes on a terminal; off one, the script has decided: True."""
        if not self.interactive:
            return True
        from phmcoach.cli.shell.terminal import ask_yes

        return ask_yes(self.out, self.tr.text(message_id, **args))


def offer_flag(line: Line, error: CoachError) -> CoachError:
    """Let what one option overcomes name the whole line that was typed, with that option.

    Two options that are wanted at once stand in the line of each.
    """
    from phmcoach.cli.shell.remedy_lines import flag_of, instruct, retype

    typed = retype(line.words, error.problems)
    if typed is None:
        return error
    return type(error)(
        *(instruct(each, typed) if flag_of(each) else each for each in error.problems)
    )


def offer_answers(out: Output, line: Line, message_id: str) -> None:
    """Write on stderr the line that was typed with the answers, so that none is typed again."""
    if not line.answers and not line.is_continued:
        return
    from phmcoach.cli.shell.remedy_lines import Command

    if line.is_continued:
        out.say("run.kept")
    out.say(message_id)
    for words in filter(None, (line.words, line.waiting)):
        out.prompt(f"  {out.spell(Command(join_words(words)))}\n")


_MOST_NAMES = 6
"""How many files are named one by one; a new practice has many more."""


def say_done(out: Output) -> None:
    """Say which files a command wrote before it failed, unless it said so itself.

    The head of the ledger follows from its entries.
    """
    names = []
    for path, number in take_done().items():
        short = shorten_paths(str(path), out.practice)
        name = show_path(path) if short == str(path) else short
        if path.parts[-2:] != ("ledger", "head.toml"):
            names.append(f"{name} ({number})" if number else name)
    if names:
        more = len(names) - _MOST_NAMES
        shown = [*names[:_MOST_NAMES], *(["…"] if more > 0 else [])]
        out.say("run.done-before", names=shown)


def working_folder() -> Path:
    """Return the working folder; StorageError if it was deleted meanwhile."""
    try:
        return Path.cwd()
    except OSError:
        raise StorageError.of("run.no-working-folder") from None
