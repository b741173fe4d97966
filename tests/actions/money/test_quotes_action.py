"""Quotes: their permanent number, their acceptance, and the contract and invoices that follow."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from tests.actions.conftest import TODAY, bill, on_day
from tests.commands import command_of

from phmcoach.actions.context import Context
from phmcoach.actions.contract.contracting import add_objective, set_terms
from phmcoach.actions.contract.demands import validate_demand
from phmcoach.actions.contract.papers import write_contract
from phmcoach.actions.contract.signing import sign
from phmcoach.actions.money.mail import write_duplicate, write_mail
from phmcoach.actions.money.payments import pay
from phmcoach.actions.money.quotes import QuoteRequest, accept_quote, draft, issue_quote
from phmcoach.actions.practice.doctor import examine
from phmcoach.actions.sessions.recording import log_session
from phmcoach.errors import CoachError, MissingError, RuleRefusedError
from phmcoach.store.ledger import open_ledger
from phmcoach.value import replace

REF = "martin"
TERMS: dict[str, Any] = {
    "sessions": 12,
    "minutes": 120,
    "start_on": date(2026, 1, 12),
    "months": 6,
    "rate": Decimal(260),
}


@pytest.fixture
def demanded(context: Context, open_demand: Callable[..., Path]) -> Context:
    """Return the context of an engagement with terms that nobody has signed."""
    open_demand(REF)
    validate_demand(context, ref=REF, on=date(2026, 1, 5), request="Trouver ma place.")
    add_objective(context, ref=REF, statement="Déléguer.", result="Fait.", indicator="Dossiers.")
    set_terms(context, ref=REF, **TERMS)
    return context


def refused(error: pytest.ExceptionInfo[CoachError]) -> list[str]:
    return [problem.message for problem in error.value.problems]


def test_a_quote_is_numbered_in_a_series_of_its_own(
    demanded: Context, signed: Callable[..., Path]
) -> None:
    signed("other")
    log_session(demanded, ref="other", on=date(2026, 6, 1))
    numbers = [issue_quote(demanded, QuoteRequest(REF)).quote.number for _ in range(2)]
    invoice = bill(demanded, ref="other")

    assert numbers == ["D-2026-0001", "D-2026-0002"]
    assert invoice.number == "F-2026-0001"


def test_the_ledger_keeps_the_issued_bytes_of_a_quote(demanded: Context) -> None:
    issued = issue_quote(demanded, QuoteRequest(REF))
    (recorded,) = open_ledger(demanded.folder).entries

    assert recorded.entry.quote == issued.quote
    assert recorded.entry.pdf_sha256 == sha256(issued.path.read_bytes()).hexdigest()
    assert examine(demanded).findings == ()


def test_a_quote_of_a_demonstration_is_a_specimen(demanded: Context) -> None:
    shown = replace(demanded, specimen=True)

    assert issue_quote(shown, QuoteRequest(REF)).quote.number == "SPECIMEN-D-2026-0001"


def test_a_quote_is_valid_for_as_long_as_the_practice_sets(demanded: Context) -> None:
    assert draft(demanded, QuoteRequest(REF)).valid_until == date(2026, 7, 15)
    until = date(2026, 6, 30)
    assert draft(demanded, QuoteRequest(REF, valid_until=until)).valid_until == until
    with pytest.raises(RuleRefusedError) as error:
        draft(demanded, QuoteRequest(REF, valid_until=date(2026, 6, 14)))
    assert refused(error) == ["quote.ends-before-issue"]


def test_a_quote_needs_terms(context: Context, open_demand: Callable[..., Path]) -> None:
    open_demand(REF)
    with pytest.raises(RuleRefusedError) as error:
        issue_quote(context, QuoteRequest(REF))

    assert refused(error) == ["gate.no-terms"]
    assert open_ledger(context.folder).entries == ()


@pytest.mark.parametrize("name", ["D-2026-0001", "d-2026-0001", "1", "martin", "mar"])
def test_a_quote_is_accepted_by_its_number_or_its_engagement(demanded: Context, name: str) -> None:
    issue_quote(demanded, QuoteRequest(REF))

    assert accept_quote(demanded, name=name, on=TODAY).number == "D-2026-0001"
    text = demanded.folder.engagement_file(REF).read_text("utf-8")
    assert '[quote]\nnumber = "D-2026-0001"\naccepted_on = 2026-06-15\n' in text


def test_the_last_digits_of_an_invoice_and_of_a_quote_are_distinguished(
    demanded: Context, signed: Callable[..., Path]
) -> None:
    signed("other")
    log_session(demanded, ref="other", on=date(2026, 6, 1))
    issue_quote(demanded, QuoteRequest(REF))
    bill(demanded, ref="other")

    assert accept_quote(demanded, name="1", on=TODAY).number == "D-2026-0001"
    paid = pay(demanded, number="1", on=TODAY, method="transfer")
    assert paid.receipt.document == "F-2026-0001"


def test_the_engagement_means_its_last_quote(demanded: Context) -> None:
    issue_quote(demanded, QuoteRequest(REF))
    set_terms(demanded, ref=REF, **{**TERMS, "sessions": 10})
    issue_quote(demanded, QuoteRequest(REF))

    assert accept_quote(demanded, name=REF, on=TODAY).number == "D-2026-0002"


def test_a_quote_of_other_terms_cannot_be_accepted(demanded: Context) -> None:
    issue_quote(demanded, QuoteRequest(REF))
    set_terms(demanded, ref=REF, **{**TERMS, "sessions": 10})
    before = demanded.folder.engagement_file(REF).read_bytes()
    with pytest.raises(RuleRefusedError) as error:
        accept_quote(demanded, name=REF, on=TODAY)

    assert refused(error) == ["quote.other-terms"]
    assert demanded.folder.engagement_file(REF).read_bytes() == before


def test_a_quote_that_cannot_be_accepted_is_refused_with_the_reason(demanded: Context) -> None:
    with pytest.raises(MissingError) as error:
        accept_quote(demanded, name=REF, on=TODAY)
    assert refused(error) == ["quote.none"]
    with pytest.raises(MissingError) as error:
        accept_quote(demanded, name="D-2026-0009", on=TODAY)
    assert refused(error) == ["ledger.no-such-paper"]
    issue_quote(demanded, QuoteRequest(REF))
    with pytest.raises(RuleRefusedError) as late:
        accept_quote(demanded, name=REF, on=date(2026, 6, 16))
    assert refused(late) == ["gate.in-the-future"]
    accept_quote(demanded, name=REF, on=TODAY)
    with pytest.raises(RuleRefusedError) as again:
        accept_quote(demanded, name=REF, on=TODAY)
    assert refused(again) == ["quote.already-accepted"]


def test_a_contract_names_its_accepted_quote(demanded: Context) -> None:
    from tests.documents.document_samples import text_of

    issue_quote(demanded, QuoteRequest(REF))
    accept_quote(demanded, name=REF, on=TODAY)
    text = text_of(write_contract(demanded, ref=REF).paths[0].read_bytes())

    assert "Ce prix est celui du devis n° D-2026-0001, accepté le 15 juin 2026." in text


def test_no_contract_is_made_or_signed_on_other_terms_than_the_accepted_ones(
    demanded: Context,
) -> None:
    issue_quote(demanded, QuoteRequest(REF))
    accept_quote(demanded, name=REF, on=TODAY)
    set_terms(demanded, ref=REF, **{**TERMS, "rate": Decimal(250)})
    for refuse in (
        lambda: write_contract(demanded, ref=REF),
        lambda: sign(demanded, ref=REF, on=TODAY),
    ):
        with pytest.raises(RuleRefusedError) as error:
            refuse()
        assert refused(error) == ["quote.other-terms"]
    assert [f.message for f in examine(demanded).findings] == ["quote.other-terms"]


def test_after_a_signature_no_quote_can_be_issued_or_accepted(demanded: Context) -> None:
    issue_quote(demanded, QuoteRequest(REF))
    sign(demanded, ref=REF, on=TODAY)
    for refuse in (
        lambda: issue_quote(demanded, QuoteRequest(REF)),
        lambda: accept_quote(demanded, name=REF, on=TODAY),
    ):
        with pytest.raises(RuleRefusedError) as error:
            refuse()
        assert refused(error) == ["quote.already-signed"]


def test_an_invoice_names_the_quote_that_was_accepted(demanded: Context) -> None:
    issue_quote(demanded, QuoteRequest(REF))
    accept_quote(demanded, name=REF, on=TODAY)
    sign(demanded, ref=REF, on=TODAY)
    later = on_day(demanded, date(2026, 6, 30))
    log_session(later, ref=REF, on=date(2026, 6, 20))

    assert bill(later, ref=REF).invoice.quote == "D-2026-0001"


def test_the_doctor_finds_a_quote_that_was_never_issued(demanded: Context) -> None:
    path = demanded.folder.engagement_file(REF)
    quote = '\n[quote]\nnumber = "D-2026-0007"\naccepted_on = 2026-06-01\n'
    path.write_text(path.read_text("utf-8") + quote, "utf-8")

    assert [f.message for f in examine(demanded).findings] == ["quote.unknown"]


def test_a_lost_quote_that_is_made_again_with_the_same_bytes_is_put_back(
    demanded: Context,
) -> None:
    pdf = issue_quote(demanded, QuoteRequest(REF)).path
    issued = pdf.read_bytes()
    pdf.unlink()
    (finding,) = examine(demanded).findings

    written = write_duplicate(demanded, number="D-2026-0001")

    assert command_of(finding) == "coach mail D-2026-0001 --duplicate"
    assert [each.message for each in written.warnings] == ["duplicate.original-restored"]
    assert pdf.read_bytes() == issued
    assert examine(demanded).findings == ()


def test_the_duplicate_of_a_quote_stands_in_for_an_original_that_is_made_otherwise(
    demanded: Context,
) -> None:
    pdf = issue_quote(demanded, QuoteRequest(REF)).path
    pdf.unlink()
    path = demanded.folder.practice_file
    path.write_text('accent = "#123456"\n' + path.read_text("utf-8"), "utf-8")

    written = write_duplicate(demanded, number="D-2026-0001")

    (finding,) = examine(demanded).findings
    assert (finding.message, finding.level) == ("ledger.original-lost", "warning")
    assert write_mail(demanded, number="D-2026-0001").path.exists()
    assert written.path.read_bytes().startswith(b"%PDF")
