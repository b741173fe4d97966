"""Every remedy is walked two steps: its command is accepted, and what it was named for is gone."""

import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.cli.commands.remedy_states import Folders, State, build, do
from tests.cli.commands.remedy_way import Way
from tests.cli.commands.remedy_ways import NEEDS_NO_WALK, WAYS
from tests.conftest import leave_typesetting_out
from tests.folders.running import Desk, Ran, desk_in
from tests.house.sources import nodes_of
from tests.house.test_catalogues import SOURCES
from tests.house.test_remedies import texts_of
from tests.note_keys import RECOVERY, pipe

from phmcoach.cli.shell import json_output, remedy_lines
from phmcoach.cli.shell.chosen_remedies import CHOSEN, CORRECTIONS, DROPPED, FLAGS, HELP
from phmcoach.cli.shell.remedies import COMMANDS
from phmcoach.cli.shell.remedy_lines import Command, find_command
from phmcoach.errors import Problem

OPEN = (
    "DATE",
    "N",
    "H",
    "M",
    "STATUS",
    "PARTY",
    "TYPE",
    "CLIENT",
    "DIR",
    "FILE.zip",
    "HH:MM",
    "NUMBER",
    "OBJECTIVE",
    "FILE",
    "REF",
)
"""The words of a command that only the coach knows."""


@pytest.fixture(scope="session")
def folders() -> dict[bool, Folders]:
    """Keep the folder of each state, with papers that are typeset and with their source alone."""
    return {True: {}, False: {}}


class Listener:
    """It hears each problem that a command reports, and the command that is named for it."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.heard: list[tuple[Problem, Command | None]] = []
        self._patch = patch
        for module in (remedy_lines, json_output):
            patch.setattr(module, "find_command", self.find_command)

    def find_command(self, problem: Problem) -> Command | None:
        found = find_command(problem)
        self.heard.append((problem, found))
        return found

    def run(self, desk: Desk, line: str) -> Ran:
        self.heard.clear()
        pipe(self._patch, f"{RECOVERY}\n")
        return desk.run(line)

    @property
    def edits(self) -> list[Problem]:
        """The problems that nothing but an edit of the file mends."""
        return [each for each, named in self.heard if named and named.words.startswith("edit ")]


def is_edited(state: State) -> bool:
    """Whether a record of the folder was changed by hand; a form is there to be filled in."""
    records = ("! engagements/", "! clients/", "! practice.toml", "! ledger/", "~ ", "rm ")
    lines = (line for line in state.lines.splitlines() if line.startswith(records))
    return any(lines) or (state.after is not None and is_edited(state.after))


def fill(words: list[str], answers: str, today: str) -> Iterator[str]:
    """Yield the words of a command with the answers in the places that only the coach can fill.

    Answers without a place follow: what the command asks for besides.
    """
    left = shlex.split(answers)
    for place, word in enumerate(words):
        if word == "…" and not words[place - 1].startswith("--"):
            yield from left
            left.clear()
        elif word in OPEN or "…" in word:
            value = left.pop(0) if left else today if word == "DATE" else "Texte."
            yield word.replace("…", value) if "…" in word else value
        else:
            yield word
    yield from left


@pytest.mark.parametrize("way", WAYS, ids=lambda way: f"{way.message}: {way.typed}")
def test_what_is_named_is_accepted_and_settles_it(
    way: Way,
    folders: dict[bool, Folders],
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path / "practice"
    with pytest.MonkeyPatch.context() as patch:
        if not way.typeset:
            leave_typesetting_out(patch)
        made = build(way.state, folders[way.typeset], lambda: tmp_path_factory.mktemp("state"))
        shutil.copytree(made, folder)
        (tmp_path / "taken.zip").touch()
        with desk_in(folder, tmp_path, real=way.state.real) as desk:
            desk.set_day(way.state.today)
            walk(Listener(patch), desk, way)


def walk(listener: Listener, desk: Desk, way: Way) -> None:
    """Meet the message, type the command that is named for it, and look again."""
    ran = listener.run(desk, way.typed)
    met = [(each, named) for each, named in listener.heard if each.message == way.message]
    assert met, ([each.message for each, _ in listener.heard], ran)
    assert is_edited(way.state) or not listener.edits
    problem, named = met[0]
    assert problem.remedy is way.remedy, problem
    assert named is not None, problem
    line = named.line.replace(str(desk.folder), "…")
    assert line in ran.out + ran.err, (line, ran)

    for each in way.meanwhile.splitlines():
        do(desk, each)
    filled = shlex.join(fill(shlex.split(named.words), way.answers, way.state.today.isoformat()))
    step = listener.run(desk, filled)
    assert step.code == 0 or filled == "doctor", (line, filled, step)

    *by_hand, last = (way.then or way.typed).splitlines()
    for each in by_hand:
        do(desk, each)
    again = listener.run(desk, last)
    left = [(each.message, each.args) for each, _ in listener.heard]
    assert (problem.message, problem.args) not in left, (filled, again)
    assert again.code == 0 or not way.then, (filled, again)


def test_every_message_that_has_a_command_is_walked() -> None:
    walked = {way.message for way in WAYS}
    assert (COMMANDS.keys() | HELP.keys()) - walked == set()


def test_every_remedy_that_a_rule_chooses_is_walked() -> None:
    walked = {way.remedy for way in WAYS if way.remedy}
    assert {*CHOSEN, *FLAGS, *CORRECTIONS, *DROPPED} - walked == NEEDS_NO_WALK.keys()


def test_every_message_of_the_table_is_reported_somewhere() -> None:
    spelled = {text for path in SOURCES for text in texts_of(nodes_of(path))}
    assert COMMANDS.keys() | HELP.keys() <= spelled
