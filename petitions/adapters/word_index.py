"""Full-text search in Chinese: pairs of neighbouring characters, made here, kept by either engine.

SQLite answers with FTS5, PostgreSQL with a tsvector under GIN; both hold the same words, so both find
the same cases. A word index of a segmenter misses words; a trigram index cannot find two characters.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Float, Integer, Subquery, text
from sqlalchemy.orm import Session

from petitions.models.petition import Case

_HAN_SIGNS = "㐀-鿿豈-﫿\U00020000-\U0003ffff"
_RUN = re.compile(f"[{_HAN_SIGNS}]+|[^\\W_{_HAN_SIGNS}]+")
_HAN = re.compile(f"[{_HAN_SIGNS}]")
_ALIKE = str.maketrans("覆著藉瞭祇衹姪妳甯餽", "复着借了只只侄你宁馈")
"""Signs that are converted only in company (答覆, 接著), or never: here they are always one."""
MAX_PHRASE = 40
MAX_WORD = 40
MOST_SIGNS = 65_536
"""Signs that are remembered in their simplified form."""
MAX_WORDS = 50_000
"""Words kept for one case: PostgreSQL holds no more than a megabyte of them."""


@lru_cache(maxsize=1)
def _to_simplified() -> Any:
    import opencc

    return opencc.OpenCC("t2s")


class _Simplified(dict[int, str]):
    """Each sign as it is compared, found out when it is first met."""

    def __missing__(self, sign: int) -> str:
        # One by one: in company a sign may be converted otherwise than alone, and a part would not be found.
        converted: str = _to_simplified().convert(chr(sign)).translate(_ALIKE)
        if len(self) < MOST_SIGNS:
            self[sign] = converted
        return converted


_simplified = _Simplified()


def folded(value: str) -> str:
    """Text as it is compared: NFKC, lower case, simplified characters."""
    return unicodedata.normalize("NFKC", value).casefold().translate(_simplified)


def _words(value: str, *, tail: bool) -> list[str]:
    words: list[str] = []
    for run in _RUN.findall(folded(value)):
        if not _HAN.match(run):
            words.append(run[:MAX_WORD])
            continue
        words += [run[i : i + 2] for i in range(len(run) - 1)]
        # The last character alone, so that a search for one character finds it by prefix.
        if tail or len(run) == 1:
            words.append(run[-1])
    return words


def index_case(session: Session, case_id: int, *texts: str) -> None:
    """Put the words of a case in the index, in place of what was there, in the running transaction."""
    words = _words(" \n ".join(texts), tail=True)[:MAX_WORDS]
    if session.get_bind().dialect.name == "sqlite":
        session.execute(
            text("INSERT OR REPLACE INTO case_words (rowid, words) VALUES (:id, :words)"),
            {"id": case_id, "words": " ".join(words)},
        )
        return
    # Lexemes with their places, written out: PostgreSQL's own parser would cut words by its locale.
    places = " ".join(f"'{word}':{place}" for place, word in enumerate(words, start=1))
    session.execute(
        text(
            "INSERT INTO case_words (case_id, words) VALUES (:id, CAST(:words AS tsvector))"
            " ON CONFLICT (case_id) DO UPDATE SET words = excluded.words"
        ),
        {"id": case_id, "words": places},
    )


def forget_replaced(session: Session) -> None:
    """Leave no trace of words that were replaced: FTS5 keeps them in older segments until these are merged."""
    if session.get_bind().dialect.name == "sqlite":
        session.execute(text("INSERT INTO case_words (case_words) VALUES ('optimize')"))


def matches(session: Session, phrase: str) -> ColumnElement[bool] | None:
    """A condition on ``Case`` for cases that contain every run of the phrase; None if it has no word."""
    runs = _RUN.findall(folded(phrase[:MAX_PHRASE]))
    if not runs:
        return None
    sqlite = session.get_bind().dialect.name == "sqlite"
    parts = [_sqlite_part(run) if sqlite else _postgresql_part(run) for run in runs]
    query = (" AND " if sqlite else " & ").join(parts)
    source = (
        "SELECT rowid FROM case_words WHERE case_words MATCH :phrase"
        if sqlite
        else "SELECT case_id FROM case_words WHERE words @@ CAST(:phrase AS tsquery)"
    )
    return Case.id.in_(text(source).bindparams(phrase=query))


def _sqlite_part(run: str) -> str:
    words = _words(run, tail=False)
    quoted = f'"{" ".join(words)}"'
    return f"{quoted} *" if len(run) == 1 else quoted


def _postgresql_part(run: str) -> str:
    words = _words(run, tail=False)
    quoted = " <-> ".join(f"'{word}'" for word in words)
    return f"{quoted}:*" if len(run) == 1 else f"({quoted})"


def alike(session: Session, phrases: Sequence[str]) -> Subquery | None:
    """Numbers and ranks (the best first) of cases that contain any of these phrases; None without phrases.

    To be joined with ``Case`` in the scope of who asks before it is cut short.
    """
    runs = [run for phrase in phrases for run in _RUN.findall(folded(phrase[:MAX_PHRASE]))]
    if not runs:
        return None
    if session.get_bind().dialect.name == "sqlite":
        query = " OR ".join(_sqlite_part(run) for run in runs)
        source = "SELECT rowid AS case_id, rank FROM case_words WHERE case_words MATCH :phrases"
    else:
        query = " | ".join(_postgresql_part(run) for run in runs)
        source = (
            "SELECT case_id, -ts_rank(words, CAST(:phrases AS tsquery)) AS rank FROM case_words"
            " WHERE words @@ CAST(:phrases AS tsquery)"
        )
    found = text(source).bindparams(phrases=query).columns(case_id=Integer, rank=Float)
    return found.subquery()
