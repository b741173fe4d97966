"""Whatever happens to one engagement of a billing round, the others are billed and all is told."""

import errno
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.cli.conftest import BeginAfter, Run
from tests.cli.road import IN, ROAD

from phmcoach.actions.context import Context
from phmcoach.actions.money import billing_round, invoices
from phmcoach.actions.money.billing_context import BillingContext
from phmcoach.actions.money.invoices import Draft, Request
from phmcoach.actions.opening import Opened
from phmcoach.store import lock

pytestmark = pytest.mark.usefixtures("only_source")

Fail = Callable[[str, BaseException], None]


@pytest.fixture
def practice(begin_after: BeginAfter, tmp_path: Path) -> Path:
    """Make a practice with three engagements to bill: a, martin and z."""
    more = []
    for ref in ("a", "z"):
        other = {"martin": ref, "Claire Martin": ref.title()}
        own = (words for words in ROAD if "martin" in words)
        more += [tuple(other.get(word, word) for word in words) for words in own]
    begin_after(*ROAD, *more)
    return tmp_path / "practice"


@pytest.fixture
def fail(monkeypatch: pytest.MonkeyPatch) -> Fail:
    """Let the drafting of an engagement fail."""

    def fail(ref: str, error: BaseException) -> None:
        original = invoices.draft_for

        def draft(
            context: Context, billing: BillingContext, opened: Opened, request: Request
        ) -> Draft:
            if opened.ref == ref:
                raise error
            return original(context, billing, opened, request)

        monkeypatch.setattr(invoices, "draft_for", draft)

    return fail


def numbers(practice: Path) -> list[str]:
    issued = practice.rglob("ledger/2*/*.pdf")
    return sorted(path.stem.removeprefix("facture-") for path in issued)


@pytest.mark.usefixtures("practice")
def test_a_bug_in_one_engagement_is_reported_there_and_the_round_ends_as_a_bug(
    coach: Run, fail: Fail, tmp_path: Path
) -> None:
    fail("martin", RuntimeError("Claire Martin"))
    ran = coach(*IN, "invoice", "--all", "--json")
    answer = json.loads(ran.out)
    assert ran.code == 70
    assert [each["engagement"] for each in answer["invoices"]] == ["a", "z"]
    [failed] = answer["failed"]
    [problem] = failed["problems"]
    [trace] = (tmp_path / "phmcoach").glob("coach-trace-*.txt")
    assert (failed["ref"], problem["code"]) == ("martin", "run.bug")
    assert problem["args"] == {"kind": "RuntimeError", "path": str(trace)}
    assert "Error: martin: Something in coach itself went wrong (RuntimeError)" in ran.err
    assert "RuntimeError" in trace.read_text("utf-8")


@pytest.mark.usefixtures("practice")
def test_a_bug_in_one_engagement_hides_no_other_draft(coach: Run, fail: Fail) -> None:
    fail("martin", RuntimeError("Claire Martin"))
    ran = coach(*IN, "invoice", "--all", "--dry-run", "--json")
    answer = json.loads(ran.out)
    assert ran.code == 70
    assert [each["engagement"] for each in answer["invoices"]] == ["a", "z"]
    assert [each["ref"] for each in answer["failed"]] == ["martin"]


@pytest.mark.usefixtures("practice")
@pytest.mark.parametrize("form", [(), ("--json",)])
def test_a_round_that_only_shows_ends_as_the_one_that_bills_would(
    coach: Run, fail: Fail, form: tuple[str, ...]
) -> None:
    fail("martin", OSError(errno.EIO, "Input/output error", "/d/x.toml"))
    ran = coach(*IN, "invoice", "--all", "--dry-run", *form)
    assert ran.code == coach(*IN, "invoice", "--all").code == 7
    assert ("a" in ran.out, "z" in ran.out) == (True, True)


@pytest.mark.usefixtures("practice")
def test_what_the_disk_refuses_for_one_engagement_is_reported_there(coach: Run, fail: Fail) -> None:
    fail("martin", OSError(errno.EIO, "Input/output error", "/d/x.toml"))
    ran = coach(*IN, "invoice", "--all")
    assert ran.code == 7
    assert ran.out == "2 documents issued, €1,040.00 to be paid; engagements that failed: 1.\n"
    assert "Error: martin: The system refused to read or write /d/x.toml (Input" in ran.err


def test_a_round_that_is_interrupted_reports_what_it_issued(
    coach: Run, fail: Fail, practice: Path
) -> None:
    fail("martin", KeyboardInterrupt())
    ran = coach(*IN, "invoice", "--all", "--json")
    assert ran.code == 130
    [invoice] = json.loads(ran.out)["invoices"]
    assert (invoice["engagement"], [invoice["number"]]) == ("a", numbers(practice))
    assert ran.err.endswith("Interrupted.\n")


def test_the_invoices_of_the_engagement_that_is_interrupted_are_reported_too(
    coach: Run, practice: Path
) -> None:
    """Two months are billed: the interruption comes between the two."""
    for day in ("2026-02-02", "2026-01-20"):
        assert coach(*IN, "log-session", "a", "--on", day).code == 0
    original = vars(billing_round)["issue_invoices"]

    def issue(*given: object) -> Iterator[object]:
        yield next(original(*given))
        raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(billing_round, "issue_invoices", issue)
        ran = coach(*IN, "invoice", "--all")
    assert (ran.code, len(numbers(practice))) == (130, 1)
    assert ran.out.startswith("1 document issued, ")
    assert numbers(practice)[0] in ran.err


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--on", "2026-02-04"), 5, "in the future"),
        ((), 7, "The system refused"),
    ],
)
def test_what_would_stop_every_engagement_stops_the_round_before_its_first_number(
    coach: Run,
    practice: Path,
    monkeypatch: pytest.MonkeyPatch,
    words: tuple[str, ...],
    code: int,
    said: str,
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.EIO, "Input/output error", "/d/.coach.lock")

    if not words:
        monkeypatch.setattr(lock, "delete_temporary_files", refuse)
    ran = coach(*IN, "invoice", "--all", *words)
    assert (ran.code, ran.out, numbers(practice)) == (code, "", [])
    assert ran.err.count("Error") == 1
    assert said in ran.err


def test_a_demand_whose_client_cannot_be_read_is_no_failure_and_names_the_file(
    coach: Run, practice: Path
) -> None:
    client = ("new-client", "petit", "--kind", "private", "--name", "Hugo Petit")
    assert coach(*IN, *client).code == 0
    for ref in ("b", "c"):
        made = ("new-engagement", ref, "--client", "petit", "--beneficiary", ref.title())
        assert coach(*IN, *made, "--situation", "new-role", "--profile", "short").code == 0
    (practice / "clients" / "petit.toml").write_text("", "utf-8")
    ran = coach(*IN, "invoice", "--all", "--json")
    answer = json.loads(ran.out)
    assert (ran.code, answer["failed"]) == (0, [])
    assert len(numbers(practice)) == 3
    assert ran.err.count("clients/petit.toml") == 1
