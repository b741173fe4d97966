"""Taking a session out of an engagement: it was typed by mistake, or belongs to another one."""

from phmcoach.actions.changing import KeyPath, change_record
from phmcoach.actions.context import Context
from phmcoach.actions.money.billing_context import refuse_over
from phmcoach.actions.opening import Opened, open_practice
from phmcoach.actions.saving import save_engagement, save_two
from phmcoach.actions.sessions.recording import Logged, session_problems
from phmcoach.actions.sessions.shared_steps import (
    find_session,
    new_planning_problems,
    open_for_sessions,
    read_standing,
    refuse_if_shown,
    refuse_second,
    session_table,
    with_last_remedy,
    written_session,
)
from phmcoach.domain.base import as_data
from phmcoach.domain.cadence.summary import report_effect
from phmcoach.domain.contract.coverage import is_contracted_type
from phmcoach.domain.contract.ending import stopped_problems
from phmcoach.domain.contract.evaluating import voided_agreement
from phmcoach.domain.contract.gates import new_breaches
from phmcoach.domain.contract.remarks import session_remarks
from phmcoach.domain.records.engagement import Engagement
from phmcoach.domain.records.session import Session
from phmcoach.errors import Problem, UsageError, about, refuse
from phmcoach.remedy import Remedy
from phmcoach.store.ledger import refuse_damage
from phmcoach.store.lock import lock_folder
from phmcoach.store.records import Loaded
from phmcoach.value import Value, replace


class Moved(Value):
    """A session as another engagement has it, and how it was called before."""

    logged: Logged
    from_ref: str
    from_id: str


def remove_session(context: Context, *, ref: str, session_id: str) -> Logged:
    """Remove a session, and return it; its id is never given again.

    Raises MissingError for an unknown session, RuleRefusedError if an invoice bills it or if
    something recorded would be impossible without it, InvalidDataError for a session that took
    place if the ledger is damaged.
    """
    with lock_folder(context.folder):
        practice = open_practice(context.folder)
        opened, damage, _ = open_for_sessions(context, ref, practice)
        session = find_session(opened, session_id)
        changed = _without(context, opened, session, damage)
        after = save_engagement(context, opened, changed).case
    warnings = voided_agreement(opened.case, after)
    return Logged(
        ref=opened.ref,
        session=session,
        problems=(),
        warnings=(*damage, *about(opened.ref, warnings)),
        is_session=is_contracted_type(opened.case, session.type),
        effect=None,
        standing=read_standing(after, practice, context.today),
    )


def move_session(
    context: Context, *, ref: str, session_id: str, to: str, anyway: bool = False
) -> Moved:
    """Move a session to another engagement, which gives it a new id.

    Raises what `remove_session` raises, and what `log_session` raises about the other engagement;
    UsageError if that is the same one.
    """
    with lock_folder(context.folder):
        practice = open_practice(context.folder)
        source, damage, _ = open_for_sessions(context, ref, practice)
        target, _, number = open_for_sessions(context, to, practice)
        if source.ref == target.ref:
            raise UsageError.of("session.already-there", ref=target.ref)
        session = find_session(source, session_id)
        left = _without(context, source, session, damage)
        if session.status == "planned":
            refuse_over(context, target, stopped_problems(target.case))
        if not anyway:
            refuse_second(target, session.on, session.type, session.status)
        name = f"s{number}"
        facts = as_data(replace(session, id=name), defaults=False)
        table = session_table(target, name, session.type, facts | {"status": session.status})
        came = change_record(target.loaded, appends=[("sessions", table)])
        after = target.case.having(came.value)
        moved = written_session(after, name)
        problems = session_problems(context, target.case, after, moved)
        if not anyway:
            refuse(
                (with_last_remedy(each, after, mistyped=Remedy.SHOW) for each in problems),
                about=target.ref,
            )
        saved = save_two(context, (target, came), (source, left))
    after, here = (each.case for each in saved)
    remarks = (
        *session_remarks(after, moved),
        *(each for each in new_planning_problems(target.case, after) if each not in problems),
        *voided_agreement(target.case, after),
    )
    gone = voided_agreement(source.case, here)
    logged = Logged(
        ref=target.ref,
        session=moved,
        problems=about(target.ref, problems),
        warnings=(*damage, *about(source.ref, gone), *about(target.ref, remarks)),
        is_session=is_contracted_type(after, moved.type),
        effect=report_effect(after, moved),
        standing=read_standing(after, practice, context.today),
    )
    return Moved(logged, source.ref, session.id)


def _without(
    context: Context, opened: Opened, session: Session, damage: tuple[Problem, ...]
) -> Loaded[Engagement]:
    """Return the file without a session, not written yet; refuse if something rests on it."""
    engagement = opened.engagement
    if session.id in opened.case.billed.sessions:
        refuse_if_shown(context, opened, None, session.id)
    if session.status != "planned":
        refuse_damage(damage)  # one that cannot be read may bill it
    values: dict[KeyPath, object] = {
        ("removed_sessions",): [*engagement.removed_sessions, session.id],
        ("sessions", engagement.sessions.index(session)): None,
    }
    changed = change_record(opened.loaded, values=values)
    after = opened.case.having(changed.value)
    refuse(new_breaches(opened.case, after), about=opened.ref)
    return changed
