"""``huiyin import-map``: a division of work becomes a draft, and what cannot be read is told by line."""

from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from petitions.queries.routing_sets import draft, rules_of
from tests.commands.conftest import Huiyin
from tests.factories import make_town

MAP = (
    "line,business_scope,lead_office,case_leader,first_responsible\n"
    "1,学校食堂、校车等体卫艺股业务范围内,体卫艺股,分管局领导,体卫艺股负责人\n"
    "2,社区事务,没有写单位,x,y\n"
)


@pytest.mark.parametrize("unit", ["JY", ""])
def test_a_map_is_imported(register: Session, huiyin: Huiyin, tmp_path: Path, unit: str) -> None:
    make_town(register)
    file = tmp_path / "map.csv"
    file.write_text(MAP, "utf-8")
    result = huiyin("import-map", str(file), *(["--unit", unit] if unit else []))
    if unit:
        assert result.exit_code == 0, result.output
        assert "2 rules added" in result.output
        register.rollback()
        found = draft()
        assert found is not None
        assert rules_of(found.id)[0].words == ("学校食堂", "校车")
    else:
        assert result.exit_code == 1
        assert "line 2: rule_without_unit" in result.output


def test_a_file_that_is_no_map(register: Session, huiyin: Huiyin, tmp_path: Path) -> None:
    file = tmp_path / "map.csv"
    file.write_text("a,b\n1,2\n", "utf-8")
    result = huiyin("import-map", str(file))
    assert result.exit_code == 2
    assert "names no column" in result.output
    file.write_text(MAP, "utf-8")
    assert "no active unit" in huiyin("import-map", str(file), "--unit", "NOBODY").output
