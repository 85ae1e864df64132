"""What kind of actor a noun or a title speaks of: PLOVER's sectors, and who is somebody at all.

Decides by single words; a table in code, since it is read with the sectors it must name. Must not
know the sentence around the word.
"""

from collections.abc import Iterable, Sequence

from worker.enrichment.titles import bodies, offices
from worker.events.forms import all_noun_forms, words

# Besides the offices that a title may end in (enrichment/offices.toml). Where two sectors could
# claim a word, the one that news mean by it as a noun stands here.
_NOUNS = {
    "GOV": """
        administration adviser advisor agency attache authority bureaucrat cabinet caliph consulate
        delegation embassy executive government governorate junta kremlin ministry monarchy mediator
        palace pentagon presidency regime secretariat sheikh spokesman spokesperson spokeswoman
        statesman treasury undersecretary
    """,
    "MIL": """
        airman army artillery battalion brigade commando commander conscript corps division fleet
        frigate garrison infantry marine military navy paratrooper peacekeeper pilot platoon
        recruit regiment reservist sailor serviceman servicewoman squadron troop trooper veteran
        warplane warship force
    """,
    "COP": """
        cop gendarme gendarmerie guard jailer officer patrolman police policeman policewoman warden
    """,
    "SPY": "intelligence",
    "LEG": """
        assembly bundestag congress congressman congresswoman councillor councilman deputy duma
        knesset legislature parliament senate
    """,
    "JUD": "court judiciary tribunal jury",
    "PTY": "coalition party politburo",
    "OPP": "opponent opposition",
    "REB": """
        faction insurgency jihadi jihadist mujahideen rebel rebellion resistance separatist
        secessionist
    """,
    "PRM": "militia militiaman mercenary paramilitary vigilante",
    "UAF": """
        assailant attacker bomber extremist gunman hijacker hooligan insurrectionist kidnapper
        sniper terrorist
    """,
    "CRM": """
        cartel criminal dealer gang gangster mafia murderer pirate smuggler suspect thief trafficker
    """,
    "CVL": """
        baby boy bystander child citizen civilian community crowd demonstrator family father female
        girl homeowner hostage household human inhabitant inmate detainee local male man marcher mob
        mother motorist neighbour neighbor passenger passerby pedestrian pensioner people person
        picketer population prisoner protester protestor public relative resident rioter shopper
        survivor teenager tourist tribesman tribe victim villager visitor voter woman worshipper
        youth casualty captive minority patient convict
        brother sister son daughter husband wife widow uncle aunt cousin nephew niece sibling spouse
    """,
    "REF": "asylum-seeker evacuee exile migrant refugee immigrant",
    "JRN": "cameraman newspaper blogger media press",
    "LAB": """
        employee farmer labourer laborer miner striker trucker union unionist worker driver
        fisherman
    """,
    "MED": "hospital medic paramedic physician surgeon rescuer responder",
    "EDU": "academic pupil student teacher university lecturer",
    "REL": "church monk mufti nun preacher vatican",
    "BUS": """
        bank billionaire businessman businesswoman company contractor corporation entrepreneur firm
        importer exporter industrialist investor manufacturer merchant trader shareholder operator
        airline supplier
    """,
    "AGR": "herder peasant rancher herdsman",
    "NGO": "charity foundation ngo volunteer",
    "SOC": "campaigner environmentalist feminist",
}
# Somebody, but nobody can say of which sector without more words.
_OPEN = """
    adversary aide ally alliance bloc board body candidate chairman chairwoman chief
    commission committee council counterpart country creditor critic delegate director enemy expert
    follower founder group individual institution investigator lawyer attorney leader leadership
    member movement nation negotiator neighbour network organisation organization partner player
    politician power rival side squad staff state supporter team union participant signatory
    witness personnel crew guest foe chair head boss loyalist islamist nationalist
    fundamentalist communist sympathizer defector whistleblower author writer actor singer artist
    athlete republic kingdom province city town village district enclave camp
    hardliner moderate
"""
_UNKNOWN = "UNK"
# Offices before a name; without one, whoever speaks at a rally or leads a gang.
_TITLES_ALONE = all_noun_forms("anchor attorney boss speaker whip")
_SECTOR_OF = {
    form: sector
    for table in (offices(), _NOUNS)
    for sector, words in table.items()
    for form in all_noun_forms(words) - _TITLES_ALONE
}
_SOMEBODY = frozenset(_SECTOR_OF) | all_noun_forms(_OPEN)
_DEEDS_AND_TOOLS = all_noun_forms("""
    accident airstrike ambush artillery attack avalanche axe bag blast bomb bombardment bombing
    bullet cafe car clash collapse compound conflict crash cyclone dagger device disaster drone
    drought earthquake eruption explosion explosive famine fighting fire flood grenade gun gunfire
    hurricane incident knife landslide machete mine missile mortar offensive pistol quake raid rain
    revolver rifle riot rocket shell shelling shooting shotgun shrine storm strike tornado truck
    tsunami typhoon unrest van vehicle violence war warhead wave weapon
""")
# Of the singular ones, those that are no single person: "it" may stand for them.
_BODIES = words("""
    administration agency alliance army assembly authority bank battalion bloc board brigade cabinet
    cartel charity church city coalition commission committee community company congress corporation
    council country court crowd delegation division duma embassy enclave faction family firm force
    foundation gang government group institution intelligence judiciary junta kingdom knesset
    kremlin leadership legislature mafia media military militia ministry minority mob movement
    nation navy network newspaper ngo opposition organisation organization palace parliament party
    police pentagon presidency press province public regime republic resistance secretariat senate
    side squad staff state team town treasury tribe tribunal union university village
""")
# These say nothing about their own: "police force" is police, "union officials" are not the state.
_LEANING = all_noun_forms(
    "force officer official chief commander leader member spokesman"
    " spokeswoman spokesperson unit guard fighter head secretary president"
    " official representative authority deputy director candidate supporter"
    " activist captain treasurer"
)
_UNIONS = {"european": "EUR", "african": "IGO"}  # of states; any other is one of workers
_REBELS, _AGENCY = all_noun_forms("rebel"), all_noun_forms("agency")
# Whose rebels vote against their own side.
_PARTIES = all_noun_forms(
    "labour labor conservative tory backbench backbencher republican democrat democratic liberal"
    " parliamentary senate house congress parliament party mp caucus coalition"
)
_UNDERGROUND = words("communist maoist marxist")  # parties that have armies
# What an adjective or a noun before the head makes of it.
_BEFORE = _SECTOR_OF | {
    "security": "MIL", "defence": "MIL", "defense": "MIL", "air": "MIL", "armed": "MIL",
    "naval": "MIL", "rebel": "REB", "insurgent": "REB", "separatist": "REB", "guerrilla": "REB",
    "militant": "UAF", "trade": "LAB", "human-rights": "NGO", "aid": "NGO", "health": "MED",
    "medical": "MED", "judicial": "JUD", "parliamentary": "LEG", "religious": "REL",
    "paramilitary": "PRM", "bank": "BUS", "opposition": "OPP", "party": "PTY", "company": "BUS",
    "customs": "COP", "border": "COP", "prison": "COP", "traffic": "COP",
}  # fmt: skip
# Agencies that are not the government's, though the state may run them.
_AGENCIES = dict.fromkeys(words("news press state-run state-owned semi-official"), "JRN") | {
    "aid": "NGO", "relief": "NGO", "charity": "NGO", "intelligence": "SPY", "spy": "SPY",
}  # fmt: skip
_BEFORE |= {body: _BEFORE.get(body, sector) for body, sector in bodies().items()}


def is_somebody(noun: str) -> bool:
    """Whether the noun, in lower case, names people or a body of people."""
    return noun in _SOMEBODY


def single_nouns(sectors: Iterable[str]) -> frozenset[str]:
    """The dictionary forms of the sectors' nouns for people; for those of no sector ask "UNK"."""
    tables = (offices(), _NOUNS, {_UNKNOWN: _OPEN})
    nouns = words(" ".join(table.get(name, "") for table in tables for name in sectors))
    return nouns - _BODIES


def is_body(noun: str) -> bool:
    """Whether the noun, in lower case and in the singular, names more than one person."""
    return noun in _BODIES


def is_deed_or_tool(noun: str) -> bool:
    """Whether the noun, in lower case, names what harms or where it is done, never who does it."""
    return noun in _DEEDS_AND_TOOLS


def sector_of(phrase: Sequence[str]) -> str | None:
    """The sector of a noun phrase, of a title or of an organisation's name.

    The phrase is in lower case and ends with its head, which decides, unless it is one that the
    others say more about: "police officers", "rebel commanders".
    """
    *before, head = phrase or [""]
    if head in _REBELS and is_party(before):
        return "LEG"
    if head in _AGENCY:
        return next((_AGENCIES[word] for word in before if word in _AGENCIES), _SECTOR_OF[head])
    if head in _LEANING:
        for at in reversed(range(len(before))):
            if before[at] == "union" and at and before[at - 1] in _UNIONS:
                return _UNIONS[before[at - 1]]
            if before[at] in _BEFORE:
                return _BEFORE[before[at]] or None
    return _SECTOR_OF.get(head)


def says_sector(word: str) -> bool:
    """Whether the word, in lower case and before a noun, says of what kind of actor it is."""
    return word in _BEFORE


def is_party(phrase: Iterable[str]) -> bool:
    """Whether the words, in lower case, speak of a party whose members sit in a parliament."""
    found = set(phrase)
    return not found.isdisjoint(_PARTIES) and found.isdisjoint(_UNDERGROUND)
