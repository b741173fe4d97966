"""What is wrong in a file is reported with its line and its key, all of it at once."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from textwrap import dedent

import pytest
from tests.store.record_samples import Engagement

from phmcoach.domain.base import Day, Money, SignedMoney, Weight
from phmcoach.domain.shape.validation import InvalidRecordError, validate, validate_value
from phmcoach.errors import InvalidDataError, Place, Problem
from phmcoach.i18n import Translator
from phmcoach.store.problems import problems_of
from phmcoach.store.records import parse_record, validate_data

PATH = Path("engagements/dupont.toml")
SESSION_KEYS = ("on", "minutes", "at", "told_at", "kind", "late", "travel", "weight")
START = 'schema = 1\nclient = "acme"\n'


def problems_in(text: str) -> tuple[Problem, ...]:
    with pytest.raises(InvalidDataError) as caught:
        parse_record(text.encode(), PATH, Engagement)
    return caught.value.problems


def only_problem_in(text: str) -> tuple[str, dict[str, object], int | None, str | None]:
    (problem,) = problems_in(text)
    assert problem.place is not None
    assert problem.place.file == PATH
    return problem.message, dict(problem.args), problem.place.line, problem.place.key


def test_all_problems_of_a_file_are_reported_at_once_in_line_order() -> None:
    text = dedent(
        """
        schema = 1
        clint = "acme"

        [terms]
        rate = "118,40"

        [[sessions]]
        on = 2026-02-03
        minutes = 60

        [[sessions]]
        on = "2026-02-03"
        minutes = 0
        travel = [{ amount = 1.50, label = "Train" }, { amount = true, labl = "Bus" }]
        """
    ).lstrip()
    reported = [
        (problem.message, problem.place.line, problem.place.key)
        for problem in problems_in(text)
        if problem.place
    ]
    assert reported == [
        ("store.missing-key", None, "client"),
        ("store.unknown-key-near", 2, "clint"),
        ("store.expected-amount", 5, "terms.rate"),
        ("store.expected-date", 12, "sessions.2.on"),
        ("store.too-low", 13, "sessions.2.minutes"),
        ("store.expected-amount", 14, "sessions.2.travel.2.amount"),
        ("store.missing-key", 14, "sessions.2.travel.2.label"),
        ("store.unknown-key-near", 14, "sessions.2.travel.2.labl"),
    ]


@pytest.mark.parametrize(
    ("line", "message", "args"),
    [
        ("on = 1", "store.expected-date", {}),
        ("on = 2026-02-03T10:00:00", "store.expected-date", {}),
        ("at = 1", "store.expected-time", {}),
        ("told_at = 2026-02-03", "store.expected-moment", {}),
        ('minutes = "120"', "store.expected-whole-number", {}),
        ("minutes = 1.5", "store.expected-whole-number", {}),
        ("minutes = true", "store.expected-whole-number", {}),
        ("minutes = 0", "store.too-low", {"limit": 0}),
        ("minutes = 1441", "store.above-maximum", {"limit": 1440}),
        ("late = 1", "store.expected-true-or-false", {}),
        ("travel = 1", "store.expected-list", {}),
        ("travel = [1]", "store.expected-table", {"key": "travel"}),
        ('kind = "vidéo"', "store.not-one-of-near", {"typed": "vidéo", "near": "video"}),
        ('kind = "letter"', "store.not-one-of", {"choices": ("video", "phone")}),
        ("kind = 1", "store.not-one-of", {"choices": ("video", "phone")}),
        ("weight = []", "store.expected-amount", {}),
        ("colour = 1", "store.unknown-key-known", {"known": SESSION_KEYS}),
        ("minuts = 1", "store.unknown-key-near", {"near": "minutes"}),
        ("note = 'x'", "store.misplaced-key", {}),
    ],
)
def test_a_wrong_value_of_a_session_is_reported_with_what_is_expected(
    line: str, message: str, args: dict[str, object]
) -> None:
    key = line.partition(" ")[0]
    own = {"on": "on = 2026-02-03", "minutes": "minutes = 60"}
    rest = [pair for name, pair in own.items() if name != key]
    found = only_problem_in("\n".join([START, "[[sessions]]", *rest, line]))
    place = {"travel = [1]": "sessions.1.travel.1"}.get(line, f"sessions.1.{key}")
    assert found == (message, {"key": key} | args, 4 + len(rest) + 1, place)


@pytest.mark.parametrize(
    ("line", "message", "args"),
    [
        ("rate = '1'", "store.expected-amount", {"key": "rate"}),
        ("rate = true", "store.expected-amount", {"key": "rate"}),
        ("rate = 2026-02-03", "store.expected-amount", {"key": "rate"}),
        ("rate = -1", "store.below-minimum", {"key": "rate", "limit": 0}),
        ("rate = 1000", "store.too-high", {"key": "rate", "limit": 1000}),
        ("rate = 1.005", "store.too-many-decimals", {"key": "rate", "limit": 2}),
        ("rate = 1\nshare = 1.234", "store.too-many-digits", {"key": "share", "limit": 3}),
        ("rate = 0", "shape.free", {}),
        ("rate = 1\nmodes = []", "store.too-few", {"key": "modes", "limit": 1}),
        ("rate = 1\nmodes = [1, 'x']", "store.expected-text", {"key": "modes"}),
        ("rate = 1\nmodes = [1]", "store.expected-text", {"key": "modes"}),
        ("rate = 1\nreference = 'A'", "store.bad-form", {"key": "reference"}),
    ],
)
def test_a_wrong_value_of_the_terms_is_reported_with_what_is_expected(
    line: str, message: str, args: dict[str, object]
) -> None:
    found = only_problem_in(f"{START}[terms]\n{line}\n")
    assert found[:2] == (message, args)
    assert found[2] == (3 if message == "shape.free" else 4 + line.count("\n"))


@pytest.mark.parametrize(
    ("annotation", "value", "in_english", "in_french"),
    [
        (Money, Decimal(10**7), "below 10,000,000.", "en dessous de 10\u202f000\u202f000."),
        (SignedMoney, Decimal(-(10**7)), "above -10,000,000.", "dépasser -10\u202f000\u202f000."),
        (Weight, Decimal(2000), "at most 1000.", "dépasser 1000."),
        (Day, date(2200, 1, 1), "below 2200-01-01.", "en dessous de 01/01/2200."),
        (Day, date(1989, 1, 1), "at least 1990-01-01.", "au moins 01/01/1990."),
    ],
)
def test_a_limit_is_written_as_a_coach_writes_it(
    annotation: object, value: object, in_english: str, in_french: str
) -> None:
    with pytest.raises(InvalidRecordError) as refused:
        validate_value(annotation, value)
    (problem,) = problems_of(refused.value, None, None)
    assert Translator("en").problem(problem).endswith(in_english)
    assert Translator("fr").problem(problem).endswith(in_french)


def test_the_limits_of_texts_and_lists_are_reported() -> None:
    start = f"{START}[[sessions]]\non = 2026-02-03\nminutes = 1\n"
    cost = "{ amount = 1, label = 'Train' }"
    reported = [
        only_problem_in(f"{start}travel = [{one}]")[:2]
        for one in (
            cost.replace("Train", "T"),
            cost.replace("Train", "T" * 11),
            ", ".join([cost] * 3),
        )
    ]
    assert reported == [
        ("store.too-short", {"key": "label", "limit": 2}),
        ("store.too-long", {"key": "label", "limit": 10}),
        ("store.too-many", {"key": "travel", "limit": 2}),
    ]


def test_a_rule_of_our_own_keeps_its_name_and_its_facts() -> None:
    found = only_problem_in('schema = 1\nclient = "Nobody"\n')
    assert found == ("shape.nobody", {"name": "Nobody"}, 2, "client")


def test_an_error_without_a_message_id_is_an_unfit_value() -> None:
    found = only_problem_in('schema = 1\nclient = "Error"\n')
    assert found == ("store.unfit-value", {"key": "client"}, 2, "client")


def test_a_table_in_the_place_of_a_value_and_the_reverse_are_reported() -> None:
    assert only_problem_in("schema = 1\n[client]\n")[0] == "store.expected-text"
    assert only_problem_in(f"{START}terms = 1\n")[0] == "store.expected-table"
    assert only_problem_in(f"{START}profiles = 1\n")[0] == "store.expected-table"


def test_an_unknown_key_in_a_table_named_by_the_file_is_reported() -> None:
    found = only_problem_in(f"{START}[profiles.short]\nrat = 1\nrate = 1\n")
    expected = {"key": "rat", "near": "rate"}
    assert found == ("store.unknown-key-near", expected, 4, "profiles.short.rat")


@pytest.mark.parametrize(
    ("table", "message", "args"),
    [
        ("[profiles.too-long-a-name]\nrate = 1", "store.too-long", {"limit": 9}),
        ("profiles.too-long-a-name = 1", "store.unfit-value", {}),
    ],
)
def test_a_wrong_name_of_a_table_is_reported_at_the_table(
    table: str, message: str, args: dict[str, object]
) -> None:
    found = only_problem_in(f"{START}{table}\n")
    assert found == (message, {"key": "too-long-a-name"} | args, 3, "profiles.too-long-a-name")


def test_the_limit_of_an_amount_is_a_plain_number() -> None:
    _, args, _, _ = only_problem_in(f"{START}[terms]\nrate = 1000\n")
    assert repr(args["limit"]) == "1000"


def test_a_newer_format_is_the_only_problem_reported() -> None:
    found = only_problem_in("schema = 2\nunknown = 1\n")
    assert found == ("store.newer-schema", {"key": "schema"}, 1, "schema")


def test_a_format_that_never_was_is_a_wrong_value() -> None:
    found = only_problem_in('schema = 0\nclient = "acme"\n')
    assert found == ("store.not-one-of", {"key": "schema", "choices": ("1",)}, 1, "schema")


@pytest.mark.parametrize(
    ("text", "message", "line"),
    [
        ("a = 1\nb = 2\na = 3\n", "store.toml-duplicate", 3),
        ("[a]\n[b]\n[a]\n", "store.toml-duplicate", 3),
        ("s = []\n[[s]]\n", "store.toml-duplicate", 2),
        ("a = { x = 1, x = 2 }\n", "store.toml-duplicate", 1),
        ('a = "x\nb = 1\n', "store.toml-open-quote", 1),
        ('a = """x\n', "store.toml-open-quote", 2),
        ('a = "\x01"\n', "store.toml-hidden-character", 1),
        ('a = "C:\\dir"\n', "store.toml-backslash", 1),
        ("a = { x = 1\nb = 2\n", "store.toml-open-bracket", 2),
        ("[a\nb = 1\n", "store.toml-open-bracket", 1),
        ("a\nb = 1\n", "store.toml-no-equals", 1),
        ("x = 1\na = 2026-02-31\n", "store.toml-no-such-date", 2),
        ("a = bonjour\n", "store.toml-bad-value", 1),
        ("a = 03/02/2026\n", "store.toml-bad-value", 1),
        ("a = 12,50\n", "store.toml-bad-value", 1),
        ("x = 1\n\x00", "store.toml-broken", 2),
        (f"x = {'9' * 5000}\n", "store.toml-broken", None),
    ],
)
def test_a_file_that_is_not_toml_is_reported_with_its_line(
    text: str, message: str, line: int | None
) -> None:
    assert only_problem_in(text) == (message, {}, line, None)


@pytest.mark.parametrize("text", ["", "\n\n", "\ufeff", "\0\0\0\0"])
def test_an_empty_file_is_called_empty(text: str) -> None:
    assert only_problem_in(text) == ("store.empty-file", {}, None, None)


def test_two_versions_that_git_merged_into_one_file_are_named() -> None:
    text = f"{START}<<<<<<< HEAD\nprofile = 'a'\n=======\nprofile = 'b'\n>>>>>>> other\n"
    assert only_problem_in(text) == ("store.merge-marks", {}, 3, None)


@pytest.mark.parametrize("number", ["1e3", "1E-3", "nan", "-inf", "1e999999999999999999999"])
def test_an_unusual_number_is_reported(number: str) -> None:
    text = f'note = "1e3 nan"\nrate = """\n1e3"""\n[[terms]]\nrate = {number}\n'
    expected = {"number": number}
    assert only_problem_in(text) == ("store.unusual-number", expected, 5, None)


def test_an_unusual_number_before_another_fault_is_reported_without_its_line() -> None:
    assert only_problem_in("a = 1e3\nb =\n") == (
        "store.unusual-number",
        {"number": "1e3"},
        None,
        None,
    )


def test_data_outside_a_file_has_keys_and_no_lines() -> None:
    data = {"schema": 1, "client": "acme", "terms": {"rate": "1"}}
    with pytest.raises(InvalidDataError) as caught:
        validate_data(PATH, Engagement, data)
    (problem,) = caught.value.problems
    assert problem.place == Place(PATH, None, "terms.rate")


def test_without_a_file_and_a_model_the_facts_remain() -> None:
    with pytest.raises(InvalidRecordError) as caught:
        validate(Engagement, {"schema": 1, "client": "acme", "x": 1})
    assert problems_of(caught.value, None, None) == (Problem("store.unknown-key", {"key": "x"}),)
