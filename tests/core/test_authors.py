"""Authors: names out of metadata and bylines, and nothing that is no name."""

import pytest

from worker.cleaning.authors import byline_names, catalogued_names, declared_names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("By Jo Berg", ["Jo Berg"]),
        ("BY JO BERG AND ANN LEE", ["JO BERG", "ANN LEE"]),
        ("By Jo Berg, Ann Lee and Kim O'Roe, Staff Writers", ["Jo Berg", "Ann Lee", "Kim O'Roe"]),
        ("By\nJo Berg\nStaff Writer", ["Jo Berg"]),
        ("Jo Berg Chief Correspondent", ["Jo Berg"]),
        ("By Jo Berg | Special to the Islander", ["Jo Berg"]),
        ("by Jo Berg, 3 March 2024", ["Jo Berg"]),
        ("Monday March 4, 2024 7:45 am by Jo Berg", ["Jo Berg"]),
        ("By Jo Berg in Port Elden", ["Jo Berg"]),
        ("By Jo Berg for the Islander", ["Jo Berg"]),
        ("Jo Berg@islander", ["Jo Berg"]),
        ("By Jo Berg jo.berg@islander.example", ["Jo Berg"]),
        ("By Ludwig van der Berg & Ana de la Cruz", ["Ludwig van der Berg", "Ana de la Cruz"]),
        ("Written by Jo Berg\nEdited by Ann Lee", ["Jo Berg"]),
        ("Jo Berg\n,\nAnn Lee", ["Jo Berg", "Ann Lee"]),
        ("By Jo Berg, MA\nIsland Health News", ["Jo Berg"]),
        ("Von Silke Brandt", ["Silke Brandt"]),
        ("作者：王小明", ["王小明"]),
        ("记者 王小明", ["王小明"]),
        ("by admin", []),
        ("By Our Foreign Staff", []),
        ("By the News Desk", []),
        ("Follow Us\ntwitter", []),
        ("View all posts", []),
        ("16 hours ago", []),
        ("4 March 2024", []),
        ("", []),
    ],
)
def test_byline_gives_its_names_and_nothing_else(text, names):
    assert list(byline_names(text)) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Jo Berg", ["Jo Berg"]),
        ("Jo Berg; Ann Lee", ["Jo Berg", "Ann Lee"]),
        ("Berg, Jo; Lee, Ann", ["Jo Berg", "Ann Lee"]),
        ("Jo Berg, PhD, RN", ["Jo Berg"]),
        ("Johnson and Johnson", ["Johnson and Johnson"]),
        ("Nets & i", ["Nets & i"]),
        ("Friends of the Harbour", ["Friends of the Harbour"]),
        ("jo.berg@islander.example (Jo Berg)", ["Jo Berg"]),
        ("Jo Berg (Elden Press)", ["Jo Berg"]),
        ("&#74;o Berg", ["Jo Berg"]),
        ("https://social.example/jo.berg", []),
        ("@joberg", []),
        ("joberg99", []),
        ("Administrator", []),
        ("webmaster", []),
        ("News Desk", []),
        ("12345", []),
        ("undefined", []),
    ],
)
def test_declared_authors_are_names(text, names):
    assert list(declared_names([text])) == names


def test_catalogue_names_are_turned_round():
    names = catalogued_names(["Berg, Jo van", "Ann Lee"])
    assert names == ("Jo van Berg", "Ann Lee")


def test_name_in_capitals_gives_way_to_the_same_name_in_small_letters():
    assert declared_names(["JO BERG", "Jo Berg"]) == ("Jo Berg",)


def test_flood_of_authors_is_cut():
    assert (
        len(declared_names(f"Jo Berg{'abcdefghij'[n % 10] * (n // 10 + 1)}" for n in range(99)))
        == 20
    )
