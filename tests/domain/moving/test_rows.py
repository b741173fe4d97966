"""What one row of an engagement says, all of its rows say."""

from phmcoach.domain.moving.rows import Contradiction, share_cells

FIRST = {"beneficiary": "Zoé Roux", "received_on": "5/1/2026", "rate": "260", "on": "12/1/2026"}
NEXT = {"beneficiary": "zoé  roux", "on": "19/1/2026"}


def test_a_row_without_the_day_of_a_demand_is_of_the_last_one_of_that_person() -> None:
    again = {"beneficiary": "Zoé Roux", "received_on": "1/3/2027", "rate": "280"}
    filled, contradictions = share_cells((FIRST, NEXT, again, NEXT))
    assert [(each["received_on"], each["rate"]) for each in filled] == [
        ("5/1/2026", "260"),
        ("5/1/2026", "260"),
        ("1/3/2027", "280"),
        ("1/3/2027", "280"),
    ]
    assert contradictions == ()


def test_what_is_said_of_a_session_is_said_of_no_other() -> None:
    (_, second), _ = share_cells((FIRST | {"earlier_invoice": "A-1"}, NEXT))
    assert (second["on"], "earlier_invoice" in second) == ("19/1/2026", False)


def test_a_later_row_fills_an_earlier_one() -> None:
    (first, _), _ = share_cells((FIRST, NEXT | {"signed_on": "7/1/2026"}))
    assert first["signed_on"] == "7/1/2026"


def test_people_of_two_clients_are_not_one() -> None:
    (_, second), _ = share_cells((FIRST | {"client": "A"}, NEXT | {"client": "B"}))
    assert second == NEXT | {"client": "B"}


def test_a_row_without_a_client_is_of_the_last_engagement_of_that_person() -> None:
    of_company = FIRST | {"client": "A"}
    on_that_day, only_the_person = NEXT | {"received_on": "5/1/2026"}, NEXT
    (_, *filled), _ = share_cells((of_company, on_that_day, only_the_person))
    assert [each["client"] for each in filled] == ["A", "A"]


def test_a_person_who_pays_for_another_demand_is_their_own_client() -> None:
    own = NEXT | {"received_on": "1/3/2027"}
    (_, *filled), _ = share_cells((FIRST | {"client": "A"}, own, NEXT))
    assert filled == [own, own]


def test_a_row_without_a_reference_is_of_the_one_that_its_person_has() -> None:
    (_, second, nobody), _ = share_cells((FIRST | {"ref": "z1"}, NEXT, {"on": "26/1/2026"}))
    assert (second["ref"], nobody) == ("z1", {"on": "26/1/2026"})


def test_a_reference_names_an_engagement_whatever_the_row_says_else() -> None:
    rows = ({"ref": "z1", "beneficiary": "Zoé Roux", "rate": "260"}, {"ref": "z1"})
    filled, _ = share_cells(rows)
    assert filled[1] == rows[0]


def test_the_later_of_two_rows_that_contradict_each_other_is_reported() -> None:
    _, contradictions = share_cells((FIRST, NEXT, NEXT | {"rate": "280"}, NEXT | {"rate": "260"}))
    assert contradictions == (Contradiction(place=2, earlier=0, key="rate"),)
