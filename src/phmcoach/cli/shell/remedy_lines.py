"""From a problem to the command line that helps: its template of the tables, with its words.

What the command line itself refuses has no template: it knows what was typed, and what to type
instead.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path

from phmcoach.cli.shell import PROGRAM
from phmcoach.cli.shell.chosen_remedies import CHOSEN, CORRECTIONS, DROPPED, FLAGS, HELP, INSTEAD_OF
from phmcoach.cli.shell.no_remedy import WITHOUT
from phmcoach.cli.shell.remedies import COMMANDS, EDIT, SHOW, TAKE_BACK_ARCHIVE
from phmcoach.cli.shell.streams import show_path
from phmcoach.errors import Paste, Problem
from phmcoach.remedy import Remedy, join_words, quote_word
from phmcoach.value import Value, field_names


class Command(Value):
    """A command to type, behind the program's name; one that `explains` shows help."""

    words: str
    explains: bool = False

    @property
    def line(self) -> str:
        """Return the whole command line."""
        return f"{PROGRAM} {self.words}"

    @property
    def takes_folder(self) -> bool:
        """Say whether `-C` may precede it; `init` and a line that was typed name their folder."""
        first = self.words.split(" ", 1)[0]
        return first != "init" and first[:1].isalpha()


_RECORDING = ("credit", "invoice", "pay", "quote", "receive")
_RECOVERING = ("clock", "entry", "head", "numbers")
"""The commands that record in the ledger, and the words of `recover` with which it does."""


class Instructed(Problem):
    """A problem of the command line itself, which knows what was typed and what to type instead."""

    command: Command | None = None


def instruct(problem: Problem, command: Command) -> Instructed:
    """Return a problem with the command line that helps."""
    known = {name: getattr(problem, name) for name in field_names(Problem)}
    return Instructed(**known, command=command)


def find_command(problem: Problem) -> Command | None:
    """Return the command that helps with a problem, or None where none does.

    What passes on another's problem has the command of that one. An archived engagement is moved
    back before anything else.
    """
    if isinstance(problem, Instructed):
        return problem.command
    inner = problem.args.get("problem")
    if isinstance(inner, Problem):
        return find_command(inner)
    template = _template_of(problem)
    if template is None:
        return None
    if problem.words.get("archived") and "{ref}" in template and template != SHOW:
        template = TAKE_BACK_ARCHIVE
    explains = problem.remedy is None and problem.message in HELP
    return Command(_fill(template, problem), explains=explains)


def names_of_recording(problems: Iterable[Problem]) -> frozenset[str]:
    """Return the names of the commands that help with problems and record in the ledger."""
    found = (find_command(each) for each in problems if not isinstance(each, Instructed))
    lines = [each.words.split() for each in found if each is not None]
    return frozenset(
        name
        for name, *rest in lines
        if (name in _RECORDING and "--accept" not in rest)
        or (name == "recover" and rest[:1] and rest[0] in _RECOVERING)
    )


def _template_of(problem: Problem) -> str | None:
    """Return what the context chose, else what the message has, else the default."""
    if problem.remedy is not None:
        return CHOSEN.get(problem.remedy)
    own = COMMANDS.get(problem.message) or HELP.get(problem.message)
    is_mended = problem.ref is not None and problem.message not in WITHOUT
    return own or (EDIT if is_mended else None)


def collect_pastes(problems: Iterable[Problem]) -> Iterator[tuple[str, bool, str]]:
    """Yield each file to paste into, whether it is new, and all its lines, the schema first."""
    found: dict[str, dict[str, Paste]] = {}
    for problem in problems:
        paste = problem.args.get("paste")
        if isinstance(paste, Paste):
            found.setdefault(paste.file, {})[paste.text] = paste
    for file, pastes in found.items():
        is_new = any(paste.is_new for paste in pastes.values())
        head = ("schema = 1",) if is_new else ()
        yield file, is_new, "\n\n".join((*head, *pastes))


def flag_of(problem: Problem) -> str | None:
    """Return the flag, or the option with its value, that alone overcomes a refusal, or None.

    An option that is dropped is one too.
    """
    if problem.remedy is None:
        return None
    template = next(
        (each[problem.remedy] for each in (FLAGS, CORRECTIONS, DROPPED) if problem.remedy in each),
        None,
    )
    return None if template is None else _fill(template, problem)


def retype(typed: Sequence[str], problems: Iterable[Problem]) -> Command | None:
    """Return the line that was typed with all that overcomes its problems, or None if nothing does.

    A corrected value takes the place of the one that was typed, which may be that of one line; the
    last one counts of an option that several problems correct.
    """
    found = {flag: each.remedy for each in problems if (flag := flag_of(each))}
    if not found:
        return None
    corrected = [_typed_as(flag) for flag, remedy in found.items() if remedy not in FLAGS]
    corrected += [(it, "") for each in found.values() if each and (it := INSTEAD_OF.get(each))]
    added = {
        flag if remedy in FLAGS else _typed_as(flag): flag
        for flag, remedy in found.items()
        if remedy not in DROPPED
    }
    return Command(" ".join([join_words(_without(typed, corrected)), *added.values()]))


def complete_line(typed: Sequence[str], added: Iterable[tuple[str, str]]) -> list[str]:
    """Return a command line with further values, each behind its option or as an argument."""
    words, added = [*typed], [*added]
    options = {label for label, _ in added if label.startswith("-")}
    words = [
        word
        for word, following in pairwise((*words, "-"))
        if word not in options or not following.startswith("-")  # it stood there without a value
    ]
    for label, value in added:
        if not label.startswith("-"):
            # Behind an option that ends the line, it would be read as its value.
            is_behind_option = words[-1].startswith("-")
            words.insert(len(words) - 1 if is_behind_option else len(words), value)
        elif value.startswith("-"):
            words.append(f"{label}={value}")
        else:
            words += [label, value] if value else [label]
    return words


def _typed_as(flag: str) -> tuple[str, str]:
    """Return the option that is corrected, and how its value begins if it is that of one line."""
    name, _, value = flag.partition(" ")
    line, equals, _ = value.partition("=")
    return name, line + equals if equals else ""


def _without(typed: Sequence[str], corrected: Collection[tuple[str, str]]) -> list[str]:
    """Return the words of a line without the options that are corrected, and their values."""
    kept: list[str] = []
    words = list(typed)
    while words:
        word = words.pop(0)
        name, equals, value = word.partition("=")
        if not any(name == option for option, _ in corrected):
            kept.append(word)
            continue
        own = [word] if equals else [word, *words[:1]]
        del words[: len(own) - 1]
        value = value if equals else "".join(own[1:])
        if not any(name == option and value.startswith(begins) for option, begins in corrected):
            kept += own
    return kept


def fill_remedy(remedy: Remedy, **words: object) -> Command:
    """Return the command of a remedy, its fields filled with words."""
    return Command(_spell(CHOSEN[remedy] or "", words))


def _fill(template: str, problem: Problem) -> str:
    named = {} if problem.ref is None else {"ref": problem.ref}
    return _spell(template, {**problem.args, **problem.words, **named})


def _spell(template: str, words: Mapping[str, object]) -> str:
    return template.format_map({name: _Word(value) for name, value in words.items()})


class _Word:
    """A value in a command line, quoted for a shell; with an option, each value behind one.

    With a flag, it says whether the flag or its contrary is typed.
    """

    def __init__(self, value: object) -> None:
        self._value = value

    def __format__(self, spec: str) -> str:
        if isinstance(self._value, bool):
            return f" {spec}" if self._value else f" --no-{spec.removeprefix('--')}"
        if spec.startswith("--"):
            values = self._value if isinstance(self._value, tuple) else (self._value,)
            return "".join(f" {spec} {_quote(each)}" for each in values)
        return _quote(self._value, spec)


def _quote(value: object, spec: str = "") -> str:
    return quote_word(show_path(value) if isinstance(value, Path) else format(value, spec))
