"""`diff` says what it cannot compare before it asks Kafka anything."""

import pytest


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("a", "b", "c"), "two topics can be compared, not more"),
        (("a", "b", "--installed"), "--installed stands for the new topic"),
        (("a", "b", "--json", "-", "--html", "-"), "cannot both go to stdout"),
        (("a", "b", "--sample", "0"), "no whole number from 1 on"),
        (("a", "b", "--fail-over", "101%"), "is no share of the pages, such as 2%"),
        (("a", "b", "--last", "1h", "--offsets", "0:1-2"), "one of --from, --last and --offsets"),
    ],
)
def test_mistake_in_the_arguments_is_named(pagewire, arguments, word):
    said = pagewire("diff", *arguments)
    assert said.code == 2
    assert word in said.err


def test_file_that_cannot_be_written_is_known_before_the_work(pagewire, tmp_path):
    said = pagewire("diff", "a", "b", "--html", tmp_path / "none" / "diff.html")
    assert said.code == 2
    assert "No such file or directory" in said.err
