"""The closed word classes of English that clause reading rests on."""

from __future__ import annotations

from events._words import word_set

DETERMINERS = word_set(
    "a an the this that these those its his her their our my your some any all no each every both either "
    "such another other several many few more most"
)
ARTICLES = frozenset(("a", "an", "the"))
POSSESSIVES = frozenset(("'s", "s'"))
PREPOSITIONS = word_set(
    "of in on at to from for with by into against near over around under between among amid toward "
    "towards across along through during within outside inside off via per upon about after before since "
    "until despite without beyond behind alongside following including like onto throughout regarding as "
    "than"
)
LOCATIVE = word_set(
    "in at near on over around across along inside outside within off throughout through to into onto "
    "toward towards from of for beyond behind beside under"
)
BE = word_set("be is are was were been being am 's 're")
HAVE = frozenset(["have", "has", "had", "having", "'ve"])
DO = frozenset(["do", "does", "did"])
AUXILIARIES = BE | HAVE | DO
MODALS = word_set("will would shall should may might can cannot could must ought ca wo 'll 'd")
PRONOUNS = word_set("he she it they we i you who which")
RELATIVES = frozenset(["which", "who", "whom", "whose", "where"])
SUBORDINATORS = word_set(
    "if unless because although though while when whereas once lest whether after before since until as"
)
COORDINATORS = frozenset(("and", "but", "or", "nor", "yet"))
BREAKS = frozenset((";", ":", "–", "—", "--", "(", ")", "[", "]", "|"))
NEGATIONS = frozenset(["not", "cannot", "n't", "n’t", "never", "neither", "nor", "hardly"])
QUOTES = frozenset("\"“”‘’'«»")
ADVERBS = word_set(
    "already also now just soon still yet again ever even then formally officially reportedly allegedly "
    "only further once first later earlier recently immediately jointly repeatedly secretly always not "
    "never n't n’t n't longer all both almost nearly about around quickly meanwhile twice today yesterday "
    "tomorrow instead previously since therefore however thus rather far long together"
)
# Nouns that with "of" only say that there are many: "an army of readers".
COLLECTIVES = word_set(
    "army armies battalion brigade fleet regiment division squad squads platoon company unit units "
    "division contingent team tanks mines barrage hail "
)
TIME_WORDS = word_set(
    "monday tuesday wednesday thursday friday saturday sunday today yesterday tomorrow tonight morning "
    "afternoon evening night week month year late early last next this on earlier later"
)


# A noun phrase of time: what follows it begins a new phrase ("on Monday Russia sent").
TIME_NOUNS = word_set(
    "monday tuesday wednesday thursday friday saturday sunday today yesterday tomorrow tonight morning "
    "afternoon evening night weekend day days week weeks month months year years hour hours january february "
    "april june july august september october november december"
)
QUANTIFIERS = word_set(
    "hundreds thousands millions tens dozens scores number group groups most some many all none half "
    "majority total battalion brigade contingent unit units column columns wave crowds members lot type kind "
    "part batch batches team teams convoy company platoon squad squadron detachment "
    "dozen excess shy short upwards handful couple first last each one two three four five six seven eight "
    "nine ten "
)


CLOSED = COORDINATORS | SUBORDINATORS | RELATIVES | MODALS | AUXILIARIES | TIME_WORDS | POSSESSIVES | {"that"}


_NO_ADVERBS = word_set(
    "family assembly ally italy sicily supply reply rally july fly apply rely imply comply multiply monopoly "
    "anomaly bully likely unlikely deadly friendly elderly kelly billy emily beverly philly ugly holy belly"
)


def is_adverb(word: str) -> bool:
    """Whether `word` may stand inside a verb group without ending it."""
    return word in ADVERBS or (word.endswith("ly") and len(word) > 4 and word not in _NO_ADVERBS)
