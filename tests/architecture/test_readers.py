"""Who reads what a petition says and who brought it: few modules, each for a reason that is written here."""

import ast
from collections.abc import Iterator, Mapping

from tests.architecture.source import Module, dotted, modules

TEXT = {"title", "request", "facts", "reasons", "problem_place", "complained_about"}

READ_THE_TEXT: Mapping[str, str] = {
    "petitions/queries/readable.py": "decides which text a reader gets",
    "petitions/queries/_parts.py": "content_of, which the pages get through a Reading, or as the petitioner",
    "petitions/queries/own_receipt.py": "the petitioner's own file, or the clerk's who entered it",
    "petitions/actions/_register.py": "chains and signs what was registered",
    "petitions/actions/_words.py": "fills the index of the search, which readable.py keeps from units",
    "petitions/actions/approve_correction.py": "writes a corrected place",
    "petitions/actions/_accused.py": "compares who is complained about with the directory",
    "petitions/actions/_accused_later.py": "the same when accounts change",
    "petitions/actions/merge_into.py": "the letters office joins a matter: its text goes into the earlier case",
    "petitions/queries/same_matter.py": "compares texts; for units never those they do not read",
    "petitions/queries/routing.py": "what rules match, for who sends the case; its words are not shown",
    "petitions/queries/routing_trial.py": "the same for past cases; protected ones are left out",
    "petitions/actions/reveal.py": "the original, after a reason and a proof, on one answer",
    "petitions/jobs/restore.py": "fills the index again after a restore",
    "web/checks/receipts.py": "verify: digests",
}
CONTENT: Mapping[str, str] = {
    "petitions/queries/case_file.py": "through Reading.content",
    "petitions/queries/tracking.py": "the petitioner's own page",
}
KNOW_PERSONS: Mapping[str, str] = {
    "petitions/actions/_identity.py": "in clear: for reveal and redact alone",
    "petitions/actions/_birth.py": "writes them",
    "petitions/actions/_erasure.py": "blanks them",
    "petitions/actions/_outbox.py": "whether there is an address",
    "petitions/actions/request_correction.py": "counts them",
    "petitions/actions/merge_into.py": "whether somebody stands on both",
    "petitions/queries/persons.py": "blind indexes alone, to compare persons of two cases",
    "petitions/queries/same_matter.py": "finds who stands on other cases by blind index",
    "petitions/queries/_masks.py": "masked or hidden",
    "petitions/queries/_parts.py": "reads papers of any kind",
    "petitions/queries/case_file.py": "hands the rows to Reading.persons",
    "petitions/queries/notice_letter.py": "the address a mail goes to",
    "petitions/queries/queue.py": "finds an exact name by its blind index",
    "petitions/queries/readable.py": "Reading.persons",
    "web/checks/erasures.py": "verify: whether anything is left",
}
CLEAR = {
    "petitions/actions/reveal.py",
    "petitions/actions/propose_redaction.py",
}


def product() -> Iterator[Module]:
    yield from (module for module in modules() if not module.name.startswith("petitions/models/"))


def reads_text(module: Module) -> bool:
    return any(
        isinstance(node, ast.Attribute)
        and node.attr in TEXT
        and dotted(node.value).rsplit(".", 1)[-1] in {"Case", "case", "found_case"}
        for node in ast.walk(module.tree)
    )


def imports(module: Module, name: str) -> bool:
    return any(
        isinstance(node, ast.ImportFrom) and any(alias.name == name for alias in node.names)
        for node in ast.walk(module.tree)
    )


def test_what_a_petition_says_is_read_in_few_places() -> None:
    found = {module.name for module in product() if reads_text(module)}
    assert found == set(READ_THE_TEXT), (
        "Ask petitions/queries/readable.py which text a reader gets (title_for, reading)."
    )


def test_content_is_drawn_through_a_reading() -> None:
    found = {
        module.name
        for module in product()
        if "content_of(" in module.text and "def content_of(" not in module.text
    }
    assert found == set(CONTENT)
    (case_file,) = (module for module in product() if module.name.endswith("/case_file.py"))
    assert case_file.text.count("content_of(") == case_file.text.count(
        "reader.content(parts.content_of("
    )


def test_who_brought_it_is_read_in_few_places() -> None:
    found = {module.name for module in product() if imports(module, "Petitioner")}
    assert found == set(KNOW_PERSONS), "Persons are shown masked (queries/readable.py) or revealed."


def test_in_clear_it_is_read_by_two_verbs() -> None:
    assert {module.name for module in product() if imports(module, "persons_of")} == CLEAR


def test_a_reader_past_the_one_place_would_be_seen() -> None:
    bad = Module("x.py", "from petitions.models.petition import Petitioner\nselect(Case.title)")
    assert reads_text(bad)
    assert imports(bad, "Petitioner")
