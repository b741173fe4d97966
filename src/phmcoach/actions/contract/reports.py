"""The report of an evaluation: first for the beneficiary and, once they agree, for the sponsor."""

from datetime import date
from functools import partial
from pathlib import Path

from phmcoach.actions.context import Context, refuse_future
from phmcoach.actions.documents import name_form, replace_document
from phmcoach.actions.opening import Opened, is_specimen, open_engagement, open_practice
from phmcoach.actions.saving import Edits, remark_changes, save_change
from phmcoach.documents.engine.metadata import day_of
from phmcoach.documents.papers.file_names import dated_name, report_name, report_names
from phmcoach.domain.base import Reader
from phmcoach.domain.case import Case, Dossier
from phmcoach.domain.contract.agreement import evaluation_sha256, has_agreed, is_shown
from phmcoach.domain.contract.evaluating import agreement_remedy, approval_gate, report_gate
from phmcoach.errors import CoachError, Place, Problem, RuleRefusedError, about, as_warnings, refuse
from phmcoach.remedy import Remedy
from phmcoach.store.files import read_file
from phmcoach.store.folder import Folder
from phmcoach.store.lock import lock_folder
from phmcoach.store.two_files import Aside, choose_aside
from phmcoach.value import Value
from phmcoach.words import ReportReader


class Reported(Value):
    """A written report; if the client is private, there is no sponsor's version.

    `agreed`: the beneficiary has already agreed to the current version of the evaluation.
    """

    ref: str
    path: Path
    private: bool
    agreed: bool
    warnings: tuple[Problem, ...] = ()


def write_report(context: Context, *, ref: str, reader: ReportReader) -> Reported:
    """Render the report for one reader into `documents/<ref>/`.

    The beneficiary's version is recorded as shown, with a digest of its content, so that they can
    agree to it. Raises RuleRefusedError without an evaluation, and for the sponsor's version until
    the beneficiary has agreed to the current version of the evaluation.
    """
    from phmcoach.documents.papers.report import render_report

    with lock_folder(context.folder):
        practice = open_practice(context.folder)
        opened = open_engagement(context.folder, ref)
        for_sponsor = reader == "sponsor"
        problems = report_gate(opened.case, for_sponsor=for_sponsor)
        refuse(name_form(context.folder, opened.ref, problems), about=opened.ref)
        rendered = render_report(
            opened.case,
            practice,
            reader=Reader(reader),
            today=context.today,
            specimen=is_specimen(context, practice),
            templates=context.folder.templates_dir,
        )
        name = report_name(opened.case.client.language, opened.ref, reader)
        path = replace_document(context.folder, opened.ref, name, rendered.pdf)
        case = opened.case if for_sponsor else _note_shown(context, opened, context.today)
    if case is opened.case:  # else it was saved
        remark_changes(context, opened)
    stale = stale_reports(context.folder, case)
    warnings = about(opened.ref, (*rendered.warnings, *stale))
    return Reported(opened.ref, path, opened.case.private, has_agreed(case), warnings)


def stale_reports(folder: Folder, dossier: Dossier) -> tuple[Problem, ...]:
    """Return a problem for each sponsor's version on disk to which the agreement no longer applies.

    It is not deleted: the sponsor may have received it, and then it is a proof.
    """
    if has_agreed(dossier):
        return ()
    remedy = agreement_remedy(dossier)
    return tuple(
        Problem("report.stale", {"name": path.name}, Place(path), remedy=remedy)
        for path in _sponsor_files(folder, dossier)
    )


def reports_to_put_aside(
    context: Context, dossier: Dossier
) -> tuple[tuple[Aside, ...], tuple[Problem, ...]]:
    """Return how each sponsor's version of an evaluation that is taken back gets another name.

    The name has the day of the report. With them, what the system refuses to read, as warnings:
    that stays where it is.
    """
    found: list[Aside] = []
    refused: list[Problem] = []
    for path in _sponsor_files(context.folder, dossier):
        try:
            day = day_of(read_file(path)) or context.today
            aside = choose_aside(path, partial(dated_name, path.name, day))
        except CoachError as error:
            refused += as_warnings(error.problems)
        else:
            found += [aside] if aside else []
    return tuple(found), tuple(refused)


def _sponsor_files(folder: Folder, dossier: Dossier) -> tuple[Path, ...]:
    names = report_names(dossier.ref, "sponsor")
    paths = (folder.documents_dir(dossier.ref) / name for name in names)
    return tuple(path for path in paths if _is_there(path))


def _is_there(path: Path) -> bool:
    """Whether a file is there; one that cannot be looked up is no reason to fail after a commit."""
    try:
        return path.exists()
    except OSError:
        return False


def _note_shown(context: Context, opened: Opened, on: date) -> Case:
    if is_shown(opened.case):
        return opened.case
    values: Edits = {
        ("evaluation", "shown_on"): on,
        ("evaluation", "shown_sha256"): evaluation_sha256(opened.case),
    }
    return save_change(context, opened, values=values).case


class Approved(Value):
    """The full reference; `warnings` name sponsor's versions under an earlier agreement."""

    ref: str
    warnings: tuple[Problem, ...] = ()


def approve_report(context: Context, *, ref: str, on: date, share_score: bool = False) -> Approved:
    """Record that the beneficiary agreed to the version that they were shown.

    `share_score` means that they also agreed to share the T-score. Raises RuleRefusedError if they
    were shown nothing, or another version than the current one.
    """
    with lock_folder(context.folder):
        opened = open_engagement(context.folder, ref)
        case = opened.case
        problems = name_form(context.folder, opened.ref, approval_gate(case))
        found = case.engagement.evaluation
        if problems or found is None or found.shown_on is None:
            raise RuleRefusedError(*about(opened.ref, problems))
        if has_agreed(case) and found.score_shared == share_score:
            raise RuleRefusedError.of(
                "report.already-approved", on=found.approved_on, about=opened.ref
            )
        refuse_future(on, context.today)
        if on < found.shown_on:
            raise RuleRefusedError.of(
                "report.approved-before-shown",
                on=on,
                shown_on=found.shown_on,
                about=opened.ref,
                remedy=Remedy.LATER_DAY,
            )
        values: Edits = {
            ("evaluation", "approved_on"): on,
            ("evaluation", "approved_sha256"): evaluation_sha256(case),
            ("evaluation", "score_shared"): True if share_score else None,
        }
        save_change(context, opened, values=values)
    earlier = (
        Problem("report.earlier-agreement", {"name": path.name}, Place(path))
        for path in _sponsor_files(context.folder, case)
    )
    return Approved(opened.ref, about(opened.ref, earlier))
