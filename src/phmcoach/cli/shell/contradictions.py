"""The contradictions in what was typed, and the options that mean nothing without another one.

`exclusive` lists the terms that contradict each other.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from typer.core import TyperOption

from phmcoach.cli.shell.exclusive import EXCLUSIVE, OF_COMPANY, Exclusive
from phmcoach.cli.shell.kinds import LAST_ENTRY
from phmcoach.errors import Problem
from phmcoach.i18n import Translator
from phmcoach.remedy import join_words
from phmcoach.typed_words import spell_line, spell_word
from phmcoach.value import Value


class Needs(Value):
    """Options that mean nothing without one of some others; the message may name all of these.

    It may have the fields `one` and `others`. `is_flag`: the other one takes no value, so that the
    line which was typed is complete with it.
    """

    options: Sequence[str]
    others: Sequence[str]
    message: str = "usage.needs-another"
    is_flag: bool = False


_FROM_TODAY = ("--iban", "--bic", "--payment-days", "--prefix", "--next-number", "--rate")
_OF_REMINDER = ("--level", "--notified-on", "--rate", "--open")

NEEDS: Mapping[str, Sequence[Needs]] = {
    "add-objective": (
        Needs(("--scaled-on",), ("--scale", "--scale-file")),
        Needs(("--remove",), ("--objective",)),
        Needs(
            ("--objective",),
            (
                *("--statement", "--result", "--indicator", "--personal"),
                *("--scale", "--scale-file", "--weight", "--remove"),
            ),
        ),
    ),
    "amend": (
        Needs(
            ("--statement", "--result", "--indicator", "--scale", "--scale-file", "--weight"),
            ("--add-objective", "--reword-objective"),
            "usage.texts-without-objective",
        ),
        Needs(("--succession", "--new-employer"), ("--client",)),
        Needs(("--pause-from",), ("--pause-to",)),
        Needs(("--pause-to", "--pause-reason"), ("--pause-from",)),
    ),
    "end": (Needs(("--not-informed",), ("--withdrawal",), is_flag=True),),
    "init": (Needs(OF_COMPANY, ("--legal-form",)), Needs(("--policy",), ("--insurer",))),
    "invoice": (
        Needs(("--paid-on",), ("--by",), "usage.paid-on-and-by"),
        Needs(("--by",), ("--paid-on",), "usage.paid-on-and-by"),
    ),
    "ledger": (Needs(("--open",), ("--pdf",)),),
    "log-session": (Needs(("--remove", "--move-to"), ("--session",)),),
    "plan": (
        Needs(("--times",), ("--every", "--propose"), "plan.times-without-every"),
        Needs(("--weekday", "--yes"), ("--propose",), is_flag=True),
    ),
    "credit": (Needs(("--vat",), ("--renew",), is_flag=True),),
    "recover": (Needs(("--last-number", "--reason"), ("WHAT",)),),
    "report": (Needs(("--on", "--share-score", "--take-back"), ("--agreed",), is_flag=True),),
    "sign": (Needs(("--instead-of",), ("--paper", "--scan")),),
    "sync": (
        Needs(("--force",), ("--take",), is_flag=True),
        Needs(("--last-number", "--reason"), ("--force",), is_flag=True),
    ),
    "set-practice": (
        Needs(("--from",), ("--vat-regime", "--tax-regime", "--declaration", *_FROM_TODAY)),
        Needs(("--rate-for",), ("--rate",)),
        Needs(("--closed-from",), ("--closed-to",)),
        Needs(("--closed-to",), ("--closed-from",)),
        Needs(("--sessions", "--hours", "--months", "--per-month"), ("--profile",)),
    ),
    "mail": (
        Needs(("--plain",), ("--duplicate",), is_flag=True),
        Needs(("--for",), ("--paper",)),
    ),
    "quote": (Needs(("--take-back",), ("--accept",), is_flag=True),),
    "remind": (Needs(_OF_REMINDER, ("NUMBER",), "usage.reminder-without-number"),),
}
"""The terms of a command that mean nothing alone."""


def find_contradictions(
    tr: Translator, command: str, typed: Mapping[str, object], words: Sequence[str]
) -> Iterator[Problem]:
    """Yield a problem for each contradiction.

    `typed` are the values that were typed, by the names of their options and arguments, and `words`
    all words behind the command. The words of a problem contain the line to type instead, if there
    is one.
    """
    for rule in EXCLUSIVE.get(command, ()):
        for other in rule.others:
            if _is_typed(rule.one, typed) and _is_typed(other, typed):
                yield _problem(tr, rule.message, rule.one, other, _spell_line(command, rule, typed))
    for need in NEEDS.get(command, ()):
        given = [each for each in need.options if _is_typed(each, typed)]
        if given and not any(_is_typed(each, typed) for each in need.others):
            others = tuple(_spell(tr, each) for each in need.others)
            args = {"one": _spell(tr, given[0]), "others": others}
            line = {"line": join_words([command, *words, *need.others])} if need.is_flag else {}
            yield Problem(need.message, args, words=line)


def find_repeated(order: Sequence[object]) -> Iterator[Problem]:
    """Yield a problem for each option with one value that was typed twice: only one could count.

    `order` are the options and arguments as they were typed.
    """
    times = Counter(param for param in order if isinstance(param, TyperOption))
    for option, count in times.items():
        has_value = not option.is_flag or option.secondary_opts
        if count > 1 and has_value and not option.multiple:
            names = " / ".join((*option.opts, *option.secondary_opts))
            yield Problem("usage.given-twice", {"option": names})


def _is_typed(term: str, typed: Mapping[str, object]) -> bool:
    name, _, value = term.partition(" ")
    if name not in typed:
        return False
    given = typed[name]
    return not value or (value in given if isinstance(given, list | tuple) else value == given)


def _problem(tr: Translator, message: str, one: str, other: str, line: str = "") -> Problem:
    words = {"line": line} if line else {}
    return Problem(message, {"one": _spell(tr, one), "other": _spell(tr, other)}, words=words)


def _spell_line(command: str, rule: Exclusive, typed: Mapping[str, object]) -> str:
    """Return the line to type instead, with the values that were typed; empty without one."""
    kept = [word for term in rule.instead if term in typed for word in _retype(term, typed)]
    return join_words([command, *kept]) if kept else ""


def _retype(term: str, typed: Mapping[str, object]) -> Sequence[str]:
    """Return the words of a term and its value: an argument has only the value."""
    value = typed[term]
    if not term.startswith("-"):
        return [*map(str, value)] if isinstance(value, list | tuple) else (str(value),)
    return (term,) if value == LAST_ENTRY else (term, str(value))


def _spell(tr: Translator, term: str) -> str:
    """Return a term as it is typed; of an argument, only its value is."""
    name, _, value = term.partition(" ")
    if name.startswith("-"):
        return spell_line(term, tr.language)
    return spell_word(value or name, tr.language)
