"""Scales, the evaluation and its report, as a coach types them."""

import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from tests.cli.conftest import BeginAfter, Ran, Run, edit
from tests.cli.shell.test_prompts import Keyboard

from phmcoach.cli.pages.evaluation import word_objective
from phmcoach.cli.shell.output import Output
from phmcoach.documents.engine import rendered as typesetting
from phmcoach.documents.engine.typst import CompiledPdf
from phmcoach.domain.records.objective import Objective
from phmcoach.domain.shape.validation import validate
from phmcoach.i18n import Translator

CHANGING = ("add-objective", "martin", "--objective")
SCALE = (
    *("--scale", "Tout remonte", "--scale", "Beaucoup", "--scale", "La moitié"),
    *("--scale", "Peu", "--scale", "Rien"),
)
WRITTEN = ("--scaled-on", "2026-01-08")
OBJECTIVE = ("--statement", "Déléguer.", "--result", "Fait.", "--indicator", "Dossiers.")
OBJECTIVE_OF_FILE = {
    "id": "o1",
    "statement": "Déléguer.",
    "expected_result": "Fait.",
    "indicator": "Dossiers.",
}
FORM = """on = 2026-02-03
mode = "three-way"
changed = "Je délègue."
shared_words = "Je délègue mieux."
observations = "Elle délègue."

[alliance]
matters = 8
method = 8
freedom = 10
takeaway = 7

[[ratings]]
objective = "o1"
start = -1
end = 1

[[ratings]]
objective = "o2"
attainment = "Deux fois sur trois."
"""
Answer = Callable[..., Ran]


@pytest.fixture(autouse=True)
def _no_typesetting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typesetting, "compile_pdf", source_on_day)


def source_on_day(source: str, *, on: date) -> CompiledPdf:
    return CompiledPdf(f"{on}{source}".encode())


UNSIGNED = (
    (
        *("init", ".", "--name", "Camille Durand", "--siret", "90000000100017"),
        *("--address", "1 rue", "--postcode", "75000", "--city", "Paris"),
        *("--email", "a@example.org", "--iban", "FR7699999000010000000000115"),
        *("--bic", "TESTFRPPXXX", "--vat-regime", "franchise", "--language", "fr"),
    ),
    ("new-client", "acme", "--kind", "company-fr", "--name", "Acme SA"),
    (
        *("new-engagement", "martin", "--client", "acme", "--beneficiary", "Claire Martin"),
        *("--situation", "new-role", "--received-on", "2026-01-02"),
    ),
    ("validate-demand", "martin", "--on", "2026-01-05", "--request", "Ma place."),
    ("add-objective", "martin", *OBJECTIVE, "--shared", *SCALE, "--weight", "2", *WRITTEN),
    ("add-objective", "martin", *OBJECTIVE, "--personal"),
)
SIGNED_AND_HELD = (
    *UNSIGNED,
    (
        *("set-terms", "martin", "--sessions", "12", "--hours", "2"),
        *("--start", "2026-01-12", "--months", "6"),
    ),
    ("sign", "martin", "--on", "2026-01-10"),
    ("log-session", "martin", "--on", "2026-01-13"),
)


@pytest.fixture
def folder(begin_after: BeginAfter) -> Path:
    """Make a practice with an unsigned engagement, and change into its folder."""
    return begin_after(*UNSIGNED)


@pytest.fixture
def active(begin_after: BeginAfter) -> Path:
    """Make the same practice with the engagement signed and a session held."""
    return begin_after(*SIGNED_AND_HELD)


def file_of(folder: Path) -> Path:
    return folder / "engagements" / "martin.toml"


def evaluate(coach: Run, folder: Path, text: str = FORM) -> Ran:
    form = folder / "form.toml"
    form.write_text(text, "utf-8")
    return coach("evaluate", "martin", "--from", "form.toml")


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (SCALE[:8], 2, "Une échelle a cinq niveaux, de −2 à +2, et non 4."),
        (
            (*SCALE[:8], "--scale", "tout  REMONTE"),
            2,
            "--scale\u202f: Deux niveaux de l’échelle disent la même chose.",
        ),
        ((*SCALE[:8], "--scale", " "), 2, "--scale"),
        ((*SCALE, "--weight", "0"), 2, "--weight"),
        ((*SCALE, "--scale-file", "x"), 2, "pas par les deux"),
        (("--scale-file", "nothing.txt"), 3, "nothing.txt"),
    ],
)
def test_an_invalid_scale_is_refused(
    coach: Run, options: tuple[str, ...], code: int, said: str
) -> None:
    ran = coach(*CHANGING, "o2", *options)

    assert ran.code == code
    assert said in ran.err


def test_a_scale_is_read_from_a_file_and_dated(coach: Run, folder: Path) -> None:
    (folder / "scale.txt").write_text("un\n\ndeux\ntrois\r\nquatre\ncinq", "utf-8")

    assert coach(*CHANGING, "o2", "--scale-file", "scale.txt").code == 0
    text = file_of(folder).read_text("utf-8")
    assert 'levels = ["un", "deux", "trois", "quatre", "cinq"]\nscaled_on = 2026-02-03' in text
    assert "weight = 2\n" in text


def test_an_unknown_objective_is_reported_with_the_known_ones(folder: Path, coach: Run) -> None:
    before = file_of(folder).read_bytes()
    ran = coach(*CHANGING, "o9", *SCALE)

    assert (ran.code, ran.err) == (
        3,
        (
            "Erreur\u202f: Il n’y a pas d’objectif o9\u202f; objectifs connus\u202f: o1 et o2.\n"
            "  Pour y remédier\u202f: coach show martin\n"
        ),
    )
    assert file_of(folder).read_bytes() == before


def test_off_a_terminal_a_missing_scale_is_reported_once(folder: Path, coach: Run) -> None:
    del folder
    ran = coach(*CHANGING, "o2", "--scale")

    assert ran.code == 2
    assert ran.err.count("--scale manque") == 1


def test_a_signed_scale_is_frozen_before_a_personal_one(active: Path, coach: Run) -> None:
    del active
    assert coach(*CHANGING, "o1", *SCALE).code == 5
    assert coach(*CHANGING, "o2", *SCALE, "--scaled-on", "2026-02-04").code == 5
    assert coach(*CHANGING, "o2", *SCALE, "--scaled-on", "2026-01-14").code == 0
    assert coach("log-session", "martin", "--on", "2026-01-20").code == 0
    assert coach(*CHANGING, "o2", *SCALE).code == 5
    assert coach("add-objective", "martin", *OBJECTIVE, *SCALE, "--personal").code == 5


def test_a_signature_before_the_scale_that_it_signs_is_refused(folder: Path, coach: Run) -> None:
    terms = ("--sessions", "12", "--hours", "2", "--start", "2026-01-12", "--months", "6")
    assert coach("set-terms", "martin", *terms).code == 0
    before = file_of(folder).read_bytes()
    ran = coach("sign", "martin", "--on", "2026-01-07")

    assert ran.code == 5
    assert "L’échelle de l’objectif partagé o1 est datée du 8" in ran.err
    assert file_of(folder).read_bytes() == before


def test_the_day_of_the_evaluation_is_planned_and_changed_in_one_line_of_the_file(
    active: Path, coach: Run
) -> None:
    before = file_of(active).read_text("utf-8")
    first = coach("evaluate", "martin", "--plan", "2026-02-10")
    again = coach("evaluate", "mart", "--plan", "2026-03-02")

    assert (first.code, first.out) == (0, "")
    assert first.err == "Évaluation prévue le 10\u00a0février\u00a02026\u202f: martin.\n"
    assert (again.code, again.out) == (0, "")
    assert again.err == "Évaluation prévue le 2\u00a0mars\u00a02026\u202f: martin.\n"
    after = file_of(active).read_text("utf-8")
    assert after.replace("\n[outcome]\nevaluation_planned_on = 2026-03-02\n", "") == before


def test_a_final_meeting_on_another_day_is_the_day_of_the_evaluation(
    active: Path, coach: Run
) -> None:
    coach("evaluate", "martin", "--plan", "2026-02-10")
    final = ("--type", "three-way", "--purpose", "final", "--hours", "1")
    held = coach("log-session", "martin", "--on", "2026-02-02", *final)
    assert held.code == 0
    assert (
        "L’évaluation était prévue le 10\u00a0février\u00a02026\u202f: son jour est désormais "
        "celui de la réunion finale, le 2\u00a0février\u00a02026."
    ) in held.err
    assert "evaluation_planned_on" not in file_of(active).read_text("utf-8")
    assert coach("evaluate", "martin", "--plan", "2026-02-20").code == 0
    assert "evaluation_planned_on = 2026-02-20\n" in file_of(active).read_text("utf-8")


def test_a_final_meeting_on_another_day_than_the_evaluation_is_named(
    active: Path, coach: Run
) -> None:
    final = ("--type", "three-way", "--purpose", "final", "--hours", "1")
    assert coach("plan", "martin", "--on", "2026-02-10", *final).code == 0
    assert coach("evaluate", "martin", "--plan", "2026-02-10").err == (
        "Évaluation prévue le 10\u00a0février\u00a02026\u202f: martin.\n"
    )
    said = coach("evaluate", "martin", "--plan", "2026-02-12").err
    assert said.partition("\n")[2] == (
        "Attention\u202f: La réunion finale s2 est prévue le 10\u00a0février\u00a02026, et "
        "l’évaluation le 12\u00a0février\u00a02026.\n"
        "  Pour y remédier\u202f: coach log-session martin --session s2 --on 2026-02-12"
        " --status prévue\n"
    )
    del active


def test_the_form_says_the_day_of_the_final_meeting_and_that_three_were_there(
    active: Path, coach: Run
) -> None:
    final = ("--type", "three-way", "--purpose", "final", "--hours", "1")
    assert coach("log-session", "martin", "--on", "2026-02-02", *final).code == 0
    assert coach("evaluate", "martin", "--form").code == 0
    form = (active / "documents" / "martin" / "evaluation.toml").read_text("utf-8")
    assert 'on = 2026-02-02\nmode = "three-way"     # two-way' in form


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--plan", "2026-01-12"), 5, "antérieur à la première séance, le 13"),
        (("--plan", "2026-02-02"), 5, "est passé"),
        (("--plan", "2026-02-10", "--form"), 2, "--form"),
        (("--plan", "2026-02-10", "--from", "form.toml"), 2, "--from"),
        (("--plan", "bientôt"), 2, "bientôt"),
    ],
)
def test_a_day_on_which_no_evaluation_can_be_planned_is_refused(
    active: Path, coach: Run, words: tuple[str, ...], code: int, said: str
) -> None:
    before = file_of(active).read_bytes()
    ran = coach("evaluate", "martin", *words)

    assert (ran.code, said in ran.err) == (code, True), ran
    assert file_of(active).read_bytes() == before


def test_no_evaluation_is_planned_before_the_signature(folder: Path, coach: Run) -> None:
    """What a signature lacks itself is named first."""
    del folder
    terms = ("--sessions", "12", "--hours", "2", "--start", "2026-01-12", "--months", "6")
    for named in ("coach set-terms martin", "coach sign martin --on DATE --party bénéficiaire"):
        ran = coach("evaluate", "martin", "--plan", "2026-02-10")
        assert (ran.code, named in ran.err) == (5, True), ran
        assert coach("set-terms", "martin", *terms).code == 0


def test_off_a_terminal_an_evaluation_requires_a_form(active: Path, coach: Run) -> None:
    del active
    ran = coach("evaluate", "martin")

    assert ran.code == 2
    assert "coach evaluate martin --form" in ran.err


def test_a_form_is_written_once_and_can_be_filled_in_and_read(active: Path, coach: Run) -> None:
    first, again = (coach("evaluate", "martin", "--form") for _ in range(2))
    form = active / "documents" / "martin" / "evaluation.toml"
    text = form.read_text("utf-8")

    assert (first.code, first.out) == (0, f"{form}\n")
    assert first.err.endswith("coach evaluate martin --from documents/martin/evaluation.toml\n")
    assert again.code == 6
    assert "#   -2  Tout remonte\n" in text
    filled = "\n".join(
        line.removeprefix("# ") if line.startswith(("# [", "# objective", "# attai")) else line
        for line in text.replace("# end = 0 ", "end = 0 ").split("\n")
    )
    filled = filled.replace('attainment = ""', 'attainment = "Oui"').replace("[alliance]", "")
    form.write_text(filled, "utf-8")
    ran = coach("evaluate", "martin", "--from", str(form))
    assert (ran.code, ran.err.splitlines()[0][:40]) == (
        0,
        "Évaluation du 3\u00a0février\u00a02026 enregistrée",
    )


def test_every_mistake_in_a_form_is_reported_with_its_line(active: Path, coach: Run) -> None:
    before = file_of(active).read_bytes()
    wrong = FORM.replace("end = 1", "end = 3").replace("freedom = 10", "freedom = 11")
    shape = evaluate(coach, active, wrong.replace("method = 8\n", ""))
    rules = evaluate(coach, active, FORM.replace('"o2"', '"o7"').replace("three-way", "two-way"))

    assert (shape.code, rules.code) == (4, 5)
    for place in ("form.toml:7, clé alliance.method", "form.toml:9, clé alliance.freedom"):
        assert place in shape.err
    assert "form.toml:15, clé ratings.1.end" in shape.err
    assert "form.toml:19\n" in rules.err
    assert "form.toml:5\n" in rules.err
    assert file_of(active).read_bytes() == before


def test_an_evaluation_before_any_session_or_after_the_close_is_refused(
    folder: Path, coach: Run
) -> None:
    assert evaluate(coach, folder).code == 5
    text = file_of(folder).read_text("utf-8") + "\n[outcome]\nclosed_on = 2026-02-02\n"
    file_of(folder).write_text(text, "utf-8")
    assert "clos depuis le 2" in evaluate(coach, folder).err


def test_an_evaluation_dated_in_the_future_is_refused(active: Path, coach: Run) -> None:
    assert evaluate(coach, active, FORM.replace("2026-02-03", "2026-02-04")).code == 5


def test_the_sponsor_gets_a_report_only_after_the_beneficiary_agreed_to_their_own(
    active: Path, coach: Run
) -> None:
    assert evaluate(coach, active).code == 0
    sponsor = ("report", "martin", "--for", "sponsor")
    beneficiary = ("report", "martin", "--for", "beneficiary")
    approve = ("report", "martin", "--agreed", "--on", "2026-02-03")

    assert (coach(*sponsor).code, coach(*approve).code) == (5, 5)
    assert coach(*beneficiary).code == 0
    assert "coach report martin --agreed --on DATE" in coach(*sponsor).err
    assert coach("report", "martin", "--agreed", "--on", "2026-02-02").code == 5
    assert coach("report", "martin", "--agreed", "--on", "2026-02-04").code == 5
    assert coach(*approve).code == 0
    assert coach(*approve).code == 5
    again = coach(*beneficiary).err
    assert "coach report martin --for organisation" in again
    assert "--agreed" not in again
    assert coach(*sponsor).code == 0
    names = sorted(path.name for path in (active / "documents" / "martin").glob("*.pdf"))
    assert names == ["bilan-martin-beneficiaire.pdf", "bilan-martin-organisation.pdf"]
    assert coach("doctor").code == 0


def test_a_change_after_the_agreement_requires_a_new_agreement(active: Path, coach: Run) -> None:
    evaluate(coach, active)
    coach("report", "martin", "--for", "beneficiary")
    assert "organisation.pdf" not in coach("report", "martin", "--agreed", "--on", "2026-02-03").err
    coach("report", "martin", "--for", "sponsor")
    path = file_of(active)
    path.write_text(path.read_text("utf-8").replace("Je délègue mieux.", "Bien."), "utf-8")

    ran = coach("report", "martin", "--for", "sponsor")
    assert ran.code == 5
    assert "coach report martin --for bénéficiaire" in ran.err
    assert "Le bilan a changé depuis l’accord" in coach("doctor").out
    stale = "bilan-martin-organisation.pdf a été établi sur un accord"
    examined = coach("doctor").out
    assert f"{stale} du bénéficiaire qui ne vaut plus" in examined
    assert examined.splitlines()[-1].startswith("1 erreur et 1 remarque. Accompagnements")
    ran = coach("report", "martin", "--for", "beneficiary")
    assert ran.code == 0
    assert f"{stale} du bénéficiaire qui ne vaut plus" in ran.err
    assert "remédier : coach report martin --agreed --on DATE" in ran.err.replace("\u202f", " ")
    assert "--for bénéficiaire" not in coach("doctor").out
    assert coach("report", "martin", "--for", "sponsor").code == 5
    ran = coach("report", "martin", "--agreed", "--on", "2026-02-03")
    assert ran.code == 0
    assert f"{stale} précédent" in ran.err
    assert coach("report", "martin", "--for", "sponsor").code == 0
    assert stale not in coach("doctor").out
    ran = coach("log-session", "martin", "--on", "2026-01-20")
    assert ran.code == 0
    assert "Le bilan a changé depuis l’accord du 3 février" in ran.err.replace("\u00a0", " ")


def test_a_changed_evaluation_that_is_shown_on_a_later_day_is_agreed_to_again(
    active: Path, coach: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first agreement is older than the day on which the second version was shown."""
    evaluate(coach, active)
    coach("report", "martin", "--for", "beneficiary")
    coach("report", "martin", "--agreed", "--on", "2026-02-03")
    assert coach("log-session", "martin", "--on", "2026-02-01").code == 0
    monkeypatch.setenv("COACH_TODAY", "2026-02-10")
    assert coach("report", "martin", "--for", "beneficiary").code == 0

    assert coach("report", "martin", "--agreed", "--on", "2026-02-10").code == 0
    assert coach("report", "martin", "--for", "sponsor").code == 0
    assert coach("doctor").code == 0


def test_a_new_evaluation_replaces_the_old_one_and_its_agreement(active: Path, coach: Run) -> None:
    path = file_of(active)
    path.write_text("# Mes remarques.\n" + path.read_text("utf-8"), "utf-8")
    evaluate(coach, active)
    coach("report", "martin", "--for", "beneficiary")
    coach("report", "martin", "--agreed", "--on", "2026-02-03", "--share-score")
    coach("report", "martin", "--for", "sponsor")
    short = 'on = 2026-02-02\nmode = "two-way"\n[[ratings]]\nobjective = "o1"\nend = 2\n'
    ran = evaluate(coach, active, short)

    assert "il est à redemander" in ran.err
    assert "bilan-martin-organisation.pdf a été établi sur un accord" in ran.err
    assert "coach report martin --for bénéficiaire" in ran.err
    text = path.read_text("utf-8")
    assert text.startswith("# Mes remarques.\n")
    assert text[text.index("[outcome]") :] == (
        "[outcome]\nevaluated_on = 2026-02-02\n\n"
        '[evaluation]\nmode = "two-way"\n\n[[evaluation.ratings]]\nobjective = "o1"\nend = 2\n'
    )


def test_the_sponsor_sees_the_score_only_if_the_beneficiary_agreed_to_share_it(
    active: Path, coach: Run
) -> None:
    evaluate(coach, active)
    coach("report", "martin", "--for", "beneficiary")
    path = active / "documents" / "martin" / "bilan-martin-organisation.pdf"
    found = []
    for share in ((), ("--share-score",), ()):
        assert coach("report", "martin", "--agreed", "--on", "2026-02-03", *share).code == 0
        assert coach("report", "martin", "--for", "sponsor").code == 0
        found.append("Score T" in path.read_text("utf-8"))

    assert found == [False, True, False]


def test_the_coach_sees_the_levels_before_the_score_and_the_agreement(
    active: Path, coach: Run
) -> None:
    evaluate(coach, active)
    coach("report", "martin", "--for", "beneficiary")
    blocks = coach("show", "martin").out.split("\n\n")
    (shown,) = [block for block in blocks if block.startswith("Évaluation")]

    assert shown == (
        "Évaluation du 3\u00a0février\u00a02026 (entretien tripartite).\n"
        "  o1  +1\u202f: Peu\n"
        "  o2  Deux fois sur trois.\n"
        "Score des objectifs\u202f: 40 au départ, 60 au terme "
        "(score T, où 50 veut dire «\u202fcomme prévu\u202f»).\n"
        "Bilan du bénéficiaire remis le 3\u00a0février\u00a02026, sans accord à ce jour."
    )
    assert '"score": {\n    "start": "40.0000",' in coach("show", "martin", "--json").out


@pytest.mark.parametrize(
    ("private", "personal", "wording"),
    [
        (False, False, "Déléguer. (partagé)"),
        (False, True, "Déléguer. (personnel)"),
        (True, False, "Déléguer."),
        (True, True, "Déléguer. (personnel)"),
    ],
)
def test_an_objective_of_a_private_client_is_not_called_shared(
    private: bool, personal: bool, wording: str
) -> None:
    objective = validate(Objective, OBJECTIVE_OF_FILE | {"personal": personal})

    assert word_objective(Output(Translator("fr")), objective, private=private) == wording


@pytest.fixture
def answering(coach: Run, monkeypatch: pytest.MonkeyPatch) -> Answer:
    """Return a function that runs a command and types the answers."""

    def run(*argv: str, answers: str) -> Ran:
        monkeypatch.setattr(sys, "stdin", Keyboard(answers))
        monkeypatch.setattr("phmcoach.cli.shell.state.is_terminal", lambda _: True)
        return coach(*argv)

    return run


def test_an_evaluation_is_made_by_answering_questions(active: Path, answering: Answer) -> None:
    answers = (
        "\n2\n"  # today, three-way
        "−1\nbeaucoup\n+1\n"  # o1; a word is not a level, so the question is asked again
        "Deux fois sur trois.\n"  # o2, without a scale
        "Je délègue.\n\n\n"  # changed; nothing remains, nothing next
        "Je délègue mieux.\nElle délègue.\n"
        "8\n8\n11\n\n10\n7\n"  # 11 out of 10 and an empty answer are asked again
    )
    ran = answering("evaluate", "martin", answers=answers)

    assert ran.code == 0
    assert "« beaucoup » n’est pas un niveau" in ran.err.replace("\u202f", " ")
    text = file_of(active).read_text("utf-8")
    assert text[text.index("[outcome]") :] == (
        "[outcome]\nevaluated_on = 2026-02-03\n\n"
        '[evaluation]\nmode = "three-way"\nchanged = "Je délègue."\n'
        'observations = "Elle délègue."\nshared_words = "Je délègue mieux."\n\n'
        "[evaluation.alliance]\nmatters = 8\nmethod = 8\nfreedom = 10\ntakeaway = 7\n\n"
        '[[evaluation.ratings]]\nobjective = "o1"\nstart = -1\nend = 1\n\n'
        '[[evaluation.ratings]]\nobjective = "o2"\nattainment = "Deux fois sur trois."\n'
    )


def test_what_was_answered_before_a_ctrl_c_stays_in_a_form(
    active: Path, answering: Answer, coach: Run
) -> None:
    """Also half a rating and half of the four marks; a form that is there is left as it is."""
    before = file_of(active).read_text("utf-8")
    stopped = answering("evaluate", "martin", answers="\n2\n-1\n")
    first = active / "documents" / "martin" / "evaluation.toml"
    assert first.read_text("utf-8") == (
        'on = 2026-02-03\nmode = "three-way"\nratings = [\n'
        '    { objective = "o1", start = -1 },\n]\n'
    )
    assert stopped.code == 130
    assert stopped.err.replace("\u202f", " ").endswith(
        "\nVos réponses sont gardées dans documents/martin/evaluation.toml. Complétez ce fichier, "
        "puis : coach evaluate martin --from documents/martin/evaluation.toml\n\nInterrompu.\n"
    )

    answers = "\n2\n-1\n1\nDeux fois sur trois.\nJe délègue.\n\n\nMieux.\nElle délègue.\n8\n8\n"
    assert answering("evaluate", "martin", answers=answers).code == 130
    second = first.with_name("evaluation-2.toml")
    kept = second.read_text("utf-8")
    assert file_of(active).read_text("utf-8") == before
    assert coach("evaluate", "martin", "--from", str(second)).code == 4
    second.write_text(f"{kept.rstrip()}\nfreedom = 10\ntakeaway = 7\n", "utf-8")
    assert coach("evaluate", "martin", "--from", str(second)).code == 0
    recorded = file_of(active).read_text("utf-8")
    for said in ("Je délègue.", "Mieux.", "Elle délègue.", "Deux fois sur trois."):
        assert f'"{said}"' in recorded


def test_answers_that_are_refused_stay_in_a_form(
    active: Path, answering: Answer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The engagement was closed by another command while the questions were answered."""
    path = file_of(active)
    text = path.read_text("utf-8")

    def close(*_: object) -> None:
        path.write_text(text.replace("2026-01-13", "2026-02-04"), "utf-8")

    monkeypatch.setattr("phmcoach.cli.pages.evaluation_prompts._ask_alliance", close)
    ran = answering("evaluate", "martin", answers="\n1\n\n1\n\nJe délègue.\n\n\n\n")
    assert ran.code == 5
    assert ": coach evaluate martin --from documents/martin/evaluation.toml\n" in ran.err
    kept = (active / "documents" / "martin" / "evaluation.toml").read_text("utf-8")
    assert ('changed = "Je délègue."' in kept, "end = 1" in kept) == (True, True)


def test_an_answer_that_no_file_may_hold_loses_no_other(active: Path, answering: Answer) -> None:
    """An arrow key leaves marks in the line of a terminal that does not edit it."""
    before = file_of(active).read_text("utf-8")
    answers = "\n1\n\n1\n\nJe délègue.\n\x1b[DRien.\n\n\n\n"
    ran = answering("evaluate", "martin", answers=answers)
    assert (ran.code, file_of(active).read_text("utf-8")) == (2, before)
    assert ": coach evaluate martin --from documents/martin/evaluation.toml\n" in ran.err
    kept = (active / "documents" / "martin" / "evaluation.toml").read_text("utf-8")
    assert 'changed = "Je délègue."' in kept


def test_nothing_is_written_for_whoever_answered_nothing(active: Path, answering: Answer) -> None:
    assert answering("evaluate", "martin", answers="\n2\n").code == 130
    assert not (active / "documents" / "martin" / "evaluation.toml").exists()


def test_a_scale_is_written_by_answering_questions(folder: Path, answering: Answer) -> None:
    ran = answering(
        *CHANGING,
        "o2",
        "--scale",
        answers="un\ndeux\ntrois\nquatre\ncinq\n",
    )

    assert ran.code == 0
    assert "−2, beaucoup moins que prévu" in ran.err
    assert '"cinq"]' in file_of(folder).read_text("utf-8")


def test_the_objective_that_is_scaled_is_asked_for_too(folder: Path, answering: Answer) -> None:
    answers = "o2\nun\ndeux\ntrois\nquatre\ncinq\n"
    assert answering(*CHANGING, "--scale", answers=answers).code == 0
    written = file_of(folder).read_text("utf-8")
    edit(file_of(folder), '"cinq"]', '"six"]')
    assert answering("set-scale", "martin", answers=answers).code == 0
    assert file_of(folder).read_text("utf-8") == written


def test_the_levels_that_are_not_typed_are_asked_for(folder: Path, answering: Answer) -> None:
    two = ("--scale", "un", "--scale", "deux")
    ran = answering(*CHANGING, "o2", *two, answers="trois\nquatre\ncinq\n")
    assert (ran.code, "moins que prévu" in ran.err) == (0, False)
    text = file_of(folder).read_text("utf-8")
    assert 'levels = ["un", "deux", "trois", "quatre", "cinq"]\n' in text


def test_an_objective_is_corrected_and_scaled_at_once(folder: Path, coach: Run) -> None:
    ran = coach(*CHANGING, "o2", "--result", "Trois par mois.", *SCALE)
    assert (ran.code, ran.err.replace("\u202f", " ")) == (
        0,
        "Objectif o2 corrigé ; il reste entre le bénéficiaire et vous.\n",
    )
    text = file_of(folder).read_text("utf-8")
    assert 'expected_result = "Trois par mois."\n' in text
    assert text.count("scaled_on = 2026-02-03") == 1


def test_an_unanswered_question_is_not_written(active: Path, answering: Answer) -> None:
    answers = "\n1\n" + "\n" * 3 + "Je délègue.\n" + "\n" * 10
    assert answering("evaluate", "martin", answers=answers).code == 0
    text = file_of(active).read_text("utf-8")
    assert text.endswith('[evaluation]\nmode = "two-way"\nchanged = "Je délègue."\n')


def test_a_form_in_which_nothing_was_filled_in_is_refused(active: Path, coach: Run) -> None:
    form = Path(coach("evaluate", "martin", "--form").out.strip())
    before = file_of(active).read_text("utf-8")

    ran = coach("evaluate", "martin", "--from", str(form))

    assert ran.code == 5
    assert ran.err.replace("\u202f", " ") == (
        "Erreur : L’évaluation ne dit encore rien : il y faut au moins un texte, une note "
        "ou ce que montre un objectif (changed, remains, next, shared_words, observations, "
        "[alliance] ou [[ratings]]).\n  documents/martin/evaluation.toml:8\n"
    )
    assert file_of(active).read_text("utf-8") == before
