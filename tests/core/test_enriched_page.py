"""An enriched page as bytes, and its two digests."""

import json
from dataclasses import replace
from typing import Any

import pytest

from worker.codec import encode_enriched, fingerprint, page_id
from worker.failures import PageRejected, Reason, Stage
from worker.records import (
    Charset,
    CharsetBasis,
    EnrichedPage,
    Entity,
    Event,
    ExtractionMethod,
    InputRecord,
    Model,
    Place,
    Provenance,
    Sentence,
    Span,
)


def enriched(**fields: Any) -> EnrichedPage:
    page = EnrichedPage(
        id=page_id("https://a.example/", "body"),
        url="https://a.example/",
        canonical_url=None,
        title="Ünï",
        text="Ada met Bo.",
        author=None,
        source_offsets=(Place(0, 13), None),
        authors=(),
        published=None,
        published_basis=None,
        fetched_at=None,
        site_name=None,
        language="en",
        language_confidence=1 / 3,
        fingerprint=fingerprint("Ada met Bo."),
        minhash=None,
        entities=(Entity(0, 3, "Ada", "PERSON", "Ada", confidence=0.123456),),
        things=(),
        events=(
            Event("CONSULT", None, None, (), Span(4, 7, "met"), Sentence(0, 11), confidence=2 / 3),
        ),
        warnings=(),
        source=None,
        meta={},
        provenance=Provenance(
            "0.1.0",
            "enriched-page.v1",
            Model("news", "0.1.0", "c" * 64),
            ExtractionMethod.FLATTENED,
            Charset(None, CharsetBasis.TEXT),
            (),
            InputRecord("d" * 64),
        ),
    )
    return replace(page, **fields)


def test_confidences_have_four_digits_and_meta_keeps_all_of_its_own():
    meta = {"b": 0.123456789, "a": 1e-7}
    page = json.loads(encode_enriched(enriched(meta=meta), output_max_bytes=10_000))
    assert page["language_confidence"] == 0.3333
    assert page["entities"][0]["confidence"] == 0.1235
    assert page["events"][0]["confidence"] == 0.6667
    assert list(page["meta"].items()) == [("b", 0.123456789), ("a", 1e-7)]


def test_enriched_page_is_utf8_with_every_field():
    value = encode_enriched(enriched(), output_max_bytes=10_000)
    assert '"title":"Ünï"'.encode() in value
    assert b'"author":null' in value
    assert b'"warnings":[]' in value


def test_enriched_page_over_the_limit_is_too_large():
    size = len(encode_enriched(enriched(), output_max_bytes=10_000))
    assert len(encode_enriched(enriched(), output_max_bytes=size)) == size
    with pytest.raises(PageRejected) as caught:
        encode_enriched(enriched(), output_max_bytes=size - 1)
    assert (caught.value.reason, caught.value.stage) == (Reason.TOO_LARGE, Stage.ENCODE)


def test_lone_surrogate_in_our_own_output_is_our_fault_and_not_the_pages():
    with pytest.raises(TypeError):
        encode_enriched(enriched(text="\ud800"), output_max_bytes=10_000)


def test_ids_never_change():
    # Pinned: readers store these. A change here is a new schema version.
    assert page_id("https://a.example/", "body") == "89c9f345acfa87d82bdd15c942df47e5"
    assert fingerprint("Ada met Bo.") == "2deb40eb71fba60f6f9d841365a4d114"


def test_id_is_of_url_and_raw_body():
    assert page_id("u", "Zürich") == page_id("u", "Zürich".encode())
    assert len({page_id("a", "bc"), page_id("ab", "c"), page_id("", "abc"), page_id("a", "b")}) == 4


def test_fingerprint_ignores_case_spacing_and_punctuation():
    assert fingerprint("“Straße” — OPEN\n\nagain!") == fingerprint("strasse open again")
    assert fingerprint("ﬁre") == fingerprint("Ｆｉｒｅ")
    assert fingerprint("cafe\u0301") == fingerprint("caf\u00e9")
    assert fingerprint("open again") != fingerprint("again open")
    assert fingerprint("open again") != fingerprint("openagain")
