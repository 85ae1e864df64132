"""PLOVER 2.0 as facts: types, modes, contexts, sectors, scores, and the roots of CAMEO.

Decides nothing: a table of the ontology (openeventdata/PLOVER, draft manual 2.0, and its crosswalk
from CAMEO), with the types of our own that PLOVER has no word for. Must not know any text.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class EventType:
    """What PLOVER says of a type."""

    quad_class: int  # 1 verbal and 2 material cooperation, 3 verbal and 4 material conflict
    score: float  # -10 (conflict) .. 10 (cooperation), of the type where no mode is known
    cameo_root: str  # the root code that most of it had in CAMEO
    needs_recipient: bool
    modes: Mapping[str, float]  # each with its own score


TYPES: Mapping[str, EventType] = {
    "AGREE": EventType(1, 2.5, "03", False, {}),
    "CONSULT": EventType(
        1, 2.5, "04", False, {"visit": 4.0, "third-party": 1.0, "multilateral": 4.0, "phone": 1.5}
    ),
    "SUPPORT": EventType(1, 5.0, "05", False, {}),
    "CONCEDE": EventType(1, 4.5, "08", False, {}),
    "COOPERATE": EventType(2, 9.5, "06", True, {}),
    "AID": EventType(2, 10.0, "07", True, {}),
    "RETREAT": EventType(
        2,
        6.5,
        "08",
        False,
        {
            "withdraw": 8.0,
            "release": 6.5,
            "disarm": 10.0,
            "ceasefire": 7.5,
            "access": 6.5,
            "resign": 4.5,
        },
    ),
    "REQUEST": EventType(
        3, 0.0, "10", False, {"assist": 0.5, "change": -1.0, "yield": -1.0, "meet": 0.0}
    ),
    "ACCUSE": EventType(
        3, -3.0, "11", False, {"disapprove": -2.0, "investigate": -3.5, "allege": -3.5}
    ),
    "REJECT": EventType(
        3, -2.0, "12", False, {"assist": -1.5, "change": -2.0, "yield": -2.0, "meet": -2.0}
    ),
    "THREATEN": EventType(
        3,
        -3.5,
        "13",
        False,
        {
            "restrict": -3.0,
            "arrest": -3.5,
            "relations": -3.5,
            "expel": -3.5,
            "territory": -4.0,
            "violence": -3.5,
        },
    ),
    "PROTEST": EventType(
        4,
        -5.0,
        "14",
        False,
        {
            "demo": -5.0,
            "riot": -7.0,
            "strike": -5.0,
            "hunger": -4.5,
            "boycott": -4.5,
            "obstruct": -4.5,
            "vandalize": -5.0,
        },
    ),
    "SANCTION": EventType(
        4, -6.0, "16", True, {"convict": -6.0, "expel": -5.5, "withdraw": -6.0, "discontinue": -6.0}
    ),
    "MOBILIZE": EventType(
        4, -5.5, "15", False, {"troops": -6.5, "weapons": -6.5, "police": -5.5, "militia": -6.0}
    ),
    "COERCE": EventType(
        4,
        -7.0,
        "17",
        False,
        {
            "seize": -7.0,
            "restrict": -7.0,
            "censor": -6.5,
            "curfew": -6.5,
            "martial-law": -7.5,
            "arrest": -7.0,
            "deport": -7.0,
            "withhold": -7.0,
            "misinformation": -6.5,
            "cyber": -7.0,
        },
    ),
    "ASSAULT": EventType(
        4,
        -9.0,
        "18",
        False,
        {
            "abduct": -8.5,
            "beat": -7.5,
            "torture": -8.5,
            "sexual": -8.5,
            "targeted": -9.5,
            "destroy": -8.5,
            "primitive": -8.0,
            "firearms": -9.0,
            "explosives": -9.0,
            "suicide-attack": -9.5,
            "aerial": -9.5,
            "drone": -9.5,
            "heavy-weapons": -9.5,
            "crowd-control": -7.5,
            "unconventional": -10.0,
        },
    ),
}
PLOVER_TYPES = frozenset(TYPES)
EXT_TYPES = frozenset(
    {"STATEMENT", "CASUALTY", "ESCAPE", "TERRITORY_CONTROL", "BORDER_CROSSING", "DISASTER"}
    | {"MOVEMENT", "CRIME"}
)
MODES: Mapping[str, Mapping[str, float]] = {name: known.modes for name, known in TYPES.items()}
CONTEXTS = frozenset({
    "military", "intelligence", "executive", "legislative", "election",
    "political_institutions", "pro_democracy", "pro_autocracy", "economic", "legal",
    "reparations", "human_rights", "rights_freedoms", "repression", "human_security", "gender",
    "lgbt", "religion_ethnicity", "inequality", "diplomatic", "territory", "peacekeeping",
    "health", "asylum", "migration", "disasters", "natural_resource", "environment",
    "technology", "terrorism", "cbrn", "cyber", "misinformation", "crime", "corruption",
    "illegal_drugs", "trafficking",
})  # fmt: skip
SECTORS = frozenset({
    "COP", "GOV", "JUD", "LEG", "MIL", "PRM", "PTY", "REB", "SPY", "UAF", "UNK", "AGR", "BUS",
    "CRM", "CVL", "EDU", "ELI", "JRN", "LAB", "MED", "REF", "OPP", "PRE", "REL", "SOC", "IGO",
    "UNO", "EUR", "NGO", "ISM", "IMG", "MNC",
})  # fmt: skip
