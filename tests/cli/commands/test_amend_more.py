"""What an amendment carries besides terms: a pause, a purchase order, another contact."""

import re
import shlex
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.cli.conftest import BeginAfter, Ran, Run

ROAD = """
init practice --name "Camille Durand" --siret 90000000100017 --address "1 rue X" --postcode 75000 --city Paris --email c@example.org --iban FR7699999000010000000000115 --bic TESTFRPPXXX --vat-regime franchise
new-client acme --kind company-fr --name "Acme SA" --siren 811222330 --address "2 rue Y" --postcode 69000 --city Lyon --contact "Sophie Bernard" --contact-role "DRH"
new-engagement martin-2026 --client acme --beneficiary "Claire Martin" --situation new-role --received-on 2026-01-02
validate-demand martin --on 2026-01-05 --request "Trouver ma place."
add-objective martin --shared --statement "Déléguer." --result "Fait." --indicator "Dossiers."
set-terms martin --sessions 12 --hours 2 --start 2026-01-12 --months 6 --purchase-order BC-1 {form}
sign martin --on 2026-01-10
"""  # noqa: E501 - command lines as they are typed
FILE = Path("practice/engagements/martin-2026.toml")
ILLNESS = "--pause-from 2026-07-13 --pause-to 2026-07-31 --pause-reason illness"


def lines_of(road: str) -> Iterator[tuple[str, ...]]:
    """Yield the words of each line, with the folder if it needs one."""
    for line in road.strip().splitlines():
        words = shlex.split(line)
        yield (*(() if words[0] == "init" else ("-C", "practice")), *words)


Begin = Callable[[str], Run]


@pytest.fixture
def begin(coach: Run, begin_after: BeginAfter, monkeypatch: pytest.MonkeyPatch) -> Begin:
    """Return a function that makes a signed contract and returns what types a line."""

    def make(form: str = "") -> Run:
        monkeypatch.setenv("COACH_TODAY", "2026-06-15")
        begin_after(*lines_of(ROAD.format(form=form)))
        return lambda line: coach("-C", "practice", *shlex.split(line))

    return make


def stored() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text("utf-8"))


def named_in(ran: Ran) -> str:
    """Return the command that a refusal names, with a day in place of DATE."""
    last = ran.err.splitlines()[-1].partition("coach -C practice ")[2]
    return last.replace("DATE", "2026-09-12")


def test_the_number_may_become_that_of_the_sessions_that_took_place(begin: Begin) -> None:
    coach = begin("")
    for day in range(1, 11):
        assert coach(f"log-session martin --on 2026-06-{day:02}").code == 0
    assert coach("log-session martin --on 2026-06-15 --type phone --hours 30min").code == 0
    ran = coach("amend martin --sessions 10")
    assert (ran.code, ran.out) == (0, "  Number of sessions: 12 → 10\n")


def test_that_somebody_has_signed_an_amendment_is_said_before_a_wrong_day(begin: Begin) -> None:
    coach = begin("")
    coach("amend martin --sessions 13")
    coach("sign martin --amendment 1 --on 2026-06-15 --party coach")
    assert "amend martin-2026 --take-back" in coach("amend martin --hours 1 --on 2027-01-01").err


def test_illness_a_closure_and_two_more_sessions_are_one_amendment(begin: Begin) -> None:
    coach = begin("")
    with Path("practice/practice.toml").open("a", encoding="utf-8") as file:
        file.write("\n[[closures]]\nstart_on = 2026-08-01\nend_on = 2026-08-21\n")
    wanted = "amend martin --sessions 14 --end 2026-08-21"
    assert coach(wanted).code == 5
    ran = coach(f"{wanted} {ILLNESS}")
    said = (
        "  Number of sessions: 12 → 14\n"
        "  End: 2026-07-11 → 2026-08-21\n"
        "  Pause recorded already: illness from 2026-07-13 to 2026-07-31\n"
    )
    assert (ran.code, ran.out) == (0, said)
    assert [each["reason"] for each in stored()["pauses"]] == ["illness"]
    assert coach("doctor").code == 0
    assert coach("sign martin --amendment 1 --on 2026-06-15").code == 0
    assert coach("doctor").code == 0


def test_a_pause_beyond_the_end_names_the_amendment_that_records_it(begin: Begin) -> None:
    coach = begin("")
    refused = coach("pause martin --from 2026-07-13 --to 2026-09-13 --reason illness")
    assert refused.code == 5
    assert named_in(refused) == (
        "amend martin-2026 --end 2026-09-12 --pause-from 2026-07-13 --pause-to 2026-09-13"
        " --pause-reason illness"
    )
    assert coach(named_in(refused)).code == 0


def test_nothing_is_recorded_of_an_amendment_that_is_refused(begin: Begin) -> None:
    coach = begin("")
    was = FILE.read_bytes()
    assert coach(f"amend martin --hours 5 {ILLNESS} --end 2026-08-01").code == 5
    assert FILE.read_bytes() == was


def test_a_pause_that_is_there_already_is_recorded_once(begin: Begin) -> None:
    coach = begin("")
    coach(f"amend martin --end 2026-07-31 {ILLNESS}")
    assert coach(f"amend martin --end 2026-07-30 {ILLNESS}").code == 0
    assert len(stored()["pauses"]) == 1


def test_a_pause_is_added_to_an_amendment_that_is_prepared(begin: Begin) -> None:
    coach = begin("")
    coach("amend martin --sessions 14")
    assert coach("amend martin --pause-from 2026-06-20 --pause-to 2026-06-25").code == 0
    assert (len(stored()["pauses"]), stored()["amendments"][0]["sessions"]) == (1, 14)


def test_a_pause_alone_is_no_amendment_and_the_command_for_it_is_named(begin: Begin) -> None:
    coach = begin("")
    refused = coach("amend martin --pause-from 2026-06-20 --pause-to 2026-06-25")
    named = "pause martin-2026 --from 2026-06-20 --to 2026-06-25 --reason other"
    assert (refused.code, named_in(refused)) == (5, named)
    assert coach(named).code == 0


@pytest.mark.parametrize(
    "words",
    [
        "--pause-from 2026-06-20",
        "--pause-to 2026-06-20",
        "--pause-reason illness",
        "--pause-from 2026-06-20 --pause-to 2026-06-19",
    ],
)
def test_half_a_pause_or_one_that_ends_before_it_starts_is_a_usage_error(
    begin: Begin, words: str
) -> None:
    coach = begin("")
    assert coach(f"amend martin --sessions 14 {words}").code == 2


def test_the_span_that_a_pause_no_longer_shortens_is_shown_until_its_amendment_is_signed(
    begin: Begin,
) -> None:
    coach = begin("")
    for line in (
        f"amend martin --end 2026-07-30 {ILLNESS}",
        "sign martin --amendment 1 --on 2026-06-15",
        "pause martin --take-back",
    ):
        assert coach(line).code == 0, line
    named = 'coach -C practice amend martin-2026 --anyway "…"'
    assert (
        coach("show martin")
        .out.replace("\u00a0", " ")
        .endswith(
            "Next: From 12 January 2026 to 30 July 2026, 6 months and 19 days: the profile "
            "allows at most 6 months.\n"
            f"  To fix it: {named}\n"
        )
    )
    assert coach(named.removeprefix("coach -C practice ")).code == 0
    assert named not in coach("show martin").out
    assert coach("sign martin --amendment 2 --on 2026-06-15").code == 0
    assert named not in coach("show martin").out


def test_the_sessions_planned_in_the_pause_are_named(begin: Begin) -> None:
    coach = begin("")
    coach("plan martin --on 2026-07-02")
    ran = coach("amend martin --sessions 14 --pause-from 2026-07-01 --pause-to 2026-07-05")
    assert "log-session martin-2026 --session s1 --on DATE --status planned" in ran.out


def test_a_new_purchase_order_is_on_invoices_once_everyone_has_signed(begin: Begin) -> None:
    coach = begin("")
    coach("log-session martin --on 2026-06-10")
    ran = coach("amend martin --purchase-order BC-2")
    assert ran.out == "  Purchase order: BC-1 → BC-2\n"
    assert '"purchase_order": "BC-1"' in coach("invoice martin --dry-run --json").out
    coach("sign martin --amendment 1 --on 2026-06-15")
    assert '"purchase_order": "BC-2"' in coach("invoice martin --dry-run --json").out


def test_in_a_pair_only_the_organisation_signs_an_order_or_a_contact(begin: Begin) -> None:
    coach = begin("--contract pair")
    coach("amend martin --purchase-order BC-2 --contact Renard")
    coach("contract martin --amendment 1")
    papers = sorted(each.name for each in Path("practice/documents/martin-2026").glob("avenant*"))
    assert papers == ["avenant-1-prestation-martin-2026.pdf"]
    coach("sign martin --amendment 1 --on 2026-06-15")
    assert set(stored()["amendments"][0]["signatures"]) == {"coach", "sponsor"}


def test_the_contact_of_an_amendment_keeps_and_the_clients_file_is_named(begin: Begin) -> None:
    coach = begin("")
    ran = coach('amend martin --contact "Paul Renard" --contact-role DG')
    assert ran.out == (
        "  Represented by: Paul Renard, DG\n"
        "Next: Invoices and letters name the contact in the client’s file, not Paul Renard.\n"
        "  To fix it: coach -C practice set-client acme --contact 'Paul Renard'"
        " --contact-role DG\n"
    )
    assert coach("set-client acme --contact 'Paul Renard' --contact-role DG").code == 0
    coach("sign martin --amendment 1 --on 2026-06-15")
    assert coach("doctor").code == 0
    again = coach('amend martin --contact "Paul Renard" --contact-role DG')
    assert (again.code, "changes nothing" in again.err) == (5, True)
    role = coach("amend martin --contact-role PDG")
    assert role.out.startswith("  Represented by: Paul Renard, PDG\n")


def test_a_private_client_has_no_contact_before_and_after_the_end(
    coach: Run, begin_after: BeginAfter
) -> None:
    private = re.sub(r"--contact \S+ \S+ --contact-role \S+|--siren \d+", "", ROAD)
    private = private.replace("company-fr", "private").replace("--purchase-order BC-1", "--rate 90")
    begin_after(*lines_of(private.format(form="")))
    refused = coach("-C", "practice", "amend", "martin", "--contact", "X", "--sessions", "14")
    said = (
        "Error: A private client represents themselves: --contact and --contact-role are for an"
        " organisation.\n"
    )
    assert (refused.code, refused.err) == (5, said)
    assert coach("-C", "practice", "end", "martin", "--on", "2026-02-01", "--by", "coach").code == 0
    over = coach("-C", "practice", "amend", "martin", "--contact", "X")
    assert (over.code, over.err) == (5, said)


def test_a_misspelt_name_is_corrected_and_the_sealed_record_keeps_it(begin: Begin) -> None:
    coach = begin("")
    ran = coach('amend martin --beneficiary "Claire Martine"')
    assert (ran.code, ran.out) == (0, "  Name of the beneficiary: Claire Martin → Claire Martine\n")
    assert coach("contract martin --amendment 1").code == 0
    assert coach("sign martin --amendment 1 --on 2026-06-15").code == 0
    assert coach("show martin").out.startswith("martin-2026: Claire Martine\n")
    assert stored()["beneficiary"]["name"] == "Claire Martin"
    assert coach("doctor").code == 0


def test_a_beneficiary_who_changes_jobs_in_the_organisation_has_the_role_that_all_signed(
    begin: Begin,
) -> None:
    coach = begin("")
    refused = coach('new-engagement martin-2026 --role "Head of purchasing"')
    assert (refused.code, 'amend martin-2026 --role "…"' in refused.err) == (5, True), refused
    ran = coach('amend martin --role "Head of purchasing"')
    assert (ran.code, ran.out) == (0, "  Role of the beneficiary: Head of purchasing\n")
    assert coach("contract martin --amendment 1").code == 0
    assert coach("sign martin --amendment 1 --on 2026-06-15").code == 0
    assert "role" not in stored()["beneficiary"]
    again = coach('amend martin --role "Head of purchasing"')
    assert (again.code, again.out) == (5, "")
    moved = coach('amend martin --role "Head of sales"')
    assert moved.out == "  Role of the beneficiary: Head of purchasing → Head of sales\n"
    replaced = coach('amend martin --role "Head of marketing"')
    assert replaced.out.splitlines() == [
        "  Role of the beneficiary: Head of purchasing → Head of marketing",
        "Instead of what was prepared before:",
        "  Role of the beneficiary: Head of sales → Head of marketing",
    ]
    assert coach("doctor").code == 0


def test_an_invoice_has_the_name_that_was_signed_last(begin: Begin) -> None:
    coach = begin("--name-on-invoices")
    coach("log-session martin --on 2026-02-10")
    coach('amend martin --beneficiary "Claire Martine"')
    coach("sign martin --amendment 1 --on 2026-06-15")
    drafted = coach("invoice martin --dry-run --json").out
    assert '"beneficiary": "Claire Martine"' in drafted


def test_the_person_is_known_by_their_corrected_name_in_a_further_engagement(begin: Begin) -> None:
    coach = begin("")
    coach('amend martin --beneficiary "Anne Roy"')
    coach("sign martin --amendment 1 --on 2026-06-15")
    again = 'new-engagement roy --client acme --beneficiary "Anne Roy" --situation new-role'
    refused = coach(again)
    assert (refused.code, "--justification" in refused.err) == (5, True)


def test_an_empty_role_is_named_by_its_option(begin: Begin) -> None:
    ran = begin("")("amend martin --role ' '")
    assert (ran.code, ran.err) == (2, "Error: --role: The text is empty.\n")
