"""The page of the dashboard: its drawings, and that it is safe to open anywhere."""

import re
from datetime import date
from decimal import Decimal
from html import unescape
from html.parser import HTMLParser

import pytest
from tests.documents.hostile_strings import HOSTILE

from phmcoach.documents.engine.escape import drop_invisible
from phmcoach.documents.html.dashboard import render_dashboard
from phmcoach.documents.html.drawing import (
    Drawing,
    Spot,
    Stretch,
    Tick,
    draw_course,
    draw_ticks,
    scale,
)
from phmcoach.domain.cadence.calendar_line import Course
from phmcoach.domain.money.sheet import Period
from phmcoach.domain.money.thresholds import LimitStatus
from phmcoach.domain.today.dashboard import (
    Age,
    Dashboard,
    MonthFigures,
    Timeline,
    UnpaidPaper,
)
from phmcoach.domain.values.months import add_months
from phmcoach.formats import clean_text
from phmcoach.words import Language

TODAY = date(2026, 3, 10)
WINDOW = Period(date(2026, 1, 1), date(2026, 4, 10))
"""A hundred days: each is ten units wide."""

COURSE = Course(
    date(2026, 1, 11),
    date(2026, 3, 31),
    ((date(2026, 1, 13), "held"), (date(2026, 3, 12), "planned")),
    ((date(2026, 2, 1), date(2026, 2, 10)),),
)
VOID = {"meta", "rect", "circle", "path"}
OUTSIDE = re.compile(r"http|src=|url\(|<script|<link|<iframe|@import|\bon[a-z]+=", re.IGNORECASE)


def page(name: str = "Claire Martin", client: str = "Acme SA") -> Dashboard:
    amounts = [Decimal(1560), Decimal("780.4"), Decimal(-100), *[Decimal("0.00")] * 9]
    return Dashboard(
        practice=name,
        on=TODAY,
        unread=0,
        window=WINDOW,
        timelines=(Timeline("martin", name, client, "active", 1, 12, COURSE),),
        months=tuple(
            MonthFigures(add_months(date(2026, 1, 1), place), 90 * (place == 1), amount, amount)
            for place, amount in enumerate(amounts)
        ),
        limits=(LimitStatus(2026, "micro", Decimal(83600), Decimal(90000), None),),
        ages=(Age("not_yet_due", 0, Decimal("0.00")), Age("late_30", 1, Decimal(520))),
        unpaid=(UnpaidPaper("F-2026-0001", client, date(2026, 2, 28), 10, Decimal(520)),),
    )


def html_of(found: Dashboard, language: Language = "fr") -> str:
    return render_dashboard(found, language).decode()


class Elements(HTMLParser):
    """The names of the elements, the texts and the attributes; what is left open at the end."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.names: list[str] = []
        self.attributes: list[str] = []
        self.open: list[str] = []
        self.texts: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.append(tag)
        self.attributes += (name for name, _ in attrs)
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        self.names.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def test_a_contract_is_drawn_to_scale() -> None:
    assert draw_course(COURSE, WINDOW) == Drawing(
        contract=Stretch(100, 800),
        pauses=(Stretch(310, 100),),
        sessions=(Spot(125, "held"), Spot(705, "planned")),
        end=900,
    )


def test_what_is_outside_of_the_window_is_left_out() -> None:
    window = Period(date(2026, 2, 6), date(2026, 2, 15))
    assert draw_course(COURSE, window) == Drawing(Stretch(0, 1000), (Stretch(0, 500),), (), None)
    over = Period(date(2026, 4, 1), date(2026, 4, 30))
    assert draw_course(COURSE, over) == Drawing(None, (), (), None)


def test_the_first_month_and_each_january_have_their_year() -> None:
    ticks = draw_ticks(Period(date(2025, 12, 1), date(2026, 1, 31)))
    assert ticks == (
        Tick(0, date(2025, 12, 1), named=True, with_year=True),
        Tick(500, date(2026, 1, 1), named=True, with_year=True),
    )


def test_of_many_months_every_other_one_is_named() -> None:
    ticks = draw_ticks(Period(date(2025, 12, 1), date(2027, 2, 28)))
    assert [f"{each.first_on:%y-%m}" for each in ticks if each.named] == [
        *("25-12", "26-02", "26-04", "26-06", "26-08", "26-10", "26-12", "27-02"),
    ]
    assert [f"{each.first_on:%y-%m}" for each in ticks if each.with_year] == [
        *("25-12", "26-02", "27-02"),
    ]


def test_the_highest_bar_is_full_and_money_that_goes_back_has_none() -> None:
    assert scale([Decimal(50), Decimal("-10.5"), Decimal(200)], 100) == (25, 0, 100)
    assert scale([Decimal(0), Decimal(-1)], 100) == (0, 0)
    assert scale([], 100) == ()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_page_is_well_formed_and_has_no_script(language: Language) -> None:
    elements = Elements(html_of(page(), language))
    assert elements.open == []
    assert {"script", "link", "img", "iframe", "object", "a", "form"}.isdisjoint(elements.names)


def test_each_drawing_that_stands_for_itself_says_what_it_shows() -> None:
    drawings = re.findall(r"<svg [^>]*>\n?.{40}", html_of(page()), re.DOTALL)
    assert len(drawings) > 5
    silent = [each for each in drawings if "<title>" not in each and "aria-hidden" not in each]
    assert silent == []
    assert (
        "<title>Claire Martin</title><desc>Contrat du 11\u00a0janvier\u00a02026 au "
        "31\u00a0mars\u00a02026, séances tenues\u202f: 1, prévues\u202f: 1, pause du "
        "1er\u00a0février\u00a02026 au 10\u00a0février\u00a02026</desc>"
    ) in html_of(page())


def test_an_engagement_says_when_its_next_session_is() -> None:
    said = [text for text in Elements(html_of(page())).texts if "prochaine" in text]
    assert said == ["prochaine\u202f: 12/03/2026"]


@pytest.mark.parametrize("name", [*HOSTILE, '"><script src="http://x">', "\u202eelgna\u202c & <b>"])
def test_a_hostile_name_is_text_and_nothing_else(name: str) -> None:
    plain, hostile = Elements(html_of(page())), Elements(html_of(page(name, f"{name}!")))
    assert hostile.names == plain.names
    assert hostile.attributes == plain.attributes
    assert hostile.open == []
    assert re.search("[\u200e\u200f\u202a-\u202e\u2066-\u2069]", html_of(page(name))) is None
    shown = clean_text(drop_invisible(name))
    assert shown in unescape(html_of(page(name)))


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_page_asks_for_nothing_outside_of_it(language: Language) -> None:
    assert OUTSIDE.findall(html_of(page(), language)) == []


def test_a_page_without_any_data_is_whole() -> None:
    empty = Dashboard("", TODAY, 2, WINDOW, (), (), (), (), ())
    html = html_of(empty)
    assert Elements(html).open == []
    for said in (
        "Page incomplète\u202f: 2 erreurs empêchent de tout lire.",
        "Aucun accompagnement n’est ouvert.",
        "Aucun seuil ne s’applique, ou ceux de 2026 ne sont pas connus.",
        "Tout est payé.",
    ):
        assert said in html
