"""The line that was typed, with what overcomes a refusal."""

import pytest

from phmcoach.cli.shell.remedy_lines import retype
from phmcoach.errors import Problem
from phmcoach.remedy import Remedy


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        (["--amount", "1=10", "--amount", "2=99"], "credit 3 --amount 1=10 --amount 2=…"),
        (["--amount=1=10", "--amount=2=99"], "credit 3 --amount=1=10 --amount 2=…"),
        (["--amount", "2=99", "--amount", "12=5"], "credit 3 --amount 12=5 --amount 2=…"),
    ],
)
def test_the_amounts_of_other_lines_are_kept(typed: list[str], line: str) -> None:
    problem = Problem("credit.beyond-line", {"line": 2}, remedy=Remedy.OTHER_REDUCTION)
    command = retype(["credit", "3", *typed], [problem])
    assert command is not None
    assert command.words == line


def test_a_corrected_value_takes_the_place_of_what_was_typed() -> None:
    problem = Problem("gate.in-the-future", remedy=Remedy.OTHER_DAY)
    command = retype(["end", "martin", "--on=2026-09-01", "--by", "coach"], [problem])
    assert command is not None
    assert command.words == "end martin --by coach --on DATE"
