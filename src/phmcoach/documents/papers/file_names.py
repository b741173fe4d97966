"""The file names of documents, in a module that does not import the renderers.

Those of issued papers and their letters are in `paper_names`.
"""

import re
from collections.abc import Iterable
from datetime import date

from phmcoach.domain.case import Case
from phmcoach.domain.contract.signed import as_signed
from phmcoach.domain.history import Step
from phmcoach.domain.money.sheet import Period, period_around, quarter_of
from phmcoach.domain.records.terms import contract_papers
from phmcoach.words import (
    LANGUAGES,
    LEDGER_VIEWS,
    ContractPaper,
    Language,
    LedgerView,
    MailedPaper,
    ReportReader,
)

_CONTRACTS: dict[Language, dict[ContractPaper, str]] = {
    "fr": {
        "private": "contrat",
        "three-party": "contrat",
        "service": "contrat-prestation",
        "beneficiary": "contrat-beneficiaire",
    },
    "en": {
        "private": "contract",
        "three-party": "contract",
        "service": "service-agreement",
        "beneficiary": "beneficiary-contract",
    },
}
_COPY: dict[Language, str] = {"fr": "copie", "en": "copy"}
_SCAN: dict[Language, str] = {"fr": "signe", "en": "signed"}
_TAKEN_BACK: dict[Language, str] = {"fr": "retire", "en": "taken-back"}
_REPLACED: dict[Language, str] = {"fr": "remplace", "en": "replaced"}
_ANNEX: dict[Language, str] = {"fr": "annexe-personnelle", "en": "personal-annex"}
_CHOICES: dict[Language, str] = {"fr": "choix-du-beneficiaire", "en": "beneficiary-choices"}
_AMENDMENTS: dict[Language, dict[ContractPaper, str]] = {
    "fr": {
        "private": "avenant-{}",
        "three-party": "avenant-{}",
        "service": "avenant-{}-prestation",
        "beneficiary": "avenant-{}-beneficiaire",
    },
    "en": {
        "private": "amendment-{}",
        "three-party": "amendment-{}",
        "service": "amendment-{}-services",
        "beneficiary": "amendment-{}-beneficiary",
    },
}
_REPORTS: dict[Language, dict[ReportReader, str]] = {
    "fr": {"beneficiary": "bilan-{}-beneficiaire", "sponsor": "bilan-{}-organisation"},
    "en": {"beneficiary": "evaluation-{}-beneficiary", "sponsor": "evaluation-{}-organisation"},
}
_WITHDRAWALS: dict[Language, str] = {"fr": "retractation", "en": "withdrawal"}
_MAILS: dict[Language, tuple[str, dict[MailedPaper, str], dict[ReportReader, str]]] = {
    "fr": (
        "courriel",
        {
            "contract": "contrat",
            "amendment": "avenant-{}",
            "report": "bilan",
            "attendance": "emargement",
            "quote": "devis",
        },
        {"beneficiary": "beneficiaire", "sponsor": "organisation"},
    ),
    "en": (
        "mail",
        {
            "contract": "contract",
            "amendment": "amendment-{}",
            "report": "evaluation",
            "attendance": "attendance",
            "quote": "quote",
        },
        {"beneficiary": "beneficiary", "sponsor": "organisation"},
    ),
}
_MONTHS: dict[Language, str] = {"fr": "courriel-factures", "en": "mail-invoices"}
_ATTENDANCE: dict[Language, str] = {"fr": "emargement", "en": "attendance"}
_QUOTE_PREVIEWS: dict[Language, str] = {"fr": "projet-devis", "en": "draft-quote"}
_INVOICE_PREVIEWS: dict[Language, str] = {"fr": "brouillon-facture", "en": "draft-invoice"}
_VIEWS: dict[Language, dict[LedgerView, str]] = {
    "fr": {
        "receipts": "recettes",
        "sales": "ventes",
        "unpaid": "impayes",
        "turnover": "chiffre-d-affaires",
        "vat": "tva",
        "declaration": "declaration",
    },
    "en": {view: view for view in LEDGER_VIEWS},
}
_QUARTER: dict[Language, str] = {"fr": "T", "en": "Q"}
_SPAN: dict[Language, tuple[str, str]] = {"fr": ("du", "au"), "en": ("from", "to")}

_WORDS = (
    *("contrat", "annexe", "choix", "avenant", "bilan", "emargement", "projet"),
    "brouillon",
    *("contract", "service", "beneficiary", "personal", "amendment", "evaluation"),
    *("attendance", "draft"),
)
"""The first word of the name of each document of an engagement."""


def contract_name(language: Language, reference: str, paper: ContractPaper) -> str:
    """Return the name of the file of one paper of a contract."""
    return f"{_CONTRACTS[language][paper]}-{reference}.pdf"


def copy_name(language: Language, name: str) -> str:
    """Return the name of the copy of a paper that somebody has signed."""
    return f"{name.removesuffix('.pdf')}-{_COPY[language]}.pdf"


def dated_name(name: str, on: date, rank: int = 1) -> str:
    """Return the name of another version of a paper, beside the one that was signed."""
    stem, _, suffix = name.rpartition(".")
    return f"{stem}-{on}{_ranked(rank)}.{suffix}"


def scan_name(language: Language, name: str, suffix: str, rank: int = 1) -> str:
    """Return the name of a scan of a signed paper; a paper may have several."""
    return f"{name.removesuffix('.pdf')}-{_SCAN[language]}{_ranked(rank)}{suffix}"


def is_scan_of(name: str, papers: Iterable[str]) -> bool:
    """Whether a file is named as a scan of one of the papers, in any language."""
    starts = (paper.removesuffix(".pdf") for paper in papers)
    return name.startswith(tuple(f"{start}-{word}" for start in starts for word in _SCAN.values()))


def _ranked(rank: int) -> str:
    return "" if rank == 1 else f"-{rank}"


def annex_name(language: Language, reference: str) -> str:
    """Return the name of the file of a personal annex."""
    return f"{_ANNEX[language]}-{reference}.pdf"


def choices_name(language: Language, reference: str) -> str:
    """Return the name of the file of the beneficiary's choices, if they are a separate paper."""
    return f"{_CHOICES[language]}-{reference}.pdf"


def choices_names(reference: str) -> frozenset[str]:
    """Return every name that the beneficiary's choices may have had."""
    return frozenset(choices_name(language, reference) for language in LANGUAGES)


def paper_names(reference: str) -> frozenset[str]:
    """Return every name that a signed paper of this engagement's contract may have had.

    The beneficiary's choices are not signed with it: see `choices_names`.
    """
    stems = {stem for names in _CONTRACTS.values() for stem in names.values()}
    return frozenset(f"{stem}-{reference}.pdf" for stem in stems | {*_ANNEX.values()})


def contract_paper_names(case: Case) -> tuple[str, ...]:
    """Return the names of the papers of a contract, without the personal annex."""
    printed = as_signed(case)
    terms, language = printed.engagement.terms, printed.client.language
    papers = contract_papers(terms, private=printed.private) if terms else ()
    return tuple(contract_name(language, case.ref, paper) for paper in papers)


def amendment_name(language: Language, reference: str, number: int, paper: ContractPaper) -> str:
    """Return the name of the file of one paper of an amendment."""
    return f"{_AMENDMENTS[language][paper].format(number)}-{reference}.pdf"


def amendment_names(reference: str, number: int) -> frozenset[str]:
    """Return every name that a paper of this amendment may have had."""
    return frozenset(
        amendment_name(language, reference, number, paper)
        for language, names in _AMENDMENTS.items()
        for paper in names
    )


def amendment_paper_names(case: Case, step: Step) -> tuple[str, ...]:
    """Return the names of the papers of an amendment."""
    language, number = as_signed(case).client.language, step.amendment.number
    papers = case.papers_of(step)
    return tuple(amendment_name(language, case.ref, number, paper) for paper in papers)


def taken_back_name(language: Language, name: str, rank: int = 1) -> str:
    """Return the name of a document about what was taken back: nothing looks for it."""
    return f"{_TAKEN_BACK[language]}{_ranked(rank)}-{name}"


def replaced_name(language: Language, name: str, rank: int = 1) -> str:
    """Return the name of a file that was attached by mistake: nothing looks for it."""
    return f"{_REPLACED[language]}{_ranked(rank)}-{name}"


def report_name(language: Language, reference: str, reader: ReportReader) -> str:
    """Return the name of the file of a report."""
    return f"{_REPORTS[language][reader].format(reference)}.pdf"


def report_names(reference: str, reader: ReportReader) -> tuple[str, ...]:
    """Return every name that a report for a reader may have had."""
    return tuple(report_name(language, reference, reader) for language in LANGUAGES)


def is_paper_name(reference: str, name: str) -> bool:
    """Whether a file has the name of a document of this engagement, or of a version or scan of it.

    Such a name begins with the word for a document, and contains the reference.
    """
    return re.match(rf"(?:{'|'.join(_WORDS)})\b.*-{re.escape(reference)}\b", name) is not None


def attendance_name(
    language: Language, reference: str, start_on: date | None, end_on: date | None
) -> str:
    """Return the name of the file of an attendance sheet, of a period or of all sessions."""
    first, last = _SPAN[language]
    since = "" if start_on is None else f"-{first}-{start_on}"
    until = "" if end_on is None else f"-{last}-{end_on}"
    return f"{_ATTENDANCE[language]}-{reference}{since}{until}.pdf"


def quote_preview_name(language: Language, reference: str) -> str:
    """Return the name of the file that shows the next quote of an engagement."""
    return f"{_QUOTE_PREVIEWS[language]}-{reference}.pdf"


def invoice_preview_name(language: Language, reference: str) -> str:
    """Return the name of the file that shows the next invoice of an engagement."""
    return f"{_INVOICE_PREVIEWS[language]}-{reference}.pdf"


def view_name(language: Language, view: LedgerView, period: Period, today: date) -> str:
    """Return the name of the file of a view of the ledger; what is unpaid is so on a day."""
    span = f"{today}" if view == "unpaid" else _period_name(language, period)
    return f"{_VIEWS[language][view]}-{span}.pdf"


def _period_name(language: Language, period: Period) -> str:
    """Return a civil year, quarter or month in short, any other period by its two days."""
    on = period.start_on
    if period == period_around(on, "year"):
        return f"{on.year}"
    if period == period_around(on, "quarter"):
        return f"{on.year}-{_QUARTER[language]}{quarter_of(on)[1]}"
    if period == period_around(on, "month"):
        return f"{on:%Y-%m}"
    first, last = _SPAN[language]
    return f"{first}-{on}-{last}-{period.end_on}"


def withdrawal_mail_name(language: Language, reference: str) -> str:
    """Return the name of the e-mail that confirms a consumer's withdrawal."""
    return f"{_WITHDRAWALS[language]}-{reference}.eml"


def mail_name(
    language: Language, reference: str, paper: MailedPaper, reader: ReportReader, number: int
) -> str:
    """Return the name of the e-mail with a paper of an engagement; an amendment has a number."""
    mail, papers, readers = _MAILS[language]
    return f"{mail}-{papers[paper].format(number)}-{reference}-{readers[reader]}.eml"


def month_mail_name(language: Language, client: str, month: date) -> str:
    """Return the name of the e-mail with all invoices of a client of a month."""
    return f"{_MONTHS[language]}-{month:%Y-%m}-{client}.eml"
