"""The output for the user: results on stdout, everything else on stderr.

Everything is printed here, so that one place keeps three promises: what was typed never drives the
terminal, a closed pipe interrupts no command between two writes, and accents always show somehow.
"""

import codecs
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import zip_longest
from pathlib import Path
from shutil import get_terminal_size
from typing import TYPE_CHECKING, TextIO

from phmcoach.cli.shell import PROGRAM
from phmcoach.cli.shell.folding import fold_sentence
from phmcoach.cli.shell.streams import (
    Colour,
    colour,
    is_terminal,
    shorten_paths,
    show_path,
    shows_colours,
    write_text,
)
from phmcoach.errors import CoachError, Place, Problem, StorageError, errors_of, warnings_of
from phmcoach.exits import ExitCode
from phmcoach.formats import clean_text
from phmcoach.i18n import Translator
from phmcoach.remedy import join_words
from phmcoach.store.interrupts import is_all_reported, take_done
from phmcoach.typed_words import spell_line
from phmcoach.words import Level

if TYPE_CHECKING:
    from phmcoach.cli.shell.remedy_lines import Command
    from phmcoach.cli.shell.tables import Column


class Output:
    """The output of a command: its language, its colours and its two streams."""

    def __init__(
        self,
        translator: Translator,
        *,
        color: bool | None = None,
        stdout: TextIO | None = None,
        stderr: TextIO | None = None,
    ) -> None:
        self.tr = translator
        self.color = color
        self.folder: Path | None = None
        self.practice: Path | None = None
        self._stdout = stdout if stdout is not None else sys.stdout
        self._stderr = stderr if stderr is not None else sys.stderr
        self._is_closed = self._stdout is None  # since the start: no reader went away
        self._unsaid: StorageError | None = None
        self._remarks: list[Problem] = []

    @property
    def on_terminal(self) -> bool:
        """Say whether results are read by a person."""
        return is_terminal(self._stdout)

    def say(self, message_id: str, /, **args: object) -> None:
        """Say on stderr what happened; the field `coach` begins a command to type."""
        sentence = self.tr.text(message_id, coach=self._coach, **args)
        self._write_to_stderr(self._fold(sentence, self._stderr))

    def spell(self, command: "Command") -> str:
        """Return the line of a command to type, in the folder that `-C` named."""
        program = self._coach if command.takes_folder else PROGRAM
        return f"{program} {spell_line(command.words, self.tr.language)}"

    @property
    def _coach(self) -> str:
        """The program's name, with the folder that `-C` named."""
        where = [] if self.folder is None else ["-C", str(self.folder)]
        return join_words([PROGRAM, *where])

    def result(self, text: str | Path) -> None:
        """Print a sentence of the result on stdout, made safe; a path is never folded."""
        shown = clean_text(str(text))
        self.page(shown if isinstance(text, Path) else self._fold(shown, self._stdout))

    def title(self, text: str) -> None:
        """Print what a result is about."""
        self.page(self.paint(self._fold(clean_text(text), self._stdout), "bold"))

    def wrote(
        self, message_id: str, /, *paths: Path, warnings: Iterable[Problem] = (), **args: object
    ) -> None:
        """Say what was written, after its warnings, and print the paths."""
        self.warn_all(warnings)
        self.say(message_id, **args)
        for path in paths:
            self.result(path)

    def warn_all(self, problems: Iterable[Problem]) -> None:
        """Report on stderr what does not stop the command."""
        given, label = tuple(problems), self.tr.text("error.warning-label")
        for problem in given:
            command = self._find_command(problem)
            lines = self._describe_problem(problem, command, label, "risk", self._stderr)
            self._write_to_stderr(lines)
        self._write_pastes(given)

    def warn_first(self, problems: Iterable[Problem]) -> tuple[Problem, ...]:
        """Report on stderr the problems that are only warnings, and return the errors."""
        given = tuple(problems)
        self.warn_all(warnings_of(given))
        return errors_of(given)

    def raw(self, text: str) -> None:
        """Print on stdout what another program reads, such as CSV, as it is.

        What was recorded is reported on stderr if stdout cannot be written, also if it was closed
        before the program began.
        """
        take_done()  # the answer says it, here or there
        try:
            if text and self._stdout is None and self._is_closed and not is_all_reported():
                raise StorageError.of("output.closed")
            self._stdout = write_text(self._stdout, text)
        except StorageError:
            if not is_all_reported():
                self._write_to_stderr(text, end="")
            raise

    def page(self, text: str) -> None:
        """Print on stdout a text of our own that has several lines."""
        self.raw(text + "\n")

    def level(self, level: Level) -> str:
        """Return the word of a level, in its colour where results have colours."""
        return self.paint(self.tr.word(level), level)

    def paint(self, text: str, name: Colour, *, stderr: bool = False) -> str:
        """Colour a text if the stream shows colours."""
        stream = self._stderr if stderr else self._stdout
        is_shown = shows_colours(stream) if self.color is None else self.color
        return colour(text, name) if is_shown else text

    def table(self, columns: "Sequence[Column | str]", rows: Sequence[Sequence[object]]) -> None:
        """Print rows of values under headings: drawn on a terminal, plain and aligned elsewhere.

        A value is written as its column says; None is an empty cell, and a column of kind `word`
        that holds a level shows it in its colour.
        """
        from phmcoach.cli.shell.tables import draw_table, plain_table

        if self.on_terminal:
            self.page(draw_table(columns, rows, self.tr, self.paint))
        else:
            self.page(plain_table(columns, rows, self.tr))

    def emit_json(self, answer: Mapping[str, object]) -> None:
        """Print an answer as JSON on stdout, under the number of its format."""
        from phmcoach.cli.shell.json_output import SCHEMA, encode_json

        encoding = getattr(self._stdout, "encoding", None) or "utf-8"
        ascii_only = codecs.lookup(encoding).name != "utf-8"
        value = {"schema": SCHEMA, **answer}
        if self._remarks:
            warnings = answer.get("warnings")
            told = warnings if isinstance(warnings, list | tuple) else ()
            value["warnings"] = [*told, *self._remarks]
        self.page(encode_json(value, self.tr.problem, ascii_only=ascii_only))

    @contextmanager
    def beside(self, *, json: bool) -> Iterator[None]:
        """Print on stderr what a person decides by, if the result is for a program."""
        stdout = self._stdout
        if json:
            self._stdout = self._stderr
        try:
            yield
        finally:
            self._stdout = stdout

    def report_error(self, error: CoachError) -> ExitCode:
        """Report each problem on stderr: a sentence, its place, the command that fixes it.

        Problems that one command fixes stand together, with the command once, after the last.
        """
        label = self.tr.text("error.label")
        told = [(problem, self._find_command(problem)) for problem in error.problems]
        for (problem, command), following in zip_longest(told, told[1:]):
            shown = None if following and following[1] == command else command
            lines = self._describe_problem(problem, shown, label, "breach", self._stderr)
            self._write_to_stderr(lines)
        self._write_pastes(error.problems)
        return error.exit_code

    def _write_pastes(self, problems: Iterable[Problem]) -> None:
        """Write on stderr, file by file, the lines that the user can paste to help."""
        from phmcoach.cli.shell.remedy_lines import collect_pastes

        for file, is_new, text in collect_pastes(problems):
            self.say("error.paste-new" if is_new else "error.paste", file=file)
            self._write_to_stderr(f"\n{text}\n")

    def warn(self, problem: Problem) -> None:
        """Report on stderr what does not stop the command."""
        self.warn_all((problem,))

    def remark(self, problem: Problem) -> None:
        """Report on stderr, once, what a command did beside its task; a warning in its JSON."""
        if problem not in self._remarks:
            self.warn(problem)
            self._remarks.append(problem)

    def finding(
        self, problem: Problem, message_id: str, level: Level, *, fix: str = "error.fix"
    ) -> None:
        """Print on stdout a problem that is the result itself, under a label of its own.

        `fix` is the message that introduces its command.
        """
        label, command = self.tr.text(message_id), self._find_command(problem)
        self.page(self._describe_problem(problem, command, label, level, self._stdout, fix=fix))

    def item(self, label: str, text: str, level: Level | None = None) -> None:
        """Print one line of a list: a label in its colour, and a text folded beside it."""
        room = " " * (len(label) + 4)
        folded = self._fold(f"{room}{clean_text(text)}", self._stdout, indent=room)
        shown = self.paint(label, level) if level else clean_text(label)
        self.page(f"  {shown}  {folded.removeprefix(room)}")

    def choice(self, label: str, text: str) -> None:
        """Write one row of a menu on stderr: what chooses it, and a text folded beside it."""
        room = " " * (len(label) + 4)
        folded = self._fold(f"{room}{text}", self._stderr, indent=room)
        self._write_to_stderr(f"  {label}  {folded.removeprefix(room)}")

    def verdict(self, verdict: Problem) -> None:
        """Print a verdict as an item of a list, and below it the command that it may have."""
        word = self.tr.word(verdict.level)
        self.item(word, shorten_paths(self.tr.problem(verdict), self.practice), verdict.level)
        command = self._find_command(verdict)
        if command is not None:
            room = " " * (len(word) + 4)
            self.page(room + self.tr.text("error.fix", command=self.spell(command)))

    @staticmethod
    def _find_command(problem: Problem) -> "Command | None":
        from phmcoach.cli.shell.remedy_lines import find_command

        return find_command(problem)

    def _describe_problem(
        self,
        problem: Problem,
        command: "Command | None",
        label: str,
        colour: Colour,
        stream: TextIO | None,
        *,
        fix: str = "error.fix",
    ) -> str:
        told = shorten_paths(self.tr.problem(problem), self.practice)
        sentence = self._fold(f"{label} {told}", stream)
        painted = self.paint(label, colour, stderr=stream is self._stderr)
        lines = [painted + sentence.removeprefix(label)]
        if problem.place:
            lines.append("  " + self._describe_place(problem.place))
        if command is not None:
            fix = "error.fix-later" if problem.words.get("waits") else fix
            message = "error.help" if command.explains else fix
            lines.append("  " + self.tr.text(message, command=self.spell(command)))
        return "\n".join(lines)

    def _describe_place(self, place: Place) -> str:
        shown = show_path(place.file) + ("" if place.line is None else f":{place.line}")
        return self.tr.text("error.place", place=shown, key=place.key) if place.key else shown

    def _fold(self, text: str, stream: TextIO | None, indent: str = "") -> str:
        """Fold a sentence at the words on a terminal; a pipe gets one line to search in."""
        if not is_terminal(stream):
            return text
        return fold_sentence(text, get_terminal_size().columns, indent)

    def _write_to_stderr(self, text: str, *, end: str = "\n") -> None:
        try:
            self._stderr = write_text(self._stderr, text + end)
        except StorageError as error:  # the command goes on, and `finish` raises it
            self._unsaid = error

    def prompt(self, text: str) -> None:
        """Write a question on stderr and stay on its line."""
        self._write_to_stderr(text, end="")

    def finish(self) -> None:
        """Write what is still buffered; raise StorageError if stderr could not take everything."""
        self.raw("")
        self._write_to_stderr("", end="")
        if self._unsaid is not None:
            raise self._unsaid
