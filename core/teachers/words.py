"""Words that never tell what a text is about, what surrounds those that do, and which language a text is in."""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

_ENGLISH = """
lad lads fixed actual calm larger smaller shorter older reduction reductions far notes note hold holds
able absolutely actually afternoon ago ahead already alright always anymore anyone anything anyway apparently
appreciate arrive arrived ask asked asking asks aware away bad basically beautiful began best better big bit bother
bought bring brought btw came cannot cant care cause cheers clearly colleague come comes coming completely confirm
correct could couple course curious currently cut day days dear definitely did didn didnt different disappointed does
doesn doesnt doing don done dont double early easily easy else end ended entire especially etc even evening ever every
everyone everything exact exactly example explain explained extra fact fair feel feels felt fine finally folks forward
found free friend friends frustrated full gave genuinely get gets getting give given gives giving goes going gone
gonna good got gotta great greetings grateful guess guy guys had half happen happened happening happens hard hasn hate
having haven hear heard hello help helped helpful hey hi hiya honest honestly hope hoping hour hours however huge idea
ideas immediately impossible instead isn issue issues job just keep keeps kept kind kindly knew know known knows large
last later least leave left let lets letting life like liked literally little live ll long longer look looked looking
looks lot lots loved lovely low madam made make makes making man managed matter maybe mean meaning means meant
meanwhile men mentioned messed mind minute minutes moment month monthly months morning need needed needs new nice
night nobody normal normally nope nothing notice noticed okay old ones option order ordered otherwise particular
people perfect perfectly perhaps person place plain please plus point possible possibly pretty probably problem
problems properly proper put puts quick quickly quite ran rather reach read reading real really reason receive
received recently regards regarding replied reply respect respectfully result right said sat saw say saying says
second seconds seem seemed seems seen send sent set several shall short show showed shown shows simple simply
sincerely single sir small somebody somehow someone something sometimes somewhere soon sort sorry stand start started
starting state stay stayed still stop stopped stuff stupid suddenly sure surely suppose supposed taken takes taking
talk team tell telling terrible thank thanks thankful thing things think thinking thought three till time times tiny
today told tomorrow tonight took total totally tried tries true try trying turn turned turns twice type understand
understood unfortunately unless update upset use used useful user users uses using usual usually various wait waited
waiting walk want wanted wants wasn way ways week weekend weekly weeks well went weren whatever whole wife wish woman
women wonder wonderful wondering won wont word words work worked working works worried worse worst worth would wouldn
wrong wrote yeah year years yep yes yesterday yet yours thx pls plz lol omg january february march april may june july
august september october november december monday tuesday wednesday thursday friday saturday sunday mr mrs ms dr one
two four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen
twenty thirty forty fifty sixty seventy eighty ninety first third hundred thousand million percent assistant husband
mother father mum mom dad son daughter brother sister eh em er erm um uh ah oh ok ye yer ya ain aint youre ive im id
theyre thats whats isnt wasnt havent hasnt couldnt studied study studies paper papers propose proposed present
presents presented results finding findings report reports reported compare compared comparing per across among method
methods approach approaches suggest suggests suggesting increase increased increases reduced reduce reduces lower
higher high rate rates change changes changed number numbers amount level levels measured measure measures effect
effects significant significantly respectively estimate estimated estimates although whereas within without thus hence
therefore versus via rose fell remain remained remains write writes writing check checked checks checking click
clicked tap tapped press pressed open opened opening run running move moved moving pick picked choose chose switch
switched accept accepted offer offered call called calling calls calle happy sad angry mad glad annoyed annoying
ridiculous joke love hands hand eye eyes thanking kinda sorta front inside outside middle top bottom near nearly
closer line lines list named name names certain basis main
"""
_UNITS = """
metre meter kilometre kilometer centimetre mile inch foot feet litre liter gram kilo kilogram tonne ton degree celsius
euro eur dollar usd pound gbp quid cent pence penny zloty franc yen rupee billion trillion quarter half dozen pair
couple spring summer autumn winter date deadline noon midnight per page size length height width distance count total
average
"""
_GENERIC = """
text button customer support role error case group part side kind way item piece bit set end area field unit value
version question answer request response sentence reason difference condition situation process system experiment study
model data sample test participant result feature example instance detail information content context term form state
status type sort mode step stage position place location point figure claim start finish attempt trouble success
failure fault mistake copy original touch gold human stranger lady gentleman sir colleague boss adult individual
resident owner visitor user client member staff manager team company firm business street road cousin neighbour girl
boy guy folk nan gran uncle aunt nephew niece partner mate bloke desk picture machine
"""
_QUALITIES = """
late stiff simple simpler quiet loud grey gray white black red blue green yellow brown dark warm cool cold hot dry wet
soft thick thin narrow wide deep flat round square heavy wooden actual available common correct daily direct empty
equal false final free fresh frozen future general global gone happy dead alive illegal legal local main manual missing
modern natural negative positive new normal ongoing online open opposite outdoor overall pending personal physical
possible premium previous private public random rapid ready recent regular related relative safe scary secret separate
serious sharp similar slow smart social special specific spare standard strange strict strong sudden technical
temporary tight tired total traditional typical unable unique urgent usual valid visible weak weird whole young abroad
ahead apart aside away indoors outdoors upstairs downstairs overnight twice intact induced anterior pay paid buy bought
sell sold eat ate drink drank sleep slept wear wore cook sing sang stole steal stolen split stick stuck hit block close
shut ending lose lost break broke broken fix grow grew rise drop dropped catch caught choose belong bring burn build
built carry decide deserve die draw drawn drive drove expect explain fill finish follow forgot forget hide hold include
join knock learn lend lent listen live meet met miss missed pass prefer prove pull push rewrite repeat reply rent seek
share sit speak spend spent spoke stand suit swap teach throw threw touch trust visit wake warn wash win won wonder
agree agreed apply adds written rewritten dated clean paying straight yrs max jpg gas meantime
"""
_SPANISH = """
el la los las un una unos unas de del al y o que en con por para no se su sus mi mis tu es son está están fue ha han
he hay como más pero si ya lo le les me te nos muy esta este esto eso porque cuando donde desde hasta sin sobre todo
todos también hola gracias buenos días buenas tengo tiene quiero puedo puede hace ser estar usted ustedes señores
estimados qué cómo horas ayer hoy mañana ahora dice dicen sigue
"""
_FRENCH = """
le la les l un une des du de d et ou que qui quoi dans en sur sous avec sans pour par pas ne n plus je j tu il elle on
nous vous ils elles mon ma mes ton ta tes son sa ses notre votre leur est sont été être avoir ai as a avez ont ce cet
cette ces c s qu se si mais donc car comme très bien fait faire bonjour merci madame monsieur depuis aussi alors
encore toujours à où
"""
_GERMAN = """
der die das den dem des ein eine einen einem einer eines und oder aber nicht kein keine ist sind war waren wird werden
wurde ich du er sie es wir ihr mich mir dir ihn ihm uns euch mein meine meinen meiner dein sein seine ihre ihrem ihren
unser zu zum zur von vom mit ohne für auf aus bei nach seit über unter vor in im an am als wie wenn weil dass noch
schon nur auch sehr so hier dort habe haben hat hatte kann können bitte danke hallo guten tag geehrte damen herren
mehr man wieder immer etwas steht jetzt gestern heute morgen
"""
_PORTUGUESE = """
o os as um uma uns umas do da dos das no na nos nas ao aos e ou que em com por para pelo pela não se seu sua meu minha
é são foi ser estar está estou tem tenho há muito mais mas já isso isto este esta como quando onde olá obrigado
obrigada bom dia
"""
_ITALIAN = """
il lo gli i uno una di del della dei delle dal dalla nel nella sul sulla e o che con per non si suo sua mio mia è sono
era ho hai ha abbiamo hanno più ma anche come quando dove perché grazie buongiorno ciao questo questa molto
"""
_DUTCH = """
het een en of van met voor niet geen is zijn was waren wordt ik jij je hij zij wij we u mijn jouw uw ons dat die dit
deze maar ook nog al als dan om te naar bij uit aan op hoe wat waar heb heeft hebben kan kunnen bedankt hallo graag
meer
"""
_SWEDISH = """
och att det som på är av för med till den har inte om ett en jag du vi ni han hon min din kan ska från men så hej tack
"""
_DANISH = """
og jeg det at en den til er som på de med han af for ikke der var mig sig men et har om vi min havde nu over da fra du
ud
"""
_POLISH = """
nie się na jest do to że w z i o jak ale po co tak za od czy już tylko był jego dla przez oraz proszę dzień dobry
dziękuję
"""
_FUNCTION = """
the and of to in a is i it that for you my with was on not have this be at but are as we they from or an been if your
me
"""
LANGUAGES: dict[str, frozenset[str]] = {
    "en": frozenset(_FUNCTION.split()),
    "es": frozenset(_SPANISH.split()),
    "fr": frozenset(_FRENCH.split()),
    "de": frozenset(_GERMAN.split()),
    "pt": frozenset(_PORTUGUESE.split()),
    "it": frozenset(_ITALIAN.split()),
    "nl": frozenset(_DUTCH.split()),
    "sv": frozenset(_SWEDISH.split()),
    "da": frozenset(_DANISH.split()),
    "pl": frozenset(_POLISH.split()),
}
NOT_NAMES = frozenset(f"{_UNITS} {_QUALITIES}".split())
VAGUE = frozenset(_GENERIC.split())  # alone; with a word before them they may tell something
COMMON = frozenset(ENGLISH_STOP_WORDS) | frozenset(_ENGLISH.split()) | frozenset().union(*LANGUAGES.values())

_BEFORE_NOUNS = """
the a an my your our his her their its this that these those no any some each every another of for from with in on at
by el la los las un una mi su del le les une des mon ma ce cette der die das den dem ein eine einen mein meine o os as
um uma meu minha do da il lo gli het een mijn
"""
_BEFORE_VERBS = """
to i we you they he she it can could will would should may might must not please cannot who and then never always just
ich wir sie ne yo nous vous
"""
BEFORE_NOUNS = frozenset(_BEFORE_NOUNS.split())
BEFORE_VERBS = frozenset(_BEFORE_VERBS.split())

_LETTERS = re.compile(r"[^\W\d_]+")
_CUT = re.compile(r"[’']\w+|@\w+")  # the end of a contraction, or somebody addressed
MINORITY = 0.15  # of the texts, below which their language is foreign to the others
LOOKED_AT = 4000  # characters of a text, to tell its language


def telling(text: str) -> str:
    """The words of a text that may tell what it is about, in lower case."""
    words = _LETTERS.findall(_CUT.sub(" ", text).lower())
    return " ".join(word for word in words if word not in COMMON and (len(word) > 2 or not word.isascii()))


def language(text: str) -> str:
    """The language of a text by its function words, its script where that is not Latin, or nothing if unsure."""
    words = _LETTERS.findall(text[:LOOKED_AT].lower())
    foreign = [word for word in words if ord(word[0]) > 0x24F]
    if len(foreign) * 2 > len(words):
        return unicodedata.name(foreign[0][0], "").split(" ")[0]
    hits = Counter({name: sum(word in common for word in words) for name, common in LANGUAGES.items()})
    (best, most), (_, next_most) = hits.most_common(2)
    return best if most >= 2 and most > next_most else ""


def usual_languages(texts: Sequence[str]) -> frozenset[str]:
    """The languages that a good share of texts is in; texts in others can hardly be compared with them."""
    spoken = Counter(language(text) for text in texts)
    return frozenset(name for name, count in spoken.items() if count >= MINORITY * spoken.total()) | {""}
