"""The options of `set-practice` by what they change."""

from datetime import date
from decimal import Decimal
from typing import Annotated

from phmcoach.cli.commands.groups import (
    CityOption,
    EmailOption,
    PostcodeOption,
    SiretOption,
    StreetOption,
)
from phmcoach.cli.shell.kinds import (
    AMOUNT,
    DATE,
    INTEGER,
    LENGTHS,
    RANGE,
    TEXT,
    Range,
    one_of,
)
from phmcoach.cli.shell.options import OptionGroup, option
from phmcoach.words import (
    LANGUAGES,
    MONTH_COUNTINGS,
    SOCIAL_FUNDS,
    YES_NO,
    Language,
    MonthCounting,
    SocialFund,
    YesNo,
)


class Printed(OptionGroup):
    """Facts that papers print of a practice, without a history."""

    trade_name: Annotated[str | None, option("--trade-name", TEXT, "option.trade-name")] = None
    siret: SiretOption = None
    street: StreetOption = None
    postcode: PostcodeOption = None
    city: CityOption = None
    email: EmailOption = None
    phone: Annotated[str | None, option("--phone", TEXT, "option.phone")] = None
    website: Annotated[str | None, option("--website", TEXT, "option.website")] = None
    insurer: Annotated[str | None, option("--insurer", TEXT, "option.own-insurer")] = None
    policy: Annotated[str | None, option("--policy", TEXT, "option.policy")] = None
    mediator: Annotated[str | None, option("--mediator", TEXT, "option.mediator")] = None
    mediator_address: Annotated[
        str | None, option("--mediator-address", TEXT, "option.mediator-address")
    ] = None
    mediator_website: Annotated[
        str | None, option("--mediator-website", TEXT, "option.mediator-website")
    ] = None
    code_of_ethics: Annotated[
        str | None, option("--code-of-ethics", TEXT, "option.code-of-ethics")
    ] = None


class Settings(OptionGroup):
    """The other settings of a practice."""

    language: Annotated[
        Language | None, option("--language", one_of(LANGUAGES), "option.language")
    ] = None
    accent: Annotated[str | None, option("--accent", TEXT, "option.accent")] = None
    drift_days: Annotated[int | None, option("--drift-days", INTEGER, "option.drift-days")] = None
    month_counting: Annotated[
        MonthCounting | None,
        option("--month-counting", one_of(MONTH_COUNTINGS), "option.month-counting"),
    ] = None
    quote_days: Annotated[int | None, option("--quote-days", INTEGER, "option.quote-days")] = None
    social_fund: Annotated[
        SocialFund | None, option("--social-fund", one_of(SOCIAL_FUNDS), "option.social-fund")
    ] = None
    flat_income_tax: Annotated[
        YesNo | None, option("--flat-income-tax", one_of(YES_NO), "option.flat-tax")
    ] = None
    started_on: Annotated[date | None, option("--started-on", DATE, "option.started-on")] = None
    time_zone: Annotated[str | None, option("--time-zone", TEXT, "option.time-zone")] = None
    capital: Annotated[Decimal | None, option("--capital", AMOUNT, "option.capital")] = None
    rcs: Annotated[str | None, option("--rcs", TEXT, "option.rcs")] = None
    represented_by: Annotated[
        str | None, option("--represented-by", TEXT, "option.represented-by")
    ] = None
    title: Annotated[str | None, option("--title", TEXT, "option.title")] = None


class OfProfile(OptionGroup):
    """The bounds of contracts under a profile."""

    profile: Annotated[str | None, option("--profile", TEXT, "option.shown-profile")] = None
    sessions: Annotated[Range | None, option("--sessions", RANGE, "option.sessions-range")] = None
    hours: Annotated[Range | None, option("--hours", LENGTHS, "option.hours-range")] = None
    months: Annotated[Range | None, option("--months", RANGE, "option.months-range")] = None
    per_month: Annotated[int | None, option("--per-month", INTEGER, "option.per-month")] = None
