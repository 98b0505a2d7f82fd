"""Erasure by law: the tombstone of a case, and triggers that let its words go while it stands, nothing else.

Up and down are both tried with rows in the tables, on both engines (tests/migrations).
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

WAITING = {
    "sqlite_where": sa.text("decision = 'pending'"),
    "postgresql_where": sa.text("decision = 'pending'"),
}
ERASABLE = {"case_events": "facts", "audit_entries": "facts", "signed_receipts": "salt"}
"""Append-only tables, and the one column of each that an erasure may change."""
TOMBSTONE = "EXISTS (SELECT 1 FROM erasures WHERE case_id = OLD.case_id AND decision = 'approved')"
STEPS = "('request_erasure', 'approve_erasure', 'refuse_erasure')"


def upgrade() -> None:
    op.add_column("cases", sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "erasures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("ground", sa.String(40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("requested_by_id", sa.Integer(), nullable=False),
        sa.Column("requested_as", sa.String(40), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decision", sa.String(40), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("gone", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "decided_by_id IS NULL OR decided_by_id <> requested_by_id",
            name=op.f("ck_erasures_four_eyes"),
        ),
        sa.CheckConstraint(
            "decision = 'pending' OR decided_by_id IS NOT NULL", name=op.f("ck_erasures_decided")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_erasures_case_id_cases"),
        sa.ForeignKeyConstraint(
            ["requested_by_id"], ["officers.id"], name="fk_erasures_requested_by_id_officers"
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["officers.id"], name="fk_erasures_decided_by_id_officers"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_erasures"),
    )
    op.create_index("ix_erasures_case_id", "erasures", ["case_id"])
    op.create_index("uq_erasures_waiting", "erasures", ["case_id"], unique=True, **WAITING)
    if op.get_context().dialect.name == "sqlite":
        for table, column in ERASABLE.items():
            _sqlite_trigger(table, column)
        return
    op.execute(
        "CREATE FUNCTION refuse_all_but_erasure() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN"
        f" IF to_jsonb(NEW) - TG_ARGV[0] = to_jsonb(OLD) - TG_ARGV[0] AND {TOMBSTONE}"
        " THEN RETURN NEW; END IF;"
        " RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
    )
    for table, column in ERASABLE.items():
        op.execute(f"DROP TRIGGER tr_{table}_append_only ON {table}")
        op.execute(
            f"CREATE TRIGGER tr_{table}_append_only BEFORE DELETE OR TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
        op.execute(
            f"CREATE TRIGGER tr_{table}_erasure_only BEFORE UPDATE ON {table}"
            f" FOR EACH ROW EXECUTE FUNCTION refuse_all_but_erasure('{column}')"
        )


def downgrade() -> None:
    connection = op.get_bind()
    if connection.scalar(sa.text(f"SELECT count(*) FROM case_events WHERE action IN {STEPS}")):
        # The history is never rewritten, and software of that time cannot read the steps.
        raise RuntimeError(
            "erasures were asked for or decided; the schema before 0007 knows no such step."
            " Restore the backup made before the upgrade instead (docs/operations.md)."
        )
    if op.get_context().dialect.name == "sqlite":
        for table in ERASABLE:
            op.execute(f"DROP TRIGGER tr_{table}_no_update")
            op.execute(
                f"CREATE TRIGGER tr_{table}_no_update BEFORE UPDATE ON {table}"
                f" BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
    else:
        for table in ERASABLE:
            op.execute(f"DROP TRIGGER tr_{table}_erasure_only ON {table}")
            op.execute(f"DROP TRIGGER tr_{table}_append_only ON {table}")
            op.execute(
                f"CREATE TRIGGER tr_{table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE"
                f" ON {table} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
            )
        op.execute("DROP FUNCTION refuse_all_but_erasure()")
    op.drop_table("erasures")
    op.drop_column("cases", "erased_at")


def _sqlite_trigger(table: str, column: str) -> None:
    """The same as on PostgreSQL, column by column."""
    names = [each["name"] for each in sa.inspect(op.get_bind()).get_columns(table)]
    same = " AND ".join(f"OLD.{name} IS NEW.{name}" for name in names if name != column)
    op.execute(f"DROP TRIGGER tr_{table}_no_update")
    op.execute(
        f"CREATE TRIGGER tr_{table}_no_update BEFORE UPDATE ON {table}"
        f" WHEN NOT ({same} AND {TOMBSTONE})"
        f" BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    )
