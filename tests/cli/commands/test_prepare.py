"""`coach prepare`: one screen before a session, in each state of an engagement."""

import json
import shlex
from pathlib import Path

import pytest
from tests.cli.conftest import BeginAfter, Run
from tests.cli.road import IN, INVOICED

from phmcoach.cli.shell import output

pytestmark = pytest.mark.usefixtures("only_source")

PROMISED = "Relire la lettre à Marc, et revenir sur la réunion du lundi."
SCALE = (
    *("--scale", "Aucun dossier", "--scale", "Un dossier", "--scale", "Trois dossiers"),
    *("--scale", "Cinq dossiers", "--scale", "Tous les dossiers"),
)
BEFORE = """\
martin: Claire Martin
State: active. Client: Acme SA.
Sessions counted: 1 of 12; planned: 1.
Rhythm kept: a session within 14 days is enough.
The contract ends on 11 July 2026, in 158 days.

Objectives:
  o1  A (shared)
Last sessions:
  2026-01-13  2 h, in person. For the next one: Relire la lettre à Marc, et revenir sur la réunion du lundi.
Next session: 10 February 2026, in 7 days, 14:30, 2 h, in person.
Left to pay: €520.00, on SPECIMEN-2026-0001.

Next: After session s2 of 10 February 2026, record what became of it, and what was promised.
  To type: coach -C practice log-session martin --session s2 --on 2026-02-10 --next "…"
"""  # noqa: E501 - a pipe gets a sentence in one line


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.fixture
def promised(begin_after: BeginAfter) -> None:
    """Make a practice with a session that was held and billed, a promise, and a session to come."""
    begin_after(
        *INVOICED,
        (*IN, "log-session", "martin", "--session", "s1", "--next", PROMISED),
        (*IN, "plan", "martin", "--on", "2026-02-10", "--at", "14:30"),
    )


@pytest.fixture
def demo(begin_after: BeginAfter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COACH_TODAY", "2026-11-28")
    begin_after(("demo", "practice"))
    monkeypatch.setenv("COACH_LANG", "en")


@pytest.mark.usefixtures("promised")
def test_one_screen_says_all_that_is_known_before_a_session(coach: Run) -> None:
    ran = coach(*IN, "prepare", "martin")
    assert (ran.code, plain(ran.out), ran.err) == (0, BEFORE, "")


@pytest.mark.usefixtures("promised")
def test_a_promise_is_in_the_answer_for_programs_and_replaced_by_a_new_one(coach: Run) -> None:
    found = json.loads(coach(*IN, "prepare", "martin", "--json").out)
    assert [each["next"] for each in found["last_sessions"]] == [PROMISED]
    coach(*IN, "log-session", "martin", "--session", "s1", "--next", "Marc.")
    found = json.loads(coach(*IN, "prepare", "martin", "--json").out)
    assert [each["next"] for each in found["last_sessions"]] == ["Marc."]


@pytest.mark.usefixtures("promised")
def test_an_empty_promise_and_one_of_two_lines_are_refused(coach: Run) -> None:
    line = (*IN, "log-session", "martin", "--session", "s1", "--next")
    empty, two = coach(*line, ""), coach(*line, "Un.\nDeux.")
    assert (empty.code, empty.err) == (2, "Error: --next: The text is empty.\n")
    assert (two.code, two.err.partition(": ")[2].partition(": ")[0]) == (2, "--next")


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_screen_of_the_demo_fits_a_terminal_of_80_by_24(
    coach: Run, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    monkeypatch.setenv("COACH_LANG", language)
    coach(*IN, "log-session", "martin", "--session", "s6", "--next", PROMISED)
    coach(*IN, "add-objective", "petit", "--objective", "o1", *SCALE)
    monkeypatch.setattr(output, "is_terminal", lambda _stream: True)
    monkeypatch.setenv("COLUMNS", "80")
    for ref in ("martin", "petit", "roche"):
        lines = coach(*IN, "prepare", ref).out.splitlines()
        assert len(lines) < 24
        assert max(map(len, lines)) <= 80 or "coach -C" in max(lines, key=len)


@pytest.mark.usefixtures("demo")
def test_a_scale_is_shown_with_its_levels(coach: Run) -> None:
    coach(*IN, "add-objective", "petit", "--objective", "o1", *SCALE)
    shown = plain(coach(*IN, "prepare", "petit").out)
    assert (
        "\n  o1  Décider en connaissance de cause. Scale: −2 Aucun dossier · −1 Un dossier"
        " · 0 Trois dossiers · +1 Cinq dossiers · +2 Tous les dossiers.\n"
    ) in shown


@pytest.mark.usefixtures("demo")
def test_before_the_terms_it_says_what_is_not_known_and_names_the_next_step(coach: Run) -> None:
    ran = coach(*IN, "prepare", "roche")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == (
        "roche-2026: Nadia Roche\n"
        "State: demanded. Client: Acme SA.\n"
        "No terms are set yet: there is no rhythm to check.\n"
        "\n"
        "No objective is recorded yet.\n"
        "No session was recorded yet.\n"
        "No session is planned.\n"
        "No invoice is waiting to be paid.\n"
        "\n"
        "Next: Nadia Roche has not validated the demand yet: coaching starts from the"
        " beneficiary’s own demand.\n"
        '  To type: coach -C practice validate-demand roche-2026 --on DATE --request "…"\n'
    )


def test_an_engagement_that_is_over_or_archived_has_no_session_to_prepare(
    coach: Run, begin_after: BeginAfter
) -> None:
    begin_after(
        *INVOICED,
        (*IN, *shlex.split("end martin --by coach --on 2026-02-03")),
        (*IN, *shlex.split("pay 1 --on 2026-02-03 --by transfer")),
    )
    over = coach(*IN, "prepare", "martin")
    assert "\nThe engagement ended early on 3 February 2026: no rhythm" in plain(over.out)
    assert "\nNo session is planned.\nNo invoice is waiting to be paid.\n" in over.out
    assert coach(*IN, "close", "martin", "--on", "2026-02-03").code == 0
    assert coach(*IN, "archive", "martin").code == 0
    archived = coach(*IN, "prepare", "martin")
    assert archived.code == 0
    assert archived.out.endswith(
        "\nNext: It is archived: no session is to be prepared.\n"
        "  To type: coach -C practice show martin\n"
    )


@pytest.mark.usefixtures("promised")
def test_a_late_invoice_is_named_as_late(coach: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COACH_TODAY", "2026-05-01")
    assert (
        "\nLeft to pay: €520.00, on SPECIMEN-2026-0001.\n"
        "Of this, €520.00 is late; the oldest was due on "
    ) in coach(*IN, "prepare", "martin").out


@pytest.mark.usefixtures("promised")
def test_with_a_damaged_ledger_it_says_that_what_is_unpaid_is_not_certain(coach: Run) -> None:
    (entry,) = Path("practice/ledger").rglob("000001.toml")
    entry.chmod(0o600)
    entry.write_text(entry.read_text("utf-8") + "\n", "utf-8")
    changed = coach(*IN, "prepare", "martin")
    entry.unlink()
    lost = coach(*IN, "prepare", "martin")
    assert (changed.code, lost.code) == (4, 4)
    unsure = "\nThe ledger is damaged: what is left to pay is not certain.\n"
    assert unsure + "Left to pay: €520.00, on SPECIMEN-2026-0001.\n" in changed.out
    assert unsure + "\nNext: " in lost.out


@pytest.mark.usefixtures("promised")
def test_beside_a_copy_it_names_no_step_and_warns(coach: Run) -> None:
    own = Path("practice/engagements/martin.toml")
    own.with_name("martin-2.toml").write_text(own.read_text("utf-8"), "utf-8")
    ran = coach(*IN, "prepare", "martin")
    assert ran.code == 0
    assert "\nNext: " not in ran.out
    assert "martin-2.toml" in ran.err


@pytest.mark.usefixtures("promised")
def test_more_than_three_unpaid_invoices_are_counted(
    coach: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    for day in ("2026-02-10", "2026-02-17", "2026-02-24"):
        monkeypatch.setenv("COACH_TODAY", day)
        assert coach(*IN, "log-session", "martin", "--on", day).code == 0
        assert coach(*IN, "invoice", "martin").code == 0
    shown = coach(*IN, "prepare", "martin").out
    assert "\nLeft to pay: €2,080.00, on 4 invoices.\n" in shown
