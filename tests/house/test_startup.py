"""What each way to start the program loads: lists of modules, the same on every machine."""

import json
import re
import subprocess
import sys
from pathlib import Path
from shutil import copytree

import pytest

from phmcoach.cli.app import PANELS

# Runs the program as `coach` does, once for each command line, and says which modules were loaded
# since Python itself started.
TELL = """
import sys
before = set(sys.modules)
lines = [line.split(" ") for line in sys.argv[1:]]
from phmcoach.__main__ import main
codes = []
for words in lines:
    sys.argv = ["coach", *words]
    codes.append(main())
loaded = sorted(set(sys.modules) - before)
import json
print(json.dumps([codes, loaded]), file=sys.stderr)
"""

PLUMBING = {
    "phmcoach",
    "phmcoach.value",
    "phmcoach.__main__",
    "phmcoach.cli",
    "phmcoach.cli.app",
    "phmcoach.cli.commands",
    "phmcoach.cli.shell",
    "phmcoach.cli.shell.click_language",
    "phmcoach.cli.shell.command_page",
    "phmcoach.cli.shell.completion",
    "phmcoach.cli.shell.contradictions",
    "phmcoach.cli.shell.exclusive",
    "phmcoach.cli.shell.folding",
    "phmcoach.cli.shell.help_page",
    "phmcoach.cli.shell.kinds",
    "phmcoach.cli.shell.language",
    "phmcoach.cli.shell.options",
    "phmcoach.cli.shell.output",
    "phmcoach.cli.shell.panels",
    "phmcoach.cli.shell.state",
    "phmcoach.cli.shell.streams",
    "phmcoach.errors",
    "phmcoach.exits",
    "phmcoach.formats",
    "phmcoach.i18n",
    "phmcoach.remedy",
    "phmcoach.store",
    "phmcoach.store.interrupts",
    "phmcoach.typed_words",
    "phmcoach.words",
}
COMMAND_FILES = {
    f"phmcoach.cli.commands.{name}"
    for name in (
        "amending",
        "billing",
        "clients",
        "contracting",
        "credits",
        "endings",
        "engagements",
        "evaluation",
        "groups",
        "help_topics",
        "keeping",
        "keeping.backups",
        "keeping.notes",
        "keeping.sync",
        "keeping.privacy",
        "keeping.undo",
        "looking",
        "objectives",
        "recovery",
        "payments",
        "planning",
        "ledger",
        "moving",
        "moving.exporting",
        "moving.importing",
        "moving.mails",
        "practice",
        "practice_changes",
        "practice_options",
        "quotes",
        "reminders",
        "sessions",
        "templates",
        "today",
        "validation",
    )
}
TYPER = {"annotated_doc", "shellingham", "typer"}
NAMES = sorted(name for panel in PANELS for name in panel.names)

COMPILED = {
    *("phmcoach.cli.shell.language", "phmcoach.file_kinds", "phmcoach.formats"),
    *("phmcoach.store.ledger_copies", "phmcoach.store.ledger_files"),
    *("phmcoach.store.ledger_scan", "phmcoach.store.lock", "phmcoach.store.record_files"),
}
"""The modules of `coach today` that compile a pattern on import: small, or used each time.

Others compile theirs when they search a text: Python compiles every pattern in every run.
"""

MADE_OFTEN = {
    *("phmcoach.cli.shell.kinds", "phmcoach.domain.contract.signed_changes"),
    "phmcoach.store.ledger_scan",
}
"""The modules of `coach today` with named tuples, which are made faster than a `Value`."""

SOURCE = Path(__file__).parents[2] / "src"
FOLDERS = Path(__file__).parents[1] / "folders" / "0.1.0"


def loaded_by(tmp_path: Path, *lines: str, **environ: str) -> set[str]:
    """Return the modules that one process loads which runs these command lines."""
    ran = subprocess.run(
        [sys.executable, "-I", "-c", TELL, *lines],
        capture_output=True,
        check=True,
        cwd=tmp_path,
        env={"PATH": "/usr/bin", "LC_ALL": "fr_FR.UTF-8", **environ},
    )
    codes, loaded = json.loads(ran.stderr.splitlines()[-1])
    assert set(codes) == {0}
    return set(loaded)


def packages_of(modules: set[str]) -> set[str]:
    """Return the packages that are neither Python's nor ours."""
    tops = {name.partition(".")[0] for name in modules}
    compiled = {name for name in tops if name.endswith("__mypyc")}  # the inside of a package
    return tops - set(sys.stdlib_module_names) - {"phmcoach"} - compiled


def ours(modules: set[str]) -> set[str]:
    return {name for name in modules if name.partition(".")[0] == "phmcoach"}


@pytest.fixture
def practice(tmp_path: Path) -> Path:
    (tmp_path / "engagements").mkdir()
    (tmp_path / "engagements" / "dupont-2026.toml").write_text("schema = 1\n", encoding="utf-8")
    (tmp_path / "practice.toml").write_text('language = "fr"\n', encoding="utf-8")
    return tmp_path


def test_the_version_is_printed_before_anything_is_loaded(tmp_path: Path) -> None:
    assert loaded_by(tmp_path, "--version") == {"gc", "phmcoach", "phmcoach.__main__"}


def test_the_page_of_the_program_loads_no_command(practice: Path) -> None:
    loaded = loaded_by(practice, "--help")
    assert packages_of(loaded) == TYPER
    assert ours(loaded) == PLUMBING


@pytest.mark.parametrize(
    ("name", "files"),
    [
        ("remind", {"phmcoach.cli.commands.reminders"}),
        ("init", {"phmcoach.cli.commands.practice", "phmcoach.cli.commands.groups"}),
    ],
)
def test_the_page_of_a_command_loads_the_module_of_that_command(
    practice: Path, name: str, files: set[str]
) -> None:
    assert ours(loaded_by(practice, f"{name} --help")) == PLUMBING | files


def test_the_pages_of_all_commands_load_the_plumbing_alone(practice: Path) -> None:
    """One process shows them all: what none of them may load, all together may not load either."""
    loaded = loaded_by(practice, *(f"{name} --help" for name in NAMES))
    assert packages_of(loaded) == TYPER
    assert ours(loaded) == PLUMBING | COMMAND_FILES


@pytest.mark.parametrize("words", ["", "sh", "--"])
def test_completion_of_the_first_word_loads_no_command(practice: Path, words: str) -> None:
    loaded = loaded_by(practice, words, _COACH_COMPLETE="zsh")
    assert packages_of(loaded) == TYPER
    assert ours(loaded) == PLUMBING


@pytest.mark.parametrize("words", ["show ", "log-session --type "])
def test_completion_loads_no_records_and_no_documents(practice: Path, words: str) -> None:
    loaded = loaded_by(practice, words, _COACH_COMPLETE="zsh")
    assert packages_of(loaded) == TYPER
    assert not {name for name in ours(loaded) if name.startswith(("phmcoach.domain", "phmcoach.a"))}


@pytest.mark.parametrize(
    "line",
    [
        "log-session martin-2026 --on 2026-09-19 --anyway",
        "pay 1 --amount 1 --on 2026-09-19 --by transfer",
        "contract petit-2026",
    ],
)
def test_what_writes_loads_the_engine_of_pydantic_alone_and_no_list_of_known_files(
    tmp_path: Path, line: str
) -> None:
    copytree(FOLDERS / "demo", tmp_path / "practice")
    today = {"COACH_TODAY": "2026-09-20", "COACH_FOLDER": str(tmp_path / "practice")}
    packages = packages_of(loaded_by(tmp_path, line, HOME=str(tmp_path), **today))
    assert "pydantic_core" in packages
    assert not packages & {"pydantic", "platformdirs"}


@pytest.mark.parametrize(
    "line",
    [
        *("today", "list", "check-cadence", "prepare martin-2026", "show martin-2026", "ledger"),
        "remind",
    ],
)
def test_files_that_were_seen_before_are_shown_without_pydantic(tmp_path: Path, line: str) -> None:
    copytree(FOLDERS / "demo", tmp_path / "practice")
    folder = {"COACH_FOLDER": str(tmp_path / "practice"), "HOME": str(tmp_path)}
    first, second = (loaded_by(tmp_path, line, **folder) for _ in range(2))
    assert "pydantic_core" in packages_of(first)
    assert packages_of(second) - {"platformdirs"} == TYPER | {"tomli"}
    assert not second & {"importlib.resources", "zipfile"}
    if sys.platform == "linux":
        assert not second & {"platformdirs", "random", "tempfile"}
    if line == "list":
        assert not second & {"phmcoach.store.ledger", "json"}


def test_the_day_compiles_no_pattern_that_it_may_not_need(tmp_path: Path) -> None:
    copytree(FOLDERS / "demo", tmp_path / "practice")
    loaded = ours(loaded_by(tmp_path, "today", COACH_FOLDER=str(tmp_path / "practice")))
    sources = {name: SOURCE.joinpath(*name.split(".")).with_suffix(".py") for name in loaded}
    compiling = {
        name
        for name, source in sources.items()
        if source.is_file() and re.search(r"(?m)^\S.*= re\.compile\(", source.read_text("utf-8"))
    }
    assert compiling == COMPILED


def test_the_day_loads_nothing_that_makes_papers_or_mails(tmp_path: Path) -> None:
    copytree(FOLDERS / "demo", tmp_path / "practice")
    loaded = loaded_by(tmp_path, "today", COACH_FOLDER=str(tmp_path / "practice"))
    assert not loaded & {
        "phmcoach.actions.contract.paper_inputs",
        "phmcoach.actions.contract.proofs",
        "phmcoach.actions.contract.succeeding",
        "phmcoach.actions.lost_records",
        "phmcoach.actions.money.mail",
        "phmcoach.actions.saving",
        "phmcoach.documents.papers.paper_input",
        "phmcoach.exports.eml",
        "string",
    }


def test_the_day_defines_few_named_tuples(tmp_path: Path) -> None:
    """Python compiles a constructor for each; a `Value` costs a quarter to define."""
    copytree(FOLDERS / "demo", tmp_path / "practice")
    loaded = ours(loaded_by(tmp_path, "today", COACH_FOLDER=str(tmp_path / "practice")))
    sources = {name: SOURCE.joinpath(*name.split(".")).with_suffix(".py") for name in loaded}
    defining = {
        name
        for name, source in sources.items()
        if source.is_file() and "(NamedTuple" in source.read_text("utf-8")
    }
    assert defining == MADE_OFTEN
