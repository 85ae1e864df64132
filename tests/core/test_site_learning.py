"""Which lines are the site's, of many pages: how many must have a line, and what is forgotten."""

import random
from dataclasses import replace

import pytest

from tests.core.site_pages import NAMES, learned, lines_of, own_lines, page_of, simulated_site
from worker.cleaning.site_learning import SeenPage, SiteLearner
from worker.cleaning.site_lines import decode_site_lines, line_key

# As long as a line can be that does not yet need more pages, and one letter longer.
SHORT, LONG = "Ferry news " * 10, "Ferry news " * 10 + "s"
CHINESE = "渡轮四十年来一直运送邮件和乘客到北方的岛屿上去，船长星期四这样说道。"


@pytest.mark.parametrize(
    ("line", "on_pages", "of_pages", "known"),
    [
        (SHORT, 4, 4, False),
        (SHORT, 5, 5, True),
        (SHORT, 5, 50, True),
        (SHORT, 5, 51, False),
        (LONG, 9, 9, False),
        (LONG, 10, 10, True),
        (LONG, 20, 40, True),
        (LONG, 20, 41, False),
        (CHINESE[:16], 5, 50, True),
        (CHINESE, 20, 41, False),
        (CHINESE, 20, 40, True),
    ],
)
def test_line_needs_so_many_pages_and_that_share_of_them(line, on_pages, of_pages, known):
    pages = [page_of([line] if n < on_pages else [], n) for n in range(of_pages)]
    assert lines_of(pages).on("https://a.example/")(line) is known


def test_long_line_is_long_whatever_its_marks_and_case():
    pages = [page_of([LONG, LONG.upper() + "!!!"][n % 2 :][:1], n) for n in range(9)]
    for order in (pages, pages[::-1]):
        assert not lines_of(order).on("https://a.example/")(LONG)


@pytest.mark.parametrize("of_pages", [5, 10, 20, 50, 200])
@pytest.mark.parametrize("share", [0.15, 0.3, 0.45])
def test_background_of_a_running_story_is_never_taken_for_the_sites(of_pages, share):
    for seed in range(3):
        site = simulated_site(of_pages, share, seed)
        known = lines_of(site.pages).on(site.pages[0].url)
        assert not any(map(known, (site.background, *site.own)))
        # What the site does repeat is found all the same.
        assert all(map(known, site.furniture))
        assert known(site.disclaimer) or of_pages < 20


def test_article_that_is_fetched_again_does_not_become_the_site():
    same_url = [SeenPage("https://a.example/1#top", [f"Boat {name}", "News"]) for name in NAMES]
    same_text = [SeenPage(f"https://a.example/?{n}", ["Boat", "News"]) for n in range(10)]
    learner = SiteLearner(half_life_days=30, max_sites=10)
    assert [learner.see(page) for page in same_url + same_text].count(True) == 2
    assert not learner.learned()


def test_old_pages_weigh_less():
    old = [page_of(["Old slogan"], n, day=1) for n in range(10)]
    new = [page_of(["New slogan"], n, day=28) for n in range(10, 30)]
    for half_life_days, known in ((30, True), (3, False)):
        on_page = lines_of(old + new, half_life_days).on("https://a.example/")
        assert on_page("New slogan")
        assert on_page("Old slogan") is known


def test_page_without_a_date_weighs_as_much_as_the_newest():
    undated = [page_of(["Follow us"], n) for n in range(5)]
    dated = [page_of([], n, day=1 + n) for n in range(5, 28)]
    assert lines_of(undated + dated, 1).on("https://a.example/")("Follow us")
    broken = [replace(page, fetched_at="yesterday") for page in undated]
    assert learned(undated + dated, 1) == learned(broken + dated, 1)


def test_centuries_of_half_lives_do_not_overflow():
    pages = [
        replace(page_of(["Follow us"], n), fetched_at=f"{year}-01-01T00:00:00+14:00")
        for n, year in enumerate(("0001", "2026", "1950", "9999", "9999", "9999"))
    ]
    assert lines_of(pages, 0.1).on("https://a.example/")("Follow us")


def test_order_does_not_matter_while_nothing_is_forgotten():
    pages = [page_of(["Follow us", f"Tag {NAMES[n % 3]}"], n, day=1 + n % 28) for n in range(90)]
    shuffled = random.Random(4).sample(pages, len(pages))
    assert learned(pages, 5) == learned(shuffled, 5) == learned(pages, 5)


def test_memory_is_bounded_and_keeps_what_repeats():
    learner = SiteLearner(half_life_days=30, max_sites=3)
    for site in range(20):
        for number in range(12):
            noise = [f"{NAMES[number % 10]} {'x' * n} {site}" for n in range(1, 290)]
            lines = ["Follow us", *noise, *own_lines(number), f"Page {'y' * number}"]
            learner.see(SeenPage(f"https://s{site}.example/{number}", lines))
    for number in range(12):
        long = [
            f"{NAMES[number % 10]}{n:b}".replace("0", "o").replace("1", "l") + "x" * number
            for n in range(9_000)
        ]
        learner.see(SeenPage(f"https://last.example/{number}", ["Follow us", *long]))
    sites = learner._sites
    assert len(sites) == 3
    assert max(len(site.lines) for site in sites.values()) <= 4_000
    assert line_key("Follow us") in learner.learned()["last.example"]


def test_digests_are_bounded():
    learner = SiteLearner(half_life_days=30, max_sites=3)
    for number in range(5_000):
        learner.see(
            SeenPage(
                f"https://a.example/{number}",
                [f"Boat {'x' * (number % 200)} {'y' * (number // 200)}"],
            )
        )
    assert len(learner._sites["a.example"].digests) == 8_000


def test_site_with_the_fewest_pages_is_forgotten_first():
    pages = [page_of(["Follow us"], n, site="large.example") for n in range(6)]
    pages += [page_of(["Follow us"], n, site="small.example") for n in range(5)]
    pages += [page_of(["Follow us"], 1, site=f"s{n}.example") for n in range(9)]
    sites = decode_site_lines(learned(pages, max_sites=2)).sites
    assert list(sites) == ["large.example"]
