"""The draft of the e-mail that confirms a consumer's withdrawal, which the coach sends."""

import os
from datetime import date
from functools import partial
from pathlib import Path

from phmcoach.actions.context import Context
from phmcoach.actions.documents import write_document
from phmcoach.documents.papers.file_names import taken_back_name, withdrawal_mail_name
from phmcoach.domain.case import Case
from phmcoach.domain.contract.withdrawal import refund_due_on
from phmcoach.domain.money.drafting import buyer_of
from phmcoach.domain.records.practice import Practice
from phmcoach.errors import CoachError, Problem, as_warnings
from phmcoach.store.files import storage_error
from phmcoach.store.folder import Folder
from phmcoach.store.two_files import Aside, choose_aside
from phmcoach.value import Value
from phmcoach.words import Withdrawal


class Confirmed(Value):
    """The draft that confirms a withdrawal, if it could be written, and the last day to refund."""

    kind: Withdrawal
    refund_by: date | None
    mail: Path | None
    warnings: tuple[Problem, ...] = ()


def confirm_withdrawal(context: Context, case: Case, practice: Practice) -> Confirmed:
    """Write the draft of the e-mail about a withdrawal that was just recorded.

    The withdrawal is recorded, so what prevents the draft is a warning: a fault in the coach's own
    template, a full disk.
    """
    from phmcoach.actions.money.mail import draft_mail
    from phmcoach.documents.papers.paper_mail import compose_withdrawal_mail

    kind, refund_by = case.engagement.outcome.withdrawal or "informed", refund_due_on(case)
    name = withdrawal_mail_name(case.client.language, case.ref)
    try:
        text = compose_withdrawal_mail(case, practice, templates=context.folder.templates_dir)
        draft, warnings = draft_mail(practice, buyer_of(case), text, ())
        path = write_document(context, case.ref, name, draft)
    except (CoachError, OSError) as error:
        problems = (
            error.problems if isinstance(error, CoachError) else storage_error(error).problems
        )
        found = as_warnings(problems)
        return Confirmed(kind, refund_by, None, found)
    return Confirmed(kind, refund_by, path, warnings)


def is_unconfirmed(folder: Folder, case: Case, *, on: date, withdrawal: Withdrawal | None) -> bool:
    """Whether a withdrawal is recorded as it is typed, without the draft of its confirmation.

    The command may have been killed after it recorded the withdrawal. Whether the client had been
    informed need not be typed again.
    """
    outcome = case.engagement.outcome
    is_recorded = outcome.ended_on == on and withdrawal in ("informed", outcome.withdrawal)
    return is_recorded and bool(report_unconfirmed(folder, case))


def report_unconfirmed(folder: Folder, case: Case) -> tuple[Problem, ...]:
    """Return a warning about a withdrawal whose confirmation has no draft, until the close.

    Its receipt is confirmed to a consumer without delay (C. conso. L221-21).
    """
    outcome, name = case.engagement.outcome, withdrawal_mail_name(case.client.language, case.ref)
    if outcome.withdrawal is None or outcome.closed_on is not None:
        return ()
    if os.path.lexists(folder.documents_dir(case.ref) / name):
        return ()
    args = {"on": outcome.ended_on, "refund_by": refund_due_on(case)}
    return (Problem("withdrawal.unconfirmed", args, level="warning"),)


def mail_to_put_aside(context: Context, case: Case) -> tuple[Aside, ...]:
    """Return how the draft about a withdrawal that is taken back gets another name, if there."""
    language = case.client.language
    name = withdrawal_mail_name(language, case.ref)
    path = context.folder.documents_dir(case.ref) / name
    aside = choose_aside(path, partial(taken_back_name, language, name))
    return () if aside is None else (aside,)
