"""Correcting the objectives of a contract that nobody has signed."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.commands import command_of

from phmcoach.actions.context import Context
from phmcoach.actions.contract.contracting import add_objective
from phmcoach.actions.contract.ending import decline
from phmcoach.actions.contract.objectives import change_objective, remove_objective
from phmcoach.actions.contract.overview import show_engagement
from phmcoach.errors import MissingError, RuleRefusedError
from phmcoach.value import replace

OpenDemand = Callable[[str], Path]
TEXTS: dict[str, Any] = {"statement": "Déléguer.", "result": "Fait.", "indicator": "Dossiers."}

ANOTHER = ' --add-objective "…" --result "…" --indicator "…"'


@pytest.fixture
def two(context: Context, open_demand: OpenDemand) -> Path:
    """Return the file of a demand with a shared and a personal objective."""
    path = open_demand("martin-2026")
    add_objective(context, ref="martin", **TEXTS)
    add_objective(context, ref="martin", **TEXTS | {"statement": "Dire non."}, personal=True)
    return path


def test_a_scale_after_the_signature_names_the_amendment_of_its_objective(
    context: Context, signed: OpenDemand
) -> None:
    signed("martin-2026")
    with pytest.raises(RuleRefusedError) as refused:
        change_objective(context, ref="martin", name="o1", levels=("a", "b", "c", "d", "e"))
    assert [command_of(each) for each in refused.value.problems] == [
        "coach amend martin-2026 --reword-objective o1 --scale-file FILE"
    ]


def objectives(context: Context) -> list[tuple[str, str, bool]]:
    found = show_engagement(context, ref="martin").objectives
    return [(each.id, each.statement, each.personal) for each in found]


@pytest.mark.usefixtures("two")
def test_a_shared_objective_is_made_personal_and_the_reverse(context: Context) -> None:
    change_objective(context, ref="martin", name="o1", personal=True)
    change_objective(context, ref="martin", name="o2", personal=False)
    assert objectives(context) == [("o1", "Déléguer.", True), ("o2", "Dire non.", False)]


@pytest.mark.usefixtures("two")
def test_a_text_of_an_objective_is_replaced_and_the_others_stay(context: Context) -> None:
    (before, _) = show_engagement(context, ref="martin").objectives
    changed = change_objective(context, ref="martin", name="o1", result="Tout est fait.")
    assert changed == replace(before, expected_result="Tout est fait.")


def test_a_removed_objective_leaves_the_rest_of_the_file_and_its_id(
    context: Context, two: Path
) -> None:
    before = two.read_text("utf-8")
    add_objective(context, ref="martin", **TEXTS)
    remove_objective(context, ref="martin", name="o3")
    kept = before.replace('last_objective = "o2"', 'last_objective = "o3"')
    assert two.read_text("utf-8") == kept != before
    assert add_objective(context, ref="martin", **TEXTS) == "o4"
    remove_objective(context, ref="martin", name="o4")
    remove_objective(context, ref="martin", name="o1")
    assert objectives(context) == [("o2", "Dire non.", True)]


@pytest.mark.usefixtures("two")
def test_only_an_objective_that_exists_is_corrected(context: Context) -> None:
    with pytest.raises(MissingError, match=r"objective\.unknown"):
        change_objective(context, ref="martin", name="o9", personal=True)
    with pytest.raises(MissingError, match=r"objective\.unknown"):
        remove_objective(context, ref="martin", name="o9")


def test_objectives_of_a_declined_demand_stay(context: Context, two: Path) -> None:
    decline(context, ref="martin", on=date(2026, 1, 6), by="coach")
    before = two.read_bytes()
    with pytest.raises(RuleRefusedError, match=r"outcome\.already-over"):
        remove_objective(context, ref="martin", name="o1")
    assert two.read_bytes() == before


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ({"statement": "X."}, "coach amend martin-2026 --reword-objective o1 --statement X."),
        ({"personal": True}, f"coach amend martin-2026 --drop-objective o1{ANOTHER}"),
    ],
)
def test_a_signed_objective_is_changed_by_an_amendment(
    context: Context, signed: Callable[..., Path], change: dict[str, Any], line: str
) -> None:
    path = signed()
    before = path.read_bytes()
    with pytest.raises(RuleRefusedError) as error:
        change_objective(context, ref="martin", name="o1", **change)
    assert [command_of(each) for each in error.value.problems] == [line]
    with pytest.raises(RuleRefusedError) as error:
        remove_objective(context, ref="martin", name="o1")
    assert [command_of(each) for each in error.value.problems] == [
        f"coach amend martin-2026 --drop-objective o1{ANOTHER}"
    ]
    assert path.read_bytes() == before


def test_a_personal_objective_is_corrected_after_the_signature_and_never_shared(
    context: Context, signed: Callable[..., Path]
) -> None:
    signed()
    add_objective(context, ref="martin", **TEXTS, personal=True)
    change_objective(context, ref="martin", name="o2", statement="Dire non.")
    assert objectives(context)[1] == ("o2", "Dire non.", True)
    with pytest.raises(RuleRefusedError) as error:
        change_objective(context, ref="martin", name="o2", personal=False)
    assert [command_of(each) for each in error.value.problems] == [
        'coach amend martin-2026 --add-objective "…" --result "…" --indicator "…"'
    ]
    remove_objective(context, ref="martin", name="o2")
    assert [name for name, _, _ in objectives(context)] == ["o1"]
