"""The ways to flatten, on one page that has what they differ in."""

import pytest

from tests.evaluation.flattening import FLATTENINGS

PAGE = """<html><head><title>Boat sinks | The Islander</title><script>var a = "<p>no</p>";</script>
<body><ul><li><a href="/">Home</a></li><li><a href="/sport">Sport</a> (3)</li></ul>
<h1>Boat sinks</h1><p>The boat of <a href="/jo">Jo Berg</a> sank &amp; nobody
was hurt.<br>It was <b>old</b>.</p><noscript>Switch it on</noscript><button>Share</button></body>"""


@pytest.mark.parametrize(
    ("flattening", "text"),
    [
        (
            "seedlike",
            "Boat sinks\n\nThe boat of Jo Berg sank & nobody was hurt.\n\nIt was old.",
        ),
        (
            "blocks",
            "Home\n\nSport (3)\n\nBoat sinks\n\nThe boat of Jo Berg sank & nobody was hurt."
            "\n\nIt was old.\n\nShare",
        ),
        (
            "bs4lines",
            "Boat sinks | The Islander\nHome\nSport\n(3)\nBoat sinks\nThe boat of\nJo Berg\n"
            "sank & nobody\nwas hurt.\nIt was\nold\n.\nShare",
        ),
        (
            "oneline",
            "Home Sport (3) Boat sinks The boat of Jo Berg sank & nobody was hurt. It was old."
            " Share",
        ),
    ],
)
def test_page_is_flattened_as_scrapers_do_it(flattening, text):
    assert FLATTENINGS[flattening](PAGE) == text
