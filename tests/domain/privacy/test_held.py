"""The inventory of what is held of a person: where it is, whose it is, and until when."""

from datetime import date
from decimal import Decimal

import pytest
from tests.builders import (
    make_client,
    make_engagement,
    make_private_client,
    make_session,
    make_terms,
)
from tests.held_fields import fields_held

from phmcoach.domain.case import Dossier, SignedRecords
from phmcoach.domain.privacy.contacts import held_of_contact
from phmcoach.domain.privacy.fields import At, keeping_of_field, leaves
from phmcoach.domain.privacy.held import (
    Held,
    Holding,
    PaperKind,
    Whose,
    held_of_beneficiary,
    held_of_client,
)
from phmcoach.domain.privacy.keeping import Keeping, kept_until, over_since
from phmcoach.domain.records.engagement import Engagement
from phmcoach.domain.records.parties import Client
from phmcoach.law import load_law

RULE_ON = load_law().duration
TODAY = date(2027, 9, 1)
ENDED = {"evaluated_on": date(2026, 7, 10), "closed_on": date(2027, 2, 1)}
EVALUATION = {
    "mode": "three-way",
    "changed": "Il délègue.",
    "observations": "Nous le voyons changer.",
    "ratings": [{"objective": "o1", "end": 0}],
}


def hold(
    engagement: Engagement,
    client: Client | None = None,
    papers: dict[str, PaperKind] | None = None,
    notes: tuple[date, ...] = (),
) -> Holding:
    return Holding(
        Dossier("martin", engagement),
        "engagements/martin.toml",
        client or make_client(contact="Sophie Bernard"),
        SignedRecords(),
        papers or {},
        notes,
        {},
    )


def held(holding: Holding) -> list[Held]:
    return list(held_of_beneficiary(holding, RULE_ON, TODAY))


def kept(found: list[Held]) -> dict[At, tuple[str, date | None]]:
    return {each.at: (each.keeping, each.until) for each in found}


def test_notes_go_after_a_year_the_contract_after_five_and_accounts_after_ten_full_ones() -> None:
    over_on = date(2026, 2, 28)
    days = {name: kept_until(RULE_ON(name, over_on), over_on) for name in KEPT}
    assert days == KEPT


KEPT: dict[Keeping, date] = {
    "private-data": date(2027, 2, 28),
    "contract-data": date(2031, 2, 28),
    "accounts-data": date(2036, 12, 31),
}


def test_the_time_begins_with_the_end_of_the_work_and_not_with_the_late_close() -> None:
    late = make_session(1, date(2026, 7, 12))
    assert over_since(Dossier("martin", make_engagement(outcome=ENDED))) == date(2026, 7, 10)
    assert over_since(Dossier("martin", make_engagement(late, outcome=ENDED))) == date(2026, 7, 12)
    assert over_since(Dossier("martin", make_engagement())) is None
    closed = make_engagement(outcome={"closed_on": date(2027, 2, 1)})
    assert over_since(Dossier("martin", closed)) == date(2027, 2, 1)


def test_what_the_organisation_may_not_see_is_kept_for_a_year_and_its_contract_for_five() -> None:
    engagement = make_engagement(
        make_session(1, date(2026, 3, 2)),
        objectives=[
            {"id": "o1", "statement": "Déléguer."},
            {"id": "o2", "statement": "Oser dire non.", "personal": True},
        ],
        evaluation=EVALUATION,
        pauses=[{"start_on": date(2026, 4, 1), "end_on": date(2026, 4, 9), "reason": "illness"}],
        outcome=ENDED,
        terms=make_terms(),
    )
    short = ("private-data", date(2027, 7, 10))
    long = ("contract-data", date(2031, 7, 10))
    terms = {*make_terms()} - {"bounds"} | {"modes", "notice_hours", "late_cancel_percent"}
    terms |= {"payment_days", "plan", "concluded", "contract"}
    expected: dict[At, tuple[str, date]] = {
        ("client",): long,
        ("beneficiary", "id"): long,
        ("beneficiary", "name"): long,
        ("profile",): long,
        ("demand", "received_on"): long,
        ("demand", "requested_by"): long,
        ("demand", "situations"): short,
        ("demand", "request"): short,
        ("demand", "validated_on"): long,
        ("objectives", 0, "id"): long,
        ("objectives", 0, "statement"): long,
        ("objectives", 0, "weight"): long,
        ("objectives", 1, "id"): short,
        ("objectives", 1, "weight"): short,
        ("objectives", 1, "statement"): short,
        ("objectives", 1, "personal"): short,
        **{("terms", str(key)): long for key in terms},
        **{("signatures", party): long for party in ("coach", "beneficiary", "sponsor")},
        ("outcome", "evaluated_on"): long,
        ("outcome", "closed_on"): long,
        **{("evaluation", key): short for key in ("mode", "changed", "observations")},
        ("evaluation", "ratings", 0, "objective"): short,
        ("evaluation", "ratings", 0, "end"): short,
        ("pauses", 0, "start_on"): long,
        ("pauses", 0, "end_on"): long,
        ("pauses", 0, "reason"): short,
        **{("sessions", 0, key): long for key in ("id", "on", "minutes", "type", "status")},
    }
    assert kept(held(hold(engagement))) == expected


OTHERS = {
    ("demand", "situations"): "contract-data",
    ("demand", "request"): "private-data",
    ("pauses", 0, "reason"): "contract-data",
    ("outcome", "decline_ground"): "private-data",
}


@pytest.mark.parametrize(
    ("erased", "gone"),
    [
        (None, set()),
        ("demand", {("demand", "situations")}),
        ("reasons", {("pauses", 0, "reason")}),
        ("engagement", {("demand", "situations"), ("pauses", 0, "reason")}),
    ],
)
def test_other_is_a_word_like_any_until_it_stands_where_something_was_erased(
    erased: str | None, gone: set[At]
) -> None:
    line = {"on": TODAY, "what": erased, "count": 1, "reason": "asked"}
    engagement = make_engagement(
        demand={"received_on": date(2026, 1, 2), "situations": ["other"], "request": "other"},
        pauses=[{"start_on": date(2026, 3, 1), "end_on": date(2026, 3, 8), "reason": "other"}],
        outcome={"declined_on": date(2026, 4, 1), "decline_ground": "other"},
        erased=[line] if erased else [],
    )
    found = {each.at: each.keeping for each in leaves(engagement, is_private=False)}
    left = {at: keeping for at, keeping in OTHERS.items() if at not in gone}
    assert {at: found[at] for at in OTHERS if at in found} == left


def test_nothing_is_due_while_the_work_goes_on() -> None:
    found = held(hold(make_engagement(), notes=(date(2020, 1, 1),)))
    assert {each.until for each in found} == {None}
    assert not any(each.is_due(TODAY) for each in found)


def test_a_demand_that_nobody_signed_leaves_no_proof_to_keep() -> None:
    engagement = make_engagement(signatures=None, outcome={"declined_on": date(2026, 1, 9)})
    found = held(hold(engagement, papers={"contrat-martin.pdf": "contract-paper"}))
    assert {(each.keeping, each.until) for each in found} == {("private-data", date(2027, 1, 9))}


def test_the_contract_of_a_consumer_states_their_own_words_and_all_their_objectives() -> None:
    engagement = make_engagement(
        objectives=[{"id": "o1", "statement": "Oser.", "personal": True}], outcome=ENDED
    )
    private = kept(held(hold(engagement, make_private_client())))
    assert private["demand", "request"][0] == "contract-data"
    assert private["objectives", 0, "statement"][0] == "contract-data"
    assert private["demand", "situations"][0] == "private-data"


def test_papers_and_notes_are_held_beside_the_file() -> None:
    papers: dict[str, PaperKind] = {
        "contract.signed.toml": "record",
        "bilan-martin-beneficiaire.pdf": "report",
        "emargement-martin.pdf": "attendance",
        "facture-F-2026-0001.eml": "mail",
        "IMG_0042.jpg": "other-paper",
    }
    found = held(hold(make_engagement(outcome=ENDED), papers=papers, notes=(date(2026, 3, 2),)))
    beside = [each for each in found if not each.at]
    assert [(each.file, each.keeping, each.whose) for each in beside] == [
        ("documents/martin/contract.signed.toml", "contract-data", "person"),
        ("documents/martin/bilan-martin-beneficiaire.pdf", "private-data", "person"),
        ("documents/martin/emargement-martin.pdf", "accounts-data", "person"),
        ("documents/martin/facture-F-2026-0001.eml", "private-data", "others"),
        ("documents/martin/IMG_0042.jpg", "contract-data", "others"),
        ("notes/martin/2026-03-02.age", "private-data", "person"),
    ]


def test_the_price_of_a_pair_is_the_organisations_alone() -> None:
    terms = make_terms(contract="pair", purchase_order="PO-1", payment_days=45)
    changed = {"number": 1, "set_on": TODAY, "effective_on": TODAY, "hourly_rate": Decimal(300)}
    named = {"contact": "Sophie Bernard", "end_on": TODAY}
    engagement = make_engagement(
        make_session(1, date(2026, 3, 2), travel=[("12.00", "Train")]),
        terms=terms,
        quote={"number": "D-2026-0001", "accepted_on": date(2026, 1, 7)},
        amendments=[changed | named],
    )
    found: dict[Whose, set[At]] = {"organisation": set(), "others": set(), "person": set()}
    for each in held(hold(engagement, papers={"service-agreement-martin.pdf": "service-paper"})):
        found[each.whose].add(each.at)
    assert found["organisation"] == {
        ("terms", "hourly_rate"),
        ("terms", "late_cancel_percent"),
        ("terms", "payment_days"),
        ("terms", "purchase_order"),
        ("quote", "number"),
        ("quote", "accepted_on"),
        ("amendments", 0, "hourly_rate"),
        ("sessions", 0, "travel", 0, "amount"),
        ("sessions", 0, "travel", 0, "label"),
        (),
    }
    assert found["others"] == {("amendments", 0, "contact")}


def test_the_file_of_a_private_client_is_kept_as_long_as_their_last_contract() -> None:
    first = hold(make_engagement(outcome=ENDED))
    later = hold(make_engagement(outcome={"ended_on": date(2028, 1, 5)}))
    client = make_private_client()
    own = list(held_of_client("petit", client, (first, later), RULE_ON, TODAY))
    assert {(each.file, each.until) for each in own} == {("clients/petit.toml", date(2033, 1, 5))}
    assert ("email",) in {each.at for each in own}
    still = (first, hold(make_engagement()))
    open_one = list(held_of_client("petit", client, still, RULE_ON, TODAY))
    assert {each.until for each in open_one} == {None}


def test_the_file_of_a_private_client_who_signed_nothing_proves_nothing() -> None:
    engagement = make_engagement(signatures=None, outcome={"declined_on": date(2026, 1, 9)})
    own = held_of_client("petit", make_private_client(), (hold(engagement),), RULE_ON, TODAY)
    assert {(each.keeping, each.until) for each in own} == {("private-data", date(2027, 1, 9))}


def test_a_contact_is_held_in_the_clients_file_and_in_what_names_them() -> None:
    changed = {"number": 1, "set_on": TODAY, "effective_on": TODAY, "contact": "Sophie Bernard"}
    engagement = make_engagement(amendments=[changed], evaluation=EVALUATION, outcome=ENDED)
    client = make_client(contact="Sophie Bernard", contact_role="DRH", email="s@example.org")
    holdings = (hold(engagement, client),)
    found = held_of_contact("Sophie Bernard", "acme", client, holdings, RULE_ON, TODAY)
    assert [(each.what, each.file, each.at, each.until) for each in found] == [
        ("contact", "clients/acme.toml", ("contact",), date(2031, 7, 10)),
        ("contact", "clients/acme.toml", ("contact_role",), date(2031, 7, 10)),
        ("contact", "clients/acme.toml", ("email",), date(2031, 7, 10)),
        ("contact", "engagements/martin.toml", ("amendments", 0, "contact"), date(2031, 7, 10)),
        (
            "contact-words",
            "engagements/martin.toml",
            ("evaluation", "observations"),
            date(2027, 7, 10),
        ),
    ]
    other = make_client(contact="Paul Roux")
    left = held_of_contact("Sophie Bernard", "acme", other, holdings, RULE_ON, TODAY)
    assert [each.at for each in left] == [("amendments", 0, "contact")]


def test_every_field_that_is_private_is_named_here() -> None:
    """A new field shows up: whoever adds it decides whether a year or five are right for it."""
    found = {
        f"{kind.__name__}.{it}": keeping_of_field(kind, it) for kind, it in fields_held(Engagement)
    }
    assert {name for name, keeping in found.items() if keeping == "private-data"} == {
        *("Demand.situations", "Demand.situation_text", "Demand.request", "Demand.analysed_on"),
        *("Demand.disciplinary", "Pause.reason", "Explanation.month_on", "Explanation.reason"),
        *("Outcome.decline_ground", "Outcome.decline_reason", "Outcome.end_reason"),
        *("Engagement.justification", "Amendment.reason", "Session.next"),
        *(f"Evaluation.{name}" for name in ("mode", "changed", "remains", "next", "observations")),
        *(f"Evaluation.{name}" for name in ("shared_words", "shown_on", "approved_on")),
        *("Evaluation.score_shared", "Rating.objective", "Rating.start", "Rating.end"),
        *("Rating.attainment", "Alliance.matters", "Alliance.method", "Alliance.freedom"),
        "Alliance.takeaway",
    }
