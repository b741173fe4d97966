"""Every command of the program, over a practice full of markers, in the order of a life."""

import json
import shlex
from collections.abc import Callable, Mapping
from datetime import date, datetime, tzinfo
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any, Self

import pytest
import tomli
import tomli_w
from tests.cli.commands.leak_outputs import Practice
from tests.cli.commands.leak_scenes import (
    AGREED_ON,
    ALL,
    APPROVED_ON,
    CLOSED_ON,
    DECLINED,
    ENDED,
    ENDED_ON,
    HELD_ON,
    KEPT,
    LATE_ON,
    LATER,
    NEXT_YEAR_ON,
    PACKAGE,
    PUT_AWAY_ON,
    REFUSED_ON,
    SCENES,
    SHOWN_ON,
    Scene,
    client_data,
    engagement_data,
    evaluation_form,
    practice_data,
)
from tests.markers import text_marker, turn
from tests.note_keys import write_keys, write_note

from phmcoach.actions import opening
from phmcoach.cli.shell import bugs
from phmcoach.domain.base import Record
from phmcoach.domain.records.engagement import Engagement
from phmcoach.domain.records.evaluation import EvaluationForm
from phmcoach.domain.records.practice import Practice as PracticeRecord
from phmcoach.paper_names import number_in
from phmcoach.store.records import load_record
from phmcoach.words import LEDGER_VIEWS

Data = Mapping[str, Any]
BETWEEN = """
plan {ref} --on 2026-07-17 --at 12:17
plan {ref} --on 2026-07-18
reschedule {ref} --session s5 --to 2026-07-19 --notified "2026-07-13 18:13"
cancel-session {ref} --session s6 --by coach
log-session {ref} --on 2026-07-14 --travel 19.45 --travel-label {text}
pause {ref} --from 2026-07-20 --to 2026-07-21 --reason {why}
amend {ref} --place {text} --reason {text}
contract {ref} --amendment 2
edit {ref}
undo
undo --json
end {ref} --by {by} --on 2026-07-14 --reason {text}
"""
REFUSED = """
decline {ref} --by coach --on 2026-08-11 --ground conflict-of-interest --reason {text}
new-client neuf --kind private --name {text}
set-client neuf --contact {text}
set-practice --bic TESTFRPPXXX
new-engagement neuf-2026 --client neuf --beneficiary {text} --situation delegation
validate-demand neuf --on 2026-08-20 --request {text} --shared-request {text}
add-objective neuf --statement {text} --result {text} --indicator {text} --personal
add-objective neuf --objective o1 --scale a{text} --scale b{text} --scale c{text} \
--scale d{text} --scale e{text}
set-terms neuf --sessions 10 --hours 2 --start 2026-09-09 --months 3 --rate 110 --place {text}
"""
LOOKED = """
prepare martin
prepare martin --json
note list
note list --json
show martin
show martin --json
ledger
ledger --view unpaid
ledger --view unpaid --json
today
today --json
dashboard
dashboard --private
export ics
export sessions
export invoices
export payments
export hours
list
list --json
check-cadence
check-cadence --json
doctor
doctor --json
remind
remind --json
templates list
templates list --json
templates check
"""
PUT_AWAY = """
list --archived
list --archived --json
receive --amount 10 --label {text} --from {text} --on 2026-10-12 --by card --json
ledger --json
export archive --year 2026 --json
recover
recover --json
backup kept.zip
restore kept.zip again --last-number none
undo --list
undo --list --json
templates copy 25-amendments
"""
CONTRACTS = ("contrat", "service-agreement", "beneficiary-contract", "annexe", "personal-annex")
"""What the names of the papers begin with that are signed with a contract."""

INIT = (
    *("init", "practice", "--name", "Camille Durand", "--siret", "90000000100017"),
    *("--address", "1 rue X", "--postcode", "75000", "--city", "Paris"),
    *("--email", "a@example.org", "--iban", "FR7699999000010000000000115"),
    *("--bic", "TESTFRPPXXX", "--vat-regime", "franchise"),
)


def walk(practice: Practice) -> None:
    """Run everything."""
    live(practice, SCENES)
    refuse(practice)
    look(practice)
    leave(practice)


def live(practice: Practice, scenes: tuple[Scene, ...]) -> None:
    """Run the commands that make papers, for these engagements and the one that ends early."""
    later = write_folder(practice)
    for scene in (*scenes, ENDED):
        agree(practice, scene)
    for scene in (*scenes, ENDED):
        add(practice, scene, later[scene.ref])
        hold(practice, scene)
    for scene in scenes:
        evaluate(practice, scene)
    asked = {scene.ref: bill(practice, scene) for scene in scenes}
    for scene in scenes:
        chase(practice, scene, asked[scene.ref])
    end(practice)


def write_folder(practice: Practice) -> Mapping[str, Data]:
    """Write the files as they are before any signature; return the keys that come later."""
    practice.coach(*INIT, on=AGREED_ON)
    turned = partial(turn, kept=KEPT) if practice.turned else leave_alone
    write(practice.folder / "practice.toml", turned(PracticeRecord, practice_data()))
    later: dict[str, Data] = {}
    for scene in ALL:
        client = practice.folder / "clients" / f"{scene.client}.toml"
        if not client.exists():
            write(client, client_data(scene))
        data = turned(Engagement, engagement_data(scene))
        later[scene.ref] = {key: data.pop(key) for key in LATER if key in data}
        write(file_of(practice, scene), data)
    write_keys(practice.folder)
    write_note(practice.folder, ALL[0].ref, str(HELD_ON))
    list(practice.changed())  # these files are not the output of a command
    return later


def leave_alone(model: type[Record], data: dict[str, Any]) -> dict[str, Any]:
    del model
    return data


def file_of(practice: Practice, scene: Scene) -> Path:
    return practice.folder / "engagements" / f"{scene.ref}.toml"


def write(path: Path, data: Data) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(tomli_w.dumps(data), "utf-8")


def add(practice: Practice, scene: Scene, facts: Data) -> None:
    """Write facts into the file of an engagement by hand."""
    path = file_of(practice, scene)
    write(path, {**facts, **tomli.loads(path.read_text("utf-8"), parse_float=Decimal)})


def agree(practice: Practice, scene: Scene) -> None:
    ref = scene.ref

    def coach(*words: str) -> str:
        return practice.coach(*words, about=ref, on=AGREED_ON)

    coach("quote", ref, "--preview")
    number = json.loads(coach("quote", ref, "--yes", "--json"))["number"]
    coach("mail", number)
    coach("quote", ref, "--accept", "--on", str(AGREED_ON))
    coach("contract", ref)
    coach("mail", ref, "--paper", "quote")
    coach("mail", ref, "--paper", "contract")
    coach("sign", ref, "--on", str(AGREED_ON), "--party", "coach")
    coach("sign", ref, "--on", str(AGREED_ON))
    if scene.private:
        coach("sign", ref, "--on", str(AGREED_ON), "--express-request")
    coach("contract", ref)  # a copy
    scan(practice, coach, ref)


def scan(practice: Practice, coach: Callable[..., str], ref: str, number: str = "") -> None:
    """Attach the papers on disk as scans of themselves: a scan shows what its paper shows."""
    starts = (f"avenant-{number}", f"amendment-{number}") if number else CONTRACTS
    papers = sorted((practice.folder / "documents" / ref).glob(f"*-{ref}.pdf"))
    words = [str(path) for path in papers if path.name.startswith(starts)]
    amendment = ("--amendment", number) if number else ()
    coach("sign", ref, *amendment, *(word for path in words for word in ("--scan", path)))


def hold(practice: Practice, scene: Scene) -> None:
    ref = scene.ref

    def coach(*words: str, also: tuple[int, ...] = ()) -> str:
        return practice.coach(*words, about=ref, on=HELD_ON, also=also)

    coach("contract", ref, "--amendment", "1")
    coach("mail", ref, "--paper", "amendment")
    coach("sign", ref, "--amendment", "1", "--on", str(scene.day(5, 9)))
    coach("contract", ref, "--amendment", "1")  # a copy
    scan(practice, coach, ref, "1")
    coach("attendance", ref)
    coach("mail", ref, "--paper", "attendance")
    coach("attendance", ref, "--from", str(scene.day(2, 10)), "--to", str(scene.day(3, 20)))
    coach("check-cadence", ref, also=(1,))
    coach("check-cadence", ref, "--json", also=(1,))


def evaluate(practice: Practice, scene: Scene) -> None:
    ref = scene.ref

    def coach(*words: str, on: date = SHOWN_ON) -> str:
        return practice.coach(*words, about=ref, on=on)

    coach("evaluate", ref, "--form")
    form = practice.root.parent / f"{ref}.toml"
    said = evaluation_form(scene)
    write(form, turn(EvaluationForm, said, KEPT) if practice.turned else said)
    coach("evaluate", ref, "--from", str(form))
    coach("report", ref, "--for", "beneficiary")
    if not scene.private:
        coach("report", ref, "--agreed", "--on", str(APPROVED_ON), on=CLOSED_ON)
        coach("report", ref, "--for", "sponsor", on=CLOSED_ON)
    coach("mail", ref, "--paper", "report", on=CLOSED_ON)


def bill(practice: Practice, scene: Scene) -> str:
    """Issue what is due (only a deposit for a package); return the first number."""
    before = set(numbers(practice))
    sure = ("--today-is", str(CLOSED_ON))  # long after the quote
    for form in (("--preview",), ("--dry-run", "--json", *sure)):
        practice.coach("invoice", scene.ref, *form, about=scene.ref, on=CLOSED_ON)
    issue = ("invoice", scene.ref, "--yes", *sure)
    practice.coach(*issue, about=scene.ref, on=CLOSED_ON, also=(5,))
    return min(set(numbers(practice)) - before)


def chase(practice: Practice, scene: Scene, number: str) -> None:
    """Send reminders of an invoice, duplicate it, and credit a part of it."""

    def coach(*words: str) -> str:
        return practice.coach(*words, about=scene.ref, on=LATE_ON)

    coach("mail", number)
    for level in ("friendly", "formal"):
        coach("remind", number, "--level", level)
    coach("remind", number)
    if scene.forms is PACKAGE:
        coach("pay", number, "--on", str(LATE_ON), "--by", "transfer", "--json")
        coach("invoice", scene.ref, "--yes", "--json")
        number = max(numbers(practice))
        coach("mail", number)
    coach("mail", number, "--duplicate")
    coach("mail", number, "--duplicate", "--plain")
    credit = ("credit", number, "--amount", "1=10", "--reason", text_marker("typed"))
    coach(*credit, "--yes", "--json")
    coach("mail", max(numbers(practice)))


def numbers(practice: Practice) -> list[str]:
    """Return the numbers of all invoices and credit notes."""
    issued = practice.folder.glob("ledger/*/*-SPECIMEN-2026-*.pdf")
    return [number for path in issued if (number := number_in(path.name))]


def end(practice: Practice) -> None:
    """Run the commands between sessions, up to an early end and its invoice."""
    by, why = ("coach", "closure") if practice.turned else ("beneficiary", "illness")
    for line in BETWEEN.strip().splitlines():
        typed = line.format(text=text_marker("typed"), ref=ENDED.ref, by=by, why=why)
        practice.coach(*shlex.split(typed), about=ENDED.ref, on=ENDED_ON)
    practice.coach("invoice", ENDED.ref, "--yes", about=ENDED.ref, on=LATE_ON)


def refuse(practice: Practice) -> None:
    """Decline a demand, and carry another one as far as its terms."""
    for line in REFUSED.strip().splitlines():
        typed = line.format(text=text_marker("typed"), ref=DECLINED.ref)
        practice.coach(*typed.split(), about=DECLINED.ref, on=REFUSED_ON)


def look(practice: Practice) -> None:
    """Show everything in every format."""
    for view in LEDGER_VIEWS:
        for form in ("--csv", "--pdf"):
            practice.coach("ledger", "--view", view, form, on=LATE_ON)
    for month in range(1, 13):
        practice.coach("mail", "--month", f"2026-{month:02}", on=LATE_ON, also=(3,))
    for line in LOOKED.strip().splitlines():
        practice.coach(*line.split(), on=LATE_ON, also=(1,))


def leave(practice: Practice) -> None:
    """Record the payments, close the engagements and archive them."""
    unpaid = json.loads(practice.coach("remind", "--json", on=LATE_ON))
    for paper in unpaid["unpaid"]:
        pay = ("pay", paper["number"], "--on", str(LATE_ON), "--by", "cheque")
        said = ("--reference", text_marker("typed"))
        practice.coach(*pay, *said, about=paper["engagement"], on=LATE_ON)
    for scene in ALL:
        close = ("close", scene.ref, "--on", str(scene.day(10, 15)))
        practice.coach(*close, about=scene.ref, on=PUT_AWAY_ON)
    practice.coach("archive", on=PUT_AWAY_ON)
    for line in PUT_AWAY.strip().splitlines():
        words = line.format(text=text_marker("typed")).split()
        practice.coach(*words, on=PUT_AWAY_ON)
    for scene in SCENES:
        give = ("privacy", "export", scene.ref, "--to", f"given-{scene.ref}.zip")
        practice.coach(*give, about=scene.ref, on=PUT_AWAY_ON)
    practice.coach("privacy", "due", on=date(2032, 1, 1))
    told = ("privacy", "export", SCENES[0].client, "--to", f"told-{SCENES[0].ref}.zip", "--json")
    practice.coach(*told, on=PUT_AWAY_ON)
    practice.coach("export", "archive", "--year", "2026", on=NEXT_YEAR_ON)
    sheet = practice.root.parent / "clients.csv"
    sheet.write_text("Nom;Type\nNeuf;particulier\n", "utf-8")
    practice.coach("import", "clients", str(sheet), on=NEXT_YEAR_ON)
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(opening, "load_record", break_down)
        monkeypatch.setattr(bugs, "datetime", StoppedClock)
        practice.coach("show", SCENES[0].ref, on=PUT_AWAY_ON, also=(70,))


class StoppedClock(datetime):
    """A clock that shows no marker's time: a trace contains the time of the bug."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Self:
        return cls(2040, 1, 1, tzinfo=tz)


def break_down(path: Path, model: type[Record]) -> None:
    """Raise an error that quotes the whole record, as a bug could."""
    record = load_record(path, model).value
    raise ValueError(repr(record), record)
