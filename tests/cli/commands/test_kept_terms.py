# ruff: noqa: E501 - command lines as they are typed
"""Terms that are set stay until a signature: `set-terms` changes only what is typed."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from tests.cli.conftest import Ran, Run
from tests.cli.road import IN, INIT

AGREED = (
    "set-terms martin --sessions 10 --hours 2 --start 2026-01-12 --months 6 --package 3000"
    " --schedule 30/40/30 --payment-days 45 --notice-hours 72 --late-cancel-percent 50"
    " --purchase-order PO-7 --mode video --name-on-invoices --place Lyon"
)


@pytest.fixture
def agreed(coach: Run) -> Run:
    """Set terms for an organisation, and return what runs a command in their folder."""

    def type_in(line: str) -> Ran:
        return coach(*IN, *line.split())

    for line in (
        "new-client acme --kind company-fr --name Acme --siren 811222330",
        "new-client beta --kind company-fr --name Beta --siren 732829320",
        "new-client zoe --kind private --name Zoe",
        "new-engagement martin --client acme --beneficiary Claire --situation new-role --received-on 2026-01-02",
        AGREED,
    ):
        if line.startswith("new-client acme"):
            assert coach(*INIT).code == 0
        ran = type_in(line)
        assert ran.code == 0, ran
    return type_in


def terms() -> dict[str, Any]:
    found = tomllib.loads(Path("practice/engagements/martin.toml").read_text("utf-8"))
    return {key: value for key, value in found["terms"].items() if key != "bounds"}


@pytest.mark.parametrize(
    ("typed", "changed"),
    [
        ("--notice-hours 24", {"notice_hours": 24}),
        ("--notice-hours 0", {"notice_hours": 0}),
        ("--contract pair", {"contract": "pair"}),
        ("--client beta", {}),
        ("--package 3200", {"package_price": 3200}),
        ("--schedule 50/50", {"schedule": [50, 50]}),
        ("--schedule monthly", {"schedule": None, "monthly": True}),
        ("--mode phone", {"modes": ["phone"]}),
        ("--months 5", {"end_on": "2026-06-11"}),
        ("--session-dates", {"session_dates": True}),
        ("--no-name-on-invoices", {"name_on_invoices": None}),
        ("--without schedule", {"schedule": None}),
        ("--without package", {"plan": None, "package_price": None, "schedule": None}),
        ("--without place --without purchase-order", {"place": None, "purchase_order": None}),
    ],
)
def test_only_what_is_typed_of_the_terms_changes(
    agreed: Run, typed: str, changed: dict[str, Any]
) -> None:
    before = terms()
    ran = agreed(f"set-terms martin {typed}")
    assert ran.code == 0, ran
    after = {key: str(v) if key.endswith("_on") else v for key, v in terms().items()}
    wanted = {key: str(v) if key.endswith("_on") else v for key, v in before.items()} | changed
    assert after == {key: value for key, value in wanted.items() if value is not None}


def test_what_has_no_bounds_is_set_under_a_profile_that_forbids_the_terms_meanwhile(
    agreed: Run,
) -> None:
    assert agreed("set-practice --profile standard --sessions 15-20").code == 0
    refused = agreed("amend martin --notice-hours 24")
    assert refused.err.splitlines()[-1] == (
        "  To fix it: coach -C practice set-terms martin --notice-hours 24"
    )
    assert agreed("set-terms martin --notice-hours 24").code == 0
    assert terms()["notice_hours"] == 24
    assert "10 sessions: the profile allows 15 to 20." in agreed("set-terms martin --months 5").err


def test_a_price_without_vat_is_not_kept_for_a_private_client(agreed: Run) -> None:
    assert agreed("set-terms martin --client zoe").code == 2
    ran = agreed("set-terms martin --client zoe --rate 120")
    assert ran.code == 0, ran
    gone = {"plan", "package_price", "schedule", "name_on_invoices"}
    kept = terms()
    assert (gone & kept.keys(), kept["hourly_rate"], kept["notice_hours"]) == (set(), 120, 72)


def test_a_term_cannot_be_set_and_taken_out_at_once(agreed: Run) -> None:
    ran = agreed("set-terms martin --without place --without package --package 3000")
    assert ran.code == 2
    assert "--without package" in ran.err


@pytest.mark.parametrize(
    ("typed", "command"),
    [
        ("", "amend martin --sessions N --hours H --end DATE"),
        ("--mode phone --also-billed letter", "amend martin --mode phone --also-billed letter"),
        ("--contract pair", "sign martin --take-back"),
        ("--client beta", "amend martin --client beta --succession"),
    ],
)
def test_the_signature_is_checked_before_what_is_missing(
    agreed: Run, typed: str, command: str
) -> None:
    for line in (
        "validate-demand martin --on 2026-01-05 --request Oser.",
        "add-objective martin --shared --statement A --result B --indicator C",
        "set-client acme --address Rue --postcode 69001 --city Lyon",
        "sign martin --on 2026-01-10",
    ):
        ran = agreed(line)
        assert ran.code == 0, ran
    ran = agreed(f"set-terms martin {typed}")
    assert ran.code == 5
    assert f"coach -C practice {command}" in " ".join(ran.err.split())
