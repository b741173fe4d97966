"""A client's file of an earlier version that names another party than the one that was billed.

No record says who signed such a contract, but its invoices do.
"""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from tests.actions.conftest import ADDRESS, bill
from tests.commands import command_of
from tests.earlier_seals import seal_as_earlier

from phmcoach.actions.context import Context
from phmcoach.actions.contract.attaching import attach
from phmcoach.actions.contract.signed_files import GivenFile, SignedFiles
from phmcoach.actions.money.credits import CreditRequest, issue_credit_note
from phmcoach.actions.practice.doctor import examine
from phmcoach.actions.practice.practice import new_client, set_client
from phmcoach.actions.sessions.recording import log_session
from phmcoach.domain.money.credit import Selection
from phmcoach.errors import Problem, RuleRefusedError
from phmcoach.value import replace

REF = "martin-2026"
Signed = Callable[..., Path]
Billed = Callable[..., Context]
SIREN = ("siren", "811222330", "900000001")


@pytest.fixture
def remarks() -> list[Problem]:
    return []


@pytest.fixture
def billed(context: Context, signed: Signed, remarks: list[Problem]) -> Billed:
    """Leave a contract with an invoice as an earlier version sealed it."""

    def make(client: str = "acme") -> Context:
        desk = replace(context, remark=remarks.append)
        signed(client=client)
        log_session(desk, ref=REF, on=date(2026, 1, 13), minutes=120)
        bill(desk, ref=REF)
        seal_as_earlier(desk.folder, REF)
        return desk

    return make


def change(context: Context, key: str, old: str, new: str, client: str = "acme") -> None:
    """Change the file of a client by hand."""
    path = context.folder.client_file(client)
    before, after = (f'{key} = "{value}"' for value in (old, new))
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after), "utf-8")


def refused(work: Callable[[], object]) -> list[str]:
    with pytest.raises(RuleRefusedError) as error:
        work()
    return [each.message for each in error.value.problems]


def log(context: Context) -> None:
    log_session(context, ref=REF, on=date(2026, 2, 10), minutes=120)


def records(context: Context) -> list[str]:
    return [path.name for path in context.folder.root.rglob("*.signed.toml")]


def test_the_doctor_says_what_the_number_was_and_its_command_puts_it_back(billed: Billed) -> None:
    desk = billed()
    change(desk, *SIREN)

    (finding,) = examine(desk).findings

    assert (finding.message, finding.level) == ("seal.buyer-changed", "error")
    assert finding.args["number"] == "F-2026-0001"
    assert finding.args["changes"] == (
        Problem("seal.change", {"key": "siren", "before": "811222330", "after": "900000001"}),
    )
    assert command_of(finding) == "coach set-client acme --siren 811222330"
    set_client(desk, ref="acme", details={"siren": "811222330"})
    assert examine(desk).findings == ()


def test_no_third_number_takes_its_place(billed: Billed) -> None:
    desk = billed()
    change(desk, *SIREN)
    assert refused(lambda: set_client(desk, ref="acme", details={"siren": "500000005"})) == [
        "client.other-company",
        "client.succeeded",
    ]


def test_nothing_is_billed_to_the_other_party(billed: Billed) -> None:
    desk = billed()
    log_session(desk, ref=REF, on=date(2026, 1, 20), minutes=120)
    seal_as_earlier(desk.folder, REF)
    change(desk, *SIREN)
    assert refused(lambda: bill(desk, ref=REF)) == ["seal.buyer-changed"]


def test_nothing_is_carried_over_and_the_change_is_saved(
    billed: Billed, remarks: list[Problem]
) -> None:
    desk = billed()
    change(desk, *SIREN)
    remarks.clear()

    log(desk)

    (remark,) = remarks
    inner = remark.args["problem"]
    assert isinstance(inner, Problem)
    assert (remark.message, inner.message) == ("seal.not-carried-over", "seal.buyer-changed")
    assert command_of(remark) == "coach set-client acme --siren 811222330"
    assert records(desk) == []
    assert "2026-02-10" in desk.folder.engagement_file(REF).read_text("utf-8")


def test_no_file_is_attached_to_it(billed: Billed) -> None:
    desk = billed()
    change(desk, *SIREN)
    given = SignedFiles(scans=(GivenFile(Path("scan.png"), b"\x89PNG\r\n\x1a\n", ".png"),))
    assert refused(lambda: attach(desk, ref=REF, number=None, given=given)) == [
        "seal.buyer-changed"
    ]


def test_the_name_tells_a_client_without_a_number(context: Context, billed: Billed) -> None:
    new_client(context, ref="roux", kind="private", name="Hugo Roux", details=ADDRESS)
    desk = billed("roux")
    change(desk, "name", "Hugo Roux", "Léa Petit", client="roux")

    (finding,) = examine(desk).findings

    assert finding.message == "seal.buyer-changed"
    assert command_of(finding) == "coach set-client roux --name 'Hugo Roux'"


def test_another_kind_of_client_is_put_back_by_hand(billed: Billed) -> None:
    desk = billed()
    change(desk, "siren", "811222330", "")
    path = desk.folder.client_file("acme")
    text = path.read_text("utf-8").replace('siren = ""\n', "")
    path.write_text(text.replace('kind = "company-fr"', 'kind = "private"'), "utf-8")

    found = [each for each in examine(desk).findings if each.message == "seal.buyer-changed"]

    assert [(each.args["keys"], command_of(each)) for each in found] == [(("kind", "siren"), None)]


def test_a_new_name_of_the_same_company_is_no_other_party(
    billed: Billed, remarks: list[Problem]
) -> None:
    desk = billed()
    change(desk, "name", "Acme SA", "Bigco SA")
    remarks.clear()

    log(desk)

    assert [each.message for each in remarks] == ["seal.carried-over"]


def test_an_invoice_that_was_taken_back_says_nothing_about_the_party(
    billed: Billed, remarks: list[Problem]
) -> None:
    desk = billed()
    issue_credit_note(desk, CreditRequest("1", Selection(), "Autre société."))
    change(desk, *SIREN)
    remarks.clear()

    log(desk)

    assert [each.message for each in remarks] == ["seal.carried-over"]


def test_the_invoice_of_another_open_contract_tells_the_party_too(
    billed: Billed, signed: Signed, remarks: list[Problem]
) -> None:
    desk = billed()
    signed("roux-2026", beneficiary="Anna Roux")
    seal_as_earlier(desk.folder, "roux-2026")
    change(desk, *SIREN)

    log_session(desk, ref="roux-2026", on=date(2026, 1, 20), minutes=120)

    assert [each.message for each in examine(desk).findings] == ["seal.buyer-changed"] * 2
    assert remarks[-1].message == "seal.not-carried-over"
    set_client(desk, ref="acme", details={"siren": "811222330"})
    assert examine(desk).findings == ()
