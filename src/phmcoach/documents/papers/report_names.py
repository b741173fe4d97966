"""The names of the files of reports, known without anything that renders them."""

from phmcoach.words import LANGUAGES, Language, ReportReader

_FILE_NAMES: dict[Language, dict[ReportReader, str]] = {
    "fr": {"beneficiary": "bilan-{}-beneficiaire", "sponsor": "bilan-{}-organisation"},
    "en": {"beneficiary": "evaluation-{}-beneficiary", "sponsor": "evaluation-{}-organisation"},
}


def report_name(language: Language, reference: str, reader: ReportReader) -> str:
    """Return the name of the file of a report."""
    return f"{_FILE_NAMES[language][reader].format(reference)}.pdf"


def report_names(reference: str, reader: ReportReader) -> tuple[str, ...]:
    """Return every name that a report for a reader may have had."""
    return tuple(report_name(language, reference, reader) for language in LANGUAGES)
