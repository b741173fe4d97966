"""Where an engagement is over, each command that is refused names what leaves that state first.

The command that is named is accepted, and so is the one that is named after it.
"""

import re
import shlex
import shutil
from pathlib import Path

import pytest
from tests.cli.commands import remedy_states as at
from tests.cli.commands.remedy_states import Folders, build
from tests.conftest import leave_typesetting_out
from tests.folders.running import Desk, desk_in

DECLINE = "decline martin --on 2026-02-03 --by coach"
CLOSE = "close martin --on 2026-02-03"
DECLINED = {
    "declined": at.DEMANDED.then(DECLINE),
    "declined with a validated demand": at.DECLINED,
    "declined with terms": at.DECLINED_READY,
    "declined with a signature": at.HALF_CONTRACTED.then(DECLINE),
}
CLOSED = {
    "declined and closed": at.DECLINED_READY.then(CLOSE),
    "ended and closed": at.END_CLOSED,
    "evaluated and closed": at.CLOSED,
}
ENDED = {
    "ended": at.ENDED,
    "ended with a session still planned": at.STILL_PLANNED,
    "ended with an amendment in preparation": at.AMENDED.then(
        "end martin --on 2026-02-03 --by sponsor"
    ),
}
ARCHIVED = {
    "declined and archived": at.DECLINED_READY.then(f"{CLOSE}\narchive martin"),
    "evaluated and archived": at.ARCHIVED,
}
WITHDRAWN = {
    "withdrawn": at.PRIVATE_ASKING.then("end hugo --withdrawal --on 2026-02-03"),
    "withdrawn after a session": at.PRIVATE_ASKING.then(
        "log-session hugo --on 2026-02-02\nend hugo --withdrawal --on 2026-02-03"
    ),
}

OBJECTIVE = 'add-objective REF --statement "S." --result "R." --indicator "I."'
TO_CONTRACT = (
    'validate-demand REF --on 2026-02-03 --request "X."',
    OBJECTIVE,
    "set-terms REF --sessions 3 --hours 2 --start 2026-01-12 --months 2 --rate 200",
    "quote REF",
    "quote REF --accept --on 2026-02-03",
    "contract REF",
    "sign REF --on 2026-02-03",
)
"""What leads to a contract; refused once there is one."""

WITH_CONTRACT = (
    "plan REF --on 2026-02-20 --hours 2",
    "amend REF --sessions 3",
    "pause REF --from 2026-02-10 --to 2026-02-15 --reason leave",
)
"""What belongs to a contract that goes on."""

OF_DECLINED = (
    *(each for each in TO_CONTRACT if "--accept" not in each),
    *WITH_CONTRACT,
    "set-terms REF",
    "log-session REF --on 2026-02-03 --hours 2",
    "evaluate REF --plan 2026-02-20",
    "evaluate REF --form",
    "invoice REF",
    "invoice REF --deposit 100",
)
"""What a demand that was declined refuses."""

OTHERS = (
    *TO_CONTRACT,
    "set-terms REF --purchase-order BC-1",
    "quote REF --accept --take-back",
    "sign REF --take-back",
    "log-session REF --on 2026-02-03 --anyway",
    "log-session REF --session s1 --hours 1",
    "reschedule REF --session s1 --to 2026-02-21 --notified 2026-02-03T10:00",
    "end REF --on 2026-02-03 --by coach",
    "decline REF --on 2026-02-03 --by coach",
    "report REF --for sponsor",
    "report REF --agreed --on 2026-02-03",
    "close REF --on 2026-02-03",
    "archive REF",
    "invoice REF",
)
STATES = {**DECLINED, **CLOSED, **ENDED, **ARCHIVED, **WITHDRAWN}
FIRST = {
    **{(name, line): "decline REF --take-back" for name in DECLINED for line in OF_DECLINED},
    **{(name, line): "end REF --take-back" for name in ENDED for line in WITH_CONTRACT},
    **{(name, line): "end REF --take-back" for name in WITHDRAWN for line in WITH_CONTRACT[:2]},
    **{(name, line): "close REF --take-back" for name in CLOSED for line in WITH_CONTRACT},
    **{
        (name, line): "archive REF --take-back"
        for name in ARCHIVED
        for line in (*TO_CONTRACT, *WITH_CONTRACT)
    },
}
"""What leaves the state, for the commands that need an engagement which goes on."""

SHOWN = ("show", "list", "ledger")
"""The commands that only show: the answer is there."""

INSTEAD = ("set-terms", "add-objective", "amend", "log-session", "evaluate", "report")
"""The commands that do in another way what was typed; a further refusal names them again."""

ANSWERS = {
    "DATE": "2026-02-03",
    "N": "3",
    "H": "2",
    "M": "2",
    "STATUS": "cancelled",
    "PARTY": "coach",
    "…": "Texte.",
}


@pytest.fixture(scope="module")
def folders() -> Folders:
    """Keep the folder of each state."""
    return {}


@pytest.mark.parametrize("name", STATES)
def test_each_refusal_names_what_leaves_the_state_and_then_what_is_accepted(
    name: str, folders: Folders, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    state = STATES[name]
    ref = "hugo" if name in WITHDRAWN else "martin"
    with pytest.MonkeyPatch.context() as patch:
        leave_typesetting_out(patch)
        made = build(state, folders, lambda: tmp_path_factory.mktemp("state"))
        for place, line in enumerate(dict.fromkeys((*OF_DECLINED, *WITH_CONTRACT, *OTHERS))):
            folder = tmp_path / str(place)
            shutil.copytree(made, folder)
            with desk_in(folder, tmp_path, real=False) as desk:
                patch.setenv("COLUMNS", "500")
                desk.set_day(state.today)
                named = walk(desk, line.replace("REF", ref), folder / "documents" / ref)
            wanted = FIRST.get((name, line))
            if wanted is not None:
                assert named[:1] == [wanted.replace("REF", ref)], (line, named)


def walk(desk: Desk, line: str, papers: Path) -> list[str]:
    """Type a line, and what is named as long as it is refused; return what was named."""
    named: list[str] = []
    while (ran := desk.run(line)).code != 0:
        found = re.findall(r"To fix it: coach (.*)", ran.err)[:1]
        assert found, (line, named, ran)
        if found == named[-1:] and found[0].startswith(INSTEAD):
            break
        assert found[0] not in named, (line, named, ran)
        named += found
        words = [ANSWERS.get(each, each) for each in shlex.split(found[0])]
        step = desk.run(shlex.join(words))
        assert step.code == 0, (line, named, step)
        if words[-1] == "--form":
            form = papers / "evaluation.toml"
            text = form.read_text("utf-8").replace('# changed = ""', 'changed = "Oui."')
            form.write_text(text, "utf-8")
        is_completed = shlex.split(line)[1:] == words[1 : len(shlex.split(line))]
        if words[0] in SHOWN or is_completed:
            break
    return named
