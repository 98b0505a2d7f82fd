"""Full-text search in Chinese: pairs of neighbouring characters, made here, kept by either engine.

SQLite answers with FTS5, PostgreSQL with a tsvector under GIN; both hold the same words, so both find
the same cases. A word index of a segmenter misses words; a trigram index cannot find two characters.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, text
from sqlalchemy.orm import Session

from petitions.models.petition import Case

_RUN = re.compile(r"[㐀-鿿豈-﫿\U00020000-\U0003ffff]+|[^\W_]+")
_HAN = re.compile(r"[㐀-鿿豈-﫿\U00020000-\U0003ffff]")
MAX_PHRASE = 40


@lru_cache(maxsize=1)
def _to_simplified() -> Any:
    import opencc

    return opencc.OpenCC("t2s")


def folded(value: str) -> str:
    """Text as it is compared: NFKC, lower case, simplified characters."""
    plain = unicodedata.normalize("NFKC", value).casefold()
    simplified: str = _to_simplified().convert(plain)
    return simplified


def _words(value: str, *, tail: bool) -> list[str]:
    words: list[str] = []
    for run in _RUN.findall(folded(value)):
        if not _HAN.match(run):
            words.append(run)
            continue
        words += [run[i : i + 2] for i in range(len(run) - 1)]
        # The last character alone, so that a search for one character finds it by prefix.
        if tail or len(run) == 1:
            words.append(run[-1])
    return words


def index_case(session: Session, case_id: int, *texts: str) -> None:
    """Put the words of a case in the index, in place of what was there, in the running transaction."""
    words = " ".join(_words(" \n ".join(texts), tail=True))
    values = {"id": case_id, "words": words}
    if session.get_bind().dialect.name == "sqlite":
        session.execute(text("DELETE FROM case_words WHERE rowid = :id"), values)
        session.execute(text("INSERT INTO case_words (rowid, words) VALUES (:id, :words)"), values)
        return
    session.execute(
        text(
            "INSERT INTO case_words (case_id, words) VALUES (:id, to_tsvector('simple', :words))"
            " ON CONFLICT (case_id) DO UPDATE SET words = excluded.words"
        ),
        values,
    )


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
        else "SELECT case_id FROM case_words WHERE words @@ to_tsquery('simple', :phrase)"
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
