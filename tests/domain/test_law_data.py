from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from phmcoach.domain.billing import BUSINESS_MENTIONS
from phmcoach.errors import RuleRefusedError
from phmcoach.law import load_law

if TYPE_CHECKING:
    from phmcoach.domain.law import Dated

LAW = load_law()


def test_the_vat_of_services_is_twenty_percent_or_none() -> None:
    on = date(2026, 11, 1)
    liable, franchise = LAW.vat_rule(liable=True, on=on), LAW.vat_rule(liable=False, on=on)
    assert (liable.category, liable.rate) == ("S", Decimal(20))
    assert (franchise.category, franchise.rate) == ("E", Decimal(0))


def test_every_mention_that_an_invoice_asks_for_is_known_today() -> None:
    for name in ("nature", "franchise", *BUSINESS_MENTIONS):
        assert LAW.mention(name, date(2026, 11, 1))


def test_the_franchise_sentence_is_refused_after_the_day_to_which_it_is_tolerated() -> None:
    assert LAW.mention("franchise", date(2028, 6, 30)) == "TVA non applicable, art. 293 B du CGI"
    with pytest.raises(RuleRefusedError) as refused:
        LAW.mention("franchise", date(2028, 7, 1))
    assert refused.value.problems[0].message == "law.unknown-date"


def test_a_day_before_the_data_begins_is_refused() -> None:
    with pytest.raises(RuleRefusedError):
        LAW.vat_rule(liable=True, on=date(2013, 12, 31))


def test_no_two_rules_of_one_kind_hold_on_the_same_day() -> None:
    kinds: dict[object, list[Dated]] = {}
    for rule in LAW.vat:
        kinds.setdefault(("vat", rule.liable), []).append(rule)
    for mention in LAW.mentions:
        kinds.setdefault(("mention", mention.id), []).append(mention)
    for rules in kinds.values():
        ordered = sorted(rules, key=lambda rule: rule.valid_from)
        for before, after in pairwise(ordered):
            assert before.valid_to is not None
            assert before.valid_to + timedelta(days=1) <= after.valid_from


def test_every_rule_names_its_source() -> None:
    assert all(rule.source.startswith(("CGI", "C. com.")) for rule in (*LAW.vat, *LAW.mentions))
