"""The bounds that a profile sets for the terms of a contract; all broken ones are reported at once.

`terms_within` states them, once. Pydantic validates terms with that model where they are set,
amended, printed and signed (`refused_bounds`). What only lists the state of a file looks at the
same limits without Pydantic (`broken_bounds`).

The contract keeps the bounds that were valid when its terms were set, so a later change of the
profile does not invalidate a signed contract, and its amendments keep those bounds too.

For a contract they are a wall. An amendment may go beyond the number of sessions and the span, with
a word why, up to the limits here: the same model then validates its terms with wider bounds.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import Annotated, Literal, get_args

from phmcoach.domain.base import SPONSOR, Record, annotations_of, as_data, marks_of
from phmcoach.domain.records.practice import Profile, default_profiles
from phmcoach.domain.records.terms import Terms
from phmcoach.domain.shape.validation import InvalidRecordError, validate
from phmcoach.domain.values.marks import Limits
from phmcoach.domain.values.months import measure_span, months_begun, months_between
from phmcoach.domain.values.pauses import DayRange, count_paused_days
from phmcoach.errors import Problem
from phmcoach.remedy import Remedy
from phmcoach.value import replace
from phmcoach.words import ClientKind


class BrokenBound(Problem):
    """The sentence about a figure that is out of its limits, and which figure it is."""

    figure: str = ""


RETYPED: Mapping[str, Remedy] = {
    "sessions": Remedy.OTHER_SESSIONS,
    "sessions_per_month": Remedy.OTHER_SESSIONS,
    "session_minutes": Remedy.LENGTH,
    "months_begun": Remedy.OTHER_SPAN,
    "full_months": Remedy.OTHER_SPAN,
}
"""What is typed otherwise for each figure that is out of its limits."""

LONGEST_PUBLIC_REFERENCE = 50
"""The characters of the number of an order or a contract in an invoice to a public body."""

MOST_AMENDED_SESSIONS = 25
"""The sessions of a contract that an amendment may agree beyond the profile's own maximum."""

MOST_AMENDED_MONTHS = 9
"""The same for the months of its span, also where the profile has no maximum of its own.

A longer coaching is a new engagement.
"""

JudgeBounds = Callable[[Terms, Iterable[DayRange]], tuple[BrokenBound, ...]]
"""`broken_bounds` or `refused_bounds`: they find the same, with the same sentences."""


@cache
def terms_within(bounds: Profile) -> type[Record]:
    """Return the model of terms that keep the bounds of a profile.

    The profiles of the standard offer are in `domain/records/practice`. The standard one asks for
    10 to 20 sessions of 1 to 3 hours over 3 to 6 months, at least one a month; the short form for 2
    or 3 sessions. A bound that a profile does not have is None, and limits nothing.
    """

    class BoundedTerms(Record):
        """The figures of a contract, each with its limits; Pydantic makes its model of these."""

        sessions: Annotated[int, Limits(ge=bounds.sessions_min, le=bounds.sessions_max), SPONSOR]
        session_minutes: Annotated[
            int, Limits(ge=bounds.session_minutes_min, le=bounds.session_minutes_max), SPONSOR
        ]
        full_months: Annotated[int, Limits(ge=bounds.months_min), SPONSOR]
        months_begun: Annotated[int, Limits(le=bounds.months_max), SPONSOR]
        sessions_per_month: Annotated[int | None, Limits(ge=bounds.sessions_per_month_min), SPONSOR]

    return BoundedTerms


def broken_bounds(terms: Terms, pauses: Iterable[DayRange] = ()) -> tuple[BrokenBound, ...]:
    """Return every bound of `terms.bounds` that the terms break, without Pydantic.

    `pauses` (the engagement's own and the practice's closures) are deducted from the span for the
    upper limit and for the sessions per month: a contract that was paused for a month may end a
    month later and needs fewer sessions. The lower limit ignores them: a pause never makes a
    contract too short, because only an amendment moves its end.
    """
    paused_days = _paused_days(terms, pauses)
    figures, limits = _figures_of(terms, paused_days), _limits_of(terms.bounds)
    broken = [name for name, figure in figures.items() if not _keeps(figure, limits[name])]
    return tuple(_problem(name, terms, paused_days) for name in broken)


def refused_bounds(terms: Terms, pauses: Iterable[DayRange] = ()) -> tuple[BrokenBound, ...]:
    """Return every bound for which Pydantic refuses the terms; the same as `broken_bounds`."""
    paused_days = _paused_days(terms, pauses)
    try:
        validate(terms_within(terms.bounds), _figures_of(terms, paused_days))
    except InvalidRecordError as error:
        broken = [str(detail["loc"][0]) for detail in error.details]
        return tuple(_problem(name, terms, paused_days) for name in broken)
    return ()


def widen_by_exception(bounds: Profile) -> Profile:
    """Return the bounds of an amendment that names a reason to go beyond those of the profile.

    A maximum of the profile that is larger than ours stays its maximum, and a bound that the
    profile does not have is not set. The length of a session and the sessions per month are never
    waived.
    """
    months = bounds.months_max
    return replace(
        bounds,
        sessions_min=1,
        sessions_max=max(bounds.sessions_max, MOST_AMENDED_SESSIONS),
        months_min=None,
        months_max=None if months is None else max(months, MOST_AMENDED_MONTHS),
    )


def limit_span(bounds: Profile, agreed: Terms, pauses: Iterable[DayRange] = ()) -> Profile:
    """Return bounds with a longest span: that of an amendment, or of longer terms agreed before."""
    if bounds.months_max is not None:
        return bounds
    months = _figures_of(agreed, _paused_days(agreed, pauses))["months_begun"] or 0
    return replace(bounds, months_max=max(months, MOST_AMENDED_MONTHS))


def widen_to_agreed(agreed: Terms, pauses: Iterable[DayRange] = ()) -> Profile:
    """Return the bounds of terms, with the number and the span of these terms inside them."""
    bounds, figures = agreed.bounds, _figures_of(agreed, _paused_days(agreed, pauses))
    shortest, longest = figures["full_months"], figures["months_begun"]
    least, most = bounds.months_min, bounds.months_max
    return replace(
        bounds,
        sessions_min=min(bounds.sessions_min, agreed.sessions),
        sessions_max=max(bounds.sessions_max, agreed.sessions),
        months_min=None if not shortest or least is None else min(least, shortest),
        months_max=None if longest is None or most is None else max(most, longest),
    )


def _paused_days(terms: Terms, pauses: Iterable[DayRange]) -> int:
    return count_paused_days(terms.start_on, terms.end_on, tuple(pauses))


def public_reference_problems(
    kind: ClientKind, order: str | None, contract: str | None = None
) -> Iterator[Problem]:
    """Yield a problem for each reference that Chorus Pro would refuse in a public body's invoice.

    The numbers of the order and of the contract have at most 50 characters (BR-FR-CPRO-14, 15).
    """
    if kind != "public":
        return
    longest = LONGEST_PUBLIC_REFERENCE
    if order is not None and len(order) > longest:
        yield Problem("terms.public-order-too-long", {"longest": longest, "length": len(order)})
    if contract is not None and len(contract) > longest:
        args = {"longest": longest, "length": len(contract)}
        yield Problem("terms.public-contract-too-long", args)


@cache
def _limits_of(bounds: Profile) -> Mapping[str, Limits]:
    model = terms_within(bounds)
    return {
        name: mark
        for name in annotations_of(model)
        for mark in marks_of(model, name)
        if isinstance(mark, Limits)
    }


def _keeps(figure: int | None, limits: Limits) -> bool:
    if figure is None:
        return True
    too_low = isinstance(limits.ge, int) and figure < limits.ge
    too_high = isinstance(limits.le, int) and figure > limits.le
    return not (too_low or too_high)


def _figures_of(terms: Terms, paused_days: int) -> dict[str, int | None]:
    """Return what `terms_within` limits; a contract of less than a month needs no session a month.

    Fractions of a session do not count: two months with five sessions have two a month.
    """
    start, end = terms.start_on, terms.end_on
    months = months_between(start, end, paused_days=paused_days)
    return {
        "sessions": terms.sessions,
        "session_minutes": terms.session_minutes,
        "full_months": months_between(start, end),
        "months_begun": months_begun(start, end, paused_days=paused_days),
        "sessions_per_month": terms.sessions // months if months else None,
    }


def _problem(figure: str, terms: Terms, paused_days: int) -> BrokenBound:
    limits = _limits_of(terms.bounds)[figure]
    low, high = limits.ge, limits.le
    deducted = 0 if figure == "full_months" else paused_days
    span = measure_span(terms.start_on, terms.end_on, paused_days=deducted)
    dates = {"start_on": terms.start_on, "end_on": terms.end_on, "span": span, "deducted": deducted}
    match figure:
        case "sessions":
            args = {"sessions": terms.sessions, "low": low, "high": high}
            return BrokenBound("bounds.sessions", args, figure=figure)
        case "session_minutes":
            args = {"minutes": terms.session_minutes, "low": low, "high": high}
            return BrokenBound("bounds.session-length", args, figure=figure)
        case "full_months":
            return BrokenBound("bounds.span-short", dates | {"low": low}, figure=figure)
        case "months_begun":
            return BrokenBound("bounds.span-long", dates | {"high": high}, figure=figure)
        case _:
            args = {"sessions": terms.sessions, "months": span.months, "floor": low}
            args |= {"deducted": deducted}
            return BrokenBound("bounds.sessions-per-month", args, figure=figure)


Bound = Literal["sessions", "session_minutes", "months", "sessions_per_month"]
BOUNDS: tuple[Bound, ...] = get_args(Bound)
"""What a profile limits, each with a key for the least and one for the most."""

Range = tuple[int | None, int | None]
"""The least and the most; None limits nothing."""


def ranges_of(profile: Profile) -> dict[Bound, Range]:
    """Return the bounds of a profile by what they limit."""
    data = as_data(profile)
    return {each: (data.get(f"{each}_min"), data.get(f"{each}_max")) for each in BOUNDS}


def keys_of(bounds: Mapping[Bound, Range]) -> dict[str, int | None]:
    """Return the keys of a profile that ranges set; sessions a month have no most."""
    return {
        f"{each}_{end}": value
        for each, span in bounds.items()
        for end, value in zip(("min", "max"), span, strict=True)
        if each != "sessions_per_month" or end == "min"
    }


def offer_of(name: str) -> Profile:
    """Return the bounds of the standard offer for a profile; one of another name is a standard."""
    return default_profiles().get(name, default_profiles()["standard"])


def beyond_offer(name: str, profile: Profile) -> Iterator[Problem]:
    """Yield a warning if bounds of a profile let through what the standard offer does not."""
    own, offer = ranges_of(profile), ranges_of(offer_of(name))
    wider = tuple(each for each in BOUNDS if _is_wider(own[each], offer[each]))
    if wider:
        yield Problem("profile.beyond-offer", {"profile": name, "keys": wider}, level="warning")


def _is_wider(own: Range, offer: Range) -> bool:
    (low, high), (least, most) = own, offer
    is_lower = least is not None and (low is None or low < least)
    is_higher = most is not None and (high is None or high > most)
    return is_lower or is_higher
