"""An edit changes what was named; every other line of the file stays as it is."""

from datetime import UTC, date, datetime, time
from decimal import Decimal
from enum import StrEnum
from textwrap import dedent
from typing import Any

import pytest
import tomli

from phmcoach.errors import UsageError
from phmcoach.store.toml import layout
from phmcoach.store.toml.edit import EditError, append_table, set_values

NEW = {"on": date(2026, 3, 3), "minutes": 90}


def text(lines: str) -> str:
    return dedent(lines).lstrip("\n")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            """
            schema = 1
            """,
            """
            schema = 1

            [[sessions]]
            on = 2026-03-03
            minutes = 90
            """,
            id="the first of a list that the file does not name",
        ),
        pytest.param(
            """
            [[sessions]]
            minutes = 120
            """,
            """
            [[sessions]]
            minutes = 120

            [[sessions]]
            on = 2026-03-03
            minutes = 90
            """,
            id="at the end of the file",
        ),
        pytest.param(
            """
            [[sessions]]
            minutes = 120
            # it was a hard one

            # [[sessions]] planned for May
            """,
            """
            [[sessions]]
            minutes = 120
            # it was a hard one

            # [[sessions]] planned for May

            [[sessions]]
            on = 2026-03-03
            minutes = 90
            """,
            id="after all comments at the end of the file",
        ),
        pytest.param(
            """
            [[sessions]]
            minutes = 120
            # it was a hard one

            # ---- the end ----
            [evaluation]
            done = false
            """,
            """
            [[sessions]]
            minutes = 120
            # it was a hard one

            [[sessions]]
            on = 2026-03-03
            minutes = 90

            # ---- the end ----
            [evaluation]
            done = false
            """,
            id="between the comments of its list and those of the next table",
        ),
        pytest.param(
            """
            [[sessions]]
            minutes = 120
            # about the evaluation
            [evaluation]
            done = false
            """,
            """
            [[sessions]]
            minutes = 120

            [[sessions]]
            on = 2026-03-03
            minutes = 90

            # about the evaluation
            [evaluation]
            done = false
            """,
            id="before a comment that touches the next header",
        ),
        pytest.param(
            """
            [[sessions]]
            minutes = 120
            [[sessions.travel]]
            amount = 3.50
            [terms]
            [[pauses]]
            """,
            """
            [[sessions]]
            minutes = 120
            [[sessions.travel]]
            amount = 3.50

            [[sessions]]
            on = 2026-03-03
            minutes = 90

            [terms]
            [[pauses]]
            """,
            id="after the tables inside the last one",
        ),
        pytest.param(
            """
            [[sessions]]
            minutes = 1

            [[pauses]]
            days = 1

            [[sessions]]
            minutes = 2

            [[pauses]]
            days = 2
            """,
            """
            [[sessions]]
            minutes = 1

            [[pauses]]
            days = 1

            [[sessions]]
            minutes = 2

            [[sessions]]
            on = 2026-03-03
            minutes = 90

            [[pauses]]
            days = 2
            """,
            id="after the last of a list that others interrupt",
        ),
        pytest.param(
            """
            schema = 1
            # those that were held
            sessions = [] # none yet
            client = "acme"

            [terms]
            rate = 1
            """,
            """
            schema = 1
            # those that were held
            # none yet
            client = "acme"

            [terms]
            rate = 1

            [[sessions]]
            on = 2026-03-03
            minutes = 90
            """,
            id="in the place of an empty list, whose comment stays",
        ),
        pytest.param(
            """
            sessions = [ # held
                # none yet
            ]
            """,
            """
            # held
            # none yet

            [[sessions]]
            on = 2026-03-03
            minutes = 90
            """,
            id="in the place of an empty list of several lines",
        ),
        pytest.param(
            """
            sessions = [{ minutes = 120 }] # one line each
            client = "acme"
            """,
            """
            sessions = [{ minutes = 120 }, { on = 2026-03-03, minutes = 90 }] # one line each
            client = "acme"
            """,
            id="in brackets where the list is in brackets",
        ),
        pytest.param(
            """
            sessions = [
              { minutes = 120 }, # the first
              { minutes = 60 } # the second
              # and so on
            ]
            """,
            """
            sessions = [
              { minutes = 120 }, # the first
              { minutes = 60 }, # the second
              # and so on
              { on = 2026-03-03, minutes = 90 },
            ]
            """,
            id="in brackets of several lines with comments",
        ),
    ],
)
def test_a_table_is_appended_after_the_last_of_its_list(before: str, after: str) -> None:
    assert append_table(text(before), "sessions", NEW) == text(after)


def test_a_list_inside_a_table_is_named_with_dots() -> None:
    before = "[terms]\nrate = 1\n"
    after = "[terms]\nrate = 1\n\n[[terms.steps]]\nn = 1\n"
    assert append_table(before, "terms.steps", {"n": 1}) == after
    assert append_table("terms = { rate = 1 }\n", "terms.steps", {"n": 1}) == (
        "terms = { rate = 1, steps = [{ n = 1 }]}\n"
    )
    assert append_table("terms = { steps = [] }\n", "terms.steps", {"n": 1}) == (
        "terms = { steps = [{ n = 1 }] }\n"
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("s = [ {n=1} ]\n", "s = [ {n=1}, { n = 2 } ]\n"),
        ("s = [{n=1}, ] # ]}\n", "s = [{n=1}, { n = 2 }, ] # ]}\n"),
        ("s = [\n\t{n=1}\n]", "s = [\n\t{n=1},\n\t{ n = 2 },\n]"),
        ("s = [{n=1},\n  ]", "s = [{n=1},\n    { n = 2 },\n  ]"),
        ("s = [{n=1, ']}' = '#]}'}]", "s = [{n=1, ']}' = '#]}'}, { n = 2 }]"),
        ("s = [\n {n=1} # a, ]}\n # b ]\n]", "s = [\n {n=1}, # a, ]}\n # b ]\n { n = 2 },\n]"),
    ],
)
def test_brackets_take_a_table_wherever_their_commas_and_comments_stand(
    before: str, after: str
) -> None:
    assert append_table(before, "s", {"n": 2}) == after


def test_a_missing_last_newline_stays_missing() -> None:
    assert append_table("[[s]]\nn = 1", "s", {"n": 2}) == "[[s]]\nn = 1\n\n[[s]]\nn = 2"
    assert set_values("a = 1", {("b",): 2}) == "a = 1\nb = 2"


def test_blank_lines_at_the_end_are_kept_and_none_is_added() -> None:
    assert append_table("a = 1\n\n\n", "s", {"n": 2}) == "a = 1\n\n\n[[s]]\nn = 2\n"


def test_an_empty_file_takes_a_table() -> None:
    assert append_table("", "s", {"n": 2}) == "[[s]]\nn = 2\n"
    assert append_table("s = []", "s", {"n": 2}) == "[[s]]\nn = 2\n"


class Kind(StrEnum):
    """A closed word, as the domain has them."""

    PHONE = "phone"


def test_each_kind_of_value_is_written_as_people_write_it() -> None:
    table: dict[str, Any] = {
        "text": 'say "hi"',
        "note": "two\nlines\t.",
        "control": "a\x00b\r\nc",
        "amount": Decimal("118.40"),
        "round": Decimal("1E+2"),
        "small": Decimal("1E-7"),
        "count": 3,
        "flag": True,
        "on": date(2026, 2, 3),
        "at": time(14, 30),
        "moment": datetime(2026, 2, 3, 14, 30, tzinfo=UTC),
        "kind": Kind.PHONE,
        "nothing": None,
        "words": ("a", "b"),
        "empty": [],
        "travel": [{"amount": Decimal("118.4"), "label": "Train\nback", "none": None}],
        "where": {"city": "Lyon", "no": {}},
        "a key": 1,
        "long": ["a sentence of some length"] * 4,
    }
    written = append_table("", "s", table)
    assert written == text(
        r'''
        [[s]]
        text = "say \"hi\""
        note = """
        two
        lines	."""
        control = "a\u0000b\r\nc"
        amount = 118.40
        round = 100.0
        small = 0.0000001
        count = 3
        flag = true
        on = 2026-02-03
        at = 14:30:00
        moment = 2026-02-03 14:30:00+00:00
        kind = "phone"
        words = ["a", "b"]
        empty = []
        travel = [{ amount = 118.4, label = "Train\nback" }]
        where = { city = "Lyon", no = {} }
        "a key" = 1
        long = [
            "a sentence of some length",
            "a sentence of some length",
            "a sentence of some length",
            "a sentence of some length",
        ]
        '''
    )


@pytest.mark.parametrize("value", [1.5, object(), b"", {1, 2}, 1j])
def test_a_value_that_no_file_can_hold_is_a_bug(value: object) -> None:
    with pytest.raises(TypeError):
        append_table("", "s", {"a": value})


@pytest.mark.parametrize("value", [Decimal("NaN"), Decimal("-Infinity")])
def test_an_amount_that_is_not_a_number_is_never_written(value: Decimal) -> None:
    with pytest.raises(ValueError, match=str(value)):
        set_values("", {("a",): value})


@pytest.mark.parametrize("value", ["half a character \udce9", ["\ud800"]])
def test_half_a_character_is_a_mistake_of_the_user(value: object) -> None:
    with pytest.raises(UsageError) as caught:
        set_values("", {("a",): value})
    assert caught.value.problems[0].message == "store.unwritable-text"


@pytest.mark.parametrize(
    ("before", "path", "value", "after"),
    [
        pytest.param(
            "  rate   =  1 # as agreed\n", ("rate",), Decimal("118.40"),
            "  rate   =  118.40 # as agreed\n", id="keeps spaces and comment",
        ),
        pytest.param("a = 1", ("a",), 2, "a = 2", id="keeps a missing newline"),
        pytest.param(
            'a = """\none\ntwo""" # c\nb = 1\n', ("a",), "x\ny",
            'a = """\nx\ny""" # c\nb = 1\n', id="text of several lines",
        ),
        pytest.param("a = [\n  1, # one\n]\n", ("a",), [2], "a = [2]\n", id="whole list"),
        pytest.param(
            "t . rate = 1 # c\n", ("t", "rate"), 2, "t . rate = 2 # c\n", id="dotted key"
        ),
        pytest.param(
            "t = {rate=1,b = 2} # c\n", ("t", "rate"), 3,
            "t = {rate=3,b = 2} # c\n", id="inline table",
        ),
        pytest.param(
            "s = [{n=1}, {n=2}]\n", ("s", 1, "n"), 3, "s = [{n=1}, {n=3}]\n", id="list in brackets"
        ),
        pytest.param(
            "[[s]]\nn = 1\n[other]\n[[s]]\nn = 2 # c\n", ("s", 1, "n"), 3,
            "[[s]]\nn = 1\n[other]\n[[s]]\nn = 3 # c\n", id="element of an interrupted list",
        ),
        pytest.param(
            "[[s]]\n[[s.travel]]\na = 1\n[[s]]\n[[s.travel]]\na = 1\n[[s.travel]]\na = 1\n",
            ("s", 1, "travel", 0, "a"), 3,
            "[[s]]\n[[s.travel]]\na = 1\n[[s]]\n[[s.travel]]\na = 3\n[[s.travel]]\na = 1\n",
            id="table inside an element",
        ),
        pytest.param(
            "# [a]\nx = '''\n[a]\nb = 1\n'''\n[a]\nb = 1\n", ("a", "b"), 2,
            "# [a]\nx = '''\n[a]\nb = 1\n'''\n[a]\nb = 2\n",
            id="not what only looks like it",
        ),
        pytest.param("'a.b' = 1\n", ("a.b",), 2, "'a.b' = 2\n", id="quoted key"),
    ],
)  # fmt: skip
def test_a_value_changes_in_its_place(
    before: str, path: tuple[str | int, ...], value: object, after: str
) -> None:
    assert set_values(before, {path: value}) == after


@pytest.mark.parametrize(
    ("before", "path", "value", "after"),
    [
        pytest.param(
            "a = 1\n\n# terms\n[t]\n", ("b",), 2, "a = 1\nb = 2\n\n# terms\n[t]\n",
            id="after the keys of the top",
        ),
        pytest.param("[t]\nx = 1\n", ("b",), 2, "b = 2\n\n[t]\nx = 1\n", id="before all tables"),
        pytest.param("", ("b",), 2, "b = 2\n", id="in an empty file"),
        pytest.param(
            "[t]\nx = 1\n# about x\n\n# about u\n[u]\n", ("t", "y"), 2,
            "[t]\nx = 1\n# about x\ny = 2\n\n# about u\n[u]\n", id="after the keys of its table",
        ),
        pytest.param(
            "[t]\n[u]\n", ("t", "y"), 2, "[t]\ny = 2\n[u]\n", id="in a table without keys"
        ),
        pytest.param(
            "a = 1\n", ("t", "y"), 2, "a = 1\n\n[t]\ny = 2\n", id="in a table that is made"
        ),
        pytest.param(
            "[t]\nx = 1\n", ("t", "deep", "y"), 2, "[t]\nx = 1\n\n[t.deep]\ny = 2\n",
            id="in a table that is made inside another",
        ),
        pytest.param(
            "[t.deep]\nx = 1\n", ("t", "y"), 2, "[t.deep]\nx = 1\n\n[t]\ny = 2\n",
            id="in a table that only its inner tables name",
        ),
        pytest.param(
            "t.x = 1 # c\na = 1\n", ("t", "y"), 2, "t.x = 1 # c\nt.y = 2\na = 1\n",
            id="beside dotted keys",
        ),
        pytest.param(
            "t.x = 1\n", ("t", "deep", "y"), 2, "t.x = 1\nt.deep.y = 2\n",
            id="deeper than dotted keys",
        ),
        pytest.param("t = { x = 1 }\n", ("t", "y"), 2, "t = { x = 1, y = 2}\n", id="inline"),
        pytest.param(
            "t = { x = 1 }\n", ("t", "deep", "y"), 2, "t = { x = 1, deep = { y = 2 }}\n",
            id="deeper than inline",
        ),
        pytest.param(
            "[[s]]\nn = 1\n\n[[s]]\nn = 2\n", ("s", 0, "m"), 3,
            "[[s]]\nn = 1\nm = 3\n\n[[s]]\nn = 2\n", id="in an element",
        ),
        pytest.param(
            "[[s]]\nn = 1\n\n[[s]]\nn = 2\n", ("s", 0, "deep", "m"), 3,
            "[[s]]\nn = 1\ndeep.m = 3\n\n[[s]]\nn = 2\n", id="in a table of an element",
        ),
        pytest.param(
            "[[s]]\n[s.deep.er]\nn = 1\n\n[[s]]\nn = 2\n", ("s", 0, "deep", "m"), 3,
            "[[s]]\n[s.deep.er]\nn = 1\n\n[s.deep]\nm = 3\n\n[[s]]\nn = 2\n",
            id="in a table of an element that only its inner tables name",
        ),
        pytest.param(
            "a = 1\n", ("t",), {"x": 1, "u": {"y": 2}, "none": None},
            "a = 1\n\n[t]\nx = 1\n\n[t.u]\ny = 2\n", id="a whole table",
        ),
        pytest.param(
            "a = 1\n", ("s",), [{"n": 1}, {"n": 2}], "a = 1\n\n[[s]]\nn = 1\n\n[[s]]\nn = 2\n",
            id="a whole list of tables",
        ),
        pytest.param(
            "[[s]]\nn = 1\n", ("s", 0, "travel"), [{"a": 1}],
            "[[s]]\nn = 1\ntravel = [{ a = 1 }]\n",
            id="a whole list of tables in an element",
        ),
    ],
)  # fmt: skip
def test_a_value_that_is_new_stands_with_its_like(
    before: str, path: tuple[str | int, ...], value: object, after: str
) -> None:
    assert set_values(before, {path: value}) == after


@pytest.mark.parametrize(
    ("before", "path", "after"),
    [
        pytest.param("a = 1\n# kept\nb = 2 # gone\n", ("b",), "a = 1\n# kept\n", id="key"),
        pytest.param("a = 1\n", ("b",), "a = 1\n", id="nothing"),
        pytest.param("t = { x = 1, y = 2 }\n", ("t", "x"), "t = {  y = 2 }\n", id="inline"),
        pytest.param("t.x = 1\nt.y = 2\n", ("t", "x"), "t.y = 2\n", id="dotted key"),
        pytest.param("a = 1\nt.x = 1\n", ("t", "x"), "a = 1\n", id="last dotted key"),
        pytest.param("t.x = 1\na = 1\nt.y = 1\n", ("t",), "a = 1\n", id="all dotted keys"),
        pytest.param("s = [{n=1}, {n=2}]\n", ("s", 0), "s = [{n=2}]\n", id="list in brackets"),
        pytest.param(
            "a = 1\n\n[t]\nx = 1\n# of x\n\n[t.u]\ny = 2\n\n[v]\n", ("t",), "a = 1\n\n[v]\n",
            id="table with those inside",
        ),
        pytest.param(
            "[[s]]\nn = 1\n\n[[s]]\nn = 2\n[[s.u]]\n\n[[s]]\nn = 3\n", ("s", 1),
            "[[s]]\nn = 1\n\n[[s]]\nn = 3\n", id="element",
        ),
        pytest.param("a = 1\n\n[[s]]\nn = 1\n", ("s", 0), "a = 1\n", id="only element"),
        pytest.param("[t]\nx = 1\n\n[u]\n", ("t", "x"), "[t]\n\n[u]\n", id="last key of a header"),
    ],
)  # fmt: skip
def test_none_removes(before: str, path: tuple[str | int, ...], after: str) -> None:
    assert set_values(before, {path: None}) == after


def test_several_values_are_set_in_one_go() -> None:
    before = "a = 1\n"
    changes: dict[tuple[str | int, ...], object] = {
        ("a",): None,
        ("t", "x"): 1,
        ("t", "u", "y"): 2,
        ("b",): 3,
        ("t", "z"): 4,
    }
    after = "b = 3\n\n[t]\nx = 1\nz = 4\n\n[t.u]\ny = 2\n"
    assert set_values(before, changes) == after


@pytest.mark.parametrize(
    ("before", "path", "value"),
    [
        ("[t]\nx = 1\n", ("t",), 3),
        ("[t]\nx = 1\n", ("t",), {"y": 1}),
        ("[[s]]\nx = 1\n", ("s", 0), {"y": 1}),
        ("[[s]]\nx = 1\n", ("s", 1, "x"), 3),
        ("[[s]]\nx = 1\n", ("s", "x"), 3),
        ("a = 1\n", ("a", "b"), 3),
        ("a = [1]\n", ("a", 1), 3),
        ("", ("s", 0, "x"), 3),
    ],
)
def test_what_cannot_be_set_is_refused(
    before: str, path: tuple[str | int, ...], value: object
) -> None:
    with pytest.raises(EditError):
        set_values(before, {path: value})


def test_a_table_joins_no_value_that_is_not_a_list() -> None:
    with pytest.raises(EditError):
        append_table("s = 1\n", "s", {"n": 1})


@pytest.mark.parametrize(
    "wrong",
    ["a = 2\n", "a = 1\n", "a = 1\nb = true\n", "a = 1\nb = 1.0\n", "b = 1\n", "not toml"],
)
def test_a_result_that_is_not_the_change_is_never_returned(
    monkeypatch: pytest.MonkeyPatch, wrong: str
) -> None:
    monkeypatch.setattr(layout, "put", lambda *_: wrong)
    with pytest.raises(EditError):
        set_values("a = 1\n", {("b",): 1})


def test_the_bytes_of_a_decimal_are_not_those_of_a_float() -> None:
    edited = set_values("a = 0.1\n", {("b",): Decimal("118.40")})
    assert edited == "a = 0.1\nb = 118.40\n"
    assert tomli.loads(edited, parse_float=Decimal)["b"] == Decimal("118.40")
