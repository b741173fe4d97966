"""What a file beside an engagement is, by its name."""

from datetime import date

import pytest

from phmcoach.documents.papers.file_names import (
    amendment_name,
    annex_name,
    attendance_name,
    choices_name,
    contract_name,
    copy_name,
    dated_name,
    invoice_preview_name,
    mail_name,
    quote_preview_name,
    replaced_name,
    report_name,
    scan_name,
    taken_back_name,
    withdrawal_mail_name,
)
from phmcoach.domain.privacy.held import PaperKind
from phmcoach.domain.privacy.papers import kind_of_paper
from phmcoach.paper_names import duplicate_names, letter_stem, paper_stem, portal_stem
from phmcoach.words import LANGUAGES, Language

REF = "martin-2026"
DAY = date(2026, 6, 15)


def named(language: Language) -> dict[str, PaperKind]:
    """Return the names that commands give, with what each file is."""
    stem = paper_stem(language, "invoice", "F-2026-0007")
    return {
        contract_name(language, REF, "private"): "contract-paper",
        contract_name(language, REF, "three-party"): "contract-paper",
        contract_name(language, REF, "beneficiary"): "contract-paper",
        contract_name(language, REF, "service"): "service-paper",
        amendment_name(language, REF, 2, "private"): "contract-paper",
        amendment_name(language, REF, 2, "beneficiary"): "contract-paper",
        amendment_name(language, REF, 12, "service"): "service-paper",
        annex_name(language, REF): "annex",
        choices_name(language, REF): "choices-paper",
        report_name(language, REF, "beneficiary"): "report",
        report_name(language, REF, "sponsor"): "report",
        attendance_name(language, REF, DAY, None): "attendance",
        quote_preview_name(language, REF): "billing-paper",
        invoice_preview_name(language, REF): "billing-paper",
        f"{stem}.pdf": "billing-paper",
        duplicate_names(language, stem, "F-2026-0007")[0]: "billing-paper",
        duplicate_names(language, stem, "F-2026-0007")[1]: "billing-paper",
        f"{portal_stem(language, stem)}.xml": "billing-paper",
        f"{letter_stem(language, 'F-2026-0007', 'formal', DAY)}.pdf": "billing-paper",
        mail_name(language, REF, "contract", "sponsor", 0): "mail",
        withdrawal_mail_name(language, REF): "mail",
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_name_that_a_command_gives_says_what_the_file_is(language: Language) -> None:
    expected = named(language)
    assert {name: kind_of_paper(REF, name) for name in expected} == expected


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_versions_copies_and_scans_of_a_paper_are_what_it_is(language: Language) -> None:
    for paper in ("service", "beneficiary"):
        name = contract_name(language, REF, paper)
        for made in (
            copy_name(language, name),
            dated_name(name, DAY, 2),
            scan_name(language, name, ".jpg", 3),
            taken_back_name(language, name),
            replaced_name(language, scan_name(language, name, ".pdf"), 2),
        ):
            assert kind_of_paper(REF, made) == kind_of_paper(REF, name)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("contract.signed.toml", "record"),
        ("amendment-12.signed.toml", "record"),
        ("contract.signed.2.toml", "record"),
        ("contract.taken-back.toml", "record"),
        ("amendment-1.taken-back-2.toml", "record"),
        ("evaluation.toml", "form"),
        ("contrat-martin-2025.pdf", "other-paper"),
        ("IMG_0042.jpg", "other-paper"),
        ("courrier.pdf", "other-paper"),
    ],
)
def test_a_name_that_no_command_gives_is_another_paper(name: str, kind: PaperKind) -> None:
    assert kind_of_paper(REF, name) == kind
