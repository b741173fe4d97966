"""The log of coaching hours that ICF, EMCC and SFCoach ask of a coach, one line a person.

Only sessions count that were held: no absence, no observation but its debrief, no call or letter
between sessions. Whoever did not agree to be named is in one line with the others who did not: the
sum of their hours, without a name and without days.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from phmcoach.domain.case import Case
from phmcoach.domain.contract.coverage import session_effects
from phmcoach.domain.money.sheet import Period, SheetColumn, SheetLine
from phmcoach.domain.moving.tables import Table, in_hours
from phmcoach.domain.records.engagement import HoursConsent
from phmcoach.domain.records.session import Session
from phmcoach.domain.records.terms import Terms
from phmcoach.value import Value
from phmcoach.words import HoursWord

HOURS_COLUMNS = (
    SheetColumn("column.hours-line", "word"),
    SheetColumn("column.person"),
    SheetColumn("column.contact"),
    SheetColumn("column.individual", "word"),
    SheetColumn("column.people", "number"),
    SheetColumn("column.hours-start", "date"),
    SheetColumn("column.hours-end", "date"),
    SheetColumn("column.sessions", "number"),
    SheetColumn("column.paid-hours", "number"),
    SheetColumn("column.pro-bono-hours", "number"),
)

_INDIVIDUAL: HoursWord = "individual"


class PersonHours(Value):
    """The held sessions of one person, in minutes; `is_named` if they agreed to be named."""

    name: str
    contact: str | None
    is_named: bool
    first_on: date
    last_on: date
    sessions: int
    paid: int
    pro_bono: int


def consent_of(cases: Iterable[Case]) -> HoursConsent | None:
    """Return what a person said last, in whichever engagement; of one day, the refusal."""
    said = [each.engagement.hours_consent for each in cases]
    known = [each for each in said if each is not None]
    return max(known, key=lambda each: (each.on, not each.given), default=None)


def list_hours(cases: Iterable[Case], period: Period) -> tuple[PersonHours, ...]:
    """Return the hours of each person who had a session in a period, by the first one's day."""
    people: dict[str, list[Case]] = {}
    for case in cases:
        people.setdefault(case.engagement.beneficiary.id, []).append(case)
    found = (_hours_of(own, period) for own in people.values())
    return tuple(sorted((each for each in found if each), key=lambda each: each.first_on))


def _hours_of(cases: Sequence[Case], period: Period) -> PersonHours | None:
    counted = [
        (case, session)
        for case in cases
        for session in case.engagement.sessions
        if period.holds(session.on) and session_effects(case, session).keeps_cadence
    ]
    if not counted:
        return None
    last, _ = max(counted, key=lambda pair: pair[1].on)
    minutes = [(_is_paid(case, session), _minutes(case, session)) for case, session in counted]
    consent = consent_of(cases)
    own_address = last.client.email if last.private else None
    return PersonHours(
        name=last.beneficiary.name,
        contact=last.beneficiary.email or own_address,
        is_named=consent is not None and consent.given,
        first_on=min(session.on for _, session in counted),
        last_on=max(session.on for _, session in counted),
        sessions=len(counted),
        paid=sum(length for is_paid, length in minutes if is_paid),
        pro_bono=sum(length for is_paid, length in minutes if not is_paid),
    )


def _minutes(case: Case, session: Session) -> int:
    return session_effects(case, session).coaching_minutes


def _is_paid(case: Case, session: Session) -> bool:
    terms = case.terms_on(session.on)
    return terms is not None and _has_price(terms)


def _has_price(terms: Terms) -> bool:
    return bool(terms.package_price if terms.plan == "package" else terms.hourly_rate)


def hours_table(people: Sequence[PersonHours]) -> Table:
    """Return the log: a line for each person who agreed, one for the others, and the total."""
    lines = [_line("hours-named", [each], each) for each in people if each.is_named]
    others = [each for each in people if not each.is_named]
    lines += [_line("hours-unnamed", others)] if others else []
    lines += [_line("hours-total", people)] if people else []
    return Table(HOURS_COLUMNS, tuple(lines))


def _line(
    kind: HoursWord, people: Sequence[PersonHours], named: PersonHours | None = None
) -> SheetLine:
    cells = (
        kind,
        named and named.name,
        named and named.contact,
        _INDIVIDUAL,
        len(people),
        named and named.first_on,
        named and named.last_on,
        sum(each.sessions for each in people),
        in_hours(sum(each.paid for each in people)),
        in_hours(sum(each.pro_bono for each in people)),
    )
    return SheetLine(people[0].first_on, cells)
