"""What an earlier version sealed is carried over by the next command that changes the engagement.

The seals of 0.1.0 hold a digest for each key. If all fit, the command writes the record of what was
signed, seals that instead, and says so once. See `docs/folder.md`, "What was signed".
"""

import json
import re
import shlex
import tomllib
from collections.abc import Iterator
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from tests.earlier_seals import seal_as_earlier
from tests.folders.running import FOLDERS, Desk, Ran, copy_folder, desk_in

from phmcoach.store.folder import Folder

SAID = "Une version antérieure avait scellé cet accompagnement"
NOT_DONE = "n’a pas pu être gardé dans documents/rossi-2026"
REF = "rossi-2026"
LOG = f"log-session {REF} --on 2026-06-15"
SCALE = " ".join(f"--scale {word}" for word in ("Jamais", "Rarement", "Parfois", "Souvent", "Oui"))
OBJECTIVE = '--statement "Dormir." --result "Sept heures." --indicator "Mon carnet."'
FORM = """\
on = 2026-06-15
mode = "two-way"
changed = "Je décide."
ratings = [{ objective = "o1", attainment = "Chaque mois." }]
"""
NEVER = ()
ADD = f"add-objective {REF} --personal {OBJECTIVE}"
EVALUATE = f"evaluate {REF} --from form.toml"
SHOW_REPORT = f"report {REF} --for beneficiary"
CHANGES: dict[str, tuple[str, ...]] = {
    LOG: NEVER,
    "log-session rossi-2026 --session s5 --status no-show": NEVER,
    "plan rossi-2026 --on 2026-06-29 --at 09:00": NEVER,
    "cancel-session rossi-2026 --session s5 --by coach": NEVER,
    "reschedule rossi-2026 --session s5 --by coach --to 2026-07-01": NEVER,
    "pause rossi-2026 --from 2026-06-22 --to 2026-06-26 --reason leave": NEVER,
    "sign rossi-2026 --amendment 1 --on 2026-06-15": NEVER,
    "sign martin-2026 --on 2026-01-12": NEVER,
    "amend durand-2026 --on 2026-06-15 --notice-hours 24": NEVER,
    ADD: NEVER,
    f"add-objective {REF} --objective o3 {SCALE}": (ADD,),
    f"evaluate {REF} --plan 2026-09-01": NEVER,
    EVALUATE: NEVER,
    SHOW_REPORT: (EVALUATE,),
    f"report {REF} --agreed --on 2026-06-15": (EVALUATE, SHOW_REPORT),
    "end rossi-2026 --on 2026-06-15 --by beneficiary": NEVER,
    "close petit-2025 --on 2026-06-15": NEVER,
    "edit rossi-2026": NEVER,
}
"""Every command that changes a signed engagement, and what has to be done before it."""


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Stand in a copy of a practice that 0.1.0 left."""
    copy = copy_folder(FOLDERS / "0.1.0" / "franchise", tmp_path / "practice")
    with desk_in(copy, tmp_path, real=False) as standing:
        standing.set_day(date(2026, 6, 15))
        yield standing


@pytest.fixture
def editor(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Let the editor change a word that nobody signs."""
    monkeypatch.setenv("VISUAL", "sed -i 's/Préparer ma prise/Réussir ma prise/'")
    return monkeypatch


def ref_of(line: str) -> str:
    return shlex.split(line)[1]


def engagement_file(desk: Desk, ref: str) -> Path:
    return desk.folder / "engagements" / f"{ref}.toml"


def seal_of(desk: Desk, ref: str) -> dict[str, str]:
    seal: dict[str, str] = read_toml(engagement_file(desk, ref))["seal"]
    return seal


def record_file(desk: Desk, ref: str) -> Path:
    return desk.folder / "documents" / ref / "contract.signed.toml"


def change(desk: Desk, ref: str, old: str, new: str) -> None:
    """Change an engagement by hand."""
    path = engagement_file(desk, ref)
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def findings(desk: Desk) -> list[str]:
    answer = json.loads(desk.run("doctor --json").out)
    return [each["problem"]["code"] for each in answer["findings"]]


def records(desk: Desk) -> list[str]:
    return [path.name for path in desk.folder.rglob("*.signed.toml")]


def read_toml(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text("utf-8"))


def say(ran: Ran) -> str:
    """Return what was said, on one line."""
    return " ".join(ran.err.split())


@pytest.mark.usefixtures("editor")
@pytest.mark.parametrize("line", CHANGES)
def test_each_command_that_changes_an_engagement_carries_it_over_and_says_so(
    desk: Desk, line: str
) -> None:
    ref = ref_of(line)
    (desk.folder / "form.toml").write_text(FORM, "utf-8")
    if line.startswith("sign martin"):
        change(desk, ref, "sponsor = 2026-01-12\n", "")
    for earlier in CHANGES[line]:
        assert desk.run(earlier).code == 0
        seal_as_earlier(Folder(desk.folder), ref)
    problems = findings(desk)

    ran = desk.run(line)

    assert ran.code == 0, ran.err
    assert say(ran).count(SAID) == 1
    record = record_file(desk, ref).read_bytes()
    assert seal_of(desk, ref) == {"record": sha256(record).hexdigest()}
    assert [each for each in findings(desk) if each.startswith("seal.")] == [
        each for each in problems if each.startswith("seal.")
    ]


def test_the_second_command_says_nothing_and_leaves_the_record(desk: Desk) -> None:
    desk.run(LOG)
    record = record_file(desk, REF).read_bytes()
    desk.run('set-client acme --name "Bigco SA"')

    ran = desk.run(f"plan {REF} --on 2026-06-29 --at 09:00")

    assert ran.code == 0
    assert SAID not in say(ran)
    assert record_file(desk, REF).read_bytes() == record


def test_the_records_hold_what_the_engagement_and_its_client_say(desk: Desk) -> None:
    engagement = read_toml(engagement_file(desk, REF))
    (amendment,) = engagement["amendments"]
    client = read_toml(desk.folder / "clients" / "acme.toml")

    desk.run(LOG)

    record = read_toml(record_file(desk, REF))
    assert (record["signed_on"], record["made_on"]) == (date(2026, 3, 16), date(2026, 3, 16))
    assert (record["client_reference"], record["client"]["name"]) == ("acme", client["name"])
    assert record["coach"]["name"] == "Camille Durand"
    assert record["beneficiary"] == engagement["beneficiary"]
    assert record["terms"].items() >= engagement["terms"].items()
    path = record_file(desk, REF).with_name("amendment-1.signed.toml")
    amended = read_toml(path)["amendment"]
    for records, objectives in (
        (record["objectives"], engagement["objectives"]),
        (amended.pop("objectives"), amendment.pop("objectives")),
    ):
        for recorded, objective in zip(records, objectives, strict=True):
            assert recorded.items() >= objective.items()
    del amendment["signatures"], amendment["seal"]
    assert amended == amendment
    (now,) = read_toml(engagement_file(desk, REF))["amendments"]
    assert now["seal"] == {"record": sha256(path.read_bytes()).hexdigest()}
    assert path.stat().st_mode & 0o777 == 0o400


def test_an_answer_for_programs_has_it_among_its_warnings(desk: Desk) -> None:
    warnings = json.loads(desk.run(f"{LOG} --json").out)["warnings"]
    assert [each["code"] for each in warnings] == ["seal.carried-over"]


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("sessions = 12", "sessions = 13", "terms.sessions"),
        ("sessions = 14", "sessions = 15", "sessions"),
    ],
    ids=["the contract", "its amendment"],
)
def test_nothing_is_carried_over_if_one_digest_does_not_fit_and_the_doctor_names_the_key(
    desk: Desk, old: str, new: str, key: str
) -> None:
    change(desk, REF, old, new)
    seal = seal_of(desk, REF)

    ran = desk.run(LOG)

    assert ran.code == 0
    assert SAID not in say(ran)
    assert seal_of(desk, REF) == seal
    assert records(desk) == []
    doctor = json.loads(desk.run("doctor --json").out)
    problems = [each["problem"] for each in doctor["findings"]]
    assert [each["args"]["keys"] for each in problems if each["code"].startswith("seal.")] == [
        [key]
    ]


@pytest.mark.parametrize("line", [f"invoice {REF} --yes", f"show {REF}", f"contract {REF}"])
def test_a_command_that_leaves_the_engagement_as_it_is_carries_nothing_over(
    desk: Desk, line: str
) -> None:
    before = engagement_file(desk, REF).read_bytes()
    ran = desk.run(line)
    assert (ran.code, SAID in say(ran)) == (0, False)
    assert engagement_file(desk, REF).read_bytes() == before
    assert records(desk) == []


def test_a_refused_command_carries_nothing_over(desk: Desk) -> None:
    before = engagement_file(desk, REF).read_bytes()
    ran = desk.run(f"log-session {REF} --on 2026-12-24")
    assert (ran.code, SAID in say(ran)) == (5, False)
    assert engagement_file(desk, REF).read_bytes() == before
    assert records(desk) == []


def test_a_signed_key_that_is_edited_by_hand_is_reported_with_what_it_was(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VISUAL", "sed -i 's/^sessions = 12/sessions = 13/'")
    assert SAID in say(desk.run(f"edit {REF}"))
    assert read_toml(record_file(desk, REF))["terms"]["sessions"] == 12
    assert "terms.sessions (12 → 13)" in " ".join(desk.run("doctor").out.split())


def test_a_seal_that_is_edited_by_hand_stays_as_it_was_edited(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VISUAL", 'sed -i \'s/^client = "eb73.*/client = "0000000000000000"/\'')
    desk.run(f"edit {REF}")
    assert seal_of(desk, REF)["client"] == "0" * 16
    assert "record" not in seal_of(desk, REF)


def test_an_engagement_from_a_backup_gets_the_record_that_is_nearest_to_the_signature(
    desk: Desk,
) -> None:
    backup = engagement_file(desk, REF).read_bytes()
    desk.run(LOG)
    record = record_file(desk, REF).read_bytes()
    desk.run('set-client acme --name "Bigco SA"')
    engagement_file(desk, REF).write_bytes(backup)

    assert SAID in say(desk.run(LOG))

    assert record_file(desk, REF).read_bytes() == record
    assert seal_of(desk, REF) == {"record": sha256(record).hexdigest()}


def test_a_leftover_record_of_something_else_is_replaced(desk: Desk) -> None:
    backup = engagement_file(desk, REF).read_bytes()
    desk.run(LOG)
    record = record_file(desk, REF)
    other = record.read_text("utf-8").replace("sessions = 12", "sessions = 20")
    record.unlink()
    record.write_text(other, "utf-8")
    engagement_file(desk, REF).write_bytes(backup)

    desk.run(LOG)

    assert read_toml(record)["terms"]["sessions"] == 12
    assert [each for each in findings(desk) if each.startswith("seal.")] == []


def test_a_record_that_cannot_be_written_does_not_stop_the_command(desk: Desk) -> None:
    directory = desk.folder / "documents" / REF
    aside = directory.rename(directory.with_name("aside"))
    directory.write_text("not a folder", "utf-8")
    seal = seal_of(desk, REF)

    ran = desk.run(LOG)

    assert ran.code == 0
    assert NOT_DONE in say(ran)
    assert seal_of(desk, REF) == seal
    directory.unlink()
    aside.rename(directory)
    assert SAID in say(desk.run(f"plan {REF} --on 2026-06-29 --at 09:00"))


@pytest.mark.parametrize("layout", ["inline", "dotted", "windows"])
def test_a_seal_in_another_layout_is_carried_over(desk: Desk, layout: str) -> None:
    path = engagement_file(desk, REF)
    text = path.read_text("utf-8")
    table = re.search(r"\[seal\]\n(.*?)\n\n", text, re.DOTALL)
    assert table
    lines = table[1].split("\n")
    match layout:
        case "inline":
            text = f"seal = {{ {', '.join(lines)} }}\n" + text.replace(table[0], "")
        case "dotted":
            text = "".join(f"seal.{line}\n" for line in lines) + text.replace(table[0], "")
        case _:
            text = text.replace("\n", "\r\n")
    path.write_bytes(text.encode())

    assert desk.run(LOG).code == 0

    record = record_file(desk, REF).read_bytes()
    assert seal_of(desk, REF) == {"record": sha256(record).hexdigest()}


def test_what_a_hand_changed_in_the_old_folders_is_not_carried_over(tmp_path: Path) -> None:
    carried: list[str] = []
    left: list[str] = []
    for name in ("by-hand", "demo", "franchise", "killed", "vat"):
        copy = copy_folder(FOLDERS / "0.1.0" / name, tmp_path / name)
        with desk_in(copy, tmp_path, real=False) as desk:
            desk.set_day(date(2026, 9, 15))
            for path in sorted(copy.glob("engagements/*.toml")):
                before = path.read_text("utf-8")
                desk.run(f"log-session {path.stem} --on 2026-03-23 --hours 1 --anyway")
                if "[seal]" in before and path.read_text("utf-8") != before:
                    found = carried if record_file(desk, path.stem).exists() else left
                    found.append(f"{name}/{path.stem}")
    assert left == ["by-hand/roux", "demo/martin-2026"]
    assert len(carried) > 5
