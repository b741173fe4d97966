"""How one question is put and its answer read, and what is noted where nobody can answer."""

import shlex
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from phmcoach.cli.shell.terminal import read_line
from phmcoach.errors import MissingError, Problem, UsageError

if TYPE_CHECKING:
    from phmcoach.cli.shell.state import CliState

T = TypeVar("T")


@dataclass(frozen=True)
class Kind(Generic[T]):
    """How a kind of value is read and shown; `nothing` stands in for it until the block ends."""

    parse: Callable[[str], T]
    show: Callable[[T], str]
    example: str
    nothing: T
    choices: Sequence[str] = ()
    several: bool = False


@dataclass(frozen=True)
class Question(Generic[T]):
    """One value that a command needs."""

    label: str
    value: T | None
    default: T | None
    message: str | None
    default_when_piped: bool


class Questions:
    """The questions of one command: each is answered, or noted as missing."""

    def __init__(self, state: "CliState") -> None:
        self._state = state
        self._missing: list[tuple[str, str]] = []

    def take(self, question: Question[T], kind: Kind[T]) -> T:
        """Return the value of a question as it was given, as it is answered, or `nothing`."""
        if question.value is not None:
            return question.value
        if self._state.interactive:
            return self._ask(question, kind)
        if question.default is not None and question.default_when_piped:
            return question.default
        self._missing.append((question.label, kind.example))
        return kind.nothing

    def _ask(self, question: Question[T], kind: Kind[T]) -> T:
        tr, out = self._state.tr, self._state.out
        sentence = tr.text(question.message or f"ask.{question.label.lstrip('-').lower()}")
        if kind.choices:
            out.prompt(tr.text("page.heading", heading=sentence) + "\n")
            for number, choice in enumerate(kind.choices, 1):
                out.prompt(f"  {number:>2}  {tr.word(choice)}\n")
            sentence = tr.text("prompt.choose-several" if kind.several else "prompt.choose")
        if question.default is None:
            prompt = tr.text("prompt.question", question=sentence)
        else:
            shown = kind.show(question.default)
            prompt = tr.text("prompt.question-default", question=sentence, default=shown)
        while True:
            try:
                answer = read_line(out, prompt)
                if not answer.strip() and question.default is not None:
                    return question.default
                if answer.strip(" ,;"):
                    return kind.parse(answer)
                out.say("prompt.empty")
            except (UsageError, MissingError) as error:
                out.report_error(error)

    def refuse_missing(self) -> None:
        """Raise UsageError for all that is missing, with the command line that would have done."""
        if not self._missing:
            return
        from phmcoach.cli.shell.click_language import find_option_help
        from phmcoach.cli.shell.command_page import name_argument
        from phmcoach.cli.shell.remedy_lines import Command, instruct

        tr = self._state.tr
        named = {
            label: label if label.startswith("-") else name_argument(tr, label)
            for label, _ in self._missing
        }
        words = ["coach", *self._state.argv]
        for label, example in self._missing:
            words += [label, example] if label.startswith("-") else [named[label]]
        *others, last = (
            Problem(
                "usage.missing",
                {"label": named[label], "help": tr.text(find_option_help(label))},
            )
            for label, _ in self._missing
        )
        raise UsageError(*others, instruct(last, Command(shlex.join(words)))) from None
