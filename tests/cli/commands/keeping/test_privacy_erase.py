"""`coach privacy erase` as the coach meets it: shown first, asked, done, and never undone."""

import json
import shutil
from pathlib import Path

import pytest
from tests.cli.conftest import BeginAfter, Run, plainly
from tests.cli.road import IN, ROAD
from tests.note_keys import write_keys, write_note

from phmcoach.cli.shell import terminal
from phmcoach.cli.shell.state import CliState

ERASE = (*IN, "privacy", "erase")
OVER = (
    *ROAD,
    (
        *(*IN, "add-objective", "martin", "--personal", "--statement", "Dire non."),
        *("--result", "Deux phrases.", "--indicator", "Un carnet."),
    ),
    (*IN, "invoice", "martin"),
    (*IN, "end", "martin", "--on", "2026-02-02", "--by", "beneficiary", "--reason", "Elle part."),
    (*IN, "close", "martin", "--on", "2026-02-03"),
)


SHOWN = """\
Claire Martin – martin
Goes for good:
  -  own words and situation of the demand (2)
  -  personal objectives (1)
  -  private reasons (1)
  -  private notes (1): notes/martin/2026-01-13.age
  -  states of undo that hold some of it (8)
Stays, because the law or the contract says so:
  -  until 2 February 2031: proof of the contract and of who made it (C. civ. art. 2224): \
engagements/martin.toml and documents/martin/contract.signed.toml
  -  until 31 December 2036: accounts, and sessions that they bill (C. com. art. L123-22 ; \
RGPD art. 17.3.b); an entry of the ledger proves the later ones and stays in the chain: \
ledger/2026/000001.toml
Cannot be reached from here:
  -  what was exported, sent, printed or kept by a synchronisation elsewhere; a deleted file \
may still be on the disk
"""


@pytest.fixture
def coach(coach: Run, tmp_path: Path) -> Run:
    """Run a command; its answer has plain spaces and short paths."""
    return plainly(coach, tmp_path)


@pytest.fixture
def practice(begin_after: BeginAfter) -> Path:
    folder = begin_after(*OVER) / "practice"
    write_keys(folder)
    write_note(folder, "martin", "2026-01-13")
    return folder


def files_of(practice: Path) -> dict[str, bytes]:
    found = (path for path in practice.rglob("*") if path.is_file() and path.name != ".coach.lock")
    return {path.relative_to(practice).as_posix(): path.read_bytes() for path in found}


def test_off_a_terminal_it_shows_what_it_would_do_and_writes_nothing(
    coach: Run, practice: Path
) -> None:
    before = files_of(practice)
    ran = coach(*ERASE, "martin")
    assert (ran.code, ran.err) == (
        0,
        "Nothing is erased yet. To erase: coach -C practice privacy erase martin --yes\n",
    )
    assert ran.out == SHOWN
    assert files_of(practice) == before


def test_with_a_yes_it_is_done_and_everything_else_goes_on(coach: Run, practice: Path) -> None:
    kept = {name: text for name, text in files_of(practice).items() if name.startswith("ledger/")}
    ran = coach(*ERASE, "martin", "--yes")
    assert (ran.code, ran.err) == (
        0,
        "Erased of Claire Martin: what is listed above. No undo brings it back.\n",
    )
    after = files_of(practice)
    assert {name: text for name, text in after.items() if name.startswith("ledger/")} == kept
    assert not [name for name in after if name.startswith("notes/martin/")]
    text = (practice / "engagements/martin.toml").read_text("utf-8")
    assert "Dire non." not in text
    assert "Elle part." not in text
    assert 'what = "objectives"\ncount = 1\nreason = "asked"\n' in text
    for line in (("doctor",), ("show", "martin"), ("ledger",), ("list",), ("export", "sessions")):
        assert coach(*IN, *line).code == 0, line
    number = "SPECIMEN-2026-0001"
    assert coach(*IN, "mail", number, "--duplicate").code == 0
    assert coach(*IN, "pay", number, "--on", "2026-02-03", "--by", "transfer").code == 0
    assert coach(*IN, "archive", "martin").code == 0
    assert (
        coach(*IN, "doctor").out == "All is well. Engagements: 1, clients: 1, ledger entries: 2.\n"
    )


def test_no_undo_brings_it_back(coach: Run, practice: Path) -> None:
    listed = json.loads(coach(*IN, "undo", "--list", "--json").out)["steps"]
    assert "martin" in {ref for step in listed for ref in step["refs"]}
    coach(*ERASE, "martin", "--yes")
    states = (path.read_text("utf-8") for path in (practice / ".undo").iterdir())
    assert not [text for text in states if "Ma place." in text or "Dire non." in text]
    for step in json.loads(coach(*IN, "undo", "--list", "--json").out)["steps"]:
        coach(*IN, "undo", str(step["number"]))
    text = (practice / "engagements/martin.toml").read_text("utf-8")
    assert "Ma place." not in text
    assert "Dire non." not in text


@pytest.mark.usefixtures("practice")
def test_what_is_erased_is_not_erased_again(coach: Run) -> None:
    coach(*ERASE, "martin", "--yes")
    ran = coach(*ERASE, "martin", "--yes")
    assert (ran.code, ran.err) == (5, "Error: Nothing of Claire Martin is left to erase.\n")


def test_an_engagement_that_goes_on_is_closed_first(coach: Run, begin_after: BeginAfter) -> None:
    begin_after(*ROAD)
    ran = coach(*ERASE, "martin", "--yes")
    assert ran.code == 5
    assert ran.err == (
        "Error: The work with martin is not closed: it needs what would be erased.\n"
        "  To fix it: coach -C practice show martin\n"
    )


def test_on_a_terminal_it_asks_and_a_no_erases_nothing(
    coach: Run, practice: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(CliState, "interactive", True)
    before = files_of(practice)

    def answer(_: object, question: str) -> bool:
        asked.append(question)
        return False

    monkeypatch.setattr(terminal, "ask_yes", answer)
    assert coach(*ERASE, "martin").code == 0
    assert asked == ["Erase this of Claire Martin for good? No undo brings it back."]
    assert files_of(practice) == before
    monkeypatch.setattr(terminal, "ask_yes", lambda *_: True)
    assert coach(*ERASE, "martin").code == 0
    assert files_of(practice) != before


def test_a_dry_run_only_shows(coach: Run, practice: Path) -> None:
    before = files_of(practice)
    ran = coach(*ERASE, "martin", "--dry-run")
    assert (ran.code, ran.err) == (0, "")
    assert files_of(practice) == before


def test_past_the_contracts_day_nobody_is_named_any_more(
    coach: Run, practice: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    coach(*IN, "pay", "1", "--on", "2026-02-03", "--by", "transfer")
    coach(*IN, "archive", "martin")
    coach(*ERASE, "martin", "--yes")
    monkeypatch.setenv("COACH_TODAY", "2031-02-03")
    (plan,) = json.loads(coach(*ERASE, "martin", "--json").out)["plans"]
    assert plan["whole"] is True
    assert coach(*ERASE, "martin", "--yes").code == 0
    text = (practice / "archive/2026/martin.toml").read_text("utf-8")
    assert "Claire" not in text
    assert not list((practice / "documents/martin").glob("*"))
    assert coach(*IN, "doctor").code == 0
    assert "martin" in coach(*IN, "list", "--archived").out
    assert coach(*IN, "show", "martin").code == 0
    assert coach(*IN, "ledger", "--year", "2026").code == 0
    practice.with_name("given").mkdir()
    given = coach(*IN, "privacy", "export", "martin", "--to", "given")
    assert given.out == "given/donnees-martin-2031-02-03.zip\n"
    assert coach(*ERASE, "martin", "--yes").code == 5


def test_a_declined_demand_leaves_no_name(coach: Run, begin_after: BeginAfter) -> None:
    folder = begin_after(*ROAD[:5]) / "practice"
    coach(*IN, "decline", "martin", "--by", "beneficiary", "--on", "2026-01-06")
    assert coach(*ERASE, "martin", "--yes").code == 0
    assert "Claire" not in (folder / "engagements/martin.toml").read_text("utf-8")
    assert coach(*IN, "doctor").code == 0


def test_a_contact_leaves_the_file_of_the_client(coach: Run, begin_after: BeginAfter) -> None:
    folder = begin_after(*ROAD) / "practice"
    coach(
        *(*IN, "set-client", "acme", "--contact", "Sophie Bernard", "--contact-role", "DRH"),
        *("--email", "sophie@example.org", "--billing-email", "factures@example.org"),
    )
    with (folder / "clients/acme.toml").open("a", encoding="utf-8") as client:
        client.write("# mme bernard préfère le téléphone\n")
    (plan,) = json.loads(coach(*ERASE, "sophie bernard", "--json").out)["plans"]
    assert plan["contact"] == ["contact", "contact_role", "email"]
    assert coach(*ERASE, "sophie bernard", "--yes").code == 0
    text = (folder / "clients/acme.toml").read_text("utf-8")
    assert "sophie" not in text.casefold()
    assert "bernard" not in text.casefold()
    assert 'billing_email = "factures@example.org"' in text
    assert coach(*IN, "doctor").code == 0
    states = (path.read_text("utf-8") for path in (folder / ".undo").iterdir())
    assert not [text for text in states if "Sophie" in text]


def test_what_changed_since_it_was_shown_is_not_erased(
    coach: Run, practice: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(CliState, "interactive", True)
    note = practice / "notes/martin/2026-01-13.age"

    def answer(*_: object) -> bool:
        shutil.copy(note, note.with_name("2026-01-14.age"))
        return True

    monkeypatch.setattr(terminal, "ask_yes", answer)
    ran = coach(*ERASE, "martin")
    assert ran.code == 6
    assert note.exists()


def test_what_the_system_refuses_is_never_called_erased(
    coach: Run, practice: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    unlink = Path.unlink

    def refusing(path: Path, *, missing_ok: bool = False) -> None:
        if path.suffix == ".age":
            raise PermissionError(1, "Operation not permitted", str(path))
        unlink(path, missing_ok=missing_ok)

    monkeypatch.setattr(Path, "unlink", refusing)
    ran = coach(*ERASE, "martin", "--yes")
    assert ran.code == 7
    assert "Not all of Claire Martin is erased" in ran.err
    assert "Dire non." in (practice / "engagements/martin.toml").read_text("utf-8")
    monkeypatch.setattr(Path, "unlink", unlink)
    assert coach(*ERASE, "martin", "--yes").code == 0
    assert not (practice / "notes/martin").exists()


AGAIN = (
    *OVER,
    (
        *(*IN, "new-engagement", "next", "--client", "acme", "--beneficiary", "Claire Martin"),
        *("--situation", "new-role", "--received-on", "2026-02-03", "--justification", "Suite."),
    ),
)


@pytest.mark.parametrize("typed", ["martin", "MARTIN"])
def test_a_reference_means_one_engagement_however_it_is_typed_and_the_others_are_named(
    coach: Run, begin_after: BeginAfter, typed: str
) -> None:
    begin_after(*AGAIN)
    assert coach(*IN, "decline", "next", "--by", "coach", "--on", "2026-02-03").code == 0
    said = json.loads(coach(*ERASE, typed, "--json").out)
    assert [each["ref"] for each in said["plans"]] == ["martin"]
    assert [each["sentence"] for each in said["problems"]] == [
        "Nothing of the other engagements of Claire Martin is erased here: next."
    ]
    assert coach(*ERASE, typed, "--yes").code == 0
    ran = coach(*ERASE, typed)
    assert ran.code == 5
    assert ran.err == (
        "Error: Nothing of martin is left to erase.\n"
        "Error: Nothing of the other engagements of Claire Martin is erased here: next.\n"
    )
    left = json.loads(coach(*ERASE, "claire", "--json").out)
    assert [each["ref"] for each in left["plans"]] == ["next"]


def test_a_name_means_all_engagements_of_the_person(coach: Run, begin_after: BeginAfter) -> None:
    begin_after(*AGAIN)
    assert coach(*IN, "decline", "next", "--by", "coach", "--on", "2026-02-03").code == 0
    both = json.loads(coach(*ERASE, "claire", "--json").out)
    assert sorted(each["ref"] for each in both["plans"]) == ["martin", "next"]
    assert both["problems"] == []


def test_of_a_person_whose_work_goes_on_elsewhere_it_says_what_is_not_erased(
    coach: Run, begin_after: BeginAfter
) -> None:
    folder = begin_after(*AGAIN) / "practice"
    before = (folder / "engagements/next.toml").read_bytes()
    ran = coach(*ERASE, "claire", "--yes")
    assert ran.code == 0
    assert ran.err == (
        "Warning: The work with next is not closed: it needs what would be erased.\n"
        "  To fix it: coach -C practice show next\n"
        "Erased of Claire Martin: what is listed above. No undo brings it back.\n"
    )
    assert (folder / "engagements/next.toml").read_bytes() == before


HUGO = (
    ROAD[0],
    (
        *(*IN, "new-client", "petit", "--kind", "private", "--name", "Hugo Petit"),
        *("--address", "2 rue Z", "--postcode", "69000", "--city", "Lyon"),
        *("--email", "hugo@example.org"),
    ),
    (
        *(*IN, "new-engagement", "hugo", "--client", "petit", "--beneficiary", "Hugo Petit"),
        *("--situation", "new-role", "--profile", "short", "--received-on", "2026-01-02"),
    ),
    (*IN, "validate-demand", "hugo", "--on", "2026-01-03", "--request", "Oser."),
    (
        *(*IN, "add-objective", "hugo", "--shared", "--statement", "A", "--result", "B"),
        *("--indicator", "C"),
    ),
    (
        *(*IN, "set-terms", "hugo", "--sessions", "3", "--hours", "2", "--start", "2026-01-20"),
        *("--months", "3", "--rate", "100"),
    ),
    (*IN, "sign", "hugo", "--on", "2026-01-04"),
    (*IN, "log-session", "hugo", "--on", "2026-01-21"),
    (*IN, "invoice", "hugo"),
    (*IN, "pay", "1", "--on", "2026-02-02", "--by", "transfer"),
    (*IN, "end", "hugo", "--on", "2026-02-02", "--by", "beneficiary"),
    (*IN, "close", "hugo", "--on", "2026-02-03"),
)


def test_a_private_client_who_signed_nothing_goes_and_stays_nowhere(
    coach: Run, begin_after: BeginAfter
) -> None:
    begin_after(*HUGO[:4])
    coach(*IN, "decline", "hugo", "--by", "beneficiary", "--on", "2026-01-06")
    ran = coach(*ERASE, "petit", "--yes")
    assert (ran.code, ran.out) == (
        0,
        """\
Hugo Petit – hugo
Goes for good:
  -  name, demand, objectives and seals: a record without a name stays in its place
  -  states of undo that hold some of it (2)
Stays, because the law or the contract says so:
  -  until 31 December 2036: accounts, and sessions that they bill (C. com. art. L123-22 ; RGPD \
art. 17.3.b); an entry of the ledger proves the later ones and stays in the chain: \
engagements/hugo.toml
  -  the reference hugo, by which files and entries are named
Cannot be reached from here:
  -  what was exported, sent, printed or kept by a synchronisation elsewhere; a deleted file \
may still be on the disk
Hugo Petit – petit
Goes for good:
  -  in clients/petit.toml: name of the client, e-mail, street, postcode, city and country
  -  states of undo that hold some of it (2)
Stays, because the law or the contract says so:
  -  the reference petit, by which files and entries are named
Cannot be reached from here:
  -  what was exported, sent, printed or kept by a synchronisation elsewhere; a deleted file \
may still be on the disk
""",
    )


def test_past_the_contracts_day_the_file_of_a_private_client_names_nobody_either(
    coach: Run, begin_after: BeginAfter, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = begin_after(*HUGO) / "practice"
    client = folder / "clients/petit.toml"
    assert coach(*ERASE, "petit", "--yes").code == 0
    assert 'name = "Hugo Petit"' in client.read_text("utf-8")
    monkeypatch.setenv("COACH_TODAY", "2031-02-03")
    ran = coach(*ERASE, "petit", "--yes")
    assert ran.code == 0
    assert (
        "  -  in clients/petit.toml: name of the client, e-mail, street, postcode, city and country"
        in ran.out
    )
    assert "  -  the reference petit, by which files and entries are named\n" in ran.out
    assert client.read_text("utf-8") == 'schema = 1\nkind = "private"\nname = "—"\n'
    found = {
        name
        for name, content in files_of(folder).items()
        if b"Hugo" in content or b"hugo@" in content
    }
    assert found == {"ledger/2026/000001.toml", "ledger/2026/000002.toml"}
    assert coach(*IN, "privacy", "due").out == ""
    for line in (("doctor",), ("show", "hugo"), ("list",), ("mail", "1", "--duplicate")):
        assert coach(*IN, *line).code == 0, line
    ran = coach(*ERASE, "petit", "--yes")
    assert (ran.code, ran.err) == (5, "Error: Nothing of petit is left to erase.\n")


def test_the_file_of_a_private_client_stays_for_the_work_that_goes_on(
    coach: Run, begin_after: BeginAfter, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = begin_after(*HUGO) / "practice"
    before = (folder / "clients/petit.toml").read_bytes()
    assert coach(*IN, "archive", "hugo").code == 0
    monkeypatch.setenv("COACH_TODAY", "2031-02-03")
    again = (*IN, "new-engagement", "encore", "--client", "petit", "--situation", "new-role")
    assert coach(*again, "--beneficiary", "Hugo Petit", "--received-on", "2031-02-01").code == 0
    assert coach(*ERASE, "hugo", "--yes").code == 0
    assert "Hugo" not in (folder / "archive/2026/hugo.toml").read_text("utf-8")
    assert coach(*IN, "privacy", "due").out == ""
    for name, said in (("hugo", "encore"), ("petit", "The work with encore is not closed")):
        ran = coach(*ERASE, name, "--yes")
        assert (ran.code, said in ran.err) == (5, True), ran.err
    assert (folder / "clients/petit.toml").read_bytes() == before
    to = str(folder.parent / "hugo.zip")
    assert "Hugo Petit" in coach(*IN, "privacy", "export", "petit", "--to", to).err


def test_past_the_accounts_day_the_sheets_beside_the_engagement_go_and_nothing_is_due(
    coach: Run, begin_after: BeginAfter, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = begin_after(*HUGO) / "practice"
    documents = folder / "documents/hugo"
    for name in ("emargement-hugo.pdf", "facture-SPECIMEN-2026-0001-duplicata.pdf", "scan.pdf"):
        (documents / name).write_bytes(b"%PDF")
    monkeypatch.setenv("COACH_TODAY", "2036-12-31")
    assert coach(*ERASE, "hugo", "--yes").code == 0
    assert len(list(documents.iterdir())) == 3
    monkeypatch.setenv("COACH_TODAY", "2037-01-01")
    assert coach(*IN, "privacy", "due").out == (
        "— (hugo): the attendance sheets and billing papers are to be erased "
        "since 1 January 2037.\n"
        "  To fix it: coach -C practice privacy erase hugo\n"
    )
    assert coach(*ERASE, "hugo", "--yes").code == 0
    assert [each.name for each in documents.iterdir()] == ["scan.pdf"]
    assert coach(*IN, "privacy", "due").out == ""
    assert coach(*IN, "doctor").code == 0
