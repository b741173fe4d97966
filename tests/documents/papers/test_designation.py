"""What lines say: an organisation reads its contract, a private client their own name."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from tests.builders import make_case, make_client, make_private_client, make_session, make_terms
from tests.builders import make_engagement as engage
from tests.documents.document_samples import LAW, TODAY, make_practice
from tests.documents.golden_records import Coaching, Frame

from phmcoach.documents.papers.contract import render_contract
from phmcoach.documents.papers.designation import designate
from phmcoach.documents.papers.paper_input import ContractInput
from phmcoach.domain.money.account import Account
from phmcoach.domain.money.drafting import Drafting
from phmcoach.domain.money.due import draft_deposit, draft_due
from phmcoach.domain.money.invoice import Invoice
from phmcoach.domain.records.parties import Client
from phmcoach.value import replace
from phmcoach.words import ClientKind, ContractPaper, SessionStatus

NUMBER = "A-2026-03"


COACHING = "Accompagnement professionnel individuel (coaching) – "


def draft(
    client: Client | None = None,
    *,
    number: str | None = NUMBER,
    status: SessionStatus = "held",
    deposit: bool = False,
    **terms: Any,  # noqa: ANN401 - keys of the terms
) -> Invoice:
    engagement = engage(
        make_session(1, date(2026, 1, 13)),
        make_session(2, date(2026, 1, 20), status=status),
        contract_reference=number,
        terms=make_terms(**terms),
    )
    on = date(2026, 1, 31)
    drafting = Drafting(
        case=make_case(engagement, client=client or make_client(), ref="martin"),
        account=Account(),
        practice=make_practice(),
        law=LAW,
        issued_on=on,
        specimen=False,
    )
    due = draft_deposit(drafting, Decimal(500)) if deposit else draft_due(drafting, on)
    return due.invoices[0]


def read(invoice: Invoice, paper: ContractPaper = "three-party", text: int = 2) -> list[str]:
    lines = designate(invoice, paper, text).lines
    return [line.designation.replace("\u00a0", " ").replace("\u202f", " ") for line in lines]


@pytest.mark.parametrize("kind", ["company-fr", "company-eu", "public", "association"])
def test_an_organisation_reads_its_contract_and_no_name(kind: ClientKind) -> None:
    client = make_client(kind=kind, siren=None)
    assert read(draft(client)) == [
        COACHING + "contrat A-2026-03 du 10 janvier 2026 – temps réservé, janvier 2026"
    ]


def test_an_organisation_reads_the_same_in_english() -> None:
    assert read(draft(make_client(language="en"))) == [
        (
            "Individual professional coaching – contract A-2026-03 of 10 January 2026 – "
            "reserved time, January 2026"
        )
    ]


def test_a_contract_that_was_signed_without_a_number_is_named_by_its_day() -> None:
    assert read(draft(number=None)) == [
        COACHING + "contrat du 10 janvier 2026 – temps réservé, janvier 2026"
    ]


def test_a_contract_by_which_the_beneficiary_agrees_lets_the_line_name_them() -> None:
    assert read(draft(name_on_invoices=True)) == [
        COACHING
        + "Claire Martin, contrat A-2026-03 du 10 janvier 2026 – temps réservé, janvier 2026"
    ]


def test_a_private_client_reads_their_own_name() -> None:
    assert read(draft(make_private_client())) == [
        "Accompagnement professionnel (coaching) – Claire Martin, janvier 2026"
    ]


def test_a_deposit_names_the_contract_too() -> None:
    (line,) = read(draft(deposit=True))
    assert line.endswith("(coaching) – contrat A-2026-03 du 10 janvier 2026")


def test_a_month_with_a_missed_session_that_is_due_in_full_reads_like_any_other() -> None:
    assert read(draft(status="no-show")) == read(draft())


@pytest.mark.parametrize(
    ("text", "paper", "article"),
    [(1, "three-party", 23), (1, "service", 20), (2, "three-party", 13), (2, "service", 13)],
)
def test_a_part_of_a_missed_session_is_reserved_time_without_a_reason(
    text: int, paper: ContractPaper, article: int
) -> None:
    found = read(draft(status="no-show", late_cancel_percent=50), paper, text)
    assert found[1] == f"Temps réservé, article {article} du contrat"


@pytest.mark.parametrize("text", [1, 2])
@pytest.mark.parametrize(("frame", "paper"), [("three-party", "three-party"), ("pair", "service")])
def test_the_article_that_an_invoice_names_is_the_one_on_missed_sessions(
    frame: Frame, paper: ContractPaper, text: int
) -> None:
    made = Coaching(frame, "short")
    engagement = replace(made.agreed(), seal={"terms": "0" * 64} if text == 1 else {})
    case = make_case(engagement, client=made.client, ref="dupont-2026")
    inputs = ContractInput(case=case, practice=made.practice, law=LAW, today=TODAY, specimen=False)
    source = render_contract(inputs, paper).source
    titles = re.findall(r"#article\((\d+)\)(.*)", source)
    (number,) = [number for number, title in titles if "Report, annulation" in title]
    assert (
        read(draft(status="no-show", late_cancel_percent=50), paper, text)[1]
        == f"Temps réservé, article {number} du contrat"
    )
