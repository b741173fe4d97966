"""The facts and breaches of an engagement, derived from its file by the rules of coaching alone.

It shares no code with the program: it reads a file as plain TOML, and knows the gates from the
fiche. `coach doctor` must find every fault that it finds; its list of faults is not complete.
"""

import tomllib
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

Raw = dict[str, Any]

ENDS = ("declined_on", "ended_on", "evaluated_on", "closed_on")
FIRST = date.min
SIGNED_TERMS_APART = ("set_on", "purchase_order", "contract_number")

DEFAULT_TERMS: Raw = {
    "modes": ["in-person"],
    "notice_hours": 48,
    "late_cancel_percent": 100,
    "payment_days": 30,
    "session_dates": False,
    "plan": "hourly",
    "contract": "three-party",
}
"""What terms say that do not say it: to leave it out changes nothing that was signed."""

BOUNDED = {"sessions", "session_minutes", "start_on", "end_on", "exception"}
"""The keys of an amendment that its bounds are about."""

USUAL = (("min", 60), ("max", 180))
"""What bounds say of the length of a session that do not say it."""


def read(path: Path) -> Raw:
    return tomllib.loads(path.read_bytes().decode("utf-8"), parse_float=Decimal)


def parties(*, private: bool) -> tuple[str, ...]:
    return ("coach", "beneficiary") if private else ("coach", "beneficiary", "sponsor")


def days_signed(paper: Raw) -> dict[str, date]:
    """Return the parties that signed a paper, with their days."""
    found: Raw = paper.get("signatures", {})
    return {party: found[party] for party in parties(private=False) if party in found}


def signatures_left(record: Path, paper: Raw, needed: Iterable[str]) -> dict[str, date]:
    """Return the signatures that only a record proves: of all who are needed, or as it says."""
    if days_signed(paper) or paper.get("seal") or not record.exists():
        return {}
    found = read(record)
    signed_on: date = found["signed_on"]
    return dict.fromkeys(found.get("signed_by", needed), signed_on)


def contracted_on(raw: Raw, *, private: bool) -> date | None:
    signed = days_signed(raw)
    needed = [signed.get(party) for party in parties(private=private)]
    known = [day for day in needed if day is not None]
    return max(known) if len(known) == len(needed) else None


OF_THE_PRICE = {"hourly_rate", "package_price", "late_cancel_percent", "payment_days"}
OF_THE_PAPER = {"number", "set_on", "effective_on", "reason", "signatures", "seal"}


def signers(raw: Raw, amendment: Raw, *, private: bool) -> set[str]:
    """Return the parties that have to sign an amendment.

    In a pair, the beneficiary signs only if their own contract changes. That one does not state the
    price, but whether a missed session is billed.
    """
    terms = DEFAULT_TERMS | raw.get("terms", {})
    if terms["contract"] != "pair":
        return {*parties(private=private), *days_signed(raw)}
    earlier = raw["amendments"][: raw["amendments"].index(amendment)]
    was = agreed(raw | {"amendments": earlier}, "late_cancel_percent", private=private)
    becomes = amendment.get("late_cancel_percent", was)
    turns = terms["plan"] != "package" and bool(was) != bool(becomes)
    if turns or any(amendment[key] for key in amendment.keys() - OF_THE_PRICE - OF_THE_PAPER):
        return set(parties(private=False))
    return {"coach", "sponsor"}


def binding(raw: Raw, *, private: bool) -> list[Raw]:
    """Return the amendments that all have signed."""
    if contracted_on(raw, private=private) is None:
        return []
    return [
        each
        for each in raw.get("amendments", [])
        if signers(raw, each, private=private) <= days_signed(each).keys()
    ]


def agreed(raw: Raw, key: str, *, private: bool) -> Any:  # noqa: ANN401 - a value of the terms
    value = (DEFAULT_TERMS | raw["terms"])[key]
    for each in binding(raw, private=private):
        value = each.get(key, value)
    return value


def agreed_objectives(raw: Raw, *, private: bool) -> dict[str, Raw]:
    """Return the objectives by their ids, as the signed amendments leave them."""
    found = {each["id"]: each for each in raw.get("objectives", [])}
    for amendment in binding(raw, private=private):
        found |= {each["id"]: each for each in amendment.get("objectives", [])}
        found = {name: found[name] for name in found if name not in amendment.get("dropped", [])}
    return found


def is_meeting(raw: Raw, session: Raw) -> bool:
    kind = session.get("type", "in-person")
    also = raw.get("terms", {}).get("modes", [])
    return kind in ("in-person", "video") or kind in also


def days_met(raw: Raw) -> list[date]:
    return sorted(
        session["on"]
        for session in raw.get("sessions", [])
        if session.get("status") == "held" and is_meeting(raw, session)
    )


def has_met(raw: Raw, by: date = date.max) -> bool:
    """Whether a session was held by a day; those of an earlier tool were, on days not known."""
    return "already_held" in raw or any(day <= by for day in days_met(raw))


def state(raw: Raw, today: date, *, private: bool) -> str:
    outcome = raw.get("outcome", {})
    come = {key for key in ENDS if key in outcome and outcome[key] <= today}
    for key in ("closed_on", "declined_on", "ended_on", "evaluated_on"):
        if key in come:
            return key.removesuffix("_on")
    signed_on = contracted_on(raw, private=private)
    if signed_on is None or signed_on > today:
        validated = raw["demand"].get("validated_on")
        return "validated" if validated and validated <= today else "demanded"
    if any(each["start_on"] <= today <= each["end_on"] for each in raw.get("pauses", [])):
        return "paused"
    return "active" if has_met(raw, today) else "contracted"


Fault = str | tuple[str, ...]
"""The beginning of a message, or of each of those that say the same."""


def faults(raw: Raw, today: date, *, private: bool) -> list[Fault]:
    """Return the beginning of each message that `coach doctor` must report for this file."""
    return [
        *_future(raw, today),
        *_of_demand(raw),
        *_of_contract(raw, private=private),
        *_of_sessions(raw, private=private),
        *_of_amendments(raw, private=private),
        *_of_outcome(raw, private=private),
        *_of_the_end(raw),
        *_of_evaluation(raw),
    ]


def _future(raw: Raw, today: date) -> Iterator[str]:
    demand, evaluation = raw["demand"], raw.get("evaluation", {})
    days = [demand.get(key) for key in ("received_on", "analysed_on", "validated_on")]
    days += days_signed(raw).values()
    days += [raw.get("signatures", {}).get("express_request_on")]
    days += [raw.get("quote", {}).get("accepted_on")]
    days += [raw.get("outcome", {}).get(key) for key in ENDS]
    days += [evaluation.get("shown_on"), evaluation.get("approved_on")]
    days += [each.get("scaled_on") for each in raw.get("objectives", [])]
    for each in raw.get("amendments", []):
        days += [each["set_on"], *days_signed(each).values()]
        days += [objective.get("scaled_on") for objective in each.get("objectives", [])]
    for session in raw.get("sessions", []):
        days += [session["on"]] if session.get("status") in ("held", "no-show") else []
        days += [session["notified_at"].date()] if "notified_at" in session else []
    if any(day > today for day in days if day is not None):
        yield "gate.in-the-future"


def _of_demand(raw: Raw) -> Iterator[str]:
    demand = raw["demand"]
    for key in ("analysed", "validated"):
        if f"{key}_on" in demand and demand[f"{key}_on"] < demand["received_on"]:
            yield f"gate.{key}-before-received"


def _of_contract(raw: Raw, *, private: bool) -> Iterator[str]:
    signed = [day for party, day in days_signed(raw).items() if party in parties(private=private)]
    demand, objectives, terms = raw["demand"], raw.get("objectives", []), raw.get("terms")
    if not signed:
        return
    if "validated_on" not in demand or "request" not in demand:
        yield "gate.demand-not-validated"
    elif min(signed) < demand["validated_on"]:
        yield "gate.signed-before-validation"
    yield from _of_objectives(objectives, min(signed), private=private)
    if terms is None:
        yield "gate.no-terms"
        return
    if any(BOUNDED & each.keys() for each in binding(raw, private=private)):
        return  # the terms of the contract are in force no more
    bounds = terms["bounds"]
    if not bounds["sessions_min"] <= terms["sessions"] <= bounds["sessions_max"]:
        yield "bounds.sessions"
    low, high = (bounds.get(f"session_minutes_{end}", usual) for end, usual in USUAL)
    if not low <= terms["session_minutes"] <= high:
        yield "bounds.session-length"


def _of_objectives(objectives: list[Raw], signed_on: date, *, private: bool) -> Iterator[str]:
    if not objectives:
        yield "gate.no-objective"
    elif not private and all(each.get("personal") for each in objectives):
        yield "gate.no-shared-objective"
    if not all(each.get("expected_result") and each.get("indicator") for each in objectives):
        yield "gate.incomplete-objective"
    if any(not o.get("personal") and o.get("scaled_on", FIRST) > signed_on for o in objectives):
        yield "scale.written-after-signature"


def _of_sessions(raw: Raw, *, private: bool) -> Iterator[Fault]:
    sessions = raw.get("sessions", [])
    if any(
        each.get("type") == "shadowing"
        and each.get("status", "planned") in ("planned", "held")
        and not each.get("proposed_by_beneficiary")
        for each in sessions
    ):
        yield "gate.shadowing-not-proposed"
    is_withdrawn = "withdrawal" in raw.get("outcome", {})  # what was missed is free then
    counts = ("held",) if is_withdrawn else ("held", "no-show")
    used = [s for s in sessions if s.get("status") in counts and is_meeting(raw, s)]
    if not used:
        return
    signed_on, terms = contracted_on(raw, private=private), raw.get("terms")
    if raw.get("seal") and signed_on is None:
        # What was signed is put back first, if anything differs: the sessions come after it then.
        yield ("seal.", "gate.session-before-signature") if days_signed(raw) else "seal."
        return
    if signed_on is None or terms is None:
        yield "gate.session-before-signature"
        return
    agreed_later, outcome = binding(raw, private=private), raw.get("outcome", {})
    first = min([signed_on, *(e["applies_from"] for e in agreed_later if "applies_from" in e)])
    last = max([terms["end_on"], *(e["end_on"] for e in agreed_later if "end_on" in e)])
    number = max([terms["sessions"], *(e["sessions"] for e in agreed_later if "sessions" in e)])
    stops = [outcome[k] for k in ("declined_on", "ended_on", "closed_on") if k in outcome]
    days = [session["on"] for session in used]
    count = len(used) + raw.get("already_held", 0)
    if min(days) < first or max(days) > min([last, *stops]) or count > number:
        yield "gate.session-"
    met = days_met(raw)
    if any(
        each.get("personal") and len(met) > 1 and each.get("scaled_on", FIRST) > met[1]
        for each in raw.get("objectives", [])
    ):
        yield "scale.written-after-second-session"


def _of_amendments(raw: Raw, *, private: bool) -> Iterator[str]:
    signed_on = contracted_on(raw, private=private)
    for place, each in enumerate(raw.get("amendments", []), start=1):
        if each["number"] != place:
            yield "amend.wrong-number"
        if signed_on is None or each["set_on"] < signed_on:
            yield "amend.before-contract"
        if any(day < each["set_on"] for day in days_signed(each).values()):
            yield "amend.signed-early"


def _of_outcome(raw: Raw, *, private: bool) -> Iterator[str]:
    outcome, signed_on = raw.get("outcome", {}), contracted_on(raw, private=private)
    if raw.get("pauses") and signed_on is None:
        yield "gate.pause-without-contract"
    if "declined_on" in outcome:
        if signed_on is not None:
            yield "gate.declined-and-contracted"
        if outcome["declined_on"] < raw["demand"]["received_on"]:
            yield "gate.declined-before-received"
        elif outcome["declined_on"] < raw["demand"].get("validated_on", date.min):
            yield "gate.declined-before-validation"
    if "ended_on" in outcome and (signed_on is None or outcome["ended_on"] < signed_on):
        yield "gate.ended-"
    if any(f"{key}_by" in outcome and f"{key}_on" not in outcome for key in ("declined", "ended")):
        yield "gate.outcome-without-day"


def _of_the_end(raw: Raw) -> Iterator[str]:
    outcome = raw.get("outcome", {})
    closed, evaluated = outcome.get("closed_on"), outcome.get("evaluated_on")
    if closed is not None:
        ends = [outcome[key] for key in ("declined_on", "ended_on") if key in outcome]
        if (not ends and evaluated is None) or (ends and closed < max(ends)):
            yield "gate.closed-"
        if evaluated is not None and closed < evaluated:
            yield "gate.evaluated-after-close"
    if evaluated is not None and not has_met(raw, evaluated):
        yield "gate.evaluated-without-session"


def _of_evaluation(raw: Raw) -> Iterator[str]:
    evaluation = raw.get("evaluation")
    if evaluation is None:
        return
    if "evaluated_on" not in raw.get("outcome", {}):
        yield "evaluate.without-day"
    papers = (raw, *raw.get("amendments", []))
    known = {each["id"] for paper in papers for each in paper.get("objectives", [])}
    if any(each["objective"] not in known for each in evaluation.get("ratings", [])):
        yield "evaluate.unknown-objective"
    shown, approved = evaluation.get("shown_on"), evaluation.get("approved_on")
    if approved is not None and shown is None:
        yield "evaluate.approved-unshown"
    is_of_shown = evaluation.get("approved_sha256") == evaluation.get("shown_sha256")
    if approved is not None and shown is not None and is_of_shown and approved < shown:
        yield "evaluate.approved-early"


def signed_change(amendment: Raw) -> Raw:
    """Return the signed part of an amendment: all except its signatures and the coach's reason."""
    apart = ("signatures", "seal", "reason", "objectives")
    signed = {key: amendment[key] for key in amendment if key not in apart}
    return signed | {"objectives": by_id(amendment.get("objectives", []))}


def by_id(objectives: list[Raw]) -> Raw:
    """Return the content of objectives by id, whatever their order, with defaults filled in."""
    return {each["id"]: {"personal": False, "weight": 1} | each for each in objectives}


def signed_parts(raw: Raw) -> Raw:
    """Return the signed part of a contract: client, beneficiary, terms and shared objectives."""
    terms = DEFAULT_TERMS | raw.get("terms", {})
    if "bounds" in terms:
        terms["bounds"] = {f"session_minutes_{end}": value for end, value in USUAL} | terms[
            "bounds"
        ]
    shared = [each for each in raw.get("objectives", []) if not each.get("personal")]
    return {
        "client": raw["client"],
        "name": raw["beneficiary"]["name"],
        "terms": {key: terms[key] for key in terms if key not in SIGNED_TERMS_APART},
        "objectives": by_id(shared),
    }
