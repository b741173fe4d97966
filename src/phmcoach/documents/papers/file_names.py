"""The file names of papers, in a module that does not import the renderers."""

from phmcoach.words import LANGUAGES, ContractPaper, Language, ReportReader

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
_ANNEX: dict[Language, str] = {"fr": "annexe-personnelle", "en": "personal-annex"}
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


def contract_name(language: Language, reference: str, paper: ContractPaper) -> str:
    """Return the name of the file of one paper of a contract."""
    return f"{_CONTRACTS[language][paper]}-{reference}.pdf"


def annex_name(language: Language, reference: str) -> str:
    """Return the name of the file of a personal annex."""
    return f"{_ANNEX[language]}-{reference}.pdf"


def paper_names(reference: str) -> frozenset[str]:
    """Return every name that a paper of this engagement's contract may have had."""
    stems = {stem for names in _CONTRACTS.values() for stem in names.values()}
    return frozenset(f"{stem}-{reference}.pdf" for stem in stems | {*_ANNEX.values()})


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


def report_name(language: Language, reference: str, reader: ReportReader) -> str:
    """Return the name of the file of a report."""
    return f"{_REPORTS[language][reader].format(reference)}.pdf"


def report_names(reference: str, reader: ReportReader) -> tuple[str, ...]:
    """Return every name that a report for a reader may have had."""
    return tuple(report_name(language, reference, reader) for language in LANGUAGES)
