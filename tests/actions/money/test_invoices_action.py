from collections.abc import Callable
from datetime import date, time
from pathlib import Path

import pytest
from tests.actions.conftest import bill, bill_all, on_day
from tests.builders import billed_ids
from tests.commands import command_of

from phmcoach.actions.context import Context
from phmcoach.actions.money.invoices import Request, draft, issue_invoices, write_preview
from phmcoach.actions.practice.doctor import examine
from phmcoach.actions.practice.practice import new_client
from phmcoach.actions.sessions.recording import log_session
from phmcoach.errors import CoachError, ConflictError, InvalidDataError, RuleRefusedError
from phmcoach.value import replace

Signed = Callable[..., Path]


@pytest.fixture
def billable(context: Context, signed: Signed) -> Path:
    path = signed()
    for on in (date(2026, 1, 13), date(2026, 2, 10)):
        log_session(context, ref="martin", on=on)
    return path


def messages(error: pytest.ExceptionInfo[CoachError]) -> list[str]:
    return [problem.message for problem in error.value.problems]


def findings(context: Context) -> list[str]:
    return [finding.message for finding in examine(context).findings]


def snapshot(root: Path) -> dict[Path, bytes]:
    return {
        path: path.read_bytes()
        for path in root.rglob("*")
        if path.is_file() and path.name != ".coach.lock"
    }


def test_a_draft_writes_nothing(context: Context, billable: Path) -> None:
    before = snapshot(context.folder.root)
    assert draft(context, Request("martin")).invoices[0].number is None
    assert snapshot(context.folder.root) == before
    assert billable.exists()


def test_a_preview_is_no_invoice(context: Context, billable: Path) -> None:
    ledger = snapshot(context.folder.ledger_dir)
    written = write_preview(context, Request("martin"))
    assert written.path.parent == context.folder.documents_dir("martin-2026")
    assert snapshot(context.folder.ledger_dir) == ledger
    assert billable.exists()


def test_invoiced_sessions_are_not_invoiced_again(context: Context, billable: Path) -> None:
    first = bill(context, ref="martin", through=date(2026, 1, 31))
    second = bill(context, ref="martin")
    assert (first.number, second.number) == ("F-2026-0001", "F-2026-0002")
    assert billed_ids(first.invoice) == {"s1"}
    assert billed_ids(second.invoice) == {"s2"}
    with pytest.raises(RuleRefusedError) as refused:
        bill(context, ref="martin")
    assert messages(refused) == ["invoice.nothing-to-bill"]
    assert billable.exists()
    assert findings(context) == []


def test_a_later_invoice_is_refused_if_its_session_was_billed_meanwhile(
    context: Context, billable: Path
) -> None:
    papers = issue_invoices(context, Request("martin"))
    next(papers)
    bill(context, ref="martin")
    with pytest.raises(RuleRefusedError) as refused:
        next(papers)
    assert messages(refused) == ["invoice.nothing-to-bill"]
    assert billable.exists()


def test_a_session_that_is_logged_late_is_billed_by_the_next_invoice(
    context: Context, billable: Path
) -> None:
    bill(context, ref="martin")
    log_session(context, ref="martin", on=date(2026, 1, 20))
    assert billed_ids(bill(context, ref="martin").invoice) == {"s3"}
    assert billable.exists()


@pytest.mark.parametrize(
    ("old", "new"),
    [("2026-01-13", "2026-02-14"), ("minutes = 120", "minutes = 90"), ('"held"', '"no-show"')],
)
def test_a_billed_session_that_is_changed_by_hand_is_reported_and_not_billed_again(
    context: Context, billable: Path, old: str, new: str
) -> None:
    bill(context, ref="martin")
    text = billable.read_text("utf-8")
    at = text.index("[[sessions]]")
    billable.write_text(text[:at] + text[at:].replace(old, new, 1), "utf-8")
    assert findings(context) == ["billing.session-changed"]
    with pytest.raises(RuleRefusedError) as refused:
        bill(context, ref="martin")
    assert messages(refused) == ["invoice.nothing-to-bill"]
    log_session(context, ref="martin", on=date(2026, 3, 3))
    warned = bill(context, ref="martin").warnings
    assert [problem.message for problem in warned] == ["billing.session-changed"]


TWIN = """
[[sessions]]
id = "s8"
on = {on}
minutes = 120
type = "in-person"
status = "held"
"""


@pytest.mark.parametrize("on", [date(2026, 1, 13), date(2026, 2, 10)], ids=["billed", "unbilled"])
def test_a_session_that_was_pasted_is_found_and_not_billed_again(
    context: Context, billable: Path, on: date
) -> None:
    bill(context, ref="martin", through=date(2026, 1, 31))
    billable.write_text(billable.read_text("utf-8") + TWIN.format(on=on), "utf-8")
    assert findings(context) == ["billing.session-recorded-twice"]
    with pytest.raises(RuleRefusedError) as refused:
        bill(context, ref="martin")
    assert messages(refused) == ["billing.session-recorded-twice"]


def test_two_sessions_of_one_day_are_billed_if_one_has_its_hour(
    context: Context, billable: Path
) -> None:
    billable.write_text(billable.read_text("utf-8") + TWIN.format(on="2026-01-13"), "utf-8")
    log_session(context, ref="martin", session_id="s8", at=time(14))
    issued = bill(context, ref="martin", through=date(2026, 1, 31))
    assert billed_ids(issued.invoice) == {"s1", "s8"}
    assert findings(context) == []


def test_a_billed_session_under_another_id_blocks_the_next_invoice(
    context: Context, billable: Path
) -> None:
    bill(context, ref="martin")
    text = billable.read_text("utf-8").replace('id = "s2"', 'id = "s22"')
    billable.write_text(text, "utf-8")
    assert findings(context) == ["billing.session-missing"]
    with pytest.raises(RuleRefusedError) as refused:
        bill(context, ref="martin")
    assert messages(refused) == ["billing.session-missing"]


def test_an_unsigned_contract_cannot_be_invoiced(context: Context, billable: Path) -> None:
    text = billable.read_text("utf-8").replace("beneficiary = 2026-01-10\n", "")
    billable.write_text(text, "utf-8")
    with pytest.raises(RuleRefusedError) as refused:
        bill(context, ref="martin")
    assert messages(refused) == ["gate.not-signed"]


def test_a_missing_address_of_the_client_is_reported(context: Context, signed: Signed) -> None:
    new_client(context, ref="bare", kind="company-fr", name="Bare SA", details={})
    signed("martin-2026", client="bare")
    log_session(context, ref="martin", on=date(2026, 1, 13))
    with pytest.raises(RuleRefusedError) as refused:
        bill(context, ref="martin")
    assert messages(refused) == ["gate.client-without-address", "gate.client-without-siren"]


@pytest.mark.parametrize(
    ("on", "message"),
    [
        (date(2026, 6, 16), "ledger.issue-date-in-future"),
        (date(2026, 6, 12), "ledger.issue-date-before-last"),
        (date(2026, 1, 31), "ledger.issue-date-before-last"),
    ],
)
def test_an_issue_date_is_neither_in_the_future_nor_before_the_last_document(
    context: Context, billable: Path, on: date, message: str
) -> None:
    bill(context, ref="martin", through=date(2026, 1, 31), on=date(2026, 6, 13))
    with pytest.raises(RuleRefusedError) as refused:
        bill(context, ref="martin", on=on)
    assert messages(refused) == [message]
    assert billable.exists()


def test_a_changed_prefix_opens_a_series_with_its_own_first_day_and_number(
    context: Context, billable: Path
) -> None:
    file = context.folder.practice_file
    bill(context, ref="martin", through=date(2026, 1, 31))
    file.write_text(file.read_text("utf-8").replace('prefix = "F"', 'prefix = "G"', 1), "utf-8")
    with pytest.raises(RuleRefusedError) as refused:
        draft(context, Request("martin"))
    assert messages(refused) == ["billing.prefix-changed"]
    with pytest.raises(RuleRefusedError) as refused:
        bill(context, ref="martin")
    assert messages(refused) == ["billing.prefix-changed"]
    opened = 'prefix = "G"\nprefix_from = 2026-06-15\nprefix_first_number = 5'
    file.write_text(file.read_text("utf-8").replace('prefix = "G"', opened, 1), "utf-8")
    assert bill(context, ref="martin").number == "G-2026-0005"
    assert billable.exists()


def test_a_new_year_starts_a_series_of_its_own(context: Context, billable: Path) -> None:
    bill(context, ref="martin", through=date(2026, 1, 31))
    later = replace(on_day(context, date(2027, 1, 4)), on_doubt=lambda _: None)
    assert bill(later, ref="martin").number == "F-2027-0001"
    assert billable.exists()


def test_a_specimen_does_not_count_as_a_real_invoice(context: Context, billable: Path) -> None:
    specimen = replace(context, specimen=True)
    numbers = [issued.number for issued in bill_all(specimen, "martin")]
    assert numbers == ["SPECIMEN-2026-0001", "SPECIMEN-2026-0002"]
    real = bill_all(context, "martin")
    assert [issued.number for issued in real] == ["F-2026-0001", "F-2026-0002"]
    assert [billed_ids(issued.invoice) for issued in real] == [{"s1"}, {"s2"}]
    assert findings(context) == []
    assert billable.exists()


def test_a_lost_ledger_is_not_replaced_by_a_new_one(context: Context, billable: Path) -> None:
    context.folder.ledger_head.unlink()
    with pytest.raises(InvalidDataError) as refused:
        bill(context, ref="martin")
    assert messages(refused) == ["ledger.missing-head"]
    assert command_of(refused.value.problems[0]) == "coach recover"
    assert "ledger.missing-head" in findings(context)
    assert billable.exists()


def test_sessions_are_not_billed_again_after_a_file_is_renamed(
    context: Context, billable: Path
) -> None:
    bill_all(context, ref="martin")
    billable.rename(billable.with_name("martin-2027.toml"))
    before = snapshot(context.folder.ledger_dir)
    with pytest.raises(RuleRefusedError) as refused:
        bill(context, ref="martin-2027")
    (problem,) = refused.value.problems
    assert (problem.message, problem.args["other"]) == ("engagement.renamed", "martin-2026")
    assert snapshot(context.folder.ledger_dir) == before


def test_the_reference_of_a_lost_file_is_not_given_to_someone_else(
    context: Context, billable: Path, open_demand: Callable[..., Path]
) -> None:
    bill(context, ref="martin")
    billable.unlink()
    with pytest.raises(ConflictError) as refused:
        open_demand("martin-2026", beneficiary="Zoé Roux")
    assert messages(refused) == ["engagement.reference-in-ledger"]
