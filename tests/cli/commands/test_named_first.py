"""What is named and is not there is said before anything that is missing: no answer would help."""

import shutil
from pathlib import Path

import pytest
from tests.cli.commands import remedy_states as at
from tests.cli.commands.remedy_states import Folders, State, build
from tests.conftest import leave_typesetting_out
from tests.folders.running import desk_in

ENGAGEMENT = (
    'amend {ref} --add-objective "X."',
    "cancel-session {ref}",
    "cancel-session {ref} --session s1",
    "check-cadence {ref} --acknowledge X",
    "decline {ref}",
    "end {ref}",
    "end {ref} --withdrawal",
    "log-session {ref}",
    "log-session {ref} --travel 20",
    "log-session {ref} --session s1 --type three-way",
    "mail {ref} --paper report",
    "pause {ref}",
    "plan {ref}",
    "plan {ref} --on 2026-02-10 --every 1w",
    "quote {ref} --accept",
    "report {ref}",
    "report {ref} --agreed",
    "reschedule {ref}",
    "set-terms {ref}",
    "sign {ref}",
    "sign {ref} --amendment 1",
    "validate-demand {ref}",
)
"""What lacks something besides the engagement that it names."""

NOBODY = {
    "quote nobody --accept": "No document has the number nobody.",
    **{
        line.format(ref="nobody"): "There is no open engagement “nobody”."
        for line in ENGAGEMENT
        if not line.startswith("quote")
    },
}
ARCHIVED = {
    line.format(ref="martin"): "The engagement “martin” is archived (archive/2026)."
    for line in ENGAGEMENT
}
OTHERS = {
    'amend martin --client nobody --succession --add-objective "X."': (
        "There is no client “nobody”."
    ),
    "cancel-session martin --session s9": "There is no session s9.",
    "credit 9": "No document has the number 9.",
    "credit 9 --lines 1": "No document has the number 9.",
    "credit 9 --renew": "No document has the number 9.",
    "log-session martin --session s9 --travel 20": "There is no session s9.",
    "log-session martin --session s9 --type three-way": "There is no session s9.",
    "new-engagement roux --client nobody": "There is no client “nobody”.",
    "pay 9": "No document has the number 9.",
    "pay 9 --refund": "No document has the number 9.",
    "pay 1 9": "No document has the number 9.",
    "privacy export nobody": "No beneficiary, private client or contact is called nobody.",
    "reschedule martin --session s9": "There is no session s9.",
    "set-client nobody": "There is no client “nobody”.",
    "sign martin --amendment 7": "martin has no amendment no. 7.",
}
TO_DEMAND = {"set-terms martin --client nobody": "There is no client “nobody”."}


@pytest.fixture(scope="module")
def folders() -> Folders:
    """Keep the folder of each state."""
    return {}


@pytest.mark.parametrize(
    ("state", "expected"),
    [(at.INVOICED, NOBODY | OTHERS), (at.ARCHIVED, ARCHIVED), (at.VALIDATED, TO_DEMAND)],
    ids=["an open engagement", "an archived one", "before the terms"],
)
def test_what_is_not_there_is_said_before_what_is_missing(
    state: State,
    expected: dict[str, str],
    folders: Folders,
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        leave_typesetting_out(patch)
        made = build(state, folders, lambda: tmp_path_factory.mktemp("state"))
    folder = tmp_path / "practice"
    shutil.copytree(made, folder)
    said = {}
    with desk_in(folder, tmp_path, real=state.real) as desk:
        desk.set_day(state.today)
        for line in expected:
            ran = desk.run(line)
            errors = [it for it in ran.err.splitlines() if it.startswith("Error: ")]
            said[line] = (ran.code, [it.removeprefix("Error: ") for it in errors])
    assert said == {line: (3, [sentence]) for line, sentence in expected.items()}


def test_what_is_not_there_is_looked_for_only_once_it_is_named(
    folders: Folders, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    made = build(at.INVOICED, folders, lambda: tmp_path_factory.mktemp("state"))
    with desk_in(made, tmp_path, real=False) as desk:
        desk.set_day(at.INVOICED.today)
        ran = desk.run("cancel-session --session s9")
    missing = [line.partition(":")[2].split()[0] for line in ran.err.splitlines()[:2]]
    assert (ran.code, missing) == (2, ["REF", "--notified"])
