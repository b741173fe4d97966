"""`coach amend` as a user types it, off a terminal."""

import json
import shlex
from collections.abc import Iterator

import pytest
from tests.cli.conftest import BeginAfter, Run

ROAD = """
init practice --name "Camille Durand" --siret 90000000100017 --address "1 rue X" --postcode 75000 --city Paris --email c@example.org --iban FR7699999000010000000000115 --bic TESTFRPPXXX --vat-regime franchise
new-client acme --kind company-fr --name "Acme SA"
new-engagement martin-2026 --client acme --beneficiary "Claire Martin" --situation new-role --received-on 2026-01-02
validate-demand martin --on 2026-01-05 --request "Trouver ma place."
add-objective martin --shared --statement "Déléguer." --result "Fait." --indicator "Dossiers."
set-terms martin --sessions 12 --hours 2 --start 2026-01-12 --months 6
sign martin --on 2026-01-10
"""  # noqa: E501 - command lines as they are typed
PRIVATE = "--months 6 --rate 120 --concluded off-premises"


def lines_of(road: str) -> Iterator[tuple[str, ...]]:
    """Yield the words of each line, with the folder if it needs one."""
    for line in road.strip().splitlines():
        words = shlex.split(line)
        yield (*(() if words[0] == "init" else ("-C", "practice")), *words)


@pytest.fixture
def typed(coach: Run, begin_after: BeginAfter, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return a function that types a line in a practice whose contract is signed."""
    monkeypatch.setenv("COACH_TODAY", "2026-06-15")
    begin_after(*lines_of(ROAD))
    return lambda line: coach("-C", "practice", *shlex.split(line))


def test_the_amendment_that_a_pause_proposes_runs_as_it_stands(typed: Run) -> None:
    ran = typed("amend martin --end 2026-07-12")
    assert (ran.code, ran.out) == (0, "  End: 2026-07-11 → 2026-07-12\n")
    assert "coach -C practice sign martin-2026 --amendment 1 --on DATE" in ran.err


def test_what_the_amendment_in_preparation_said_before_is_named(typed: Run) -> None:
    typed("amend martin --applies-from 2026-01-04 --sessions 14")
    ran = typed("amend martin --applies-from 2026-01-08 --sessions 12")
    assert ran.out == (
        "  Covers sessions from: 2026-01-08\n"
        "Instead of what was prepared before:\n"
        "  Number of sessions: 14 → 12\n"
        "  Covers sessions from: 2026-01-04 → 2026-01-08\n"
    )


ADDED = 'amend martin --add-objective "Dire non." --result R --indicator I'
CONFIDED = "  Objective o1: Confier.\n"
WORDED = 'amend martin --reword-objective o1 --statement "Confier." --indicator "Appels."'


@pytest.mark.parametrize(
    ("first", "then", "said"),
    [
        (
            WORDED,
            'amend martin --reword-objective o1 --statement "Transmettre."',
            f"{CONFIDED}    Statement: Confier. → Transmettre.\n",
        ),
        (
            WORDED,
            "amend martin --drop-objective o1",
            f"{CONFIDED}    Statement: Déléguer. → Confier.\n    Indicator: Dossiers. → Appels.\n",
        ),
        ("amend martin --drop-objective o1", WORDED, "  Objective o1: dropped\n"),
        (
            "amend martin --sessions 13",
            "amend martin --drop-objective o2",
            "  Objective o2: Dire non.\n",
        ),
        (
            'amend martin --contact "Jean Roy"',
            'amend martin --contact "Zoé Roy"',
            "  Represented by: Jean Roy\n",
        ),
        (
            'amend martin --beneficiary "Claire Morin"',
            'amend martin --beneficiary "Claire Maurin"',
            "  Name of the beneficiary: Claire Morin → Claire Maurin\n",
        ),
    ],
)
def test_what_an_amendment_in_preparation_says_no_longer_is_named(
    typed: Run, first: str, then: str, said: str
) -> None:
    typed(ADDED)
    assert "Instead of" not in typed(first).out
    _, _, replaced = typed(then).out.partition("Instead of what was prepared before:\n")
    assert replaced.partition("Next:")[0] == said


def test_an_amendment_is_prepared_signed_and_shown(typed: Run) -> None:
    ran = typed("amend martin --sessions 14 --session-dates --mode video")
    assert ran.out == (
        "  Number of sessions: 12 → 14\n"
        "  Session modes: in person → video\n"
        "  Dates on invoices: no → yes\n"
    )
    ran = typed('amend martin --reword-objective o1 --indicator "Appels."')
    reworded = "  Objective o1: Déléguer.\n    Indicator: Dossiers. → Appels.\n"
    assert ran.out.endswith(reworded)
    assert reworded in typed("show martin").out
    ran = typed("sign martin --amendment 1 --on 2026-06-15")
    assert ran.code == 0
    assert "Everyone has signed" in ran.err
    assert "14 sessions" in typed("show martin").out
    shown = json.loads(typed("show martin --json").out)
    assert (shown["terms"]["sessions"], shown["agreed_terms"]["sessions"]) == (12, 14)


@pytest.mark.parametrize(
    "words",
    [
        '--add-objective "X" --reword-objective o1',
        '--add-objective "X" --statement "Y" --result "R" --indicator "I"',
        '--result "R"',
        '--add-objective "X"',
        "--end 2026-07-01 --months 6",
        '--reword-objective o1 --statement "X" --drop-objective o1',
        '--reword-objective o1 --statement "X" --reword-objective o2',
        '--add-objective "X" --add-objective "Y" --result "R" --indicator "I"',
        "--reword-objective o1 --sessions 14",
    ],
)
def test_options_that_contradict_each_other_are_a_usage_error(typed: Run, words: str) -> None:
    assert typed(f"amend martin {words}").code == 2
    assert json.loads(typed("show martin --json").out)["amendments"] == []


def test_an_unsigned_contract_is_named_before_options_that_contradict_each_other(
    coach: Run, begin_after: BeginAfter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COACH_TODAY", "2026-06-15")
    begin_after(
        *[line for line in lines_of(ROAD) if "sign" not in line and "log-session" not in line]
    )
    words = ["--reword-objective", "o1", "--statement", "X", "--drop-objective", "o1"]
    ran = coach("-C", "practice", "amend", "martin", *words)
    assert (ran.code, ran.out) == (5, "")
    assert "coach -C practice set-terms martin-2026" in ran.err


def test_a_repeated_option_value_is_shown_once(typed: Run) -> None:
    assert (
        typed("amend martin --mode video --mode video").out
        == "  Session modes: in person → video\n"
    )


def test_an_unknown_amendment_is_reported_as_not_found(typed: Run) -> None:
    assert typed("sign martin --amendment 1 --on 2026-06-15").code == 3
    assert typed("contract martin --amendment 1").code == 3


def test_an_engagement_with_an_express_request_can_be_shown(
    coach: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COACH_TODAY", "2026-06-15")
    road = ROAD.replace("company-fr", "private").replace("--months 6", PRIVATE)
    for words in lines_of(f"{road}sign martin --express-request --on 2026-01-10"):
        assert coach(*words).code == 0
    assert coach("-C", "practice", "show", "martin").code == 0


def test_a_purchase_order_that_comes_after_the_signature_is_recorded_alone(typed: Run) -> None:
    ran = typed("set-terms martin --purchase-order BC-2026-17")
    assert (ran.code, ran.out) == (0, "")
    assert ran.err == "Order BC-2026-17 recorded: the next invoices of martin-2026 will name it.\n"
    assert typed("doctor").code == 0
    shown = json.loads(typed("show martin --json").out)
    assert shown["terms"]["purchase_order"] == "BC-2026-17"
    assert shown["warnings"] == []


def test_an_order_that_an_amendment_names_is_changed_by_an_amendment(typed: Run) -> None:
    assert typed("amend martin --purchase-order BC-1").code == 0
    assert typed("sign martin --amendment 1 --on 2026-06-15").code == 0
    ran = typed("set-terms martin --purchase-order BC-2")
    assert ran.code == 5
    assert "amend martin-2026 --purchase-order BC-2" in ran.err
