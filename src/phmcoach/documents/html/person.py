"""The data of a person as a page that they can read: no key, and no word of the files."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from urllib.parse import quote

from phmcoach.documents.engine.markup import render_html_template
from phmcoach.domain.privacy.fields import Leaf
from phmcoach.domain.privacy.given import GivenEntry, GivenPart
from phmcoach.domain.privacy.labels import format_of, label_of
from phmcoach.domain.privacy.people import Person
from phmcoach.domain.records.law_rules import Duration
from phmcoach.domain.records.practice import Practice
from phmcoach.i18n import Translator
from phmcoach.words import Language

LONG = 60
"""A text of more characters stands below its label."""

Shown = dict[str, object]


def render_person(
    person: Person, parts: Sequence[GivenPart], practice: Practice, on: date, language: Language
) -> bytes:
    """Render the page; its links lead to the papers beside it."""
    tr = Translator(language)
    address = practice.address
    values: Shown = {
        "language": language,
        "text": tr.text,
        "name": person.name,
        "role": person.role,
        "on": on,
        "coach": practice.printed_name,
        "email": practice.email,
        "address": f"{address.street}, {address.postcode} {address.city}",
        "parts": [_show_part(tr, each) for each in parts],
    }
    return render_html_template("person.html.j2", values)


def _show_part(tr: Translator, part: GivenPart) -> Shown:
    return {
        "title": part.title,
        "client": "" if part.client == part.title else part.client,
        "sections": [
            {"title": tr.text(f"held.{what}"), "blocks": list(_show_blocks(tr, own, part.client))}
            for what, own in part.leaves.items()
        ],
        "papers": [
            {
                "name": file.rpartition("/")[2],
                "what": tr.text(f"held.{what}"),
                "href": quote(file),
            }
            for file, what in part.papers.items()
        ],
        "entries": [_show_entry(tr, each) for each in part.entries],
        "notes": [{"on": tr.format_value(it.on, "date"), "text": it.text} for it in part.notes],
        "kept": [_say_kept(tr, rule, until) for rule, until in part.kept],
        "left_out": [tr.text(f"person-without.{each}") for each in part.left_out],
    }


def _say_kept(tr: Translator, rule: Duration, until: date | None) -> str:
    if until is None:
        return tr.text(f"person-keeping.{rule.id}", months=rule.years * 12, source=rule.source)
    return tr.text(f"person-kept.{rule.id}", until=until, source=rule.source)


def _show_blocks(tr: Translator, leaves: Iterable[Leaf], client: str) -> Iterator[list[Shown]]:
    """Yield the values of each table together: those of a session, for example."""
    blocks: dict[tuple[object, ...], list[Shown]] = {}
    for leaf in leaves:
        if leaf.name == "weight" and leaf.value == 1:
            continue  # no objective counts more than another one
        said = client if leaf.name == "client" else _write(tr, leaf)
        shown = {"label": tr.text(label_of(leaf.kind, leaf.name)), "said": said}
        place = [key for key in leaf.at if isinstance(key, int)]
        blocks.setdefault((leaf.at[0], *place), []).append(shown | {"long": len(said) > LONG})
    yield from blocks.values()


def _write(tr: Translator, leaf: Leaf) -> str:
    """Write a value as the page shows it."""
    kind = format_of(leaf)
    if kind == "yes":
        return tr.text("amended.yes" if leaf.value else "amended.no")
    if isinstance(leaf.value, datetime):
        day, hour = leaf.value.date(), leaf.value.time()
        return f"{tr.format_value(day, 'date')}, {tr.format_value(hour, 'time')}"
    if isinstance(leaf.value, tuple) and kind != "words":
        return " · ".join(tr.format_value(each, kind) for each in leaf.value)
    return tr.format_value(leaf.value, kind)


def _show_entry(tr: Translator, entry: GivenEntry) -> Shown:
    said = tr.text(f"person-entry.{entry.what}", number=entry.number or "", on=entry.on)
    if entry.amount is not None:
        said = f"{said}, {tr.format_value(entry.amount, 'money')}"
    days = [tr.format_value(each, "date") for each in entry.sessions]
    return {
        "said": said,
        "sessions": ", ".join(days),
        "href": None if entry.paper is None else quote(entry.paper),
    }
