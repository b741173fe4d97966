from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from phmcoach.domain.records.law import Law
from phmcoach.domain.records.law_rules import OwnLaw, Rules, VatRule, find_contradictions
from phmcoach.domain.shape.validation import InvalidRecordError, checked, validate
from phmcoach.errors import Paste, RuleRefusedError
from phmcoach.law import load_law
from phmcoach.store.toml.data import parse_toml
from phmcoach.value import field_names, replace
from phmcoach.words import CLIENT_KINDS, LANGUAGES, ClientKind

LAW = load_law()


def test_the_vat_of_services_is_twenty_percent_or_none() -> None:
    on = date(2026, 11, 1)
    liable = LAW.vat_rule(liable=True, client="company-fr", on=on)
    franchise = LAW.vat_rule(liable=False, client="company-fr", on=on)
    assert (liable.category, liable.rate) == ("S", Decimal(20))
    assert (franchise.category, franchise.rate) == ("E", Decimal(0))


def test_every_mention_that_an_invoice_needs_is_known_today() -> None:
    asked = {name for kind in CLIENT_KINDS for name in LAW.mentions_for(kind)}
    asked |= {rule.mention for rule in LAW.vat if rule.mention is not None}
    assert asked == {mention.id for mention in LAW.mentions}
    for name in asked:
        for language in LANGUAGES:
            assert LAW.mention(name, date(2026, 11, 1), language)


def test_a_business_abroad_owes_the_vat_itself_in_every_regime() -> None:
    for liable in (True, False):
        rule = LAW.vat_rule(liable=liable, client="company-eu", on=date(2026, 11, 1))
        assert (rule.category, str(rule.rate), rule.exemption_code) == ("AE", "0", "VATEX-EU-AE")
        assert rule.mention == "reverse-charge"


def test_every_kind_of_client_has_a_vat_rule_in_every_regime() -> None:
    for kind in CLIENT_KINDS:
        for liable in (True, False):
            assert LAW.vat_rule(liable=liable, client=kind, on=date(2026, 11, 1)).rate >= 0


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        ("private", ["nature"]),
        ("company-fr", ["nature", "no-discount", "late-penalties", "recovery-indemnity"]),
        ("company-eu", ["nature", "no-discount", "late-penalties", "recovery-indemnity"]),
        (
            "public",
            ["nature", "no-discount", "late-penalties-public", "recovery-indemnity-public"],
        ),
    ],
)
def test_each_kind_of_client_gets_its_own_mentions(kind: ClientKind, names: list[str]) -> None:
    assert list(LAW.mentions_for(kind)) == names


def test_the_franchise_mention_is_refused_after_its_last_legal_day() -> None:
    assert (
        LAW.mention("franchise", date(2028, 6, 30), "fr") == "TVA non applicable, art. 293 B du CGI"
    )
    with pytest.raises(RuleRefusedError) as refused:
        LAW.mention("franchise", date(2028, 7, 1), "fr")
    (problem,) = refused.value.problems
    assert (problem.message, problem.args["what"]) == ("law.missing", "law-franchise")


def test_every_mention_that_names_an_article_of_the_cgi_ends_with_its_tolerance() -> None:
    named = [mention for mention in LAW.mentions if " du CGI" in mention.text]
    assert {mention.id: mention.valid_to for mention in named} == {
        "franchise": date(2028, 6, 30),
        "reverse-charge": date(2028, 6, 30),
    }


@pytest.mark.parametrize(("on", "years"), [(date(2026, 12, 31), [6, 10]), (date(2027, 1, 1), [10])])
def test_papers_are_kept_as_long_as_the_law_says_from_a_day_on(on: date, years: list[int]) -> None:
    assert [each.years for each in LAW.durations_from("retention", on)] == years


@pytest.mark.parametrize("on", [date(2026, 8, 31), date(2026, 9, 1), date(2027, 9, 1)])
def test_the_duties_about_e_invoices_are_each_told_once_on_every_day(on: date) -> None:
    named = [duty.id for duty in LAW.duties_on(on)]
    assert named == ["receive-e-invoices", "issue-e-invoices"]


def test_a_day_before_the_data_begins_is_refused() -> None:
    with pytest.raises(RuleRefusedError):
        LAW.vat_rule(liable=True, client="company-fr", on=date(2013, 12, 31))


def test_no_two_rules_of_one_kind_apply_on_the_same_day() -> None:
    assert list(find_contradictions(LAW, LAW)) == []


def test_every_rule_names_its_source() -> None:
    rules = [rule for name in field_names(Rules) for rule in getattr(LAW, name)]
    known = ("CGI", "C. ", "CCP", "CSS", "LPF", "BCE", "RGPD")
    assert [rule.source for rule in rules if not rule.source.startswith(known)] == []


RECOVERY = (
    "Indemnité forfaitaire pour frais de recouvrement en cas de retard de paiement : "
    "40 € (art. D441-5 C. com.)."
)
PENALTIES = (
    "En cas de retard de paiement, des pénalités sont dues de plein droit dès le lendemain de "
    "l’échéance, au taux de la Banque centrale européenne pour son opération de refinancement "
    "la plus récente, majoré de 10 points de pourcentage."
)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("nature", "Nature de l’opération : prestations de services."),
        ("franchise", "TVA non applicable, art. 293 B du CGI"),
        ("no-discount", "Escompte pour paiement anticipé : néant."),
        ("recovery-indemnity", RECOVERY),
        ("late-penalties", PENALTIES),
    ],
)
def test_the_mentions_have_their_exact_wording(name: str, text: str) -> None:
    assert LAW.mention(name, date(2026, 11, 1), "fr") == text


def test_a_day_before_the_first_rule_is_refused_as_too_early() -> None:
    with pytest.raises(RuleRefusedError) as refused:
        LAW.limit("cash", date(1990, 1, 1))
    (problem,) = refused.value.problems
    first = min(each.valid_from for each in LAW.limits if each.id == "cash")
    assert (problem.message, problem.args) == (
        "law.too-early",
        {"on": date(1990, 1, 1), "first": first},
    )


def test_a_refusal_names_the_unknown_rule_and_its_day() -> None:
    with pytest.raises(RuleRefusedError) as refused:
        LAW.mention("no-such-mention", date(2026, 11, 1), "fr")
    (problem,) = refused.value.problems
    assert problem.message == "law.missing-named"
    assert problem.args == {
        "what": "no-such-mention",
        "start_on": date(2026, 1, 1),
        "end_on": date(2026, 12, 31),
        "paste": problem.args["paste"],
    }


Lookup = Callable[[Law, date], object]

LOOKUPS: Mapping[str, Lookup] = {
    "vat": lambda law, on: law.vat_rule(liable=False, client="public", on=on),
    "mention": lambda law, on: law.mention("franchise", on, "fr"),
    "no such mention": lambda law, on: law.mention("no-such-mention", on, "fr"),
    "limit": lambda law, on: law.limit("micro", on),
    "rate": lambda law, on: law.rate("ssi", on),
    "duration": lambda law, on: law.durations_from("retention", on),
    "late payment": lambda law, on: law.late_rule("private", on),
    "half-year": lambda law, on: law.half_year(on),
}


@pytest.mark.parametrize("name", LOOKUPS)
@pytest.mark.parametrize("on", [date(2033, 8, 9)])
def test_the_lines_that_a_refusal_offers_are_known_law_once_they_are_pasted(
    name: str, on: date
) -> None:
    last = date(2030, 12, 31)
    ended = {
        key: tuple(replace(rule, valid_to=last) for rule in getattr(LAW, key) if rule.holds(last))
        for key in ("vat", "mentions", "late_rules", "durations")
    }
    law = replace(LAW, **ended)
    with pytest.raises(RuleRefusedError) as refused:
        LOOKUPS[name](law, on)
    (problem,) = refused.value.problems
    paste = problem.args["paste"]
    assert isinstance(paste, Paste)
    assert (paste.file, paste.is_new) == (f"law/{on.year}.toml", True)
    pasted = validate(OwnLaw, parse_toml(f"schema = 1\n\n{paste.text}\n"))
    assert LOOKUPS[name](law.under(pasted, f"{on.year}"), on)


def test_lines_for_a_file_of_the_coach_that_exists_have_no_schema() -> None:
    law = LAW.under(Rules(), "2031")
    with pytest.raises(RuleRefusedError) as refused:
        law.rate("ssi", date(2031, 1, 1))
    (problem,) = refused.value.problems
    assert problem.args["paste"] == Paste(
        "law/2031.toml",
        '[[rates]]\nid = "ssi"\nrate = 25.6\nvalid_from = 2031-01-01\nvalid_to = 2031-12-31\n'
        'source = "…"',
        is_new=False,
    )


def test_what_is_unknown_is_asked_for_only_between_what_is_known() -> None:
    gap = replace(LAW.rates[0], valid_from=date(2030, 3, 1), valid_to=date(2030, 4, 30))
    law = LAW.under(
        Rules(rates=(gap, replace(gap, valid_from=date(2030, 10, 1), valid_to=None))), "2030"
    )
    with pytest.raises(RuleRefusedError) as refused:
        law.rate("ssi", date(2030, 6, 1))
    (problem,) = refused.value.problems
    days = (problem.args["start_on"], problem.args["end_on"])
    assert days == (date(2030, 5, 1), date(2030, 9, 30))


def rule(valid_from: date, valid_to: date | None, rate: int) -> VatRule:
    return VatRule(
        valid_from=valid_from,
        valid_to=valid_to,
        source="CGI art. 278",
        liable=True,
        clients=("company-fr",),
        category="S",
        rate=Decimal(rate),
    )


def test_a_rate_applies_until_its_last_day_and_the_next_from_its_first() -> None:
    first, last = date(2027, 1, 1), date(2026, 12, 31)
    law = Law(vat=(rule(date(2014, 1, 1), last, 20), rule(first, None, 21)), mentions=())
    assert law.vat_rule(liable=True, client="company-fr", on=last).rate == 20
    assert law.vat_rule(liable=True, client="company-fr", on=first).rate == 21


def test_a_day_between_two_rates_has_no_rate() -> None:
    law = Law(
        vat=(
            rule(date(2014, 1, 1), date(2026, 6, 30), 20),
            rule(date(2027, 1, 1), None, 21),
        ),
        mentions=(),
    )
    with pytest.raises(RuleRefusedError):
        law.vat_rule(liable=True, client="company-fr", on=date(2026, 7, 1))


@pytest.mark.parametrize(
    "wrong",
    [
        {"liable": False},
        {"rate": Decimal(0)},
        {"mention": "franchise", "exemption_code": "VATEX-FR-FRANCHISE"},
        {"category": "E"},
        {"category": "E", "rate": Decimal(0)},
        {"category": "AE", "rate": Decimal(0), "exemption_code": "VATEX-EU-AE"},
    ],
)
def test_a_vat_rule_that_no_invoice_could_print_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(InvalidRecordError, match=r"shape\.bad-vat-rule"):
        checked(replace(rule(date(2026, 1, 1), None, 20), **wrong))


def test_a_rule_that_ends_before_it_starts_is_refused() -> None:
    assert rule(date(2026, 1, 1), date(2026, 1, 1), 20).holds(date(2026, 1, 1))
    with pytest.raises(InvalidRecordError, match=r"shape\.ends-before-start"):
        checked(rule(date(2026, 1, 2), date(2026, 1, 1), 20))
