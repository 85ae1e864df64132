"""What is in the pages: a change of the sources shows here first."""

from grafana_foundation_sdk.models.dashboard import Dashboard

from deploy.grafana.frame import LIVE, frame
from deploy.grafana.panels import Query, bars, chart, number

_LANGUAGES, _METHODS = "pagewire_languages_total", "pagewire_extraction_total"
_ENTITIES, _EVENTS = "pagewire_entities_total", "pagewire_events_total"
_NOTHING_IN_IT = 'reason=~"EMPTY|NO_ARTICLE|NOT_A_PAGE"'
_PAGES = LIVE.rate("pagewire_pages_total", 'outcome=~"enriched|dead_letter"')
_PROCESSED = LIVE.rate(_LANGUAGES)
_NOT_ENGLISH = LIVE.rate(_LANGUAGES, 'language!="en"')


def content() -> Dashboard:
    """Languages, entities, events, extraction and empty pages of the live workers."""
    return frame(
        "Content",
        "Languages, entities, events, extraction and empty pages of the live workers.",
        LIVE,
        {
            "A page on average": _AVERAGES,
            "In the chosen time": _TOTALS,
            "Over time": _COURSES,
        },
    )


def _in_range(metric: str, label: str) -> Query:
    counted = f"sum by ({label}) (increase({LIVE.series(metric)}[$__range]))"
    return Query(f"sort_desc(topk(12, {counted}))", f"{{{{{label}}}}}")


_AVERAGES = (
    number(
        "Entities in a page",
        "Found in the pages of the last minutes, on average.",
        f"sum({LIVE.rate(_ENTITIES)}) / sum({_PROCESSED})",
        unit="none",
        decimals=1,
        width=6,
    ),
    number(
        "Events in a page",
        "Found in the pages of the last minutes, on average.",
        f"sum({LIVE.rate(_EVENTS)}) / sum({_PROCESSED})",
        unit="none",
        decimals=1,
        width=6,
    ),
    number(
        "Pages with nothing in them",
        "Dead letters EMPTY, NO_ARTICLE and NOT_A_PAGE, as a share of the pages worked on.",
        f"sum({LIVE.rate('pagewire_dead_letters_total', _NOTHING_IN_IT)}) / sum({_PAGES})",
        unit="percentunit",
        decimals=1,
        width=6,
    ),
    number(
        "Pages not in English",
        "Share of the processed pages, those of unknown language included. Entities and events are "
        "found in English text.",
        f"sum({_NOT_ENGLISH}) / sum({_PROCESSED})",
        unit="percentunit",
        decimals=1,
        width=6,
    ),
)

_TOTALS = (
    bars(
        "Entities by label",
        "Counted as pages are processed: one that is processed again counts again. The 12 most.",
        _in_range(_ENTITIES, "label"),
        unit="short",
    ),
    bars(
        "Events by type",
        "Counted as pages are processed: one that is processed again counts again. The 12 most.",
        _in_range(_EVENTS, "type"),
        unit="short",
    ),
    bars(
        "Pages by language",
        "ISO 639-1; unknown where the text is too short or too mixed to tell. The 12 most.",
        _in_range(_LANGUAGES, "language"),
        unit="short",
    ),
)

_COURSES = (
    chart(
        "Languages",
        "Processed pages by language.",
        Query(f"sum by (language) ({_PROCESSED})", "{{language}}"),
        unit="suffix: /s",
        stacked=True,
        hide_zeros=True,
        decimals=2,
    ),
    chart(
        "How the article was found",
        "trafilatura reads most pages; resiliparse the large and deep ones and those where the "
        "first found nothing; flattened are pages that came without markup.",
        Query(f"sum by (method) ({LIVE.rate(_METHODS)})", "{{method}}"),
        unit="suffix: /s",
        stacked=True,
        decimals=2,
    ),
    chart(
        "Entities by label",
        "Found a second. All labels that fall together are a change of the sources or the model.",
        Query(f"sum by (label) ({LIVE.rate(_ENTITIES)})", "{{label}}"),
        unit="suffix: /s",
        stacked=True,
        hide_zeros=True,
        decimals=1,
        height=10,
    ),
    chart(
        "Events by type",
        "Found a second.",
        Query(f"sum by (type) ({LIVE.rate(_EVENTS)})", "{{type}}"),
        unit="suffix: /s",
        stacked=True,
        hide_zeros=True,
        decimals=1,
        height=10,
    ),
    chart(
        "Pages with nothing in them",
        "Dead letters whose page had no text, no article, or was no page. A source that began to "
        "answer with a consent page or a block page shows here.",
        Query(
            "sum by (reason) (" + LIVE.rate("pagewire_dead_letters_total", _NOTHING_IN_IT) + ")",
            "{{reason}}",
        ),
        unit="suffix: /s",
        stacked=True,
        decimals=2,
    ),
    chart(
        "Entities and events in a page",
        "On average. A step down without a new version is a change of the sources.",
        Query(f"sum({LIVE.rate(_ENTITIES)}) / sum({_PROCESSED})", "entities"),
        Query(f"sum({LIVE.rate(_EVENTS)}) / sum({_PROCESSED})", "events"),
        unit="none",
        decimals=1,
    ),
)
