"""What kind of actor a noun or a title speaks of: PLOVER's sectors, and who is somebody at all.

Decides by single words; a table in code, since it is read with the sectors it must name. Must not
know the sentence around the word.
"""

from collections.abc import Iterable, Sequence

from worker.events.forms import all_noun_forms, words

# Where two sectors could claim a word, the one that news mean by it stands here.
_NOUNS = {
    "GOV": """
        administration adviser advisor agency ambassador attache authority bureaucrat cabinet
        caliph chancellor commissioner consul consulate diplomat delegation embassy emir envoy
        executive governor government governorate junta king kremlin mayor minister ministry
        monarch monarchy mediator official palace pentagon premier presidency president prince
        princess queen regime ruler secretariat secretary sheikh spokesman spokesperson spokeswoman
        statesman sultan treasury undersecretary vice-president
    """,
    "MIL": """
        admiral airman army artillery battalion brigade brigadier captain colonel commando
        commander conscript corporal corps division fleet frigate garrison general infantry
        lieutenant marine military navy officer paratrooper peacekeeper pilot platoon recruit
        regiment reservist sailor sergeant serviceman servicewoman soldier squadron troop trooper
        veteran warplane warship force
    """,
    "COP": """
        constable cop detective gendarme gendarmerie guard inspector jailer patrolman police
        policeman policewoman sheriff warden
    """,
    "SPY": "intelligence spy spymaster",
    "LEG": """
        assembly bundestag congress congressman congresswoman councillor councilman deputy duma
        knesset lawmaker legislator legislature parliament parliamentarian representative senate
        senator
    """,
    "JUD": "court judge judiciary magistrate prosecutor tribunal jury justice",
    "PTY": "coalition party politburo",
    "OPP": "dissident opponent opposition",
    "REB": """
        faction fighter guerrilla insurgency insurgent jihadi jihadist mujahideen rebel rebellion
        resistance separatist secessionist warlord
    """,
    "PRM": "militia militiaman mercenary paramilitary vigilante",
    "UAF": """
        assailant attacker bomber extremist gunman hijacker hooligan insurrectionist kidnapper
        militant sniper terrorist
    """,
    "CRM": """
        cartel criminal dealer gang gangster mafia murderer pirate smuggler suspect thief trafficker
    """,
    "CVL": """
        baby boy bystander child citizen civilian community crowd demonstrator family father female
        girl homeowner hostage household human inhabitant inmate detainee local male man marcher
        mob mother motorist neighbour neighbor passenger passerby pedestrian pensioner people person
        picketer population prisoner protester protestor public relative resident rioter shopper
        survivor teenager tourist tribesman tribe victim villager visitor voter woman worshipper
        youth casualty captive minority patient convict
    """,
    "REF": "asylum-seeker evacuee exile migrant refugee immigrant",
    "JRN": "broadcaster cameraman columnist correspondent editor journalist newspaper photographer"
    " reporter blogger media press",
    "LAB": "employee farmer labourer laborer miner striker trucker union unionist worker driver"
    " fisherman",
    "MED": "doctor hospital medic nurse paramedic physician surgeon rescuer responder",
    "EDU": "academic professor pupil student teacher university lecturer",
    "REL": """
        archbishop ayatollah bishop cardinal church cleric imam monk mufti mullah nun pastor
        patriarch pope preacher priest rabbi vatican
    """,
    "BUS": "bank banker billionaire businessman businesswoman company contractor corporation"
    " entrepreneur firm importer exporter industrialist investor manufacturer merchant trader"
    " shareholder operator airline supplier",
    "AGR": "herder peasant rancher herdsman",
    "NGO": "charity foundation ngo volunteer",
    "SOC": "activist campaigner environmentalist feminist",
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
"""
_UNKNOWN = "UNK"
_SECTOR_OF = {form: sector for sector, words in _NOUNS.items() for form in all_noun_forms(words)}
_SOMEBODY = frozenset(_SECTOR_OF) | all_noun_forms(_OPEN)
_DEEDS_AND_TOOLS = all_noun_forms("""
    accident airstrike ambush attack avalanche bag blast bomb bombardment bombing bullet cafe car
    clash collapse conflict crash cyclone device disaster drought earthquake eruption explosion
    explosive famine fighting fire flood grenade gun gunfire hurricane incident landslide mine
    missile mortar offensive quake raid rain riot rocket shell shelling shooting shrine storm
    strike tornado truck tsunami typhoon unrest van vehicle violence war wave weapon
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
    " activist"
)
# What an adjective or a noun before the head makes of it.
_BEFORE = _SECTOR_OF | {
    "security": "MIL", "defence": "MIL", "defense": "MIL", "air": "MIL", "armed": "MIL",
    "naval": "MIL", "rebel": "REB", "insurgent": "REB", "separatist": "REB", "guerrilla": "REB",
    "militant": "UAF", "trade": "LAB", "human-rights": "NGO", "aid": "NGO", "health": "MED",
    "medical": "MED", "judicial": "JUD", "parliamentary": "LEG", "religious": "REL",
    "paramilitary": "PRM", "bank": "BUS", "opposition": "OPP", "party": "PTY", "company": "BUS",
}  # fmt: skip


def is_somebody(noun: str) -> bool:
    """Whether the noun, in lower case, names people or a body of people."""
    return noun in _SOMEBODY


def single_nouns(sectors: Iterable[str]) -> frozenset[str]:
    """The dictionary forms of the sectors' nouns for people; for those of no sector ask "UNK"."""
    nouns = words(" ".join(_OPEN if name == _UNKNOWN else _NOUNS[name] for name in sectors))
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
    if head in _LEANING:
        for word in reversed(before):
            if word in _BEFORE:
                return _BEFORE[word]
    return _SECTOR_OF.get(head)
