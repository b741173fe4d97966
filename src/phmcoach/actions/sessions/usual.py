"""The usual values of a session that is to be logged: the defaults of its questions."""

from datetime import date

from phmcoach.actions.context import Context
from phmcoach.actions.opening import open_engagement
from phmcoach.domain.cadence.rhythm import usual_type
from phmcoach.domain.case import Case
from phmcoach.domain.contract.coverage import is_contracted_type
from phmcoach.value import Value
from phmcoach.words import ClientKind, SessionType


class Usual(Value):
    """The default length and type of a session, and who pays for it.

    A meeting that the contract does not count, such as a telephone call, has no default length.
    """

    minutes: int | None
    type: SessionType
    client_kind: ClientKind


def find_usual(context: Context, ref: str, on: date, kind: SessionType | None) -> Usual:
    """Return what is usual for a session of a day, and of a type if one is given.

    It is what the planned session of that day says, else the contract; `log_session` settles it
    itself.
    """
    case = open_engagement(context.folder, ref).case
    planned = [s for s in case.engagement.sessions if s.on == on and s.status == "planned"]
    if len(planned) == 1:
        return Usual(planned[0].minutes, kind or planned[0].type, case.client.kind)
    minutes = _agreed_minutes(case, on, kind)
    return Usual(minutes, kind or usual_type(case, on), case.client.kind)


def _agreed_minutes(case: Case, on: date, kind: SessionType | None) -> int | None:
    if kind is not None and not is_contracted_type(case, kind):
        return None
    terms = case.terms_on(on)
    return terms.session_minutes if terms else None
