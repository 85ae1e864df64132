"""Words whose object or way is a place: who visits a town is there, who flees from one was.

Decides by words alone. Must not know how they hang in a sentence.
"""

from worker.events.forms import all_noun_forms, all_verb_forms, words

# Whoever visits a place is there, and where the earth shakes is the place of what shook it.
AT_ANY_OBJECT = all_verb_forms("visit tour enter reach leave flee cross invade shake rock") | {
    "shook"
}
# A country here is a government, a town is a place.
AT_THEIR_OBJECT = AT_ANY_OBJECT | all_verb_forms(
    "seize capture take retake recapture storm raid besiege bomb shell"
    " bombard occupy hit attack overrun liberate hold control pound"
)
# Whoever takes a village is there; a village that is attacked is whom it befell.
AT_UNNAMED_OBJECT = AT_ANY_OBJECT | all_verb_forms(
    "seize capture take retake recapture occupy overrun"
)
BLOCKING = all_verb_forms("block blockade barricade occupy picket obstruct")
MOVING = all_verb_forms(
    "withdraw retreat return move arrive travel come go fly flee cross deploy send march advance"
    " pull evacuate deport dispatch land escape slip expel extradite"
) | all_noun_forms("withdrawal retreat return deployment visit flight evacuation deportation")
MOVING |= words("came flew went gone")
# Of these the place is where they began; of the others, where they ended.
LEAVING = all_verb_forms(
    "withdraw retreat flee pull evacuate deport escape expel"
) | all_noun_forms("withdrawal retreat flight evacuation deportation expulsion escape")
FIGHTS = all_noun_forms("battle fight struggle race") | {"fighting"}
