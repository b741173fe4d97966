"""Asking for what the command line leaves out.

On a terminal a missing value is asked for, with its default, and an answer that cannot be read is
explained and asked again. Off a terminal nobody can answer, so all that is missing is told at once,
with the command line that would have done: a script is mended in one go, not one option at a time.
"""

import datetime as dt
import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from types import TracebackType
from typing import TYPE_CHECKING, Self, TypeVar

from phmcoach import formats
from phmcoach.cli.shell.choices import check_choice, parse_choice
from phmcoach.cli.shell.questions import Kind, Question, Questions
from phmcoach.cli.shell.terminal import ask_yes
from phmcoach.errors import CoachError, Problem, UsageError

if TYPE_CHECKING:
    from phmcoach.cli.shell.state import CliState

Word = TypeVar("Word", bound=str)


class Asking:
    """Values of one command, given or asked for; used as a context manager.

    Each method returns the value as it was given, or asks. `label` is the option or the argument as
    it is spelled (`--on`, `REF`); the question is the message `ask.<label without dashes>` unless
    `question` names another. Off a terminal a missing value is noted (a `default` serves only with
    `default_when_piped`) and the end of the block raises UsageError for all of them.
    """

    def __init__(self, state: "CliState") -> None:
        self._state = state
        self._questions = Questions(state)

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
        if error is None or isinstance(error, CoachError):
            self._questions.refuse_missing()

    def text(
        self,
        label: str,
        value: str | None,
        *,
        default: str | None = None,
        question: str | None = None,
        default_when_piped: bool = False,
        check: Callable[[str], str] = str,
    ) -> str:
        """Return a text that is not blank; UsageError for a blank one that was given.

        `check` reads an answer and raises UsageError for a wrong one, which is asked again.
        """
        if value is not None and not value.strip():
            raise UsageError.of("usage.in-option", option=label, problem=Problem("usage.empty"))
        # An option's value is left open; an argument is named as the help names it.
        example = "…" if label.startswith("-") else label
        return self._questions.take(
            Question(label, value, default, question, default_when_piped),
            Kind(lambda answer: check(answer.strip()), formats.clean_text, example, ""),
        )

    def engagement(self, value: str | None) -> str:
        """Return REF as it was typed; a person is told at once that no such engagement is open.

        Off a terminal nothing is asked, so that what is missing is told first, all of it.
        """
        if not self._state.interactive:
            return self.text("REF", value)
        from phmcoach.store.folder import resolve_reference

        folder = self._state.find_folder()

        def check(typed: str) -> str:
            resolve_reference(folder, typed)
            return typed

        return self._reference("REF", value, check)

    def new_reference(self, label: str, value: str | None) -> str:
        """Return the reference of what is to be made; a person is told at once what it lacks."""
        if not self._state.interactive:
            return self.text(label, value)
        from phmcoach.store.folder import check_slug

        self._state.find_folder()
        return self._reference(label, value, check_slug)

    def _reference(self, label: str, value: str | None, check: Callable[[str], str]) -> str:
        given = self.text(label, value, check=check)
        return given if value is None else check(given)

    def date(
        self,
        label: str,
        value: dt.date | None,
        *,
        default: dt.date | None = None,
        question: str | None = None,
        default_when_piped: bool = False,
    ) -> dt.date:
        """Return a day."""
        state = self._state
        return self._questions.take(
            Question(label, value, default, question, default_when_piped),
            Kind(
                lambda answer: formats.parse_date(answer, state.today),
                lambda on: formats.format_day(on, state.tr.language),
                state.today.isoformat(),
                dt.date.min,
            ),
        )

    def moment(
        self,
        label: str,
        value: dt.datetime | None,
        *,
        default: dt.datetime | None = None,
        question: str | None = None,
        default_when_piped: bool = False,
    ) -> dt.datetime:
        """Return a day and a time of day, local."""
        state, language = self._state, self._state.tr.language
        return self._questions.take(
            Question(label, value, default, question, default_when_piped),
            Kind(
                lambda answer: formats.parse_moment(answer, state.local_now),
                lambda at: (
                    f"{formats.format_day(at.date(), language)} "
                    f"{formats.format_time(at.time(), language)}"
                ),
                f"{state.today.isoformat()} 18:00",
                state.local_now,
            ),
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
        return self._questions.take(
            Question(label, value, default, question, default_when_piped),
            Kind(formats.parse_minutes, formats.format_minutes, "1h30", 0),
        )

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
        language = self._state.tr.language
        return self._questions.take(
            Question(label, value, default, question, default_when_piped),
            Kind(
                formats.parse_amount,
                lambda amount: formats.format_money(amount, language),
                "118.40",
                Decimal(0),
            ),
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
        return self._questions.take(
            Question(label, value, default, question, default_when_piped),
            Kind(formats.parse_integer, str, "10" if default is None else str(default), 0),
        )

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
        tr = self._state.tr
        given = None if value is None else check_choice(value, choices)
        return self._questions.take(
            Question(label, given, default, question, default_when_piped),
            Kind(
                lambda answer: parse_choice(answer, choices, tr),
                tr.word,
                choices[0],
                choices[0],
                choices,
            ),
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
        tr = self._state.tr

        def parse(answer: str) -> tuple[Word, ...]:
            words = [word for word in re.split(r"\s*[,;]\s*", answer.strip()) if word]
            return tuple(dict.fromkeys(parse_choice(word, choices, tr) for word in words))

        given = tuple(dict.fromkeys(check_choice(value, choices) for value in values or ()))
        return self._questions.take(
            Question(label, given or None, default, question, default_when_piped),
            Kind(
                parse,
                lambda words: tr.join([tr.word(word) for word in words]),
                choices[0],
                choices[:1],
                choices,
                several=True,
            ),
        )

    def yes(self, label: str, value: bool | None) -> bool | None:
        """Return a yes or a no; off a terminal nothing is missing, and None says that none asked.

        For a question that must be put to a person, and that no script can answer for him.
        """
        if value is not None or not self._state.interactive:
            return value
        question = self._state.tr.text(f"ask.{label.lstrip('-').lower()}")
        return ask_yes(self._state.out, question)
