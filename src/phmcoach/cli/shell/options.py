"""Declarations of options and arguments, and those that many commands share.

Each is optional for Typer: `prompts` asks for a missing one, or reports it with all the others that
are missing. `Annotated[date | None, option("--on", DATE, "option.held-on")] = None` declares an
option; the last word is the id of its help.
"""

from collections.abc import Callable, Mapping
from datetime import date
from inspect import Parameter, Signature, get_annotations, signature
from typing import Annotated, Any

import typer

from phmcoach.cli.shell.click_language import ParsedValue
from phmcoach.cli.shell.completion import complete_clients, complete_numbers, complete_references
from phmcoach.cli.shell.kinds import DATE, Kind

Complete = Callable[[typer.Context, str], list[str]]


def option(
    name: str,
    kind: Kind[Any],
    explained: str,
    *,
    short: str | None = None,
    complete: Complete | None = None,
) -> Any:  # noqa: ANN401 - Typer's type
    """Declare an option that takes a value, with a one-letter name perhaps.

    Typer cannot take a list of literals: an option that may be repeated is a `list[str]`.
    """
    return typer.Option(
        *([short] if short else []),
        name,
        help=explained,
        metavar=kind.metavar,
        click_type=ParsedValue(kind),
        autocompletion=complete,
    )


def flag(name: str, explained: str) -> Any:  # noqa: ANN401 - Typer's type
    """Declare an option that takes no value: `--json`, or `--color/--no-color`."""
    return typer.Option(name, help=explained)


def argument(
    name: str,
    explained: str,
    *,
    kind: Kind[Any] | None = None,
    complete: Complete | None = None,
    optional: bool = False,
) -> Any:  # noqa: ANN401 - Typer's type
    """Declare an argument: a text, or a value of a kind.

    Without one that is `optional`, the command does something else; for any other, it asks.
    """
    parsed = None if kind is None else ParsedValue(kind)
    shown = f"[{name}]" if optional else name
    return typer.Argument(metavar=shown, help=explained, click_type=parsed, autocompletion=complete)


Reference = Annotated[str | None, argument("REF", "option.ref", complete=complete_references)]
ClientReference = Annotated[
    str | None, argument("CLIENT", "option.client-ref", complete=complete_clients)
]
Number = Annotated[str | None, argument("NUMBER", "option.number", complete=complete_numbers)]
Numbers = Annotated[
    list[str] | None, argument("NUMBER", "option.numbers", complete=complete_numbers)
]
Json = Annotated[bool, flag("--json", "option.json")]
Open = Annotated[bool, flag("--open", "option.open")]
Yes = Annotated[bool, flag("--yes", "option.yes")]
DryRun = Annotated[bool, flag("--dry-run", "option.dry-run")]
TodayIs = Annotated[date | None, option("--today-is", DATE, "option.today-is")]
AsOf = Annotated[date | None, option("--as-of", DATE, "option.as-of")]


class OptionGroup:
    """Options that several commands share: each is an annotated attribute with its default.

    A command takes a group as one keyword parameter; the help lists its options in the place of
    that parameter.
    """

    def __init__(self, given: Mapping[str, object]) -> None:
        vars(self).update(given)


def spread_groups(command: Callable[..., None]) -> Callable[..., None]:
    """Return a command that takes the options of its groups one by one, as Typer reads them."""
    parameters: list[Parameter] = []
    groups: dict[str, tuple[type[OptionGroup], list[str]]] = {}
    for name, parameter in signature(command).parameters.items():
        kind = parameter.annotation
        if not isinstance(kind, type) or not issubclass(kind, OptionGroup):
            parameters.append(parameter)
            continue
        options = get_annotations(kind)
        groups[name] = (kind, [*options])
        parameters += [
            Parameter(each, Parameter.KEYWORD_ONLY, default=getattr(kind, each), annotation=hint)
            for each, hint in options.items()
        ]
    if not groups:
        return command

    def call(**given: object) -> None:
        for name, (kind, options) in groups.items():
            given[name] = kind({each: given.pop(each) for each in options})
        command(**given)

    call.__annotations__ = {each.name: each.annotation for each in parameters}
    vars(call)["__signature__"] = Signature(parameters)
    return call
