"""Money that is typed twice is asked about, and remarked on where nobody can be asked."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.cli.conftest import BeginAfter, Run
from tests.cli.road import IN, INVOICED, ROAD

from phmcoach.cli.shell import terminal
from phmcoach.cli.shell.output import Output
from phmcoach.cli.shell.state import CliState

pytestmark = pytest.mark.usefixtures("only_source")

RECEIVE = (
    *(*IN, "receive", "--amount", "150", "--label", "Atelier", "--on", "2026-02-02"),
    *("--by", "card", "--reference", "R1"),
)
PAY = (
    *(*IN, "pay", "1", "--on", "2026-02-03", "--by", "transfer", "--amount", "100"),
    *("--reference", "V1"),
)
DEPOSIT = (*IN, "invoice", "martin", "--deposit", "200")
IDENTICAL = (
    "An identical entry of €150.00 on 2\u00a0February\u00a02026 is in the ledger already (no. 1)."
)


@pytest.fixture
def sit_down(monkeypatch: pytest.MonkeyPatch) -> Callable[[bool], list[bool]]:
    """Sit down at a terminal, and give one answer; the list is empty once it is given."""

    def sit_down(answer: bool) -> list[bool]:
        answers = [answer]

        def ask(out: Output, question: str) -> bool:
            del out, question
            return answers.pop(0)

        monkeypatch.setattr(CliState, "interactive", True)
        monkeypatch.setattr(terminal, "ask_yes", ask)
        return answers

    return sit_down


def entries(folder: Path) -> int:
    return len(list(folder.glob("practice/ledger/2026/*.toml")))


def test_a_second_receipt_like_the_first_is_recorded_with_a_warning(
    coach: Run, begin_after: BeginAfter
) -> None:
    begin_after(*ROAD)
    assert IDENTICAL not in coach(*RECEIVE).err
    ran = coach(*RECEIVE)
    assert (ran.code, IDENTICAL in ran.err) == (0, True), ran
    assert "coach -C practice pay --undo 1" in ran.err


@pytest.mark.parametrize(
    ("option", "value"),
    [("--amount", "151"), ("--on", "2026-02-01"), ("--reference", "R2"), ("--label", "Autre")],
)
def test_a_receipt_that_differs_is_no_second_one(
    coach: Run, begin_after: BeginAfter, option: str, value: str
) -> None:
    begin_after(*ROAD, RECEIVE)
    words = list(RECEIVE)
    words[words.index(option) + 1] = value
    assert "identical" not in coach(*words).err


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--label", "atelier "),
        ("--label", "ATÉLIER"),
        ("--label", "A telier"),
        ("--reference", "r 1"),
    ],
)
def test_a_receipt_whose_words_are_spelled_another_way_is_a_second_one(
    coach: Run, begin_after: BeginAfter, option: str, value: str
) -> None:
    begin_after(*ROAD, RECEIVE)
    words = list(RECEIVE)
    words[words.index(option) + 1] = value
    assert IDENTICAL in coach(*words).err


def test_a_second_refund_like_the_first_is_remarked_on(coach: Run, begin_after: BeginAfter) -> None:
    refund = (
        *(*IN, "pay", "1", "--refund", "--on", "2026-02-03", "--by", "transfer"),
        *("--amount", "10"),
    )
    begin_after(*INVOICED, PAY, (*IN, "credit", "1", "--reason", "Erreur."), refund)
    ran = coach(*refund)
    assert (ran.code, "An identical entry of €10.00" in ran.err) == (0, True), ran


def test_a_receipt_that_was_undone_may_be_recorded_again(
    coach: Run, begin_after: BeginAfter
) -> None:
    begin_after(*ROAD, RECEIVE, (*IN, "pay", "--undo", "1"))
    assert "identical" not in coach(*RECEIVE).err


def test_a_second_part_like_the_first_is_remarked_on(coach: Run, begin_after: BeginAfter) -> None:
    begin_after(*INVOICED, PAY)
    assert "An identical entry of €100.00" in coach(*PAY).err


@pytest.mark.parametrize("agreed", [True, False])
@pytest.mark.parametrize("command", [RECEIVE, PAY])
def test_on_a_terminal_the_second_one_is_asked_about(
    coach: Run,
    begin_after: BeginAfter,
    sit_down: Callable[[bool], list[bool]],
    tmp_path: Path,
    command: tuple[str, ...],
    agreed: bool,
) -> None:
    begin_after(*INVOICED, command)
    before = entries(tmp_path)
    answers = sit_down(agreed)
    ran = coach(*command)
    assert (ran.code, answers, entries(tmp_path) - before) == (0, [], int(agreed)), ran
    assert ran.err.count("identical") == 1
    assert ("Nothing was recorded." in ran.err) is not agreed


def test_a_second_deposit_like_the_first_is_remarked_on(
    coach: Run, begin_after: BeginAfter
) -> None:
    begin_after(*ROAD[:-1])
    assert "identical" not in coach(*DEPOSIT).err
    again = coach(*DEPOSIT)
    assert again.code == 0, again
    assert "An identical deposit of €200.00 was issued on 3\u00a0February\u00a02026" in again.err
    assert 'coach -C practice credit SPECIMEN-2026-0001 --reason "…"' in again.err


def test_on_a_terminal_a_second_deposit_is_named_once(
    coach: Run, begin_after: BeginAfter, sit_down: Callable[[bool], list[bool]]
) -> None:
    begin_after(*ROAD[:-1], DEPOSIT)
    sit_down(True)
    ran = coach(*DEPOSIT)
    assert (ran.code, ran.err.count("An identical deposit")) == (0, 1), ran


def test_on_a_terminal_a_round_names_each_stray_and_each_copy_once(
    coach: Run, begin_after: BeginAfter, sit_down: Callable[[bool], list[bool]], tmp_path: Path
) -> None:
    begin_after(*ROAD)
    open_ones, archive = (tmp_path / "practice" / each for each in ("engagements", "archive/2025"))
    archive.mkdir(parents=True)
    text = (open_ones / "martin.toml").read_bytes()
    (open_ones / "martin (1).toml").write_bytes(text)
    (archive / "martin-copie.toml").write_bytes(text)
    sit_down(True)
    ran = coach(*IN, "invoice", "--all", "--json")
    stray = ran.err.count("“martin (1).toml” is not read")
    copies = ran.err.count("martin and martin-copie, which is archived")
    codes = [each["code"] for each in json.loads(ran.out)["warnings"]]
    assert (ran.code, stray, copies, len(codes)) == (0, 1, 1, 2), ran


def test_on_a_terminal_a_second_deposit_is_named_before_the_question(
    coach: Run, begin_after: BeginAfter, sit_down: Callable[[bool], list[bool]]
) -> None:
    begin_after(*ROAD[:-1], DEPOSIT)
    sit_down(False)
    ran = coach(*DEPOSIT)
    assert ran.err.index("An identical deposit") < ran.err.index("Nothing was issued.")


REDUCE = (*IN, "credit", "1", "--amount", "100", "--reason", "Geste.")
SAME_REDUCTION = (
    "A credit note of the same amount, €100.00, was issued on this invoice on "
    "3\u00a0February\u00a02026 already: SPECIMEN-2026-0002."
)


def test_a_second_reduction_like_the_first_is_remarked_on(
    coach: Run, begin_after: BeginAfter
) -> None:
    begin_after(*INVOICED)
    assert "same amount" not in coach(*REDUCE).err
    again = coach(*REDUCE, "--json")
    assert (again.code, SAME_REDUCTION in again.err) == (0, True), again
    assert [each["code"] for each in json.loads(again.out)["warnings"]] == ["credit.same-again"]


def test_on_a_terminal_a_second_reduction_is_named_before_the_question(
    coach: Run, begin_after: BeginAfter, sit_down: Callable[[bool], list[bool]]
) -> None:
    begin_after(*INVOICED, REDUCE)
    sit_down(False)
    ran = coach(*REDUCE)
    assert ran.err.index(SAME_REDUCTION) < ran.err.index("Nothing was issued.")


def test_on_a_terminal_a_second_reduction_is_named_once(
    coach: Run, begin_after: BeginAfter, sit_down: Callable[[bool], list[bool]]
) -> None:
    begin_after(*INVOICED, REDUCE)
    sit_down(True)
    ran = coach(*REDUCE)
    assert (ran.code, ran.err.count(SAME_REDUCTION)) == (0, 1), ran


def test_on_a_terminal_what_is_asked_again_is_named_once(
    coach: Run, begin_after: BeginAfter, sit_down: Callable[[bool], list[bool]]
) -> None:
    begin_after(*INVOICED, REDUCE)
    sit_down(True)
    ran = coach(*IN, "credit", "1", "--rebill", "--reason", "Durée.")
    assert (ran.code, ran.err.count("asks again for the €100.00")) == (0, 1), ran


@pytest.mark.parametrize("other", ["99", "1=50"])
def test_a_reduction_of_another_amount_is_no_second_one(
    coach: Run, begin_after: BeginAfter, other: str
) -> None:
    begin_after(*INVOICED, REDUCE)
    words = list(REDUCE)
    words[words.index("--amount") + 1] = other
    assert "same amount" not in coach(*words).err
