"""The kinds of options and arguments that commands share.

Each is optional for Typer: a missing one is asked for, or told with all the others that are
missing, by `prompts`. What is given is read here, by the same functions that read the answers.
"""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any

import typer

from phmcoach import formats
from phmcoach.cli.shell.choices import check_choice
from phmcoach.cli.shell.click_language import ParsedValue
from phmcoach.cli.shell.completion import complete_clients, complete_numbers, complete_references
from phmcoach.words import MEETING_PURPOSES, MeetingPurpose


def text_option(*names: str, help: str, metavar: str = "metavar.text") -> Any:  # noqa: A002, ANN401 - Typer's word, Typer's type
    """Declare an option that takes a text.

    `Annotated[str | None, text_option(…)] = None`
    """
    return typer.Option(*names, help=help, metavar=metavar)


def date_option(*names: str, help: str) -> Any:  # noqa: A002, ANN401 - Typer's word, Typer's type
    """Declare an option that takes a day.

    `Annotated[date | None, date_option(…)] = None`
    """
    return typer.Option(*names, help=help, metavar="metavar.date", click_type=_DATE)


def month_option(*names: str, help: str) -> Any:  # noqa: A002, ANN401 - Typer's word, Typer's type
    """Declare an option that takes a civil month, and gives its first day.

    `Annotated[date | None, month_option(…)] = None`
    """
    return typer.Option(*names, help=help, metavar="metavar.month", click_type=_MONTH)


def time_option(*names: str, help: str) -> Any:  # noqa: A002, ANN401 - Typer's word, Typer's type
    """Declare an option that takes a time of day.

    `Annotated[time | None, time_option(…)] = None`
    """
    return typer.Option(*names, help=help, metavar="metavar.time", click_type=_TIME)


def moment_option(*names: str, help: str) -> Any:  # noqa: A002, ANN401 - Typer's word, Typer's type
    """Declare an option that takes a day and a time of day.

    `Annotated[datetime | None, moment_option(…)] = None`
    """
    return typer.Option(*names, help=help, metavar="metavar.moment", click_type=_MOMENT)


def interval_option(*names: str, help: str) -> Any:  # noqa: A002, ANN401 - Typer's word, Typer's type
    """Declare an option that takes how often something comes again.

    `Annotated[Interval | None, interval_option(…)] = None`
    """
    return typer.Option(*names, help=help, metavar="metavar.interval", click_type=_INTERVAL)


def minutes_option(*names: str, help: str) -> Any:  # noqa: A002, ANN401 - Typer's word, Typer's type
    """Declare an option that takes a length of time.

    `Annotated[int | None, minutes_option(…)]`
    """
    return typer.Option(*names, help=help, metavar="metavar.length", click_type=_MINUTES)


def amount_option(*names: str, help: str) -> Any:  # noqa: A002, ANN401 - Typer's word, Typer's type
    """Declare an option that takes euros.

    `Annotated[Decimal | None, amount_option(…)] = None`
    """
    return typer.Option(*names, help=help, metavar="metavar.amount", click_type=_AMOUNT)


def percent_option(*names: str, help: str) -> Any:  # noqa: A002, ANN401 - Typer's word, Typer's type
    """Declare an option that takes a rate in percent, of two decimals at most.

    `Annotated[Decimal | None, percent_option(…)] = None`
    """
    return typer.Option(*names, help=help, metavar="metavar.percent", click_type=_NUMBER)


def weight_option(*names: str, help: str) -> Any:  # noqa: A002, ANN401 - Typer's word, Typer's type
    """Declare an option that takes the weight of an objective, of two decimals at most.

    `Annotated[Decimal | None, weight_option(…)] = None`
    """
    return typer.Option(*names, help=help, metavar="metavar.weight", click_type=_NUMBER)


def integer_option(*names: str, help: str) -> Any:  # noqa: A002, ANN401 - Typer's word, Typer's type
    """Declare an option that takes a whole number.

    `Annotated[int | None, integer_option(…)]`
    """
    return typer.Option(*names, help=help, metavar="metavar.number", click_type=_INTEGER)


def year_option(*names: str, help: str) -> Any:  # noqa: A002, ANN401 - Typer's word, Typer's type
    """Declare an option that takes a year.

    `Annotated[int | None, year_option(…)] = None`
    """
    return typer.Option(*names, help=help, metavar="metavar.year", click_type=_YEAR)


def choice_option(*names: str, choices: Sequence[str], help: str) -> Any:  # noqa: A002, ANN401 - Typer's word, Typer's type
    """Declare an option that takes a word of a closed list.

    Typer cannot take a list of literals: an option that may be repeated is
    `Annotated[list[str] | None, choice_option(…)]`, and `ask.choices` gives its words their type.
    """
    words = tuple(choices)
    return typer.Option(
        *names,
        help=help,
        metavar="metavar.word",
        click_type=ParsedValue(lambda text, _: check_choice(text, words), words),
    )


def choice_argument(name: str, *, choices: Sequence[str], help: str) -> Any:  # noqa: A002, ANN401 - Typer's word, Typer's type
    """Declare an argument that is a word of a closed list."""
    words = tuple(choices)
    return typer.Argument(
        help=help,
        metavar=name,
        click_type=ParsedValue(lambda text, _: check_choice(text, words), words),
    )


_DATE = ParsedValue(lambda text, state: formats.parse_date(text, state.today))
_MONTH = ParsedValue(lambda text, _: formats.parse_month(text))
_TIME = ParsedValue(lambda text, _: formats.parse_time(text))
_MOMENT = ParsedValue(lambda text, state: formats.parse_moment(text, state.local_now))
_INTERVAL = ParsedValue(lambda text, _: formats.parse_interval(text))
_MINUTES = ParsedValue(lambda text, _: formats.parse_minutes(text))
_AMOUNT = ParsedValue(lambda text, _: formats.parse_amount(text))
_NUMBER = ParsedValue(lambda text, _: formats.parse_number(text))
_YEAR = ParsedValue(lambda text, _: formats.parse_year(text))
_INTEGER = ParsedValue(lambda text, _: formats.parse_integer(text))

Reference = Annotated[
    str | None,
    typer.Argument(metavar="REF", help="option.ref", autocompletion=complete_references),
]
ClientReference = Annotated[
    str | None,
    typer.Argument(metavar="CLIENT", help="option.client-ref", autocompletion=complete_clients),
]
Number = Annotated[
    str | None,
    typer.Argument(metavar="NUMBER", help="option.number", autocompletion=complete_numbers),
]
Json = Annotated[bool, typer.Option("--json", help="option.json")]
Yes = Annotated[bool, typer.Option("--yes", help="option.yes")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="option.dry-run")]
AsOf = Annotated[date | None, date_option("--as-of", help="option.as-of")]
Purpose = Annotated[
    MeetingPurpose | None,
    choice_option("--purpose", choices=MEETING_PURPOSES, help="option.purpose"),
]
Proposed = Annotated[bool, typer.Option("--proposed-by-beneficiary", help="option.proposed")]
