"""In every state of an engagement, what a refusal names is accepted when it is typed."""

import re
import shlex
import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from tests.cli.commands import remedy_states as at
from tests.cli.commands.remedy_states import Folders, build
from tests.conftest import leave_typesetting_out
from tests.folders.running import Desk, Ran, desk_in

STATES = {
    "not signed, without a quote": at.READY,
    "half signed": at.HALF_CONTRACTED,
    "signed": at.CONTRACTED,
    "an amendment in preparation": at.AMENDED,
    "a half-signed amendment": at.HALF_AMENDED,
    "a half-signed amendment of a price that is billed": at.HALF_AMENDED_BILLED,
    "paused": at.PAUSED,
    "declined": at.DECLINED,
    "withdrawn": at.PRIVATE_ASKING.then("end hugo --withdrawal --on 2026-02-03"),
    "ended early": at.ENDED,
    "ended, with a late session to come": at.LATE_END,
    "closed, with a late session to come": at.LATE_END.then("close martin --on 2026-02-09"),
    "a settled package": at.PACKAGE_BILLED.then("pay 2 --on 2026-02-03 --by transfer"),
    "credited": at.CREDITED,
    "archived": at.ARCHIVED,
    "an incomplete client": at.BARE,
    "an incomplete client, after the end": at.BARE_SIGNED.then(
        "end martin --on 2026-02-03 --by coach"
    ),
    "a deposit that is deducted": at.DEPOSIT_DEDUCTED,
    "the number is used up": at.MET,
    "after the last day": at.ACTIVE.then("@ 2026-04-01"),
    "an amendment of the end in preparation": at.MET.then("amend martin --end 2026-03-20"),
    "a signed amendment that a joint invoice bills": at.JOINT_AMENDED,
    "a quote that is accepted": at.ACCEPTED,
    "a paid deposit": at.DEPOSIT_PAID,
    "erased, and opened again": at.PAID.then(
        "privacy erase martin --yes\nclose martin --take-back"
    ),
    "billed today": at.CONTRACTED.then("log-session martin --on 2026-02-03\ninvoice martin"),
}

LINES = (
    'validate-demand REF --on TODAY --request "X."',
    "validate-demand REF --take-back",
    "validate-demand REF --shared-request Y",
    'add-objective REF --statement "S." --result "R." --indicator "I." --shared',
    "add-objective REF --objective o1 --remove",
    "add-objective REF --objective o1 --weight 2",
    "set-terms REF --sessions 3 --hours 2 --start 2026-01-12 --months 2 --rate 200",
    "set-terms REF --rate 210",
    "set-terms REF --sessions 1",
    "set-terms REF --client acme",
    "quote REF",
    "quote REF --accept --on TODAY",
    "contract REF",
    "sign REF --on TODAY",
    "sign REF --take-back",
    "plan REF --on SOON --hours 2",
    "plan REF --on LATE --hours 2",
    "plan REF --on SOON --every 1d --times 3 --hours 2",
    "plan REF --on SOON --every 1d --times 40 --hours 2",
    "plan REF --propose --type phone --yes",
    "amend REF --sessions 3",
    "amend REF --end LATE",
    "amend REF --sessions 1",
    "amend REF --package 900",
    "amend REF --package 900 --effective 2026-01-12",
    "amend REF --client beta",
    "amend REF --client beta --new-employer",
    "amend REF --client acme",
    "amend REF --contact X",
    "amend REF --purchase-order BC-7",
    "amend REF --take-back",
    "sign REF --amendment 1 --on TODAY",
    "pause REF --from TODAY --to SOON --reason leave",
    "log-session REF --on TODAY --hours 2",
    "log-session REF --on SOON --hours 2",
    "log-session REF --on LATE --hours 2",
    "log-session REF --session s1 --remove",
    "log-session REF --session s1 --hours 1",
    "log-session REF --session s1 --debrief 1",
    "attendance REF --from LATE",
    "reschedule REF --session s1 --to SOON --notified TODAYT10:00",
    "end REF --on TODAY --by coach",
    "decline REF --on TODAY --by coach",
    "evaluate REF --form",
    "evaluate REF --plan SOON",
    "report REF --for beneficiary",
    "report REF --for sponsor",
    "report REF --agreed --on TODAY",
    "mail REF --paper quote",
    "mail REF --paper amendment",
    "mail REF --paper report",
    "invoice REF",
    "invoice REF --deposit 100",
    'credit 1 --reason "R."',
    'credit 1 --amount 15 --reason "R."',
    "credit 1 --renew",
    "credit 1 --renew --vat included",
    'credit 1 --session s1 --rebill --reason "R."',
    "pay 1 --on TODAY --by transfer",
    "pay 2 --on TODAY --by transfer",
    "pay 1 --refund --on TODAY --by transfer",
    "close REF --on TODAY",
    "archive REF",
    "new-engagement REF --received-on 2026-01-03",
    "new-engagement REF --client petit",
    "undo 3",
)

SUCCESSOR = 'new-client beta --kind company-fr --name "Beta" --siren 552100554'
"""Another client, who may be named in an amendment."""

IN_TURN: dict[tuple[str, str], str] = {
    ("declined", "set-terms REF --sessions 1"): "the bounds are those of terms that are whole",
    (
        "a signed amendment that a joint invoice bills",
        'credit 1 --session s1 --rebill --reason "R."',
    ): "the coach chooses between the two that the sentence names",
}
"""What is named although it is refused in its turn, with the reason."""

SHOWN = ("show", "list", "ledger", "doctor")
"""The commands that only show: the answer is there."""

PLACES = {
    "N": "3",
    "H": "2",
    "M": "2",
    "PARTY": "coach",
    "TYPE": "video",
    "HH:MM": "07:10",
    "FILE": "levels.txt",
}
TEXTS = {
    "--postcode": "69000",
    "--siren": "811222330",
    "--rate": "270",
    "--package": "1100",
    "--amount": "10",
    "--email": "m@example.org",
}


@pytest.fixture(scope="module")
def folders() -> Folders:
    """Keep the folder of each state."""
    return {}


@pytest.mark.parametrize("name", STATES)
def test_what_a_refusal_names_is_not_refused_in_its_turn(
    name: str, folders: Folders, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    state, refused = STATES[name].then(SUCCESSOR), dict[str, object]()
    with pytest.MonkeyPatch.context() as patch:
        leave_typesetting_out(patch)
        made = build(state, folders, lambda: tmp_path_factory.mktemp("state"))
        ref = "hugo" if name == "withdrawn" else "martin"
        folder = tmp_path / "practice"
        for each in LINES:
            if not folder.exists():
                shutil.copytree(made, folder)
                (folder / "levels.txt").write_text("A\nB\nC\nD\nE\n", "utf-8")
            with desk_in(folder, tmp_path, real=False) as at_desk:
                patch.setenv("COLUMNS", "500")
                desk = Typed(at_desk)
                at_desk.set_day(state.today)
                line = on_day(each, state.today).replace("REF", ref)
                if (found := find_refused(desk, line, state.today)) is not None:
                    refused[each] = found
            if desk.has_obeyed:
                shutil.rmtree(folder)
    excused = {line for state_name, line in IN_TURN if state_name == name}
    assert {line: found for line, found in refused.items() if line not in excused} == {}
    assert excused <= refused.keys()


class Typed:
    """A desk that knows whether a command was accepted: what is refused changes nothing."""

    def __init__(self, desk: Desk) -> None:
        self.folder = desk.folder
        self.has_obeyed = False
        self._desk = desk

    def run(self, line: str) -> Ran:
        ran = self._desk.run(line)
        self.has_obeyed |= ran.code == 0
        return ran


def on_day(line: str, today: date) -> str:
    days = {"TODAY": 0, "SOON": 7, "LATE": 120}
    for word, count in days.items():
        line = line.replace(word, (today + timedelta(count)).isoformat())
    return line


def find_refused(desk: Typed, line: str, today: date) -> tuple[str, Ran] | None:
    """Type a line as long as it is refused, and what its refusals name first.

    Return the first of that which is refused too, or None. A command that shows the answer ends it,
    and one that was named before: it does in another way what was typed.
    """
    known: list[str] = []
    while (ran := desk.run(line)).code:
        named = re.findall(r"To fix it: coach (.*)", ran.err)[:1]
        if not named or named[0] in known or named[0].startswith(SHOWN):
            return None
        known += named
        if (refused := type_it(desk, named[0], today)) is not None:
            return refused
    return None


def type_it(desk: Typed, command: str, today: date) -> tuple[str, Ran] | None:
    """Type a command; return how it was refused, with each day and status, or None."""
    first = None
    for words in fill(command, today):
        step = desk.run(words)
        if step.code == 0:
            fill_form(desk, words)
            return None
        first = first or (words, step)
    return first


def fill_form(desk: Typed, words: str) -> None:
    """Fill in the form that a command wrote."""
    if words.endswith(" --form"):
        form = desk.folder / "documents" / shlex.split(words)[1] / "evaluation.toml"
        text = form.read_text("utf-8").replace('# changed = ""', 'changed = "Oui."')
        form.write_text(text, "utf-8")


def fill(command: str, today: date) -> Iterator[str]:
    """Yield a command with what only the coach knows, for some days and what became of a session.

    A day that is accepted is one of them.
    """
    words = shlex.split(command)
    days = (0, 7, -7, -20, 40) if "DATE" in words else (0,)
    for count in days:
        for status in ("held", "cancelled") if "STATUS" in words else ("",):
            places = {**PLACES, "STATUS": status, "DATE": str(today + timedelta(count))}
            filled = [
                TEXTS.get(before, "Texte.") if word == "…" else places.get(word, word)
                for before, word in zip(["", *words], words, strict=False)
            ]
            if words[-1] == "…" and not words[-2].startswith("--"):  # any option
                filled[-1:] = ["--email", TEXTS["--email"]]
            yield shlex.join(filled)
