"""Which names of files a backup may contain."""

import pytest

from phmcoach.domain.keeping.names import find_name_problems


def found(*names: str) -> list[str]:
    return [each.message for each in find_name_problems(names)]


def test_names_of_a_practice_are_written_anywhere() -> None:
    assert found("practice.toml", "documents/perso/Été (copie) n° 2.odt", ".gitattributes") == []


@pytest.mark.parametrize(
    "name",
    [
        *("../practice.toml", "a/../../b", "/etc/passwd", "a//b", "a/", "./a", "", "a/."),
        *("C:/a", "a\\b", "..\\a", "a\x00b", "a\nb", "a\x1bb", "a?", 'a"b', "a*", "a|b", "a<b"),
        *("nul", "CON.txt", "documents/com1.toml", "lpt9", "a.", "a ", "a./b", "\udcff", "é" * 200),
    ],
)
def test_a_name_that_leads_elsewhere_or_that_a_system_refuses_is_reported(name: str) -> None:
    assert found(name) == ["backup.bad-name"]


def test_names_that_are_one_file_elsewhere_are_reported() -> None:
    assert found("ledger/head.toml", "ledger/HEAD.toml") == ["backup.same-name"]
    assert found("documents/été.txt", "documents/e\u0301te\u0301.txt") == ["backup.same-name"]
