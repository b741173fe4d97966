"""The attendance sheet of an engagement, to be printed and signed."""

from datetime import date
from pathlib import Path

from phmcoach.actions.context import Context
from phmcoach.actions.documents import replace_document
from phmcoach.actions.opening import is_specimen, open_engagement, open_practice
from phmcoach.actions.saving import remark_changes
from phmcoach.documents.papers.file_names import attendance_name
from phmcoach.domain.contract.attendance import Attendance, record_attendance
from phmcoach.domain.contract.lifecycle import recording_remedy
from phmcoach.errors import Problem, RuleRefusedError, UsageError
from phmcoach.remedy import Remedy
from phmcoach.store.lock import lock_folder
from phmcoach.value import Value


class WrittenSheet(Value):
    """The written sheet, and its content."""

    path: Path
    attendance: Attendance
    warnings: tuple[Problem, ...]


def write_attendance(
    context: Context, *, ref: str, start_on: date | None = None, end_on: date | None = None
) -> WrittenSheet:
    """Render the sheet of the sessions of a period, or of all, into `documents/<ref>/`.

    A sheet of a period has a file of its own; an earlier version of it is overwritten. It is in the
    language of the client's documents. Raises UsageError for a period that ends before it begins,
    RuleRefusedError if no session was held in it.
    """
    from phmcoach.documents.papers.attendance import render_attendance

    if start_on and end_on and end_on < start_on:
        raise UsageError.of(
            "attendance.ends-before-start",
            start_on=start_on,
            end_on=end_on,
            remedy=Remedy.LAST_DAY,
        )
    with lock_folder(context.folder):
        practice = open_practice(context.folder)
        opened = open_engagement(context.folder, ref)
        attendance = record_attendance(opened.case, start_on=start_on, end_on=end_on)
        if not attendance.presences:
            if record_attendance(opened.case, start_on=None, end_on=None).presences:
                raise RuleRefusedError.of("attendance.other-period", about=opened.ref)
            remedy = recording_remedy(opened.case, context.today)
            raise RuleRefusedError.of(
                "attendance.no-session", ref=opened.ref, about=opened.ref, remedy=remedy
            )
        rendered = render_attendance(
            opened.case,
            practice,
            attendance,
            on=context.today,
            specimen=is_specimen(context, practice),
            templates=context.folder.templates_dir,
        )
        name = attendance_name(opened.case.client.language, opened.ref, start_on, end_on)
        path = replace_document(context.folder, opened.ref, name, rendered.pdf)
        remark_changes(context, opened)
    return WrittenSheet(path, attendance, rendered.warnings)
