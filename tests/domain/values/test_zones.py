"""Real minutes between two local times, whatever the clock on the wall does."""

from datetime import datetime
from zoneinfo import ZoneInfoNotFoundError

import pytest

from phmcoach.domain.values.zones import HOME_ZONE, minutes_between
from phmcoach.errors import StorageError


def test_the_night_of_the_clock_change_is_an_hour_longer() -> None:
    evening, morning = datetime(2026, 10, 24, 22), datetime(2026, 10, 25, 9)  # noqa: DTZ001 - local
    assert minutes_between(evening, morning, HOME_ZONE) == 12 * 60


def test_a_zone_that_the_system_cannot_read_any_more_is_no_bug(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(name: str) -> None:
        raise ZoneInfoNotFoundError(name)

    monkeypatch.setattr("zoneinfo.ZoneInfo", refuse)
    day = datetime(2026, 6, 1, 9)  # noqa: DTZ001 - local
    with pytest.raises(StorageError) as refused:
        minutes_between(day, day, HOME_ZONE)
    (problem,) = refused.value.problems
    assert (problem.message, problem.args) == ("store.system-error", {"reason": HOME_ZONE})
