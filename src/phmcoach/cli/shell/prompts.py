"""Asking for what the command line leaves out.

On a terminal a missing value is asked for, with its default, and an answer that cannot be read is
explained and asked again. Off a terminal there is nobody to ask, so all that is missing is reported
at once, with the command line that would have worked: a script is corrected in one go, not one
option at a time.
"""

import re
from collections.abc import Callable, Sequence
from functools import partial
from typing import Self, TypeVar

from phmcoach.cli.shell.kinds import TEXT, Kind, Word, listed, one_of, parse_word, read_choice
from phmcoach.cli.shell.remedy_lines import Command, complete_line, instruct
from phmcoach.cli.shell.state import CliState
from phmcoach.cli.shell.terminal import ask_yes, doubt_year, read_answer, read_yes
from phmcoach.errors import CoachError, Problem, UsageError
from phmcoach.remedy import join_words
from phmcoach.store.folder import Listing, check_slug, resolve_listed
from phmcoach.typed_words import spell_word

T = TypeVar("T")


class Asking:
    """The values of one command, given or asked for; used as a context manager.

    Each method returns the value that was given, or asks. `label` is the option or the argument as
    it is typed (`--on`, `REF`); the question is the message `ask.<label without dashes>` unless
    `question` names another. Off a terminal a missing value is noted and its example returned (a
    `default` counts only with `default_when_piped`), and the end of the block raises UsageError for
    all of them. `explain` returns the id of the help of a label. Answers are kept as words of the
    command line, which a command that stops names; those that no label stands for are not.
    """

    def __init__(self, state: CliState, explain: Callable[[str], str]) -> None:
        self._state = state
        self._explain = explain
        self._missing: list[tuple[str, str]] = []
        self._named: list[Callable[[], object]] = []
        self.has_asked = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        # Code in the block may fail because it got an example: what is missing is the cause then.
        if self._missing and (error is None or isinstance(error, CoachError)):
            self._refuse_missing()

    def value(
        self,
        label: str,
        kind: Kind[T],
        given: T | None,
        *,
        default: T | None = None,
        question: str | None = None,
        default_when_piped: bool = False,
        example: str | None = None,
        read: Callable[[str], T] | None = None,
        choose: str = "prompt.choose",
    ) -> T:
        """Return a value of a kind.

        `read` reads an answer, where a person may say more than an option can. `example` stands for
        the value in the command line that is suggested, where it is not the example of the kind.
        """
        state = self._state
        if given is not None:
            return given
        if state.interactive:
            sentence = self._put(label, kind, question, choose)
            parse = read or (lambda it: read_choice(it, kind, state))
            return self._ask(label, sentence, kind, default, parse)
        if default is not None and default_when_piped:
            return default
        shown = kind.example(state)
        self._missing.append((label, example or shown or "…"))
        return kind.parse(shown, state)

    def optional(
        self,
        label: str,
        kind: Kind[T],
        given: T | None = None,
        *,
        question: str | None = None,
        read: Callable[[str], T | None] | None = None,
        empty: str = "prompt.later",
    ) -> T | None:
        """Return a value that may come later; on a terminal an empty answer or a no is None."""
        state = self._state
        if given is not None or not state.interactive:
            return given
        later = state.tr.text(empty)
        sentence = self._put(label, kind, question, "prompt.choose")
        prompt = state.tr.text("prompt.question-default", question=sentence, default=later)
        parse = read or (lambda it: kind.parse(it, state))

        def read_or_put_off(answer: str) -> T | None:
            is_put_off = answer.casefold() == later.casefold() or read_yes(answer) is False
            found = None if is_put_off else parse(answer)
            return None if found is None else self._keep(label, kind, found)

        return read_answer(state.out, prompt, read_or_put_off)

    def text(
        self,
        label: str,
        given: str | None,
        *,
        default: str | None = None,
        question: str | None = None,
        check: Callable[[str], str] = str,
    ) -> str:
        """Return a text that is not blank; UsageError for a blank one that was given.

        `check` reads an answer and raises UsageError for a wrong one, which is asked again.
        """
        if given is not None and not given.strip():
            named = spell_word(label, self._state.tr.language)
            raise UsageError.of("usage.in-option", option=named, problem=Problem("usage.empty"))
        return self.value(label, TEXT, given, default=default, question=question, read=check)

    def named(self, look: Callable[[], object]) -> None:
        """Look for what was named before anything is asked or is missing, else not at all."""
        if not self._missing:  # else there may be only an example to look for
            self._named.append(look)

    def engagement(self, given: str | None, label: str = "REF") -> str:
        """Return a reference as it was typed; report before anything else that nothing has it."""

        def check(typed: str) -> str:
            resolve_listed(Listing(self._state.find_folder(), lenient=True), typed)
            return typed

        return self._reference(label, given, check)

    def new_reference(
        self,
        label: str,
        given: str | None,
        *,
        default: str | None = None,
        question: str | None = None,
        check: Callable[[str], str] = check_slug,
    ) -> str:
        """Return the reference of what is to be made; report a bad one before anything else."""
        return self._reference(label, given, check, default=default, question=question)

    def _reference(
        self, label: str, given: str | None, check: Callable[[str], str], **how: str | None
    ) -> str:
        if self._state.interactive:
            self._state.find_folder()
        reference = self.text(label, given, check=check, **how)
        if given is not None:
            self.named(partial(check, given))
        return reference

    def choice(
        self,
        label: str,
        given: str | None,
        words: tuple[Word, ...],
        *,
        default: Word | None = None,
        question: str | None = None,
    ) -> Word:
        """Return one word of a closed list; a person may answer with its number."""
        return self.value(
            label,
            one_of(words) if label else listed(words),
            None if given is None else parse_word(given, words),
            default=default,
            question=question,
        )

    def choices(
        self,
        label: str,
        given: Sequence[str] | None,
        words: tuple[Word, ...],
        *,
        question: str | None = None,
    ) -> tuple[Word, ...]:
        """Return one or several words of a closed list, once each, in the order they were given."""
        one = one_of(words)
        several: Kind[tuple[Word, ...]] = Kind(
            one.metavar,
            lambda text, state: (one.parse(text, state),),
            example=one.example,
            choices=one.choices,
            spell=tuple,
        )

        def read(answer: str) -> tuple[Word, ...]:
            parts = [part for part in re.split(r"\s*[,;]\s*", answer) if part]
            return tuple(dict.fromkeys(read_choice(part, one, self._state) for part in parts))

        return self.value(
            label,
            several,
            tuple(dict.fromkeys(parse_word(word, words) for word in given or ())) or None,
            question=question,
            read=read,
            choose="prompt.choose-several",
        )

    def yes(self, label: str, given: bool | None, *, before: str = "") -> bool | None:
        """Return a yes or a no; None off a terminal, where nothing is asked and nothing is missing.

        A person must answer, no script can for them. The sentence `before` is said first.
        """
        state = self._state
        if given is not None or not state.interactive:
            return given
        self._look()
        self.has_asked = True
        if before:
            state.out.say(before)
        found = ask_yes(state.out, state.tr.text(_question_of(label)))
        state.answer((label if found else label.replace("--", "--no-", 1), ""))
        return found

    def goes_on(self, given: bool) -> bool:
        """Whether to ask for what may come later, too: something was asked, or `--ask` given."""
        is_on = self._state.interactive and (given or self.has_asked)
        if is_on:
            self._state.answer(("--ask", ""))
        return is_on

    def _keep(self, label: str, kind: Kind[T], found: T) -> T:
        """Keep an answer, where an option or an argument could have given it; doubt an old year."""
        if doubt_year(self._state.out, found, self._state.today):
            raise UsageError.of("prompt.which-day")
        if label:
            self._state.answer(*((label, word) for word in kind.spell(found)))
        return found

    def _put(self, label: str, kind: Kind[T], question: str | None, choose: str) -> str:
        """Return the question to put, after the list of its answers if they are a closed list."""
        self._look()
        tr, out = self._state.tr, self._state.out
        self.has_asked = True
        sentence = tr.text(question or _question_of(label))
        if not kind.choices:
            return sentence
        out.prompt(tr.text("page.heading", heading=sentence) + "\n")
        for number, choice in enumerate(kind.choices, 1):
            out.choice(f"{number:>2}", tr.word(choice))
        return tr.text(choose)

    def _ask(
        self, label: str, sentence: str, kind: Kind[T], default: T | None, read: Callable[[str], T]
    ) -> T:
        tr, out = self._state.tr, self._state.out
        prompt = tr.text("prompt.question", question=sentence)
        if default is not None:
            shown = kind.show(default, self._state)
            prompt = tr.text("prompt.question-default", question=sentence, default=shown)

        while (
            found := read_answer(out, prompt, lambda it: self._keep(label, kind, read(it)))
        ) is None:
            if default is not None:
                return self._keep(label, kind, default)
            out.say("prompt.empty")
        return found

    def _look(self) -> None:
        named, self._named = self._named, []
        for look in named:
            look()

    def _refuse_missing(self) -> None:
        """Raise UsageError for all that is missing, with a command line that would have worked.

        What was named and is not there goes first: with it, no command line would have worked.
        """
        self._look()
        tr = self._state.tr
        examples, problems = [], []
        for label, example in self._missing:
            examples.append((label, example if label.startswith("-") else label))
            args = {"label": spell_word(label, tr.language), "help": tr.text(self._explain(label))}
            problems.append(Problem("usage.missing", args))
        line = complete_line(self._state.line.typed, examples)
        problems[-1] = instruct(problems[-1], Command(join_words(line)))
        raise UsageError(*problems) from None


def _question_of(label: str) -> str:
    return f"ask.{label.lstrip('-').lower()}"
