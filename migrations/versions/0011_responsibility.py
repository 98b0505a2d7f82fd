"""The responsibility map: categories the office changed, versions of the map and their rules; deeper categories.

Up and down are both tried with rows in the tables, on both engines (tests/migrations).
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

WIDE, NARROW = 120, 40


def _one(state: str) -> dict[str, object]:
    where = sa.text(f"state = '{state}'")
    return {"unique": True, "sqlite_where": where, "postgresql_where": where}


def upgrade() -> None:
    _category_of_cases(NARROW, WIDE)
    op.create_table(
        "categories",
        sa.Column("code", sa.String(6), nullable=False),
        sa.Column("name", sa.String(36), nullable=False),
        sa.Column("name_en", sa.String(120), nullable=False),
        sa.Column("official", sa.String(20), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("former", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("code", name="pk_categories"),
    )
    op.create_table(
        "rule_sets",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("based_on", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("next_key", sa.Integer(), nullable=False),
        sa.Column("edits", sa.Integer(), nullable=False),
        sa.Column("author_ids", sa.JSON(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tried_at_edit", sa.Integer(), nullable=True),
        sa.Column("tried_by_id", sa.Integer(), nullable=True),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_by_id", sa.Integer(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        *(
            sa.ForeignKeyConstraint(
                [column], ["officers.id"], name=f"fk_rule_sets_{column}_officers"
            )
            for column in ("made_by_id", "tried_by_id", "published_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name="pk_rule_sets"),
        sa.UniqueConstraint("number", name="uq_rule_sets_number"),
    )
    for state in ("draft", "live"):
        op.create_index(f"uq_rule_sets_{state}", "rule_sets", ["state"], **_one(state))
    op.create_table(
        "routing_rules",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("set_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("unit_kind", sa.String(40), nullable=True),
        sa.Column("office", sa.String(120), nullable=False),
        sa.Column("category", sa.String(6), nullable=False),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("match", sa.String(40), nullable=False),
        sa.Column("petition_class", sa.String(40), nullable=True),
        sa.Column("leader", sa.String(120), nullable=False),
        sa.Column("leader_id", sa.Integer(), nullable=True),
        sa.Column("first", sa.String(120), nullable=False),
        sa.Column("first_id", sa.Integer(), nullable=True),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("article", sa.String(120), nullable=False),
        sa.ForeignKeyConstraint(
            ["set_id"], ["rule_sets.id"], name="fk_routing_rules_set_id_rule_sets"
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_routing_rules_unit_id_units"),
        *(
            sa.ForeignKeyConstraint(
                [column], ["officers.id"], name=f"fk_routing_rules_{column}_officers"
            )
            for column in ("leader_id", "first_id")
        ),
        sa.PrimaryKeyConstraint("id", name="pk_routing_rules"),
        sa.UniqueConstraint("set_id", "key", name="uq_routing_rules_set_id_key"),
    )


def downgrade() -> None:
    connection = op.get_bind()
    deep = f"SELECT count(*) FROM cases WHERE length(category) > {NARROW}"
    if connection.scalar(sa.text(deep)):
        raise RuntimeError(
            "cases have categories that the schema before 0011 cannot hold."
            " Restore the backup made before the upgrade instead (docs/operations.md)."
        )
    op.drop_table("routing_rules")
    op.drop_table("rule_sets")
    op.drop_table("categories")
    _category_of_cases(WIDE, NARROW)


def _category_of_cases(before: int, after: int) -> None:
    """Another length; on SQLite the table is copied, and its indexes and checks with it."""
    with op.batch_alter_table("cases") as cases:
        cases.alter_column(
            "category",
            existing_type=sa.String(before),
            type_=sa.String(after),
            existing_nullable=False,
        )
