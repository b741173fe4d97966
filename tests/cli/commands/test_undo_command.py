"""`coach undo`, as a person meets it."""

import json
import os
import stat

import pytest
from tests.cli.conftest import BeginAfter, Ran, Run
from tests.cli.road import IN
from tests.conftest import leave_typesetting_out
from tests.note_keys import write_keys, write_note

INIT = (
    *("init", "practice", "--name", "Camille Durand", "--siret", "90000000100017"),
    *("--address", "1 rue X", "--postcode", "75000", "--city", "Paris"),
    *("--email", "a@example.org", "--iban", "FR7699999000010000000000115"),
    *("--bic", "TESTFRPPXXX", "--vat-regime", "franchise", "--language", "en"),
)
CLIENT = (
    *(*IN, "new-client", "acme", "--kind", "company-fr", "--name", "Acme SA"),
    *("--siren", "811222330", "--address", "10 avenue Y", "--postcode", "69000", "--city", "Lyon"),
)
DEMAND = (
    *(*IN, "new-engagement", "martin", "--client", "acme", "--beneficiary", "Claire Martin"),
    *("--situation", "new-role", "--profile", "short", "--received-on", "2026-01-02"),
)
VALID = (*IN, "validate-demand", "martin", "--on", "2026-01-05", "--request", "Ma place.")
AIM = (
    *(*IN, "add-objective", "martin", "--shared", "--statement", "A", "--result", "B"),
    *("--indicator", "C"),
)
TERMS = (
    *(*IN, "set-terms", "martin", "--sessions", "2", "--hours", "2", "--start", "2026-01-12"),
    *("--months", "2"),
)
SIGN = (*IN, "sign", "martin", "--on", "2026-01-10")
HELD = (*IN, "log-session", "martin", "--on", "2026-01-13")
ENGAGEMENT = "practice/engagements/martin.toml"


@pytest.fixture(autouse=True)
def _plain(monkeypatch: pytest.MonkeyPatch) -> None:
    leave_typesetting_out(monkeypatch)


def undo(coach: Run, *words: str) -> Ran:
    """Take back, or list; days and hours have plain spaces."""
    code, out, err = coach(*IN, "undo", *words)
    return Ran(code, *(text.replace("\u00a0", " ").replace("\u202f", " ") for text in (out, err)))


def test_a_new_practice_has_nothing_to_undo(coach: Run, begin_after: BeginAfter) -> None:
    begin_after(INIT)
    said = "Nothing to take back: no change of the last 30 days is still as a command left it.\n"
    assert undo(coach) == (3, "", f"Error: {said}")
    assert undo(coach, "--list") == (0, said, "")


def test_an_undone_session_is_gone_and_its_id_is_never_given_again(
    coach: Run, begin_after: BeginAfter
) -> None:
    home = begin_after(INIT, CLIENT, DEMAND, VALID, AIM, TERMS, SIGN)
    before = (home / ENGAGEMENT).read_text("utf-8")
    assert coach(*HELD).code == 0
    with_session = (home / ENGAGEMENT).read_text("utf-8")
    code, out, err = undo(coach)
    assert (code, out) == (0, f"{home / ENGAGEMENT}\n")
    assert err == (
        "Taken back: log-session, of 3 February 2026 at 12:00 (martin).\n"
        "To go back on it: coach -C practice undo\n"
    )
    after = (home / ENGAGEMENT).read_text("utf-8")
    assert after.replace('last_session = "s1"\n', "") == before
    assert undo(coach)[2].startswith("Brought back: log-session, of 3 February 2026")
    assert (home / ENGAGEMENT).read_text("utf-8") == with_session
    assert undo(coach)[0] == 0
    assert "session s2" in coach(*HELD).err


def test_what_a_command_created_is_removed_and_brought_back(
    coach: Run, begin_after: BeginAfter
) -> None:
    home = begin_after(INIT, CLIENT, DEMAND)
    made = (home / ENGAGEMENT).read_bytes()
    code, out, err = undo(coach)
    assert (code, out) == (0, "")
    assert "Removed: martin.toml." in err
    assert not (home / ENGAGEMENT).exists()
    assert undo(coach)[0] == 0
    assert (home / ENGAGEMENT).read_bytes() == made


def test_a_draft_goes_with_the_command_that_wrote_it_but_its_number_stays_given(
    coach: Run, begin_after: BeginAfter
) -> None:
    home = begin_after(INIT, CLIENT, DEMAND, VALID, AIM, TERMS)
    assert coach(*IN, "contract", "martin").code == 0
    assert undo(coach)[0] == 0
    assert [*(home / "practice/documents/martin").iterdir()] == []
    assert 'contract_reference = "A-2026-01"' in (home / ENGAGEMENT).read_text("utf-8")
    undo(coach, "5")
    undo(coach, "4")
    undo(coach, "3")
    ran = undo(coach, "2")
    assert ran[0] == 5
    assert ran[2] == (
        "Error: The contract has its number, A-2026-01, which is never given again: the engagement"
        " stays.\n  To fix it: coach -C practice show martin\n"
    )


def test_several_steps_back_by_their_numbers(coach: Run, begin_after: BeginAfter) -> None:
    home = begin_after(INIT, CLIENT, DEMAND, VALID, AIM, TERMS)
    code, _, err = undo(coach, "3")
    assert code == 5
    assert err == (
        "Error: engagements/martin.toml was changed since by set-terms (5).\n"
        "  To fix it: coach -C practice undo 5\n"
    )
    assert [undo(coach, number)[0] for number in ("5", "4", "3", "2", "1")] == [0] * 5
    assert sorted(path.name for path in (home / "practice/engagements").iterdir()) == []
    assert sorted(path.name for path in (home / "practice/clients").iterdir()) == []


def test_a_file_that_was_edited_by_hand_since_is_left_alone(
    coach: Run, begin_after: BeginAfter
) -> None:
    home = begin_after(INIT, CLIENT, DEMAND)
    path = home / ENGAGEMENT
    path.write_text(path.read_text("utf-8") + "# appeler Claire\n", "utf-8")
    said = (
        "engagements/martin.toml was changed since, by hand or by what no undo keeps, such as an"
        " erasure or a sync: taking the command back would lose that. Correct what is wrong in it,"
        " by its command or by hand."
    )
    assert undo(coach) == (5, "", f"Error: {said}\n")
    assert path.read_text("utf-8").endswith("# appeler Claire\n")


def test_a_signature_is_taken_back_by_its_own_command(coach: Run, begin_after: BeginAfter) -> None:
    begin_after(INIT, CLIENT, DEMAND, VALID, AIM, TERMS, SIGN)
    code, _, err = undo(coach)
    assert code == 5
    assert "coach -C practice sign martin --take-back" in err
    assert coach(*IN, "sign", "martin", "--take-back").code == 0
    assert undo(coach)[0] == 0


def test_what_an_invoice_bills_is_not_taken_back(coach: Run, begin_after: BeginAfter) -> None:
    begin_after(INIT, CLIENT, DEMAND, VALID, AIM, TERMS, SIGN, HELD)
    assert coach(*IN, "invoice", "martin").code == 0
    number = "SPECIMEN-2026-0001"
    code, _, err = undo(coach)
    assert code == 5
    assert err == (
        f"Error: {number} is issued, and the ledger is never taken back: a credit note is its"
        f' counter-entry.\n  To fix it: coach -C practice credit {number} --reason "…"\n'
    )
    code, _, err = undo(coach, "7")
    assert code == 5
    assert err == (
        f"Error: Session s1 is on invoice {number}: it stays as it was billed, unless it is"
        f" credited.\n  To fix it: coach -C practice credit {number} --session s1 --reason"
        ' "…"\n'
    )
    assert coach(*IN, "credit", "1", "--session", "s1", "--reason", "Erreur.").code == 0
    assert undo(coach, "7")[0] == 0


def test_what_stands_on_a_later_command_is_named_with_it(
    coach: Run, begin_after: BeginAfter
) -> None:
    begin_after(INIT, CLIENT, DEMAND, VALID, AIM, TERMS, SIGN, HELD)
    assert coach(*IN, "invoice", "martin").code == 0
    number = "SPECIMEN-2026-0001"
    code, _, err = undo(coach, "2")
    assert code == 5
    assert err == (
        "Error: engagements/martin.toml was changed since by log-session (7).\n"
        f"Error: Session s1 is on invoice {number}: it stays as it was billed, unless"
        f" it is credited.\n  To fix it: coach -C practice credit {number} --session s1 --reason"
        ' "…"\n'
    )


def test_no_undo_leads_round_a_signature_that_was_taken_back(
    coach: Run, begin_after: BeginAfter
) -> None:
    begin_after(INIT, CLIENT, DEMAND, VALID, AIM, TERMS, SIGN)
    assert coach(*IN, "sign", "martin", "--take-back").code == 0
    code, _, err = undo(coach, "2")
    assert code == 5
    assert err == (
        "Error: engagements/martin.toml was changed since by sign (7).\n"
        "Error: Taking it back would bring a signature back, and what it was given on cannot be"
        " taken back: correct it by its own command.\n  To fix it: coach -C practice show martin\n"
    )
    assert undo(coach, "7")[0] == 0


def test_what_was_erased_since_is_not_said_to_be_changed_by_hand(
    coach: Run, begin_after: BeginAfter
) -> None:
    begin_after(INIT, CLIENT, DEMAND)
    assert coach(*IN, "decline", "martin", "--on", "2026-02-03", "--by", "coach").code == 0
    assert coach(*IN, "privacy", "erase", "martin", "--yes").code == 0
    code, _, err = undo(coach, "2")
    assert code == 5
    assert "changed since, by hand or by what no undo keeps, such as an erasure or a sync" in err


def test_a_client_goes_with_the_engagement_of_the_same_command(
    coach: Run, begin_after: BeginAfter
) -> None:
    home = begin_after(INIT)
    (home / "mine.csv").write_text(
        "beneficiary;client;client kind;siren;received on\n"
        "Zoé Roux;Acme SA;company-fr;811222330;05/01/2026\n",
        encoding="utf-8",
    )
    assert coach(*IN, "import", "all", "mine.csv", "--yes").code == 0
    made = [home / "practice/clients/acme-sa.toml", home / "practice/engagements/roux-2026.toml"]
    before = [path.read_bytes() for path in made]
    assert undo(coach).code == 0
    assert [path.exists() for path in made] == [False, False]
    assert undo(coach).code == 0
    assert [path.read_bytes() for path in made] == before


def test_a_client_of_an_engagement_stays(coach: Run, begin_after: BeginAfter) -> None:
    home = begin_after(INIT, CLIENT, DEMAND)
    code, _, err = undo(coach, "1")
    assert code == 5
    assert err == (
        "Error: acme is the client of engagement martin: the file stays as long as it is.\n"
        "  To fix it: coach -C practice set-client acme …\n"
    )
    assert (home / "practice/clients/acme.toml").exists()


def test_an_engagement_stays_as_long_as_a_note_is_about_it(
    coach: Run, begin_after: BeginAfter
) -> None:
    practice = begin_after(INIT, CLIENT, DEMAND) / "practice"
    write_keys(practice)
    for day in ("2026-01-03", "2026-01-05"):
        write_note(practice, "martin", day)
    code, _, err = undo(coach)
    assert code == 5
    assert err == "".join(
        f"Error: There is a private note of {day} January 2026 about this engagement: the"
        " engagement stays as long as the note does.\n"
        f"  To fix it: coach -C practice note martin --on 2026-01-0{day} --remove\n"
        for day in (3, 5)
    )
    assert (practice / "engagements/martin.toml").exists()
    for day in ("2026-01-03", "2026-01-05"):
        assert coach(*IN, "note", "martin", "--on", day, "--remove").code == 0
    assert undo(coach).code == 0
    assert not (practice / "engagements/martin.toml").exists()


@pytest.mark.parametrize("copy", ["engagements/martin-copie.toml", "archive/2025/martin.toml"])
def test_nothing_is_taken_back_beside_a_second_file_of_the_engagement(
    coach: Run, begin_after: BeginAfter, copy: str
) -> None:
    practice = begin_after(INIT, CLIENT, DEMAND, VALID, AIM, TERMS, SIGN, HELD) / "practice"
    before = (practice / "engagements/martin.toml").read_bytes()
    (practice / copy).parent.mkdir(parents=True, exist_ok=True)
    (practice / copy).write_bytes(before)
    code, out, err = undo(coach)
    assert (code, out) == (5, "")
    assert copy in err
    assert (practice / "engagements/martin.toml").read_bytes() == before
    (practice / copy).unlink()
    assert undo(coach).code == 0


def test_a_fault_that_an_undo_would_leave_refuses_it_and_all_files_are_as_they_were(
    coach: Run, begin_after: BeginAfter
) -> None:
    """VAT was charged from a day on; an invoice with VAT stands on it."""
    change = (*IN, "set-practice", "--vat-regime", "quarterly", "--from", "2026-01-01")
    number = ("--vat-number", "FR68900000001")
    home = begin_after(INIT, (*change, *number), CLIENT, DEMAND, VALID, AIM, TERMS, SIGN, HELD)
    assert coach(*IN, "invoice", "martin").code == 0
    before = (home / "practice/practice.toml").read_bytes()
    code, _, err = undo(coach, "1")
    assert code == 5
    assert err == (
        "Error: Taken back, this would be wrong: SPECIMEN-2026-0001 bills services from 13 January"
        " 2026 on with VAT, but they have none. Credit it, then bill them again.\n"
    )
    assert (home / "practice/practice.toml").read_bytes() == before
    assert not (home / "practice/.undo/pending.json").exists()


def test_the_list_names_what_takes_each_command_back(coach: Run, begin_after: BeginAfter) -> None:
    begin_after(INIT, CLIENT, DEMAND, VALID, AIM, TERMS, SIGN, HELD)
    assert coach(*IN, "invoice", "martin").code == 0
    assert undo(coach, "--list")[1].splitlines() == [
        "Recorded          Hour  Command      About   To take it back",
        "3 February 2026  12:00  invoice      martin  in the ledger: SPECIMEN-2026-0001",
        "3 February 2026  12:00  log-session  martin  coach -C practice undo 7",
        "3 February 2026  12:00  new-client   acme    coach -C practice undo 1",
    ]
    listed = json.loads(undo(coach, "--list", "--json")[1])["steps"]
    assert [(step["number"], step["entries"]) for step in listed] == [
        (8, ["SPECIMEN-2026-0001"]),
        (7, []),
        (1, []),
    ]


def test_an_unknown_number_and_a_damaged_file_are_named(
    coach: Run, begin_after: BeginAfter
) -> None:
    home = begin_after(INIT, CLIENT, DEMAND)
    said = "No command with the number 99 can be taken back."
    help_line = "  To fix it: coach -C practice undo --list"
    assert undo(coach, "99") == (3, "", f"Error: {said}\n{help_line}\n")
    kept = home / "practice/.undo/000002-2026-02-03.json"
    kept.write_text("{", "utf-8")
    code, _, err = undo(coach)
    assert code == 7
    assert ".undo/000002-2026-02-03.json" in err
    kept.unlink()
    assert undo(coach)[0] == 5  # the client, which the engagement still names


def test_what_is_kept_is_for_its_owner_alone_and_names_no_typed_option(
    begin_after: BeginAfter,
) -> None:
    home = begin_after(INIT, CLIENT, DEMAND, VALID)
    place = home / "practice/.undo"
    kept = sorted(place.iterdir())
    assert [path.name for path in kept] == [f"00000{n}-2026-02-03.json" for n in (1, 2, 3)]
    if os.name == "posix":
        assert stat.S_IMODE(place.stat().st_mode) == 0o700
        assert {stat.S_IMODE(path.stat().st_mode) for path in kept} == {0o600}
    assert "Ma place." not in kept[-1].read_text("utf-8")
    assert json.loads(kept[-1].read_text("utf-8"))["command"] == "validate-demand"


def test_states_go_after_thirty_days(
    coach: Run, begin_after: BeginAfter, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = begin_after(INIT, CLIENT, DEMAND)
    monkeypatch.setenv("COACH_TODAY", "2026-03-10")
    assert coach(*IN, "set-client", "acme", "--email", "c@acme.example").code == 0
    assert [path.name for path in (home / "practice/.undo").iterdir()] == ["000003-2026-03-10.json"]


def test_a_command_that_cannot_keep_what_it_changes_changes_nothing(
    coach: Run, begin_after: BeginAfter
) -> None:
    home = begin_after(INIT, CLIENT)
    for path in (home / "practice/.undo").iterdir():
        path.unlink()
    (home / "practice/.undo").rmdir()
    (home / "practice/.undo").write_text("", "utf-8")
    ran = coach(*DEMAND)
    assert ran.code == 7
    assert ".undo" in ran.err
    assert not (home / ENGAGEMENT).exists()
