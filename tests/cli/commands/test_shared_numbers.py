"""Two contracts that bear one number: the doctor names the one that can still change it."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.cli.conftest import BeginAfter, Run, edit
from tests.cli.road import IN, ROAD

pytestmark = pytest.mark.usefixtures("only_source")

OTHER = tuple(
    tuple({"martin": "autre", "Claire Martin": "Paul Petit"}.get(word, word) for word in line)
    for line in ROAD[3:8]
)
WRITTEN = (*ROAD, *OTHER[:-1], (*IN, "contract", "autre"))
SIGNED = (*ROAD, *OTHER)


def findings(coach: Run) -> list[dict[str, Any]]:
    found = json.loads(coach(*IN, "doctor", "--json").out)["findings"]
    return [each for each in found if each["problem"]["code"] == "contract.same-number"]


def give_the_same_number(folder: Path) -> None:
    edit(folder / "practice/engagements/autre.toml", "A-2026-02", "A-2026-01")


def test_numbers_that_differ_are_in_order(coach: Run, begin_after: BeginAfter) -> None:
    begin_after(*WRITTEN)
    assert findings(coach) == []


def test_the_contract_that_nobody_has_signed_is_to_be_numbered_again(
    coach: Run, begin_after: BeginAfter
) -> None:
    give_the_same_number(begin_after(*WRITTEN))
    (found,) = findings(coach)
    assert found["level"] == "warning"
    assert "edit autre" in found["problem"]["fix"]


def test_a_number_taken_out_by_hand_is_given_anew(coach: Run, begin_after: BeginAfter) -> None:
    folder = begin_after(*WRITTEN)
    file = folder / "practice/engagements/autre.toml"
    edit(file, 'contract_reference = "A-2026-02"\n', "")
    assert coach(*IN, "contract", "autre").code == 0
    assert "A-2026-02" in file.read_text("utf-8")
    assert findings(coach) == []


def test_a_signed_contract_keeps_its_number(coach: Run, begin_after: BeginAfter) -> None:
    give_the_same_number(begin_after(*SIGNED))
    (found,) = findings(coach)
    assert (found["level"], found["problem"]["fix"]) == ("warning", None)
