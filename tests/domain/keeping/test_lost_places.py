"""Which numbers the missing entries of a ledger had."""

from phmcoach.domain.keeping.lost_places import LostPlace, find_lost_places, lost_numbers

F, D, LATER = "F-2026", "D-2026", "F-2027"


def test_a_number_that_is_missing_in_its_series_is_lost() -> None:
    assert list(lost_numbers([(F, 12), (F, 14)], {}, [])) == [(F, 13)]


def test_the_head_states_the_last_number_and_a_file_shows_an_earlier_one() -> None:
    lost = lost_numbers([(F, 13)], {F: 14, D: 2}, [(F, 12), (D, 1), (F, 99)])
    assert list(lost) == [(D, 1), (D, 2), (F, 12), (F, 14)]


def test_a_later_series_of_a_prefix_begins_at_one() -> None:
    assert list(lost_numbers([(F, 12), (LATER, 2)], {}, [])) == [(LATER, 1)]


def test_a_missing_place_had_the_number_between_its_neighbours() -> None:
    known = {(F, 1): 1, (F, 3): 4}
    assert find_lost_places([2, 3, 6], known, [(F, 2)]) == (
        LostPlace(2, F, 2, 2),
        LostPlace(3),
        LostPlace(6),
    )


def test_each_place_takes_the_number_that_has_to_be_the_earliest() -> None:
    known = {(F, 1): 1, (F, 3): 4}
    assert find_lost_places([2, 3], known, [(D, 1), (F, 2)]) == (
        LostPlace(2, F, 2, 2),
        LostPlace(3, D, 1, 1),
    )


def test_numbers_keep_their_order_over_places_that_are_apart() -> None:
    known = {(F, 1): 1, (F, 4): 6}
    assert find_lost_places([3, 5], known, [(F, 2), (F, 3)]) == (
        LostPlace(3, F, 2, 2),
        LostPlace(5, F, 3, 3),
    )


def test_one_place_had_several_numbers_if_it_recorded_a_loss() -> None:
    found = find_lost_places([2], {(F, 1): 1, (F, 5): 3}, [(F, 2), (F, 3), (F, 4)])
    assert found == (LostPlace(2, F, 2, 4),)
    assert found[0].numbers == ("F-2026-0002", "F-2026-0003", "F-2026-0004")
