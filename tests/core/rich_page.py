"""An enriched page that has every field of an event, built by hand; for tests of what shows it.

Offsets are found by searching the words, so that a sentence can be changed.
"""

from dataclasses import replace
from typing import Any

from worker.records import (
    Attribution,
    Charset,
    CharsetBasis,
    DateBasis,
    EnrichedPage,
    Entity,
    Event,
    EventDate,
    EventDateBasis,
    ExtractionMethod,
    InputRecord,
    Location,
    LocationBasis,
    Modality,
    Model,
    PageWarning,
    Participant,
    Position,
    Provenance,
    Qualifier,
    Quantity,
    QuantityRole,
    Sentence,
    Span,
    Thing,
)

ESCAPE = "About 200 prisoners escaped from Kandara jail on Monday, Interior Minister Lena Odu said."
STRIKE = "Hours earlier a drone strike by the Tavan Front had killed at least 12 guards in Kandara."
TALKS = "Odu will meet envoys of Norway in Oslo next week, and denied that the army shelled them."
AGAIN = "The jailbreak followed the strike, in which the movement killed a dozen guards."
TEXT = f"{ESCAPE} {STRIKE}\n\n{TALKS}\n\n{AGAIN}"


def at(words: str, sentence: str) -> tuple[int, int, str]:
    """Where the words stand in that sentence of TEXT."""
    start = TEXT.index(sentence) + sentence.index(words)
    return start, start + len(words), words


def sentence(text: str) -> Sentence:
    start = TEXT.index(text)
    return Sentence(start, start + len(text))


ENTITIES = (
    Entity(*at("200", ESCAPE), "CARDINAL", "200"),
    Entity(*at("Kandara jail", ESCAPE), "FAC", "Kandara jail", thing=0, confidence=0.71),
    Entity(*at("Monday", ESCAPE), "DATE", "Monday"),
    Entity(*at("Lena Odu", ESCAPE), "PERSON", "Lena Odu", {}, "Interior Minister", 1, 0.98),
    Entity(*at("Tavan Front", STRIKE), "ORG", "Tavan Front", {"own": "tf-1"}, thing=2),
    Entity(*at("12", STRIKE), "CARDINAL", "12"),
    Entity(*at("Kandara", STRIKE), "GPE", "Kandara", {"geonames": "1234567"}, thing=3),
    Entity(*at("Odu", TALKS), "PERSON", "Lena Odu", thing=1),
    Entity(*at("Norway", TALKS), "GPE", "Norway", {"iso3166": "NO"}, thing=4),
    Entity(*at("Oslo", TALKS), "GPE", "Oslo", {"geonames": "3143244"}, thing=5),
    Entity(*at("next week", TALKS), "DATE", "next week"),
    Entity(*at("a dozen", AGAIN), "CARDINAL", "a dozen"),
)
THINGS = (
    Thing("FAC", "Kandara jail", {}, "prison", None, (), None, (1,), 0.6, 0.71),
    Thing("PERSON", "Lena Odu", {}, None, "GOV", ("Interior Minister",), None, (3, 7), 0.9, 0.98),
    Thing("ORG", "Tavan Front", {"own": "tf-1"}, "armed group", "REB", (), None, (4,), 0.55, None),
    Thing(
        *("GPE", "Kandara", {"geonames": "1234567"}, "city", None, ()),
        *(Position(-7.5, 31.25, "TZ", "Rukwa", 0.84), (6,), 0.5, None),
    ),
    Thing("GPE", "Norway", {"iso3166": "NO"}, "country", "GOV", (), None, (8,), 0.3, 0.99),
    Thing(
        *("GPE", "Oslo", {"geonames": "3143244"}, "capital", None, ()),
        *(Position(59.91, 10.75, "NO", "Oslo", 0.97), (9,), 0.25, 0.99),
    ),
)
_ODU = Participant(*at("Lena Odu", ESCAPE), entity=3, thing=1, country="TZA", sector="GOV")
_FRONT = Participant(*at("Tavan Front", STRIKE), entity=4, thing=2, sector="REB")
EVENTS = (
    Event(
        *(None, "ESCAPE", None, ("crime",), Span(*at("escaped", ESCAPE)), sentence(ESCAPE)),
        actors=(Participant(*at("prisoners", ESCAPE)),),
        location=Location(*at("Kandara jail", ESCAPE), 1, 0),
        date=EventDate(*at("Monday", ESCAPE), "2026-06-01", "2026-06-01", EventDateBasis.RELATIVE),
        quantities=(
            Quantity(
                *at("About 200", ESCAPE),
                QuantityRole.ESCAPED,
                200,
                qualifier=Qualifier.ABOUT,
                unit="prisoner",
            ),
        ),
        attribution=Attribution(
            Span(*at("said", ESCAPE)),
            _ODU,
            False,
            EventDate(
                *(None, None, None, "2026-06-03", "2026-06-03", EventDateBasis.PUBLICATION_DAY)
            ),
        ),
        occurrence=0,
        key="ESCAPE|||kandara jail|2026-06-01|",
        confidence=0.82,
    ),
    Event(
        *("ASSAULT", None, "drone", ("military", "terrorism")),
        *(Span(*at("killed", STRIKE)), sentence(STRIKE)),
        actors=(_FRONT,),
        recipients=(Participant(*at("guards", STRIKE), sector="COP"),),
        location=Location(*at("Kandara", STRIKE), 6, 3),
        date=EventDate(*at("Hours earlier", STRIKE), None, None, EventDateBasis.UNRESOLVED),
        quantities=(
            Quantity(
                *at("at least 12", STRIKE),
                QuantityRole.KILLED,
                12,
                qualifier=Qualifier.AT_LEAST,
                unit="guard",
            ),
        ),
        quad_class=4,
        score=-9.5,
        cameo_root="18",
        occurrence=1,
        key="ASSAULT|armed||1234567||",
        confidence=0.87,
    ),
    Event(
        *("CONSULT", None, None, ("diplomatic",), Span(*at("meet", TALKS)), sentence(TALKS)),
        actors=(
            Participant(*at("Odu", TALKS), 7, 1, "TZA", "GOV"),
            Participant(*at("envoys of Norway", TALKS), 8, 4, "NOR", "GOV"),
        ),
        location=Location(*at("Oslo", TALKS), 9, 5),
        date=EventDate(
            *at("next week", TALKS), "2026-06-08", "2026-06-14", EventDateBasis.RELATIVE
        ),
        modality=Modality.PLANNED,
        quad_class=1,
        score=2.5,
        cameo_root="04",
        occurrence=2,
        key="CONSULT|NO,TZ|||2026-06-08/2026-06-14|",
        confidence=0.77,
    ),
    Event(
        *("ASSAULT", None, "heavy-weapons", ("military",)),
        *(Span(*at("shelled", TALKS)), sentence(TALKS)),
        actors=(Participant(*at("army", TALKS), sector="MIL"),),
        recipients=(Participant(*at("them", TALKS), thing=3),),
        location=Location(*at("Kandara", STRIKE), 6, 3, LocationBasis.PAGE),
        attribution=Attribution(
            Span(*at("denied", TALKS)), Participant(*at("Odu", TALKS), 7, 1), False, None
        ),
        negated=True,
        modality=Modality.DENIED,
        quad_class=4,
        score=-9.5,
        cameo_root="18",
        occurrence=3,
        key="ASSAULT|||1234567||",
        confidence=0.41,
    ),
    Event(
        *("ASSAULT", None, None, (), Span(*at("killed", AGAIN)), sentence(AGAIN)),
        actors=(Participant(*at("the movement", AGAIN), thing=2, sector="REB"),),
        recipients=(Participant(*at("guards", AGAIN), sector="COP"),),
        quantities=(
            Quantity(
                *at("a dozen", AGAIN),
                QuantityRole.KILLED,
                12,
                unit="guard",
            ),
        ),
        quad_class=4,
        score=-9,
        cameo_root="18",
        occurrence=1,
        key="ASSAULT|armed||||killed=12",
    ),
)


def rich_page(**fields: Any) -> EnrichedPage:
    """The page, with some fields exchanged."""
    page = EnrichedPage(
        id="ab" * 16,
        url="https://news.example/kandara",
        canonical_url=None,
        title="Hundreds flee jail in Kandara",
        text=TEXT,
        source_offsets=(None, None, None),
        author="Ada Berg, Tom Okoro",
        authors=("Ada Berg", "Tom Okoro"),
        published="2026-06-03T17:55:00Z",
        published_basis=DateBasis.MARKUP,
        fetched_at="2026-06-03T18:20:00Z",
        site_name="Lake Courier",
        language="en",
        language_confidence=0.997,
        fingerprint="cd" * 16,
        minhash=None,
        entities=ENTITIES,
        things=THINGS,
        events=EVENTS,
        warnings=(PageWarning.PAYWALL_TEASER,),
        source="feed",
        meta={},
        provenance=Provenance(
            "0.1.0+news-0.3.0",
            "enriched-page.v1",
            Model("news", "0.3.0", "c" * 64),
            ExtractionMethod.TRAFILATURA,
            Charset("utf-8", CharsetBasis.UTF8),
            (),
            InputRecord("d" * 64),
        ),
    )
    return replace(page, **fields)
