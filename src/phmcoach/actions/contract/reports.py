"""The report of an evaluation: first to the beneficiary, then, once he agrees, to the sponsor."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path as FilePath

from phmcoach.actions.changing import Path, save_change
from phmcoach.actions.context import Context
from phmcoach.actions.opening import Opened, is_specimen, open_engagement, open_practice
from phmcoach.documents.papers.file_names import report_name, report_names
from phmcoach.domain.base import Reader
from phmcoach.domain.case import Case, Dossier
from phmcoach.domain.contract.agreement import evaluation_sha256, has_agreed, is_shown
from phmcoach.domain.contract.evaluating import agreement_remedy, approval_gate, report_gate
from phmcoach.errors import Place, Problem, RuleRefusedError, about, refuse
from phmcoach.store.files import make_folder, replace_file
from phmcoach.store.folder import Folder
from phmcoach.store.lock import lock_folder
from phmcoach.words import ReportReader


@dataclass(frozen=True)
class Reported:
    """A report that was written; a private client's has no sponsor's version after it.

    `agreed`: the beneficiary agreed already to the evaluation as it stands.
    """

    ref: str
    path: FilePath
    private: bool
    agreed: bool
    warnings: tuple[Problem, ...] = ()


def write_report(context: Context, *, ref: str, reader: ReportReader) -> Reported:
    """Render the report for one reader into `documents/<ref>/`.

    The beneficiary's version is also noted as shown, with a digest of what it says: it is what he
    can agree to. Raises RuleRefusedError without an evaluation, and for the sponsor's version as
    long as the beneficiary has not agreed to the evaluation as it stands.
    """
    from phmcoach.documents.papers.report import render_report

    with lock_folder(context.folder):
        practice = open_practice(context.folder)
        opened = open_engagement(context.folder, ref)
        for_sponsor = reader == "sponsor"
        refuse(report_gate(opened.case, for_sponsor=for_sponsor), about=opened.ref)
        rendered = render_report(
            opened.case,
            practice,
            reader=Reader(reader),
            today=context.today,
            specimen=is_specimen(context, practice),
            templates=context.folder.templates_dir,
        )
        directory = context.folder.documents_dir(opened.ref)
        make_folder(directory)
        path = directory / report_name(opened.case.client.language, opened.ref, reader)
        replace_file(path, rendered.pdf, None)
        told = opened.case if for_sponsor else _note_shown(opened, context.today)
    stale = stale_reports(context.folder, told)
    warnings = about(opened.ref, (*rendered.warnings, *stale))
    return Reported(opened.ref, path, opened.case.private, has_agreed(told), warnings)


def stale_reports(folder: Folder, dossier: Dossier) -> tuple[Problem, ...]:
    """Return each sponsor's version on disk that no agreement of the beneficiary covers any more.

    It is not deleted: it may have been given, and is then the proof of what was.
    """
    if has_agreed(dossier):
        return ()
    remedy = agreement_remedy(dossier)
    return tuple(
        Problem("report.stale", {"name": path.name}, Place(path), remedy=remedy)
        for path in _sponsor_files(folder, dossier.ref)
    )


def _sponsor_files(folder: Folder, ref: str) -> tuple[FilePath, ...]:
    names = report_names(ref, "sponsor")
    paths = (folder.documents_dir(ref) / name for name in names)
    return tuple(path for path in paths if path.exists())


def _note_shown(opened: Opened, on: date) -> Case:
    if is_shown(opened.case):
        return opened.case
    values: dict[Path, object] = {
        ("evaluation", "shown_on"): on,
        ("evaluation", "shown_sha256"): evaluation_sha256(opened.case),
    }
    return opened.case.having(save_change(opened.loaded, values=values).value)


@dataclass(frozen=True)
class Approved:
    """The full reference; `warnings` name a sponsor's version of an earlier agreement."""

    ref: str
    warnings: tuple[Problem, ...] = ()


def approve_report(context: Context, *, ref: str, on: date, share_score: bool = False) -> Approved:
    """Record that the beneficiary agreed to what he was shown.

    `share_score` says that he agreed to the T-score too. Raises RuleRefusedError where he was
    shown nothing, or something else than what stands in the file now.
    """
    with lock_folder(context.folder):
        opened = open_engagement(context.folder, ref)
        case = opened.case
        problems = approval_gate(case)
        found = case.engagement.evaluation
        if problems or found is None or found.shown_on is None:
            raise RuleRefusedError(*about(opened.ref, problems))
        if on > context.today:
            raise RuleRefusedError.of("gate.in-the-future", on=on)
        if on < found.shown_on:
            raise RuleRefusedError.of(
                "report.approved-before-shown", on=on, shown_on=found.shown_on
            )
        if has_agreed(case) and found.score_shared == share_score:
            raise RuleRefusedError.of(
                "report.already-approved", on=found.approved_on, about=opened.ref
            )
        values: dict[Path, object] = {
            ("evaluation", "approved_on"): on,
            ("evaluation", "approved_sha256"): evaluation_sha256(case),
            ("evaluation", "score_shared"): True if share_score else None,
        }
        save_change(opened.loaded, values=values)
    earlier = (
        Problem("report.of-earlier-agreement", {"name": path.name}, Place(path))
        for path in _sponsor_files(context.folder, opened.ref)
    )
    return Approved(opened.ref, about(opened.ref, earlier))
