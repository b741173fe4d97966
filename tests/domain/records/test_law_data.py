from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest

from phmcoach.domain.records.law import Dated, Law, VatRule
from phmcoach.domain.shape.validation import InvalidRecordError, checked
from phmcoach.errors import RuleRefusedError
from phmcoach.law import load_law
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
    assert refused.value.problems[0].message == "law.unknown-date"


def test_a_day_before_the_data_begins_is_refused() -> None:
    with pytest.raises(RuleRefusedError):
        LAW.vat_rule(liable=True, client="company-fr", on=date(2013, 12, 31))


def test_no_two_rules_of_one_kind_apply_on_the_same_day() -> None:
    kinds: dict[object, list[Dated]] = {}
    for rule in LAW.vat:
        for kind in rule.clients:
            kinds.setdefault(("vat", rule.liable, kind), []).append(rule)
    for mention in LAW.mentions:
        kinds.setdefault(("mention", mention.id), []).append(mention)
    for rules in kinds.values():
        ordered = sorted(rules, key=lambda rule: rule.valid_from)
        for before, after in pairwise(ordered):
            assert before.valid_to is not None
            assert before.valid_to + timedelta(days=1) <= after.valid_from


def test_every_rule_names_its_source() -> None:
    assert all(
        rule.source.startswith(("CGI", "C. com.", "CCP")) for rule in (*LAW.vat, *LAW.mentions)
    )


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
    assert (problem.message, problem.args) == (
        "law.unknown-date",
        {"what": "no-such-mention", "on": date(2026, 11, 1)},
    )


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


def test_a_rule_that_ends_before_it_starts_is_refused() -> None:
    assert rule(date(2026, 1, 1), date(2026, 1, 1), 20).holds(date(2026, 1, 1))
    with pytest.raises(InvalidRecordError, match=r"shape\.ends-before-start"):
        checked(rule(date(2026, 1, 2), date(2026, 1, 1), 20))
