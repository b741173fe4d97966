"""A coach moves in: sessions that an earlier tool billed count here, and are never billed."""

import json

import pytest
from tests.cli.conftest import BeginAfter, Run, edit
from tests.cli.road import IN, ROAD

pytestmark = pytest.mark.usefixtures("only_source")

LOG = (*IN, "log-session", "martin", "--on")
BEGUN = (
    *ROAD[:3],
    (*ROAD[3], "--already", "4"),
    *ROAD[4:8],
)
"""A signed contract of which four sessions were held before."""
PACKAGE = (*ROAD[:6], (*ROAD[6], "--package", "5200"), ROAD[7])
ELSEWHERE = (*ROAD[:8], (*LOG, "2026-01-13", "--billed-on", "A-117"))


def test_a_session_of_an_earlier_invoice_counts_and_is_not_billed(
    coach: Run, begin_after: BeginAfter
) -> None:
    begin_after(*ELSEWHERE)
    shown = json.loads(coach(*IN, "show", "martin", "--json").out)
    (session,) = shown["sessions"]
    assert (shown["counted"], session["earlier_invoice"], session["invoice"]) == (1, "A-117", None)
    refused = coach(*IN, "invoice", "martin")
    assert (refused.code, "nothing to bill" in refused.err) == (5, True), refused


def test_only_the_other_sessions_of_the_month_are_billed(
    coach: Run, begin_after: BeginAfter
) -> None:
    begin_after(*ELSEWHERE, (*LOG, "2026-01-20", "--travel", "20", "--travel-label", "Train"))
    drafted = json.loads(coach(*IN, "invoice", "martin", "--dry-run", "--json").out)
    assert drafted["invoices"][0]["total_gross"] == "540.00", drafted


def test_what_travelling_cost_is_on_the_earlier_invoice_too(
    coach: Run, begin_after: BeginAfter
) -> None:
    travel = ("--travel", "20", "--travel-label", "Train")
    begin_after(*ROAD[:8], (*LOG, "2026-01-13", "--billed-on", "A-117", *travel))
    assert coach(*IN, "invoice", "martin").code == 5


def test_an_earlier_invoice_is_shown_beside_its_session(
    coach: Run, begin_after: BeginAfter
) -> None:
    begin_after(*ELSEWHERE)
    assert "A-117" in coach(*IN, "show", "martin").out


def test_a_session_that_an_invoice_bills_is_on_no_earlier_one(
    coach: Run, begin_after: BeginAfter
) -> None:
    begin_after(*ROAD, (*IN, "invoice", "martin"))
    refused = coach(*IN, "log-session", "martin", "--session", "s1", "--billed-on", "A-117")
    assert (refused.code, "SPECIMEN-2026-0001" in refused.err) == (5, True), refused


def test_an_invoice_of_this_folder_is_no_earlier_one(coach: Run, begin_after: BeginAfter) -> None:
    begin_after(*ROAD, (*IN, "invoice", "martin"))
    refused = coach(*LOG, "2026-01-20", "--billed-on", "SPECIMEN-2026-0001")
    assert (refused.code, "--billed-on" in refused.err) == (5, True), refused


@pytest.mark.parametrize(
    ("terms", "typed", "message"),
    [
        ((), "SPECIMEN-2026-0001", "session.billed-here"),
        (("--package", "5200"), "A-117", "session.of-package"),
    ],
)
def test_the_doctor_lists_what_log_session_refuses_of_an_earlier_invoice(
    coach: Run, begin_after: BeginAfter, terms: tuple[str, ...], typed: str, message: str
) -> None:
    held = ((*LOG, "2026-01-13"), (*LOG, "2026-01-20"))
    folder = begin_after(*ROAD[:6], (*ROAD[6], *terms), ROAD[7], *held)
    coach(*IN, "invoice", "martin", "--through", "2026-01-13")
    file = folder / "practice/engagements/martin.toml"
    last = "on = 2026-01-20\n"
    edit(file, last, f'{last}earlier_invoice = "{typed}"\n')
    report = json.loads(coach(*IN, "doctor", "--json").out)
    assert message in [each["problem"]["code"] for each in report["findings"]]


def test_a_session_that_is_cancelled_in_time_forgets_its_earlier_invoice(
    coach: Run, begin_after: BeginAfter
) -> None:
    folder = begin_after(*ELSEWHERE)
    changed = coach(*IN, "log-session", "martin", "--session", "s1", "--status", "cancelled")
    assert changed.code == 0, changed
    assert "earlier_invoice" not in (folder / "practice/engagements/martin.toml").read_text("utf-8")


def test_the_sessions_of_a_package_are_on_no_earlier_invoice(
    coach: Run, begin_after: BeginAfter
) -> None:
    begin_after(*PACKAGE)
    refused = coach(*LOG, "2026-01-13", "--billed-on", "A-117")
    assert (refused.code, "package" in refused.err) == (5, True), refused


def test_a_planned_session_is_on_no_earlier_invoice(coach: Run, begin_after: BeginAfter) -> None:
    begin_after(*ROAD[:8])
    refused = coach(*LOG, "2026-02-10", "--status", "planned", "--billed-on", "A-117")
    assert (refused.code, "--billed-on" in refused.err) == (2, True), refused


def test_a_session_that_is_planned_again_forgets_its_earlier_invoice(
    coach: Run, begin_after: BeginAfter
) -> None:
    folder = begin_after(*ELSEWHERE)
    again = ("--session", "s1", "--on", "2026-02-10", "--status", "planned")
    assert coach(*IN, "log-session", "martin", *again).code == 0
    assert "earlier_invoice" not in (folder / "practice/engagements/martin.toml").read_text("utf-8")


def test_sessions_held_before_count_in_every_view(coach: Run, begin_after: BeginAfter) -> None:
    begin_after(*BEGUN)
    shown = json.loads(coach(*IN, "show", "martin", "--json").out)
    (listed,) = json.loads(coach(*IN, "list", "--json").out)["engagements"]
    (checked,) = json.loads(coach(*IN, "check-cadence", "--json").out)["engagements"]
    minutes = checked["coaching_minutes"]
    assert (shown["already_held"], shown["state"]) == (4, "active")
    assert (shown["counted"], listed["counted"], checked["counted"], minutes) == (4, 4, 4, 480)


def test_sessions_held_before_are_in_no_view_of_the_money(
    coach: Run, begin_after: BeginAfter
) -> None:
    begin_after(*BEGUN, (*LOG, "2026-01-13"), (*IN, "invoice", "martin"))
    sales = json.loads(coach(*IN, "ledger", "--view", "sales", "--json").out)
    assert [line["gross"] for line in sales["lines"]] == ["520.00"]


def test_an_end_settles_only_what_was_held_here(coach: Run, begin_after: BeginAfter) -> None:
    begin_after(*BEGUN, (*LOG, "2026-01-13"))
    ended = coach(*IN, "end", "martin", "--on", "2026-02-03", "--by", "sponsor")
    assert (ended.code, "5 of 12" in ended.out + ended.err, "520" in ended.out + ended.err) == (
        0,
        True,
        True,
    ), ended


def test_a_package_that_was_begun_elsewhere_is_refused(coach: Run, begin_after: BeginAfter) -> None:
    begin_after(*BEGUN[:6])
    refused = coach(*PACKAGE[6])
    assert (refused.code, "package" in refused.err) == (5, True), refused


def test_a_package_is_not_billed_if_its_file_says_that_it_was_begun_elsewhere(
    coach: Run, begin_after: BeginAfter
) -> None:
    folder = begin_after(*PACKAGE)
    file = folder / "practice/engagements/martin.toml"
    edit(file, 'profile = "standard"', 'profile = "standard"\nalready_held = 4')
    assert coach(*IN, "invoice", "martin").code == 5
    assert "package" in coach(*IN, "doctor").out
