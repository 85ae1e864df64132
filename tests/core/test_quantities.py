"""Numbers of events: role, value, range, whole, qualifier, unit, and whose each number is."""

import pytest

from worker.enrichment import Doc, SpacyPipeline, annotate, load_pipeline
from worker.events import events
from worker.events.counted import measure
from worker.records import Event, Qualifier, QuantityRole

# text, trigger, the number's words, role, value, unit
COUNTED = [
    ("Two workers were injured on Friday.", "injured", "Two", "injured", 2, "worker"),
    ("Last year 237 were killed and 157 injured.", "killed", "237", "killed", 237, None),
    ("Last year 237 were killed and 157 injured.", "injured", "157", "injured", 157, None),
    ("237 people were killed and two were arrested.", "arrested", "two", "arrested", 2, None),
    ("The explosion killed 12 people.", "killed", "12", "killed", 12, "person"),
    ("The explosion left 12 people dead.", "dead", "12", "killed", 12, "person"),
    ("The death of four miners was announced.", "death", "four", "killed", 4, "miner"),
    ("About 200 prisoners escaped.", "escaped", "About 200", "escaped", 200, "prisoner"),
    ("Armed men kidnapped 20 students.", "kidnapped", "20", "abducted", 20, "student"),
    ("The court sentenced 12 men.", "sentenced", "12", "convicted", 12, "man"),
    ("Fewer than 100 people fled.", "fled", "Fewer than 100", "displaced", 100, "person"),
    ("Hundreds of people protested.", "protested", "Hundreds", "protesters", None, "person"),
    ("About 200 soldiers attacked a village.", "attacked", "About 200", "troops", 200, "soldier"),
    ("50 gunmen attacked a village.", "attacked", "50", "fighters", 50, "gunman"),
    ("Soldiers destroyed three tanks.", "destroyed", "three", "weapons", 3, "tank"),
    ("Soldiers destroyed 30 houses.", "destroyed", "30", "places", 30, "house"),
    ("The court sentenced the man to five years.", "sentenced", "five", "duration", 5, "year"),
    ("The attack on the convoy lasted two hours.", "attack", "two hours", "duration", 2, "hour"),
    ("The army withdrew 12 km from the front.", "withdrew", "12 km", "distance", 12, "kilometer"),
    (
        "More than 90% of the withdrawal of troops is over.",
        "withdrawal",
        "More than 90%",
        "share",
        90,
        "%",
    ),
    ("Soldiers killed half a million people.", "killed", "half a million", "killed", 5e5, "person"),
    ("Gunmen shot dead 14 people.", "shot", "14", "killed", 14, "person"),
    ("Nine miners were shot dead.", "shot", "Nine", "killed", 9, "miner"),
    ("Soldiers killed a dozen rebels.", "killed", "a dozen", "killed", 12, "rebel"),
    ("Soldiers killed several rebels.", "killed", "several", "killed", None, "rebel"),
    ("Rebels killed 1.2 million people.", "killed", "1.2 million", "killed", 1.2e6, "person"),
    ("Eighty inmates broke out of the jail.", "broke", "Eighty", "escaped", 80, "inmate"),
    ("Gunmen seized 40 pupils on Friday.", "seized", "40", "abducted", 40, "pupil"),
    ("The quake cost 8,000 lives.", "cost", "8,000", "killed", 8000, "life"),
    (
        "Ten thousand people joined the march.",
        "joined the march",
        "Ten thousand",
        "protesters",
        1e4,
        "person",
    ),
    (
        "Several thousand people marched.",
        "marched",
        "Several thousand",
        "protesters",
        None,
        "person",
    ),
    ("Half of the inmates escaped.", "escaped", "Half", "share", 50, "%"),
    ("Two-thirds of the hostages were freed.", "freed", "Two-thirds", "share", 66.7, "%"),
    ("She was sentenced to a year in prison.", "sentenced", "a year", "duration", 1, "year"),
    ("The judge handed her a five-year term.", "handed", "five-year", "duration", 5, "year"),
    ("The shop was fined 90 pounds.", "fined", "90 pounds", "money", 90, "pound"),
    ("Twelve rebels killed in raid", "killed", "Twelve", "killed", 12, "rebel"),
    (
        "Thirteen people suffered minor injuries.",
        "suffered minor injuries",
        "Thirteen",
        "injured",
        13,
        "person",
    ),
    ("The ministry reported one dead.", "dead", "one", "killed", 1, None),
    ("The army freed 12 men.", "freed", "12", "released", 12, "man"),
    ("The army deployed 300 men to the border.", "deployed", "300", "troops", 300, "man"),
    ("Eight miners lost their lives.", "lost", "Eight", "killed", 8, "miner"),
    ("He paid a two-day visit to Cairo.", "paid", "two-day", "duration", 2, "day"),
    ("A crowd of 200 people protested.", "protested", "200", "protesters", 200, "person"),
    ("The coast guard seized 14 vessels.", "seized", "14", "vehicles", 14, "vessel"),
    ("Three boats capsized off Crete.", "capsized", "Three", "vehicles", 3, "boat"),
    ("The army destroyed six armoured vehicles.", "destroyed", "six", "weapons", 6, "vehicle"),
    ("Gunmen set fire to six cars.", "set", "six", "vehicles", 6, "car"),
    ("The court fined 12 companies.", "fined", "12", "organisations", 12, "company"),
    ("Japan sent 20 tonnes of rice to Nepal.", "sent", "20 tonnes", "weight", 20, "tonne"),
    ("The fire burned 90 acres of forest.", "burned", "90 acres", "area", 90, "acre"),
    ("A 5,000-strong force attacked the town.", "attacked", "5,000", "troops", 5000, "person"),
    ("The brigade lost four soldiers.", "lost", "four", "killed", 4, "soldier"),
    ("Turkey deported 36 Afghans.", "deported", "36", "people", 36, "afghan"),
    ("The mission sent 15 observers to Gao.", "sent", "15", "people", 15, "observer"),
    ("Gunmen kidnapped seven of his guards.", "kidnapped", "seven", "abducted", 7, "guard"),
    ("Three marines fell in the battle.", "fell", "Three", "killed", 3, "marine"),
    ("The cabinet extended the curfew by two weeks.", "extended", "two", "duration", 2, "week"),
    ("A man asked the firm for ten tents.", "asked", "ten", "other", 10, "tent"),
    ("Iran executed four men convicted of theft.", "convicted", "four", "convicted", 4, "man"),
    (
        "The pipeline explosion released 3 million cubic metres of gas.",
        "explosion",
        "3 million cubic metres",
        "volume",
        3e6,
        "cubic meter",
    ),
]
QUALIFIED = [
    ("About 200 people protested.", Qualifier.ABOUT),
    ("Some 200 people protested.", Qualifier.ABOUT),
    ("Around 200 people protested.", Qualifier.ABOUT),
    ("Nearly 200 people protested.", Qualifier.ABOUT),
    ("Almost 200 people protested.", Qualifier.ABOUT),
    ("More than 200 people protested.", Qualifier.MORE_THAN),
    ("Over 200 people protested.", Qualifier.MORE_THAN),
    ("At least 200 people protested.", Qualifier.AT_LEAST),
    ("Fewer than 200 people protested.", Qualifier.LESS_THAN),
    ("Up to 200 people protested.", Qualifier.AT_MOST),
    ("As many as 200 people protested.", Qualifier.AT_MOST),
    ("200 people protested.", None),
]
RANGES = [
    ("Soldiers killed 20 to 30 rebels.", "20 to 30", 20, 30),
    ("Soldiers killed 20-30 rebels.", "20-30", 20, 30),
    ("Soldiers killed between five and seven rebels.", "between five and seven", 5, 7),
    ("Between 20 and 30 rebels were killed by soldiers.", "Between 20 and 30", 20, 30),
]
WHOLES = [
    ("Rebels attacked 6 of 7 districts.", "attacked", "6 of 7", 6, 7),
    ("Two of the three men were arrested.", "arrested", "Two of the three", 2, 3),
    ("Rebels attacked 6 of Odo's 7 districts.", "attacked", "6 of Odo's 7", 6, 7),
    ("Some 1,200 of the 3,000 refugees fled.", "fled", "Some 1,200 of the 3,000", 1_200, 3_000),
    ("Half of the 400 hostages were freed.", "freed", "Half of the 400", 50, 400),
]


@pytest.fixture(scope="module")
def news() -> SpacyPipeline:
    return load_pipeline("news")


def event_of(pipeline: SpacyPipeline, text: str, trigger: str) -> Event:
    def read(doc: Doc, _: int) -> tuple[Event, ...]:
        return events(doc, text, annotate(doc, text))

    (event,) = [each for each in pipeline.read([text], read)[0] if each.trigger.text == trigger]
    return event


@pytest.mark.parametrize(("text", "trigger", "words", "role", "value", "unit"), COUNTED)
def test_number_has_role_value_and_unit(news, text, trigger, words, role, value, unit):
    (number,) = event_of(news, text, trigger).quantities
    assert (number.text, number.role, number.value) == (words, QuantityRole(role), value)
    assert number.unit == unit
    assert text[number.start : number.end] == words


def test_jailed_by_a_sentence_are_the_convicted(news):
    numbers = event_of(news, "The court jailed two men for four years.", "jailed").quantities
    assert [(number.text, number.role) for number in numbers] == [
        *(("two", "convicted"), ("four", "duration")),
    ]


@pytest.mark.parametrize(
    ("words", "is_money", "measured"),
    [
        ("80 pounds", True, ("money", "pound")),
        ("80 pounds", False, ("weight", "pound")),
        ("5 kg", False, ("weight", "kilogram")),
        ("60cm", False, ("distance", "centimeter")),
        ("Rs. 5 crore", True, ("money", "rupee")),
        ("EUR 5m", True, ("money", "EUR")),
        ("3 million Swiss francs", True, ("money", "franc")),
        ("900 barrels", False, ("volume", "barrel")),
        ("2 square km", False, ("area", "square kilometer")),
        ("12 cubic feet", False, ("volume", "cubic foot")),
    ],
)
def test_measure_says_what_is_measured(words, is_money, measured):
    assert measure(words, is_money=is_money) == measured


@pytest.mark.parametrize(("text", "qualifier"), QUALIFIED)
def test_qualifier_is_kept(news, text, qualifier):
    (number,) = event_of(news, text, "protested").quantities
    assert (number.value, number.qualifier) == (200, qualifier)
    assert number.text == text.removesuffix(" people protested.")


@pytest.mark.parametrize(("text", "words", "low", "high"), RANGES)
def test_range_has_two_ends(news, text, words, low, high):
    (number,) = event_of(news, text, "killed").quantities
    assert (number.text, number.value, number.high) == (words, low, high)
    assert number.role is QuantityRole.KILLED


@pytest.mark.parametrize(("text", "trigger", "words", "part", "whole"), WHOLES)
def test_part_of_a_whole_has_both(news, text, trigger, words, part, whole):
    (number,) = event_of(news, text, trigger).quantities
    assert (number.text, number.value, number.whole) == (words, part, whole)


@pytest.mark.parametrize(
    ("text", "trigger"),
    [
        ("Ahmed Khan, 34, was arrested.", "arrested"),
        ("The attack killed a 40-year-old man.", "killed"),
        ("Soldiers attacked the town at 10:30.", "attacked"),
        ("Soldiers attacked the town in 2019.", "attacked"),
        ("The man was arrested for the third time.", "arrested"),
    ],
)
def test_ages_hours_and_years_are_no_quantities(news, text, trigger):
    assert event_of(news, text, trigger).quantities == ()


def test_preposition_before_a_number_is_no_qualifier(news):
    text = "Militants took control over 6 of 7 districts and killed over 12 people."
    (number,) = event_of(news, text, "killed").quantities
    assert (number.text, number.qualifier) == ("over 12", Qualifier.MORE_THAN)


# text, trigger, the words of the numbers that are its own
OWN = [
    ("Ten were killed, 15 injured and two arrested.", "killed", ["Ten"]),
    ("Ten were killed, 15 injured and two arrested.", "injured", ["15"]),
    ("Ten were killed, 15 injured and two arrested.", "arrested", ["two"]),
    ("Police arrested the editor; 430 people watched it.", "arrested", []),
    ("At least 12 people were killed and 30 wounded in the blast.", "wounded", ["30"]),
    ("Six people died and 20 others injured in the crash.", "injured", ["20"]),
    ("Rebels attacked the town from three directions.", "attacked", []),
    ("Two ministers met in Oslo.", "met", []),
    ("No one was injured.", "injured", []),
    ("Rebels attacked the town Tuesday night.", "attacked", []),
    ("The attack lasted several hours.", "attack", ["several hours"]),
    ("One of the attacks killed a guard.", "attacks", []),
    ("A 5.9 magnitude earthquake shook Lima.", "earthquake", []),
    ("A man was arrested a few hours after the attack.", "arrested", []),
    ("After a 12-week trial, a man was arrested.", "arrested", []),
    ("Two men had heard the report of the blast.", "blast", []),
    ("Twenty ministers met in Oslo.", "met", ["Twenty"]),
    ("In the last 48 hours, 15 rebels were killed.", "killed", ["15"]),
    ("Rebels attacked a town 12 km away.", "attacked", []),
    ("The man was freed on bail after two nights.", "freed", []),
    ("At least 41 people were killed, two officials said.", "killed", ["At least 41"]),
    ("Police arrested fans of the two clubs.", "arrested", []),
    ("The king pardoned 700 people convicted of treason.", "pardoned", ["700"]),
    ("Rebels attacked 12 trucks carrying 30 tonnes of flour.", "attacked", ["12", "30 tonnes"]),
    ("The men fled in two cars.", "fled", []),
    ("Rebels took the town on Sunday, two days after the army withdrew.", "withdrew", []),
    ("Police fired 300 rounds at the house.", "fired", ["300"]),
]


@pytest.mark.parametrize(("text", "trigger", "numbers"), OWN)
def test_number_stays_with_the_event_that_it_is_told_of(news, text, trigger, numbers):
    assert [number.text for number in event_of(news, text, trigger).quantities] == numbers


def test_what_was_given_in_exchange_is_no_number_of_those_who_were_freed(news):
    text = "The clan freed three engineers in return for 12 prisoners."
    assert [one.text for one in event_of(news, text, "freed").quantities] == ["three"]


@pytest.mark.parametrize(
    ("text", "trigger", "role"),
    [
        ("The fire killed 30 guests, including six cooks.", "killed", QuantityRole.KILLED),
        ("Troops arrested nine men, including two judges.", "arrested", QuantityRole.ARRESTED),
    ],
)
def test_those_whom_a_number_includes_have_its_role(news, text, trigger, role):
    assert [one.role for one in event_of(news, text, trigger).quantities] == [role, role]


def test_duration_in_a_quotation_is_not_that_of_what_is_told_of_its_speaker(news):
    text = '"For 32 years we have waited for this," said Ana, who was raped by militia members.'
    assert event_of(news, text, "raped").quantities == ()
