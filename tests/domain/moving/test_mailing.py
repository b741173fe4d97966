"""Who gets which paper by e-mail."""

from datetime import date

import pytest
from tests.documents.golden_invoices import golden_invoices

from phmcoach.documents.papers.sample_records import (
    sample_case,
    sample_client,
    sample_engagement,
    sample_evaluated,
)
from phmcoach.domain.case import Case
from phmcoach.domain.moving.mailing import (
    READERS,
    Recipient,
    is_of_month,
    is_read_by_organisation,
    readers_of,
    recipient_of,
)
from phmcoach.value import replace
from phmcoach.words import MAILED_PAPERS


def make_case(*, private: bool = False) -> Case:
    return sample_case(sample_engagement(), sample_client("fr", private=private))


def test_each_paper_goes_to_those_who_sign_or_pay() -> None:
    case = make_case()
    assert {paper: readers_of(case, paper) for paper in MAILED_PAPERS} == {
        "contract": ("sponsor", "beneficiary"),
        "amendment": ("sponsor", "beneficiary"),
        "report": ("beneficiary",),
        "attendance": ("sponsor",),
        "quote": ("sponsor",),
    }


def test_a_private_client_gets_every_paper() -> None:
    case = make_case(private=True)
    assert {readers_of(case, paper) for paper in MAILED_PAPERS} == {("beneficiary",)}


def test_a_report_without_an_agreement_is_for_the_beneficiary_alone() -> None:
    case = sample_case(sample_evaluated(), sample_client("fr", private=False))
    evaluation = case.engagement.evaluation
    assert evaluation is not None
    assert readers_of(case, "report") == ("beneficiary", "sponsor")
    changed = replace(evaluation, changed="Autre chose.")
    assert readers_of(case.having(replace(case.engagement, evaluation=changed)), "report") == (
        "beneficiary",
    )


def test_the_contract_of_the_beneficiary_is_for_them_alone() -> None:
    assert READERS["beneficiary"] == ("beneficiary",)
    assert READERS["service"] == ("sponsor",)


def test_the_organisation_is_reached_by_its_contact_and_not_by_its_accounts() -> None:
    case = make_case()
    client = replace(
        case.client, contact="Ada B.", email="a@example.org", billing_email="c@example.org"
    )
    assert recipient_of(case, client, "sponsor") == Recipient("sponsor", "Ada B.", "a@example.org")
    nameless = replace(client, contact=None)
    assert recipient_of(case, nameless, "sponsor").name == client.name


def test_the_beneficiary_is_reached_by_their_own_address() -> None:
    case = make_case()
    person = replace(case.engagement.beneficiary, email="p@example.org")
    case = case.having(replace(case.engagement, beneficiary=person))
    assert recipient_of(case, case.client, "beneficiary").email == "p@example.org"


@pytest.mark.parametrize(
    ("email", "contact", "is_read"),
    [
        ("A@example.org", "Ada B.", True),
        ("c@example.org", "Ada B.", True),
        ("p@example.org", "Ada B.", False),
        ("a@example.org", "Claire Martin", False),
        (None, "Ada B.", False),
    ],
)
def test_an_address_that_the_organisation_reads_is_none_of_the_beneficiary(
    email: str | None, contact: str, is_read: bool
) -> None:
    client = replace(
        make_case().client, contact=contact, email="a@example.org", billing_email="c@example.org"
    )
    to = Recipient("beneficiary", "Claire Martin", email)
    assert is_read_by_organisation(to, client) is is_read
    assert not is_read_by_organisation(replace(to, reader="sponsor"), client)


def test_an_invoice_is_of_the_month_up_to_which_it_bills() -> None:
    papers = golden_invoices()
    invoice = replace(papers["vat"], end_on=date(2026, 6, 30), issued_on=date(2026, 7, 1))
    assert is_of_month(invoice, date(2026, 6, 1))
    assert not is_of_month(invoice, date(2026, 7, 1))
    assert not is_of_month(replace(invoice, end_on=date(2025, 6, 30)), date(2026, 6, 1))
    credit = replace(papers["partial-credit"], end_on=date(2026, 6, 30))
    assert not is_of_month(credit, date(2026, 6, 1))
