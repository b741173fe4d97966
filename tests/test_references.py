"""References that are made of names."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phmcoach.references import PATTERN, is_reference, name_reference


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("Société Générale", "societe-generale"),
        ("Compagnie générale d’électricité de Bourgogne", "compagnie-generale-d-electricite-de"),
        ("A" * 70, "a" * 40),
        ("Hôpital Saint-Jean-de-Dieu de Villefranche", "hopital-saint-jean-de-dieu-de"),
        ("日本", ""),
    ],
)
def test_a_reference_has_the_first_whole_words_of_a_name(name: str, made: str) -> None:
    assert name_reference(name) == made
    assert not made or is_reference(f"{made}-2")


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("martin-2026", True),
        ("2", True),
        ("a" * 60, True),
        ("a" * 61, False),
        ("", False),
        ("-martin", False),
        ("Martin", False),
        ("élodie", False),
        ("martin_2", False),
        ("martin\n", False),
        ("martin/2", False),
        ("nul", False),
        ("com1", False),
    ],
)
def test_a_reference_can_name_a_file_on_any_system(text: str, *, is_one: bool) -> None:
    assert is_reference(text) == is_one


@given(text=st.text(alphabet="az09-_A é\n", max_size=6))
def test_a_reference_is_spelled_as_the_pattern_of_records_says(text: str) -> None:
    assert is_reference(text) == (re.fullmatch(PATTERN, text) is not None)
