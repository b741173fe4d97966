"""The page that says where the program installs agrees with what the package declares."""

import tomllib
from pathlib import Path

from tools.write_wheels_page import COMPILED, PAGE, SYSTEMS, VERSIONS

PROJECT = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text("utf-8"))[
    "project"
]


def table() -> list[list[str]]:
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    rows = [line for line in lines if line.startswith("| ")]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]


def test_the_table_has_each_system_and_each_compiled_library() -> None:
    head, *rows = table()
    assert head == ["system", *COMPILED]
    assert [row[0] for row in rows] == [title for title, *_ in SYSTEMS]
    assert all(len(row) == len(head) and all(row) for row in rows)


def test_the_page_names_the_oldest_and_the_newest_python() -> None:
    assert PROJECT["requires-python"] == f">={VERSIONS[0]}"
    assert f"Python {VERSIONS[0]} to {VERSIONS[-1]}" in PAGE.read_text(encoding="utf-8")


def test_each_library_but_the_time_zones_has_a_lower_and_an_upper_bound() -> None:
    bounds = (each.partition(";")[0] for each in PROJECT["dependencies"])
    assert [each for each in bounds if not (">=" in each and ",<" in each)] == ["tzdata"]
