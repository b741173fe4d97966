"""Money that is typed twice is asked about, and remarked on where nobody can be asked."""

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
    "An identical receipt of €150.00 on 2\u00a0February\u00a02026 is recorded already (entry 1)."
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


def test_a_receipt_that_was_undone_may_be_recorded_again(
    coach: Run, begin_after: BeginAfter
) -> None:
    begin_after(*ROAD, RECEIVE, (*IN, "pay", "--undo", "1"))
    assert "identical" not in coach(*RECEIVE).err


def test_a_second_part_like_the_first_is_remarked_on(coach: Run, begin_after: BeginAfter) -> None:
    begin_after(*INVOICED, PAY)
    assert "An identical receipt of €100.00" in coach(*PAY).err


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


def test_on_a_terminal_a_second_deposit_is_named_before_the_question(
    coach: Run, begin_after: BeginAfter, sit_down: Callable[[bool], list[bool]]
) -> None:
    begin_after(*ROAD[:-1], DEPOSIT)
    sit_down(False)
    ran = coach(*DEPOSIT)
    assert ran.err.index("An identical deposit") < ran.err.index("Nothing was issued.")
