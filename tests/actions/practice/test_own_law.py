"""The law in a coach's own folder, which overrides the program's."""

from datetime import date
from decimal import Decimal

import pytest
from tests.copies import copy_names

from phmcoach.actions.context import Context
from phmcoach.actions.money.billing_context import open_law
from phmcoach.actions.practice.doctor import examine
from phmcoach.errors import InvalidDataError, Place, RuleRefusedError
from phmcoach.law import load_law

SPRING = date(2027, 3, 1)
HALF_YEAR = """schema = 1

[[half_years]]
valid_from = 2027-01-01
valid_to = 2027-06-30
refinancing = 2.25
legal = 2.80
source = "BCE"
"""


def write_law(context: Context, text: str) -> None:
    context.folder.law_dir.mkdir()
    (context.folder.law_dir / "late-payment.toml").write_text(text, "utf-8")


def test_a_folder_without_own_law_uses_that_of_the_program(context: Context) -> None:
    assert open_law(context.folder) == load_law()


def test_a_half_year_that_the_coach_adds_is_known(context: Context) -> None:
    with pytest.raises(RuleRefusedError):
        open_law(context.folder).half_year(SPRING)
    write_law(context, HALF_YEAR)
    law = open_law(context.folder)
    assert law.half_year(SPRING).legal == Decimal("2.80")
    assert law.half_year(date(2026, 3, 1)) == load_law().half_year(date(2026, 3, 1))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("legal = 2.80\n", "", "store.missing-key"),
        ("legal = 2.80", 'legal = "2,80"', "store.expected-amount"),
        ("2027-06-30", "2027-06-29", "shape.not-a-half-year"),
        ("half_years", "half_year", "store.unknown-key-near"),
        ("schema = 1\n", "", "store.missing-key"),
    ],
)
def test_a_fault_in_the_own_law_is_reported_with_its_file(
    context: Context, old: str, new: str, message: str
) -> None:
    write_law(context, HALF_YEAR.replace(old, new))
    with pytest.raises(InvalidDataError) as refused:
        open_law(context.folder)
    (problem,) = refused.value.problems
    assert problem.message == message
    assert examine(context).findings == (problem,)
    assert problem.place is not None
    assert problem.place.file == context.folder.law_dir / "late-payment.toml"


@pytest.mark.parametrize("name", copy_names("late-payment"))
def test_a_copy_of_a_law_file_never_wins_over_the_real_one(context: Context, name: str) -> None:
    write_law(context, HALF_YEAR)
    copy = HALF_YEAR.replace("2.80", "9.90")
    (context.folder.law_dir / name).write_text(copy, "utf-8")
    assert open_law(context.folder).half_year(SPRING).legal == Decimal("2.80")
    (finding,) = examine(context).findings
    assert (finding.message, finding.level) == ("store.stray-copy", "warning")


def test_two_law_files_that_contradict_each_other_are_both_named(context: Context) -> None:
    write_law(context, HALF_YEAR)
    (context.folder.law_dir / "sauvegarde.toml").write_text(
        HALF_YEAR.replace("2.80", "9.90"), "utf-8"
    )
    with pytest.raises(InvalidDataError) as refused:
        open_law(context.folder)
    (problem,) = refused.value.problems
    assert (problem.message, dict(problem.args)) == (
        "law.two-files",
        {
            "one": "late-payment.toml",
            "other": "sauvegarde.toml",
            "what": "half_years",
            "on": date(2027, 1, 1),
        },
    )
    assert examine(context).findings == (problem,)


def test_a_law_file_that_contradicts_itself_is_refused_with_the_line(context: Context) -> None:
    again = HALF_YEAR.replace("2.80", "9.90").removeprefix("schema = 1\n")
    write_law(context, HALF_YEAR + again)
    with pytest.raises(InvalidDataError) as refused:
        open_law(context.folder)
    (problem,) = refused.value.problems
    path = context.folder.law_dir / "late-payment.toml"
    assert (problem.message, problem.place) == ("law.two-tables", Place(path, 10))
    assert examine(context).findings == (problem,)


def test_rules_of_one_law_file_that_overlap_are_refused(context: Context) -> None:
    rate = '\n[[rates]]\nid = "ssi"\nrate = {}\nvalid_from = {}\nvalid_to = {}\nsource = "URSSAF"\n'
    write_law(
        context,
        "schema = 1\n"
        + rate.format("26.1", "2027-01-01", "2027-06-30")
        + rate.format("26.2", "2027-06-30", "2027-12-31"),
    )
    with pytest.raises(InvalidDataError) as refused:
        open_law(context.folder)
    (problem,) = refused.value.problems
    assert dict(problem.args) == {
        "other": "late-payment.toml",
        "what": "rates ssi",
        "on": date(2027, 6, 30),
    }


def test_a_law_file_that_repeats_another_changes_nothing(context: Context) -> None:
    write_law(context, HALF_YEAR)
    (context.folder.law_dir / "sauvegarde.toml").write_text(HALF_YEAR, "utf-8")
    assert open_law(context.folder).half_year(SPRING).legal == Decimal("2.80")
    assert examine(context).findings == ()
