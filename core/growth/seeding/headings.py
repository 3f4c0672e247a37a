"""What the columns of a table and the fields of an object are called, in English and German, and what they hold."""

import re
from collections.abc import Iterable
from typing import Final, Literal

Part = Literal["name", "description", "includes", "excludes", "parent", "path", "id", "notation", "children"]

_CALLED: Final[dict[Part, str]] = {  # the likelier first: a table may have a name and a title
    "name": (
        "name,label,preflabel,preferred label,label name,category name,topic name,category,topic,theme,class,title,"
        "term,concept,tag,intent,value,text,bezeichnung,benennung,kategorie,thema,begriff,klasse,titel,schlagwort,rubrik"
    ),
    "description": (
        "description,definition,meaning,scope note,explanation,details,about,comment,notes,note,beschreibung,"
        "erklärung,erläuterung,bedeutung,inhalt,bemerkung,hinweis,kommentar"
    ),
    "includes": (
        "includes,include,including,inclusions,belongs here,synonyms,synonym,altlabel,alt labels,alternative labels,"
        "keywords,umfasst,enthält,einschlüsse,beinhaltet,gehört dazu,gehört hierher,synonyme,schlagwörter"
    ),
    "excludes": (
        "excludes,exclude,excluding,exclusions,does not belong here,umfasst nicht,enthält nicht,ausschlüsse,ohne,"
        "ausgeschlossen,gehört nicht dazu,gehört nicht hierher"
    ),
    "parent": (
        "parent,parent id,parent name,parent label,parent category,broader,belongs to,part of,group,oberbegriff,"
        "oberkategorie,übergeordnet,übergeordnete kategorie,gehört zu,gruppe,eltern"
    ),
    "path": "path,full path,hierarchy,breadcrumb,pfad,hierarchie",
    "id": "label id,id,key,code,uri,iri,identifier,nr,no,number,nummer,schlüssel,kennung",
    "notation": "notation,notations,systematik,signatur",
    "children": (
        "children,narrower,subcategories,sublabels,subtopics,subclasses,child labels,kinder,unterkategorien,"
        "unterbegriffe,unterthemen"
    ),
}
_PARTS: Final[dict[str, Part]] = {name: part for part, names in _CALLED.items() for name in names.split(",")}
_RANK: Final = {name: place for names in _CALLED.values() for place, name in enumerate(names.split(","))}
_LEVEL: Final = re.compile(r"(?:level|tier|ebene|stufe|category|kategorie|label|l) ?([1-9]\d?)")
_LEVELS: Final = {
    **{"main category": 1, "top category": 1, "hauptkategorie": 1, "category": 1, "kategorie": 1, "topic": 1},
    **{"thema": 1, "sub category": 2, "subcategory": 2, "unterkategorie": 2, "subtopic": 2, "sub topic": 2},
    **{"unterthema": 2},
}


def parts(columns: Iterable[str]) -> dict[Part, str]:
    """For each part of a label the column that holds it, the likeliest where there are several."""
    ranked = sorted((column for column in columns if called(column) in _PARTS), key=lambda each: _RANK[called(each)])
    found: dict[Part, str] = {}
    for column in ranked:
        found.setdefault(_PARTS[called(column)], column)
    return found


def levels(columns: Iterable[str]) -> list[str]:
    """The columns that each hold one level of a hierarchy, topmost first; none unless there are two."""
    known = {column: _level(called(column)) for column in columns}
    found = sorted((column for column, level in known.items() if level), key=lambda each: known[each])
    return found if len({known[column] for column in found}) > 1 else []


def called(column: str) -> str:
    """A column's name as people say it: “prefLabel@en”, “alt_labels” and “Alt labels” lose what sets them apart."""
    spaced = re.sub(r"([a-z0-9])([A-Z])", r"\1 \2", re.sub(r"@[a-z-]+$", "", column.strip()))
    said = " ".join(re.sub(r"[\W_]+", " ", spaced).casefold().split())
    return {"pref label": "preflabel", "alt label": "altlabel"}.get(said, said)


def _level(name: str) -> int:
    matched = _LEVEL.fullmatch(name)
    return int(matched[1]) if matched else _LEVELS.get(name, 0)
