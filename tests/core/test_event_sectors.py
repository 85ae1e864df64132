"""What kind of actor a noun or an office is where it stands: parties, police, clubs, the press."""

import pytest

from tests.core.events_read import read
from worker.enrichment import SpacyPipeline, load_pipeline, titles
from worker.events.sectors import sector_of


@pytest.fixture(scope="module")
def news() -> SpacyPipeline:
    return load_pipeline("news")


@pytest.mark.parametrize(
    ("text", "sector"),
    [
        ("Labour rebels voted against the bill.", "LEG"),
        ("Backbench rebels criticised the chancellor.", "LEG"),
        ("The rebels in the party rejected the budget.", "LEG"),
        ("Maoist rebels attacked the town.", "REB"),
        ("Officers arrested a man in Leeds.", "COP"),
        ("Customs officers arrested a man in Leeds.", "COP"),
        ("Officers arrested the minister, and the coup was over.", "MIL"),
        ("Officers of the Malian army arrested the minister.", "MIL"),
        ("The state-run agency accused the opposition of fraud.", "JRN"),
        ("The state-run broadcaster NTR accused the opposition of fraud.", "JRN"),
        ("The state agency seized the cargo.", "GOV"),
        ("The union president criticised the minister.", "LAB"),
        ("The club president accused the referee of bias.", None),
        ("The president of the bank accused the minister of lying.", "BUS"),
        ("The president of the republic accused the minister of lying.", "GOV"),
        ("European Union officials condemned the attack.", "EUR"),
        ("Union president Lena Odu condemned the strike ban.", "LAB"),
        ("Company president Ann Lee condemned the strike ban.", "BUS"),
        ("Toyota president Akio Hara accused the ministry of fraud.", "BUS"),
        ("Akio Hara, president of Toyota, accused the ministry of fraud.", "BUS"),
        ("Juan Ortega, president of the club, accused the league of fraud.", None),
        ("Bayern Munich president Karl Huber accused the referee of fraud.", None),
        ("President Ann Lee condemned the attack.", "GOV"),
        ("Police officers shot a guard near the navy garrison.", "COP"),
        ("Customs officers seized a ton of coffee at the military airfield.", "COP"),
        ("Prison officers beat up an army veteran.", "COP"),
        ("Officers fired on the crowd near the barracks.", "COP"),
        ("Officers of the police force arrested an editor after the coup.", "COP"),
        ("The military said officers arrested the mayor.", "MIL"),
        ("Officers loyal to the general arrested the mayor.", "MIL"),
        ("The president of the African Union condemned the coup.", "IGO"),
        ("The president of the European Union condemned the coup.", "IGO"),
        ("The African Union's president condemned the coup.", "IGO"),
        ("The president of the Russian Federation condemned the coup.", "GOV"),
        ("The secretary of the Soviet Union condemned the coup.", "GOV"),
        ("Kenya's president condemned the coup.", "GOV"),
        ("The president of Toyota condemned the coup.", "BUS"),
        ("The firm's president condemned the coup.", "BUS"),
        ("The airline's president condemned the coup.", "BUS"),
        ("The university's president condemned the coup.", "EDU"),
        ("The miners' union's president condemned the coup.", "LAB"),
        ("The club's president condemned the coup.", None),
        ("The captain of the team condemned the coup.", None),
        ("The president of the court condemned the coup.", "JUD"),
        ("The country's president condemned the coup.", "GOV"),
    ],
)
def test_sector_is_that_of_the_actor_where_it_stands(news, text, sector):
    (event,) = (event for event in read(news, text).events if event.actors)
    assert [actor.sector for actor in event.actors] == [sector]


def test_officers_named_with_soldiers_are_of_an_army(news):
    (event,) = read(news, "Officers and soldiers arrested the mayor.").events
    assert [actor.sector for actor in event.actors] == ["MIL", "MIL"]


@pytest.mark.parametrize(
    ("phrase", "sector"),
    [
        ("tory rebels", "LEG"),
        ("rebels", "REB"),
        ("news agency", "JRN"),
        ("aid agencies", "NGO"),
        ("agency", "GOV"),
        ("african union officials", "IGO"),
        ("league president", None),
    ],
)
def test_sector_of_a_phrase_is_what_stands_before_its_head(phrase, sector):
    assert sector_of(phrase.split()) == sector


@pytest.mark.parametrize(
    ("title", "sector"),
    [
        ("club president", None),
        ("Bank president", "BUS"),
        ("president of the chess club", None),
        ("Federation President", "GOV"),  # of Russia
        ("Union President", "GOV"),
        ("Union president", "LAB"),
    ],
)
def test_president_of_a_body_that_is_no_state_governs_nothing(title, sector):
    assert titles.sector(title) == sector
