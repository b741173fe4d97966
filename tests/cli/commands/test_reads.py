"""A command reads, parses and validates each file once, in a large practice as in a small one.

The language is looked up before, in the first lines of `practice.toml`; this is not counted.
"""

import os
import re
import shutil
from collections import Counter
from collections.abc import Callable
from io import FileIO
from pathlib import Path

import pytest
from tests.cli.conftest import BeginAfter, Run
from tests.cli.road import IN, ROAD
from tests.conftest import leave_typesetting_out

from phmcoach.domain.base import Record
from phmcoach.domain.shape.validation import validate
from phmcoach.store import files, records
from phmcoach.store.toml.data import Data, parse_toml

FEW, MANY = 3, 6
"""The numbers of engagements, invoices and archived engagements beside the first of each."""

UNSIGNED = (
    (
        *(*IN, "new-engagement", "roche", "--client", "acme", "--beneficiary", "Jeanne Roche"),
        *("--situation", "new-role", "--received-on", "2026-01-02"),
    ),
    (*IN, "validate-demand", "roche", "--on", "2026-01-05", "--request", "Ma place."),
    (
        *IN,
        "add-objective",
        "roche",
        "--shared",
        "--statement",
        "A",
        "--result",
        "B",
        "--indicator",
        "C",
    ),
    (
        *(*IN, "set-terms", "roche", "--sessions", "12", "--hours", "2"),
        *("--start", "2026-02-12", "--months", "6"),
    ),
)
SESSIONS = """
[[sessions]]
id = "s2"
on = 2026-01-20
minutes = 120
type = "in-person"
status = "held"

[[sessions]]
id = "s3"
on = 2026-04-30
minutes = 120
type = "in-person"
status = "planned"
"""
PAPER = "SPECIMEN-2026-0001"
ABOUT_ONE = [
    "show martin",
    "prepare martin",
    "check-cadence martin",
    "log-session martin --on 2026-04-07",
    "log-session martin --session s3 --status cancelled",
    "plan martin --on 2026-05-12",
    "plan martin --on 2026-05-12 --every 2w --times 3",
    "reschedule martin --session s3 --to 2026-05-05 --notified 2026-04-10T08:00",
    "cancel-session martin --session s3 --notified 2026-04-10T08:00",
    "attendance martin",
    "contract roche",
    "sign roche --on 2026-04-10",
    "contract martin --amendment 1",
    "amend martin --sessions 14",
    "sign martin --amendment 1 --on 2026-04-10",
    "pause martin --from 2026-06-01 --to 2026-06-10 --reason illness",
    "end martin --on 2026-04-10 --by coach --reason Fin.",
    "quote roche",
    "quote roche --preview",
    "invoice martin",
    "invoice martin --dry-run",
    "invoice martin --preview",
    f"credit {PAPER} --reason Erreur.",
    f"pay {PAPER} --on 2026-04-10 --by transfer",
    f"remind {PAPER}",
    f"mail {PAPER}",
    f"mail {PAPER} --duplicate",
]
ABOUT_ALL = [
    "today",
    "list",
    "check-cadence",
    "ledger",
    "ledger --view unpaid",
    "remind",
    "doctor",
]
ABOUT_THE_UNPAID = {line for line in ABOUT_ONE if line.startswith("remind")}
"""A reminder parses what is unpaid: the letter is about all late invoices of the client."""

HEAD = {"ledger/head.toml", "ledger/writer.toml", ".git/coach-fork"}
"""Also whether another machine holds the pen, before anything is asked and under the lock."""

NUMBERING = {"contract roche", "sign roche --on 2026-04-10"}
"""They give a contract its number, once, after those of all engagements, also archived ones."""

AGAIN: dict[str, set[str]] = {
    # What was read before the lock is compared with the head under it.
    "quote roche": HEAD,
    "invoice martin": HEAD,
    f"credit {PAPER} --reason Erreur.": HEAD,
    f"pay {PAPER} --on 2026-04-10 --by transfer": HEAD,
}
ROUND = ("invoice --all", "invoice --all --dry-run")
"""A round reads each engagement to know whether it is signed, and again when it bills it."""


class Counted:
    """How often each file was read, each text parsed, each record validated, each folder listed."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.read: Counter[str] = Counter()
        self.parsed: Counter[str] = Counter()
        self.validated: Counter[str] = Counter()
        self.listed: Counter[str] = Counter()
        list_folder = os.scandir

        def open_counted(path: Path | str, opener: Callable[[str, int], int]) -> FileIO:
            self.read[Path(path).as_posix().partition("practice/")[2]] += 1
            return FileIO(path, opener=opener)

        def parse_counted(text: str) -> Data:
            self.parsed[text] += 1
            return parse_toml(text)

        def validate_counted(kind: type[Record], data: object) -> Record:
            self.validated[f"{kind.__name__} {data}"] += 1
            return validate(kind, data)

        def list_counted(path: Path | str) -> object:
            if practice := Path(path).as_posix().partition("practice/")[2]:
                self.listed[practice] += 1
            return list_folder(path)

        patch.setattr(os, "scandir", list_counted)
        patch.setattr(files, "FileIO", open_counted)
        patch.setattr(records, "parse_toml", parse_counted)
        patch.setattr(records, "validate", validate_counted)


CountedIn = Callable[[str, int], Counted]


@pytest.fixture
def counted_in(
    coach: Run,
    begin_after: BeginAfter,
    made_folders: dict[object, Path],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> CountedIn:
    """Run a command in a practice with some engagements and invoices, and count what it does."""
    leave_typesetting_out(monkeypatch)
    practice = tmp_path / "practice"

    def make(number: int) -> Path:
        begin_after(*ROAD, *UNSIGNED)
        martin = (practice / "engagements" / "martin.toml").read_text("utf-8")
        (practice / "archive" / "2025").mkdir(parents=True)
        unsealed = re.sub(r"\n\[seal\]\n(.+\n)+", "\n", martin)
        for each in range(number):
            own = unsealed.replace('id = "claire-martin"', f'id = "person-{each}"')
            own = own.replace('name = "Claire Martin"', f'name = "Person {each}"')
            (practice / "engagements" / f"person-{each}.toml").write_text(own, "utf-8")
            (practice / "archive" / "2025" / f"closed-{each}.toml").write_text(own, "utf-8")
        assert coach(*IN, "invoice", "--all").code == 0
        for path in (practice / "engagements").glob("[mp]*.toml"):
            path.write_text(path.read_text("utf-8") + SESSIONS, "utf-8")
        assert coach(*IN, "amend", "martin", "--sessions", "13").code == 0
        return Path(shutil.move(practice, tmp_path_factory.mktemp("filled")))

    def count(line: str, number: int) -> Counted:
        shutil.rmtree(practice, ignore_errors=True)
        shutil.rmtree(tmp_path / ".cache", ignore_errors=True)  # no file is known
        if number not in made_folders:
            made_folders[number] = make(number)
        shutil.copytree(made_folders[number], practice)
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("COACH_TODAY", "2026-04-10")
            counted = Counted(patch)
            ran = coach(*IN, *line.split())
        assert ran.code in (0, 1), ran
        return counted

    return count


def repeated(counter: Counter[str]) -> set[str]:
    return {name for name, times in counter.items() if times > 1}


def read_alone(counted: Counted, line: str) -> set[str]:
    """Return what was read beside the ledger and the bytes of the other open engagements.

    Who changes an engagement looks for a second file of it.
    """
    others: tuple[str, ...] = ("ledger/", "engagements/person-")
    if line in NUMBERING:
        others += ("archive/2025/closed-", "documents/person-")
    return {name for name in counted.read if not name.startswith(others)}


@pytest.mark.parametrize("line", ABOUT_ONE)
def test_a_command_about_one_engagement_parses_no_others(counted_in: CountedIn, line: str) -> None:
    few, many = counted_in(line, FEW), counted_in(line, MANY)
    again = {name for name in many.read if "engagements/" in name} if line in NUMBERING else set()
    assert repeated(many.read) == AGAIN.get(line, again)
    assert repeated(many.parsed) == set()
    assert repeated(many.validated) == set()
    assert read_alone(many, line) == read_alone(few, line)
    more = MANY - FEW if line in ABOUT_THE_UNPAID else 0
    assert many.parsed.total() == few.parsed.total() + more
    assert many.validated.total() == few.validated.total() + more


@pytest.mark.parametrize("line", ABOUT_ALL)
def test_a_command_about_all_engagements_reads_each_once(counted_in: CountedIn, line: str) -> None:
    many = counted_in(line, MANY)
    assert repeated(many.read) == set()
    assert repeated(many.parsed) == set()
    assert repeated(many.validated) == set()


@pytest.mark.parametrize("line", ROUND)
def test_a_round_of_twice_the_invoices_reads_twice_as_much(
    counted_in: CountedIn, line: str
) -> None:
    few, many = counted_in(line, FEW), counted_in(line, MANY)
    engagements = {name: times for name, times in many.read.items() if "engagements" in name}
    assert set(engagements.values()) <= {1, 2}
    assert many.read.total() <= 2 * few.read.total()
    assert many.parsed.total() <= 2 * few.parsed.total()
    assert many.validated.total() <= 2 * few.validated.total()


ONLY_LOOKING = ("show martin", "check-cadence martin", "invoice martin --dry-run", ROUND[1])


@pytest.mark.parametrize("line", [*ABOUT_ALL, *ONLY_LOOKING])
def test_a_command_that_only_looks_lists_each_folder_once(counted_in: CountedIn, line: str) -> None:
    assert repeated(counted_in(line, MANY).listed) == set()


@pytest.mark.parametrize("line", [*ABOUT_ONE, ROUND[0]])
def test_a_command_lists_a_folder_once_for_its_work_and_once_to_sweep_it(
    counted_in: CountedIn, line: str
) -> None:
    """Under each lock, the files of the ledger are compared with those that were read before.

    A reminder follows the letters among the documents, and a number is not drawn that one bears.
    """
    listed = counted_in(line, MANY).listed
    own = {name: times for name, times in listed.items() if not name.startswith("ledger")}
    assert max(own.values()) <= 2
    documents = {times for name, times in own.items() if name.startswith("documents")}
    looks_first = line in NUMBERING or line.startswith(("remind ", "invoice ", "credit ", "quote "))
    assert documents <= ({1, 2} if looks_first else {1})
