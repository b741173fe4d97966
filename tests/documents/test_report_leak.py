"""Every field of an engagement holds a marker of its own: the sponsor meets those that are his.

The walk goes over the model, not over a list of ours: a field that is added tomorrow is filled and
looked for without anyone thinking of it.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import cache
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

import pytest
from tests.documents.document_samples import make_company, make_practice, render
from tests.documents.report_samples import report

from phmcoach.domain.amending import agreed_objectives
from phmcoach.domain.base import Reader, Record
from phmcoach.domain.disclosure import disclose
from phmcoach.domain.engagement import Engagement, Objective, Terms
from phmcoach.domain.evaluation import Rating
from phmcoach.formats import format_date

Path = tuple[str, ...]

# What a field must be like for the record to be one: forms, and what fields say of one another.
FORMS: dict[tuple[str, str], Any] = {
    ("Engagement", "schema_version"): 1,
    ("Objective", "id"): ["o1", "o2"],
    ("Objective", "personal"): [False, True],
    ("Rating", "objective"): ["o1", "o2"],
    ("Session", "id"): ["s1", "s2"],
    ("Session", "debrief_minutes"): 1,
    ("Session", "status"): ["held", "no-show"],
    ("Session", "type"): "three-way",
    ("Session", "purpose"): "launch",
    ("Terms", "schedule"): [],
    ("Terms", "monthly"): False,
    ("Terms", "plan"): "package",
    ("Terms", "session_dates"): False,
    ("Amendment", "session_dates"): None,
    ("Demand", "situations"): ["new-role", "work-life-balance"],
    ("Beneficiary", "email"): "zq-beneficiary-email@example.org",
    ("Evaluation", "shown_sha256"): "a" * 64,
    ("Evaluation", "approved_sha256"): "b" * 64,
    ("Evaluation", "score_shared"): False,
    ("Evaluation", "mode"): "three-way",
}
LISTS = {"objectives", "ratings", "sessions"}
SLUGS = {"client", "profile", "follow_up_of", "id"}
DAYS = (date(2050, 1, 1) + timedelta(days=37 * n) for n in range(100_000))


def model_of(annotation: object) -> type[Record] | None:
    """Return the record that a field holds, alone, in a union or in a tuple."""
    if isinstance(annotation, type) and issubclass(annotation, Record):
        return annotation
    if get_origin(annotation) in (Union, UnionType, tuple, Annotated):
        found = (model_of(each) for each in get_args(annotation))
        return next((each for each in found if each is not None), None)
    return None


def fill(model: type[Record], path: Path = (), at: int = 0) -> dict[str, Any]:
    """Return the data of a record in which every text and every day is a marker of its own."""
    data: dict[str, Any] = {}
    for name, info in model.model_fields.items():
        inner, key = model_of(info.annotation), info.alias or name
        where = (*path, name)
        if (model.__name__, name) in FORMS:
            form = FORMS[model.__name__, name]
            several = isinstance(form, list) and name != "situations" and form
            data[key] = form[at] if several else form
        elif inner is not None and name in LISTS:
            data[key] = [fill(inner, (*where, str(n)), n) for n in range(2)]
        elif inner is not None:
            one = fill(inner, where, at)
            data[key] = [one] if get_origin(info.annotation) is tuple else one
        else:
            data[key] = marker(info.annotation, where)
    return {key: value for key, value in data.items() if value is not None}


def marker(annotation: object, path: Path) -> Any:  # noqa: ANN401, PLR0911 - one line a type
    """Return a value of a type: a text or a day that stands nowhere else, or something small."""
    kinds, several = set(kinds_of(annotation)), is_several(annotation)
    if path[-1] == "levels":
        return [f"ZQ-{'-'.join(path)}-{n}" for n in range(5)]
    if get_origin(annotation) is dict:
        return {"a": f"ZQ-{'-'.join(path)}"}
    if bool in kinds:
        return True
    if datetime in kinds:
        return datetime.combine(next(DAYS), time(12))
    if date in kinds:
        return next(DAYS)
    if str in kinds:
        text = f"ZQ-{'-'.join(path)}"
        text = text.lower().replace("_", "-") if path[-1] in SLUGS else text
        return [text] if several else text
    literal = next((get_args(each)[0] for each in literals_of(annotation)), None)
    if literal is not None:
        return [literal] if several else literal
    return time(12) if time in kinds else 1


def is_several(annotation: object) -> bool:
    """Whether a type is a tuple, or may be one."""
    return any(get_origin(each) is tuple for each in (annotation, *get_args(annotation)))


def kinds_of(annotation: object) -> Iterator[object]:
    if get_args(annotation) and "Literal" not in str(get_origin(annotation)):
        for each in get_args(annotation):
            yield from kinds_of(each)
    elif "Literal" not in str(get_origin(annotation)):
        yield annotation


def literals_of(annotation: object) -> Iterator[object]:
    if "Literal" in str(get_origin(annotation)):
        yield annotation
    else:
        for each in get_args(annotation):
            yield from literals_of(each)


@cache
def marked(*, agreed: bool) -> Engagement:
    """Return the engagement full of markers; where agreed, to the evaluation as it stands."""
    data = fill(Engagement)
    data["terms"]["start_on"], data["terms"]["end_on"] = date(2050, 1, 1), date(2051, 1, 1)
    engagement = Engagement.model_validate(data)
    if not agreed:
        return engagement
    data["evaluation"]["approved_sha256"] = engagement.evaluation_sha256
    return Engagement.model_validate(data)


def leaves(value: object, path: Path = ()) -> Iterator[tuple[Path, object]]:
    """Walk through a record, or what is disclosed of one, down to its values."""
    if isinstance(value, Record):
        value = {name: getattr(value, name) for name in type(value).model_fields}
    if hasattr(value, "items"):
        for key, each in value.items():
            yield from leaves(each, (*path, str(key)))
    elif isinstance(value, tuple) and value and not isinstance(value[0], str):
        for number, each in enumerate(value):
            yield from leaves(each, (*path, str(number)))
    elif isinstance(value, tuple):
        for each in value:
            yield path, each
    else:
        yield path, value


def is_marker(value: object) -> bool:
    return isinstance(value, date) or (isinstance(value, str) and value.lower().startswith("zq-"))


def markers(value: object) -> set[str]:
    return {written(each) for _, each in leaves(value) if is_marker(each)}


def written(value: object) -> str:
    """Write a marker as a document would, with ordinary spaces."""
    return plain(format_date(value, "fr") if isinstance(value, date) else str(value))


def plain(text: str) -> str:
    return " ".join(text.split())


def allowed(engagement: Engagement, *, agreed: bool) -> set[str]:
    """Return the markers that the sponsor may meet, by the audiences alone, computed here anew."""
    found = set()
    for path, value in leaves(engagement):
        if is_marker(value) and is_open(engagement, path, agreed=agreed):
            found.add(written(value))
    return found


def is_open(engagement: Engagement, path: Path, *, agreed: bool) -> bool:
    record: Any = engagement
    for part in path:
        if isinstance(record, tuple):
            record = record[int(part)] if part.isdigit() else record
            continue
        audience = type(record).audiences[part]
        if audience.reader in (Reader.COACH, Reader.BENEFICIARY):
            personal = (
                getattr(record, "personal", False) or getattr(record, "objective", "") == "o2"
            )
            held = {"shared": not personal, "agreed": agreed and not personal}
            if not held.get(audience.opened_by or "", False):
                return False
        record = getattr(record, part)
    return True


def test_every_field_of_every_record_is_filled() -> None:
    """A field that the walk cannot fill would never be looked for."""

    def empty(record: Record) -> Iterator[str]:
        for name in type(record).model_fields:
            value = getattr(record, name)
            if value in (None, ()) and (type(record).__name__, name) not in FORMS:
                yield f"{type(record).__name__}.{name}"
            for each in value if isinstance(value, tuple) else (value,):
                if isinstance(each, Record):
                    yield from empty(each)

    assert set(empty(marked(agreed=True))) == set()


@pytest.mark.parametrize("agreed", [False, True])
def test_what_is_disclosed_to_the_sponsor_is_what_the_audiences_say(agreed: bool) -> None:
    engagement = marked(agreed=agreed)
    assert engagement.has_agreed == agreed

    assert markers(disclose(engagement, Reader.SPONSOR)) == allowed(engagement, agreed=agreed)


@pytest.mark.usefixtures("only_source")
def test_no_document_for_the_sponsor_holds_what_is_not_his() -> None:
    engagement = marked(agreed=True)
    hidden = markers(engagement) - allowed(engagement, agreed=True)
    assert len(hidden) > 20
    sources = {
        "report": report(engagement, Reader.SPONSOR).source,
        "contract": render(engagement, make_company(), make_practice()).source,
    }

    assert {
        (name, each) for name, text in sources.items() for each in hidden if each in plain(text)
    } == set()


@pytest.mark.usefixtures("only_source")
def test_the_sponsor_report_prints_what_was_agreed() -> None:
    engagement = marked(agreed=True)
    source = report(engagement, Reader.SPONSOR).source
    evaluation = engagement.evaluation
    assert evaluation is not None
    objective = agreed_objectives(engagement)[0]
    wanted = (
        *(objective.statement, objective.expected_result, objective.indicator, *objective.levels),
        *(evaluation.ratings[0].attainment, evaluation.shared_words, evaluation.observations),
    )

    assert [each for each in wanted if str(each) not in source] == []


@pytest.mark.usefixtures("only_source")
def test_the_beneficiary_report_holds_nothing_that_is_the_coach_alone() -> None:
    engagement = marked(agreed=True)
    hidden = markers(engagement) - markers(disclose(engagement, Reader.BENEFICIARY))
    source = report(engagement, Reader.BENEFICIARY).source

    assert [each for each in hidden if each in plain(source)] == []


def test_a_rating_alone_opens_nothing() -> None:
    rating = Rating(objective="o1", end=1)

    assert disclose(rating, Reader.SPONSOR) == {}


def test_the_days_of_held_sessions_are_open_where_the_contract_says_so() -> None:
    engagement = marked(agreed=False)
    terms = engagement.terms
    assert isinstance(terms, Terms)
    opened = engagement.model_copy(
        update={"terms": terms.model_copy(update={"session_dates": True})}
    )
    sessions = disclose(opened, Reader.SPONSOR)["sessions"]

    assert [session.get("on") for session in sessions] == [engagement.sessions[0].on, None]


def test_a_personal_objective_is_closed_even_where_all_was_agreed() -> None:
    engagement = marked(agreed=True)
    personal: Objective = engagement.objectives[1]
    seen = disclose(engagement, Reader.SPONSOR)

    assert personal.statement not in markers(seen)
    assert [rating["objective"] for rating in seen["evaluation"]["ratings"]] == ["o1"]
