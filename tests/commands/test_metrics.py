"""`pagewire metrics` prints the page that is in the docs."""

from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "metrics.md"


def test_printed_list_is_the_page_in_the_docs(pagewire):
    said = pagewire("metrics")
    assert said.code == 0
    assert said.out == PAGE.read_text("utf-8")


def test_wrong_settings_do_not_matter(pagewire, monkeypatch):
    monkeypatch.setenv("PAGEWIRE_NO_SUCH_SETTING", "1")
    assert pagewire("metrics").code == 0
