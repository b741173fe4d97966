"""Asking for what the command line leaves out.

On a terminal a missing value is asked for, with its default, and an answer that cannot be read is
explained and asked again. Off a terminal nobody can answer, so all that is missing is told at once,
with the command line that would have done: a script is mended in one go, not one option at a time.
"""

import re
import shlex
import sys
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from types import TracebackType
from typing import TYPE_CHECKING, Self, TypeVar

from phmcoach import formats
from phmcoach.errors import CoachError, Problem, UsageError

if TYPE_CHECKING:
    from phmcoach.cli.state import CliState

T = TypeVar("T")
Word = TypeVar("Word", bound=str)

_EXAMPLES = {"date": "2026-02-03", "minutes": "1h30", "amount": "118.40", "integer": "10"}


class Asking:
    """Values of one command, given or asked for; used as a context manager.

    Each method returns the value as it was given, or asks. `label` is the option or the argument as
    it is spelled (`--on`, `REF`); the question is the message `ask.<label without dashes>` unless
    `question` names another. Off a terminal a missing value is noted (a `default` serves only with
    `default_when_piped`) and the end of the block raises UsageError for all of them.
    """

    def __init__(self, state: "CliState") -> None:
        self._state = state
        self._missing: list[tuple[str, str]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        # Code inside the block may stumble over a value that is not there: what is missing is the
        # cause, so it is what the user reads.
        if self._missing and (error is None or isinstance(error, CoachError)):
            raise self._missing_error() from None

    def text(
        self,
        label: str,
        value: str | None,
        *,
        default: str | None = None,
        question: str | None = None,
        default_when_piped: bool = False,
    ) -> str:
        """Return a text that is not blank."""
        if value is not None:
            return value
        if self._is_settled(default, default_when_piped=default_when_piped):
            return default or ""
        if self._note_missing(label, self._metavar(label)):
            return ""
        return self._ask(label, question, _parse_text, default, str)

    def date(
        self,
        label: str,
        value: date | None,
        *,
        default: date | None = None,
        question: str | None = None,
        default_when_piped: bool = False,
    ) -> date:
        """Return a day."""
        if value is not None:
            return value
        if default is not None and self._is_settled(default, default_when_piped=default_when_piped):
            return default
        if self._note_missing(label, _EXAMPLES["date"]):
            return date.min
        tr, today = self._state.tr, self._state.today
        return self._ask(
            label,
            question,
            lambda answer: formats.parse_date(answer, today),
            default,
            lambda on: formats.format_day(on, tr.language),
        )

    def minutes(
        self,
        label: str,
        value: int | None,
        *,
        default: int | None = None,
        question: str | None = None,
        default_when_piped: bool = False,
    ) -> int:
        """Return a length of time in minutes."""
        if value is not None:
            return value
        if default is not None and self._is_settled(default, default_when_piped=default_when_piped):
            return default
        if self._note_missing(label, _EXAMPLES["minutes"]):
            return 0
        return self._ask(label, question, formats.parse_minutes, default, formats.format_minutes)

    def amount(
        self,
        label: str,
        value: Decimal | None,
        *,
        default: Decimal | None = None,
        question: str | None = None,
        default_when_piped: bool = False,
    ) -> Decimal:
        """Return an amount in euros."""
        if value is not None:
            return value
        if default is not None and self._is_settled(default, default_when_piped=default_when_piped):
            return default
        if self._note_missing(label, _EXAMPLES["amount"]):
            return Decimal(0)
        language = self._state.tr.language
        return self._ask(
            label,
            question,
            formats.parse_amount,
            default,
            lambda amount: formats.format_money(amount, language),
        )

    def integer(
        self,
        label: str,
        value: int | None,
        *,
        default: int | None = None,
        question: str | None = None,
        default_when_piped: bool = False,
    ) -> int:
        """Return a whole number."""
        if value is not None:
            return value
        if default is not None and self._is_settled(default, default_when_piped=default_when_piped):
            return default
        if self._note_missing(label, _EXAMPLES["integer"]):
            return 0
        return self._ask(label, question, formats.parse_integer, default, str)

    def choice(
        self,
        label: str,
        value: str | None,
        choices: tuple[Word, ...],
        *,
        default: Word | None = None,
        question: str | None = None,
        default_when_piped: bool = False,
    ) -> Word:
        """Return one word of a closed list; a person may answer with its number."""
        if value is not None:
            return check_choice(value, choices)
        if default is not None and self._is_settled(default, default_when_piped=default_when_piped):
            return default
        if self._note_missing(label, choices[0]):
            return choices[0]
        return self._ask(
            label,
            question,
            lambda answer: self._parse_choice(answer, choices),
            default,
            self._state.tr.word,
            choices=choices,
        )

    def choices(
        self,
        label: str,
        values: Sequence[str] | None,
        choices: tuple[Word, ...],
        *,
        default: tuple[Word, ...] | None = None,
        question: str | None = None,
        default_when_piped: bool = False,
    ) -> tuple[Word, ...]:
        """Return one or several words of a closed list, once each, in the order they were said."""
        if values:
            return tuple(dict.fromkeys(check_choice(value, choices) for value in values))
        if default is not None and self._is_settled(default, default_when_piped=default_when_piped):
            return default
        if self._note_missing(label, choices[0]):
            return (choices[0],)
        tr = self._state.tr
        return self._ask(
            label,
            question,
            lambda answer: tuple(
                dict.fromkeys(
                    self._parse_choice(word, choices) for word in re.split(r"[\s,;]+", answer) if word
                )
            ),
            default,
            lambda words: tr.join([tr.word(word) for word in words]),
            choices=choices,
        )

    def _is_settled(self, default: object, *, default_when_piped: bool) -> bool:
        return default is not None and default_when_piped and not self._state.interactive

    def _note_missing(self, label: str, example: str) -> bool:
        if self._state.interactive:
            return False
        self._missing.append((label, example))
        return True

    def _metavar(self, label: str) -> str:
        return label if not label.startswith("-") else label.lstrip("-").upper()

    def _missing_error(self) -> UsageError:
        from phmcoach.cli.click_language import option_help

        words = ["coach", *self._state.argv]
        for label, example in self._missing:
            words += [label, example] if label.startswith("-") else [example]
        problems = [
            Problem("usage.missing", {"label": label, "help": self._state.tr.text(option_help(label))})
            for label, _ in self._missing
        ]
        *others, last = problems
        return UsageError(*others, Problem(last.message, last.args, shlex.join(words)))

    def _parse_choice(self, answer: str, choices: tuple[Word, ...]) -> Word:
        if answer.strip().isdecimal() and 1 <= int(answer) <= len(choices):
            return choices[int(answer) - 1]
        wanted = answer.strip().casefold()
        for choice in choices:
            if wanted == self._state.tr.word(choice).casefold():
                return choice
        return check_choice(wanted, choices)

    def _ask(
        self,
        label: str,
        question: str | None,
        parse: Callable[[str], T],
        default: T | None,
        show: Callable[[T], str],
        choices: Sequence[str] = (),
    ) -> T:
        tr = self._state.tr
        sentence = tr.text(question or f"ask.{label.lstrip('-').lower()}")
        width = max(map(len, choices), default=0)
        for number, choice in enumerate(choices, 1):
            if number == 1:
                self._state.out.prompt(sentence + "\n")
            self._state.out.prompt(f"  {number:>2}  {choice:<{width}}  {tr.word(choice)}\n")
        if choices:
            sentence = tr.text("prompt.choose")
        if default is None:
            sentence = tr.text("prompt.question", question=sentence)
        else:
            sentence = tr.text("prompt.question-default", question=sentence, default=show(default))
        while True:
            answer = read_line(self._state, sentence)
            if not answer.strip() and default is not None:
                return default
            try:
                if not answer.strip():
                    raise UsageError.of("prompt.empty")
                return parse(answer)
            except UsageError as error:
                self._state.out.report_error(error)


def check_choice(value: str, choices: tuple[Word, ...]) -> Word:
    """Return the word of the list that was typed; UsageError names the nearest and lists them."""
    for choice in choices:
        if value == choice:
            return choice
    from difflib import get_close_matches

    nearest = get_close_matches(value, choices, n=1)
    if nearest:
        raise UsageError.of(
            "usage.not-a-choice-nearest", text=value, nearest=nearest[0], choices=choices
        )
    raise UsageError.of("usage.not-a-choice", text=value, choices=choices)


def ask_yes(state: "CliState", question: str) -> bool:
    """Ask a question whose answer is no unless it is a clear yes."""
    sentence = state.tr.text("prompt.yes-no", question=question)
    while True:
        answer = read_line(state, sentence).strip().casefold()
        if answer in {"y", "yes", "o", "oui"}:
            return True
        if answer in {"", "n", "no", "non"}:
            return False
        state.out.say("prompt.yes-or-no")


def read_line(state: "CliState", prompt: str) -> str:
    """Read one line of a person; the end of input is an interruption, as Ctrl-C is."""
    if sys.stdout is not None and sys.stdout.isatty():
        # Arrows and history work only where the prompt is Python's own, and it goes to stdout.
        from contextlib import suppress

        with suppress(ImportError):
            import readline  # noqa: F401 - its presence is what gives input() its editing
        try:
            return input(prompt)
        except EOFError:
            raise KeyboardInterrupt from None
    state.out.prompt(prompt)
    line = sys.stdin.readline()
    if not line:
        raise KeyboardInterrupt
    return line


def _parse_text(answer: str) -> str:
    return answer.strip()
