"""The archive of a year of the ledger: read-only, dated, in open formats, with a notice in French.

French tax law requires it of anyone who records receipts with software (CGI 286, I-3 bis): the
archive can be read and checked in ten years without this program.
"""

from datetime import date
from hashlib import sha256
from pathlib import Path

from phmcoach.actions.context import Context
from phmcoach.actions.money.billing_context import open_law
from phmcoach.actions.money.mail import has_duplicate, read_original
from phmcoach.actions.opening import is_specimen, open_practice
from phmcoach.actions.practice.archived_years import (
    entries_of_year,
    last_archive,
    note_archive,
    read_archives,
)
from phmcoach.actions.practice.export_targets import is_in_use
from phmcoach.domain.money.ledger import LedgerEntry
from phmcoach.domain.money.sheet import Period
from phmcoach.domain.money.views import receipts_sheet, sales_sheet, turnover_sheet, vat_sheet
from phmcoach.domain.records.archives import ArchivedYear
from phmcoach.domain.records.practice import Practice
from phmcoach.errors import ConflictError, Problem, RuleRefusedError, StorageError
from phmcoach.exports.archive import pack_archive
from phmcoach.exports.csv_sheet import write_csv
from phmcoach.i18n import Translator
from phmcoach.store.files import make_folder, read_file, write_new
from phmcoach.store.folder import Folder
from phmcoach.store.ledger_chain import RecordedEntry
from phmcoach.store.ledger_check import verify_ledger
from phmcoach.store.lock import lock_folder
from phmcoach.value import Value

READ_ONLY = 0o400


class YearArchive(Value):
    """A written archive: its path, the number of its entries of the ledger, and its digest.

    `warnings` say that the year has changed since its last archive.
    """

    path: Path
    entries: int
    sha256: str
    is_over: bool
    warnings: tuple[Problem, ...] = ()


def export_archive(context: Context, year: int, path: Path | None = None) -> YearArchive:
    """Write the read-only archive of a year to a new file.

    It has the entries that were recorded in the year, and those recorded since that belong to its
    statements, such as a payment of December that was noted in January. Raises RuleRefusedError for
    a year without entries and for a damaged ledger, ConflictError if the file exists, StorageError
    for what the system refuses to read or write.
    """
    folder = context.folder
    verified = verify_ledger(folder, lambda each: has_duplicate(folder, each))
    if verified.refused:
        raise StorageError(*verified.refused)
    ledger = verified.ledger
    if ledger.damage:
        raise RuleRefusedError.of("archive.ledger-not-whole")
    own = entries_of_year(ledger, year)
    if not own:
        raise RuleRefusedError.of("archive.nothing", year=f"{year}")
    practice = open_practice(folder)
    specimen = is_specimen(context, practice)
    entries = tuple(ledger.in_years(year, year, specimen=specimen))
    files = {"registre/head.toml": read_file(folder.ledger_head)}
    for each in own:
        files |= _files_of(folder, each)
    files |= _views(entries, practice, year)
    files["LISEZMOI.txt"] = _notice(context, practice, own, year, specimen=specimen).encode()
    content = pack_archive(files, context.today)
    target = path or _default_path(folder, year, context.today, content)
    if is_in_use(folder, target):
        raise RuleRefusedError.of("archive.in-use", path=str(target), year=year)
    digest = sha256(content).hexdigest()
    made = ArchivedYear(year=year, on=context.today, entries=len(own), sha256=digest)
    if path is None:
        make_folder(target.parent)
    try:
        with lock_folder(folder):  # whoever holds the lock removes the others' temporary files
            known = read_archives(folder)
            write_new(target, content, READ_ONLY)
            warnings = (
                *_changed_since(last_archive(known, year), made),
                *note_archive(folder, known, made),
            )
    except ConflictError as error:
        raise ConflictError.of("archive.exists", path=str(target), year=year) from error
    return YearArchive(
        target, len(own), digest, is_over=context.today.year > year, warnings=warnings
    )


def _changed_since(last: ArchivedYear | None, made: ArchivedYear) -> tuple[Problem, ...]:
    """Return a warning if an archive has entries that the last one of its year lacks."""
    if last is None or made.entries <= last.entries:
        return ()
    args = {"year": f"{made.year}", "on": last.on, "count": made.entries - last.entries}
    return (Problem("archive.changed-since", args, level="warning"),)


def _default_path(folder: Folder, year: int, today: date, content: bytes) -> Path:
    """Return where an archive goes: a second one of a day only if the year has changed."""
    path = first = folder.exports_dir / f"archive-{year}-au-{today}.zip"
    number = 1
    while path.exists() and read_file(path) != content:
        number += 1
        path = first.with_stem(f"{first.stem}-{number}")
    return path


def _files_of(folder: Folder, recorded: RecordedEntry) -> dict[str, bytes]:
    """Return the files of an entry: the entry and, for a paper, its PDF and its e-invoice.

    The duplicate takes the place of a PDF that is lost.
    """
    where = f"registre/{recorded.path.parent.name}"
    found = {f"{where}/{recorded.path.name}": read_file(recorded.path)}
    if recorded.entry.document is not None:
        from phmcoach.documents.papers.facturx import extract_xml

        name, pdf = read_original(folder, recorded)
        found[f"{where}/{name}"] = pdf
        xml = extract_xml(pdf)
        if xml is not None:
            found[f"{where}/{name.removesuffix('.pdf')}.xml"] = xml
    return found


def _views(entries: tuple[LedgerEntry, ...], practice: Practice, year: int) -> dict[str, bytes]:
    period = Period(date(year, 1, 1), date(year, 12, 31))
    words = Translator("fr")
    views = {
        "livre-des-recettes": receipts_sheet(entries, period),
        "journal-des-ventes": sales_sheet(entries, period),
        "chiffre-d-affaires": turnover_sheet(entries, period),
        "tva-exigible": vat_sheet(entries, period, practice),
    }
    return {
        f"etats/{name}-{year}.csv": write_csv(sheet.columns, sheet.lines, words).encode()
        for name, sheet in views.items()
    }


def _notice(
    context: Context,
    practice: Practice,
    own: tuple[RecordedEntry, ...],
    year: int,
    *,
    specimen: bool,
) -> str:
    from phmcoach.documents.engine.jinja import render_text
    from phmcoach.documents.engine.templates import open_templates
    from phmcoach.documents.papers.page import view_sender

    lost = sum(bool(each.entry.document) and not each.find_pdf().exists() for each in own)
    values: dict[str, object] = {
        "year": f"{year}",
        "on": context.today,
        **view_sender(practice, "fr"),
        "siret": practice.siret,
        "over": context.today.year > year,
        "specimen": specimen,
        "entries": f"{sum(each.path.parent.name == str(year) for each in own)}",
        "others": f"{sum(each.path.parent.name != str(year) for each in own)}",
        "papers": f"{sum(each.entry.document is not None for each in own) - lost}",
        "invoices": f"{sum(each.entry.invoice is not None for each in own) - lost}",
        "duplicates": f"{lost}",
        "recoveries": tuple(each.entry.recovery for each in own if each.entry.recovery),
        "gaps": tuple(each.entry.gap for each in own if each.entry.gap),
        "retention": open_law(context.folder).durations_from("retention", context.today),
    }
    templates = open_templates("fr", context.folder.templates_dir)
    return render_text(templates, "archive-notice.txt.j2", values)
