"""A line for each engagement of a folder, open or archived."""

from datetime import date

from phmcoach.actions.context import Context
from phmcoach.actions.money.invoiced import Invoiced
from phmcoach.actions.opening import Opened, open_all
from phmcoach.domain.contract.coverage import count_sessions
from phmcoach.domain.contract.ending import archived_problems
from phmcoach.domain.contract.lifecycle import shown_state
from phmcoach.errors import Problem, as_warnings
from phmcoach.value import Value
from phmcoach.words import ShownState, State


class Summary(Value):
    """One engagement in a list; `counted` is the number of contracted sessions used so far.

    `shown` is the state as a coach reads it.
    """

    ref: str
    beneficiary: str
    client: str
    state: State
    counted: int
    contracted: int | None
    last_on: date | None
    end_on: date | None
    shown: ShownState


class Listed(Value):
    """A line for each engagement that could be read, and the problems of other files.

    `refused` says that the system refused to read one.
    """

    summaries: tuple[Summary, ...]
    problems: tuple[Problem, ...] = ()
    refused: bool = False


def list_engagements(context: Context, *, archived: bool = False) -> Listed:
    """Return a line for every open engagement of the folder, or for every archived one."""
    found = open_all(context.folder, archived=archived, known=context.known)
    invoiced = Invoiced(context.folder, context.known)
    summaries = tuple(
        summarize(opened.with_billed(invoiced.of(opened)), context.today) for opened in found.opened
    )
    cases = (opened.case for opened in found.opened if opened.is_archived)
    left_open = as_warnings(each for it in cases for each in archived_problems(it))
    return Listed(summaries, (*found.problems, *left_open, *invoiced.damage), found.refused)


def summarize(opened: Opened, as_of: date) -> Summary:
    """Return the line of an engagement on a day."""
    case, engagement, terms = opened.case, opened.engagement, opened.case.agreed_terms
    held = [session.on for session in engagement.sessions if session.status == "held"]
    return Summary(
        ref=opened.ref,
        beneficiary=case.beneficiary.name,
        client=case.client.name,
        state=opened.state(as_of),
        counted=count_sessions(case),
        contracted=terms.sessions if terms else None,
        last_on=max(held, default=None),
        end_on=terms.end_on if terms else None,
        shown=shown_state(case, as_of=as_of),
    )
