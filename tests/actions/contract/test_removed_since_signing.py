"""A signed value that was removed by hand: it is put back, and nothing is agreed a second time."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from tests.actions.conftest import bill, on_day

from phmcoach.actions.context import Context
from phmcoach.actions.contract.demands import validate_demand
from phmcoach.actions.contract.overview import show_engagement
from phmcoach.actions.practice.doctor import examine
from phmcoach.actions.sessions.recording import log_session
from phmcoach.errors import Problem, RuleRefusedError
from phmcoach.value import replace

REF = "martin-2026"
LATER = date(2026, 2, 20)
KEYS = ["validated_on", "expected_result", "indicator"]


@pytest.fixture
def engagement(signed: Callable[..., Path]) -> Path:
    return signed()


def remove_line(path: Path, key: str) -> None:
    """Remove the first line of a key."""
    lines = path.read_text("utf-8").splitlines(keepends=True)
    del lines[next(i for i, line in enumerate(lines) if line.startswith(f"{key} = "))]
    path.write_text("".join(lines), "utf-8")


def refused(work: Callable[[], object]) -> list[str]:
    with pytest.raises(RuleRefusedError) as error:
        work()
    return [problem.message for problem in error.value.problems]


@pytest.mark.parametrize("key", KEYS)
def test_a_session_is_recorded_and_the_remark_says_what_was_removed(
    context: Context, engagement: Path, key: str
) -> None:
    remove_line(engagement, key)
    remarks: list[Problem] = []

    log_session(replace(context, remark=remarks.append), ref=REF, on=date(2026, 1, 13))

    assert [each.message for each in remarks] == ["seal.contract-changed"]


@pytest.mark.parametrize("key", KEYS)
def test_the_doctor_reports_what_was_removed_and_no_part_that_is_to_be_made(
    context: Context, engagement: Path, key: str
) -> None:
    remove_line(engagement, key)
    assert [each.message for each in examine(context).findings] == ["seal.contract-changed"]
    assert show_engagement(context, ref=REF).next_steps == ()


@pytest.mark.parametrize("key", KEYS)
def test_nothing_is_billed_until_it_is_put_back(
    context: Context, engagement: Path, key: str
) -> None:
    log_session(context, ref=REF, on=date(2026, 1, 13))
    remove_line(engagement, key)
    assert refused(lambda: bill(on_day(context, LATER), ref=REF)) == ["seal.contract-changed"]


def test_a_signed_demand_is_not_validated_again(context: Context, engagement: Path) -> None:
    remove_line(engagement, "validated_on")
    before = engagement.read_text("utf-8")

    again = refused(lambda: validate_demand(context, ref=REF, on=context.today, request="Autre."))

    assert again == ["seal.contract-changed"]
    assert engagement.read_text("utf-8") == before


def test_a_day_of_validation_after_the_signature_is_a_change_and_no_wrong_order(
    context: Context, engagement: Path
) -> None:
    text = engagement.read_text("utf-8")
    day = next(line for line in text.splitlines() if line.startswith("validated_on"))
    engagement.write_text(text.replace(day, "validated_on = 2026-01-11"), "utf-8")

    log_session(replace(context, remark=lambda _: None), ref=REF, on=date(2026, 1, 13))

    assert [each.message for each in examine(context).findings] == ["seal.contract-changed"]


def test_the_words_of_the_beneficiary_stop_nothing_and_the_doctor_asks_for_them(
    context: Context, engagement: Path
) -> None:
    remove_line(engagement, "request")
    log_session(context, ref=REF, on=date(2026, 1, 13))

    assert [each.message for each in examine(context).findings] == ["gate.request-removed"]
    assert bill(on_day(context, LATER), ref=REF).number == "F-2026-0001"
