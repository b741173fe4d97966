"""The names of the files of documents, in the language of the document."""

from datetime import date
from typing import get_args

import pytest

from phmcoach.documents.papers.file_names import (
    amendment_name,
    amendment_names,
    annex_name,
    attendance_name,
    choices_name,
    choices_names,
    contract_name,
    copy_name,
    dated_name,
    invoice_preview_name,
    is_paper_name,
    paper_names,
    quote_preview_name,
    report_name,
    scan_name,
    view_name,
)
from phmcoach.domain.money.sheet import Period
from phmcoach.words import LANGUAGES, LEDGER_VIEWS, REPORT_READERS, ContractPaper, Language

YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))
TODAY = date(2026, 6, 15)
CONTRACT_PAPERS = get_args(ContractPaper)


@pytest.mark.parametrize(
    ("period", "names"),
    [
        (YEAR, ["recettes-2026.pdf", "receipts-2026.pdf"]),
        (
            Period(date(2026, 1, 1), date(2026, 3, 31)),
            ["recettes-2026-T1.pdf", "receipts-2026-Q1.pdf"],
        ),
        (
            Period(date(2026, 10, 1), date(2026, 12, 31)),
            ["recettes-2026-T4.pdf", "receipts-2026-Q4.pdf"],
        ),
        (
            Period(date(2026, 2, 1), date(2026, 2, 28)),
            ["recettes-2026-02.pdf", "receipts-2026-02.pdf"],
        ),
        (
            Period(date(2026, 2, 1), date(2026, 3, 31)),
            [
                "recettes-du-2026-02-01-au-2026-03-31.pdf",
                "receipts-from-2026-02-01-to-2026-03-31.pdf",
            ],
        ),
    ],
)
def test_a_view_is_named_by_its_civil_period(period: Period, names: list[str]) -> None:
    assert [view_name(each, "receipts", period, TODAY) for each in LANGUAGES] == names


def test_each_view_has_a_word_in_each_language_and_what_is_unpaid_is_so_on_a_day() -> None:
    assert [
        [view_name(each, view, YEAR, TODAY) for view in LEDGER_VIEWS] for each in LANGUAGES
    ] == [
        [
            "recettes-2026.pdf",
            "ventes-2026.pdf",
            "impayes-2026-06-15.pdf",
            "chiffre-d-affaires-2026.pdf",
            "tva-2026.pdf",
            "declaration-2026.pdf",
        ],
        [
            "receipts-2026.pdf",
            "sales-2026.pdf",
            "unpaid-2026-06-15.pdf",
            "turnover-2026.pdf",
            "vat-2026.pdf",
            "declaration-2026.pdf",
        ],
    ]


@pytest.mark.parametrize(
    ("language", "names"),
    [
        (
            "fr",
            [
                "emargement-martin-2026.pdf",
                "emargement-martin-2026-du-2026-02-01-au-2026-02-28.pdf",
                "projet-devis-martin-2026.pdf",
                "brouillon-facture-martin-2026.pdf",
            ],
        ),
        (
            "en",
            [
                "attendance-martin-2026.pdf",
                "attendance-martin-2026-from-2026-02-01-to-2026-02-28.pdf",
                "draft-quote-martin-2026.pdf",
                "draft-invoice-martin-2026.pdf",
            ],
        ),
    ],
)
def test_a_sheet_and_a_draft_are_named_in_the_language_of_the_client(
    language: Language, names: list[str]
) -> None:
    ref = "martin-2026"
    made = [
        attendance_name(language, ref, None, None),
        attendance_name(language, ref, date(2026, 2, 1), date(2026, 2, 28)),
        quote_preview_name(language, ref),
        invoice_preview_name(language, ref),
    ]
    assert made == names


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_document_of_an_engagement_is_known_by_its_name(language: Language) -> None:
    ref = "martin-2026"
    made = {
        *(contract_name(language, ref, paper) for paper in CONTRACT_PAPERS),
        *(amendment_name(language, ref, 12, paper) for paper in CONTRACT_PAPERS),
        *(report_name(language, ref, reader) for reader in REPORT_READERS),
        annex_name(language, ref),
        choices_name(language, ref),
        attendance_name(language, ref, None, None),
        attendance_name(language, ref, date(2026, 2, 1), None),
        quote_preview_name(language, ref),
        invoice_preview_name(language, ref),
    }
    versions = {
        version
        for name in made
        for version in (
            copy_name(language, name),
            dated_name(name, TODAY, 2),
            scan_name(language, name, ".png", 2),
        )
    }
    assert {name for name in made | versions if not is_paper_name(ref, name)} == set()
    own = {name for name in made if name in paper_names(ref) | choices_names(ref)}
    own |= {name for name in made if name in amendment_names(ref, 12)}
    signed = {contract_name(language, ref, paper) for paper in CONTRACT_PAPERS}
    signed |= {amendment_name(language, ref, 12, paper) for paper in CONTRACT_PAPERS}
    assert own == signed | {annex_name(language, ref), choices_name(language, ref)}
