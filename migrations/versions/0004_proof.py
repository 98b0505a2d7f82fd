"""Proof: the chained register, signed receipts, the tree's heads and the keys they were signed with.

What was in the house before is not chained here: a migration has no keys. ``register_end.earlier`` says up
to which row of each table the worker may take it in; nothing later gets in without its own transaction.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

APPEND_ONLY = ("register_entries", "signed_receipts", "signing_keys", "tree_heads", "rule_changes")
EARLIER = {
    "event": "case_events",
    "look": "audit_entries",
    "rules": "rule_changes",
    "case": "cases",
    "person": "petitioners",
    "reply": "replies",
    "file": "attachments",
    "supplement": "supplements",
    "question": "questions",
    "note": "notes",
    "objection": "objections",
    "extension": "extensions",
    "dispatch": "assignments",
}


def upgrade() -> None:
    op.create_table(
        "register_entries",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("ref", sa.Integer(), nullable=False),
        sa.Column("digest", sa.LargeBinary(32), nullable=False),
        sa.Column("hash", sa.LargeBinary(32), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_register_entries"),
    )
    op.create_index("ix_register_entries_row", "register_entries", ["kind", "ref", "seq"])
    op.create_table(
        "register_end",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("leaves", sa.Integer(), nullable=False),
        sa.Column("key_id", sa.String(16), nullable=False),
        sa.Column("earlier", sa.JSON(), nullable=False),
        sa.Column("hash", sa.LargeBinary(32), nullable=False),
        sa.Column("seal", sa.LargeBinary(32), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_register_end"),
    )
    op.create_table(
        "signed_receipts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("leaf", sa.Integer(), nullable=False),
        sa.Column("leaf_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("receipt", sa.Text(), nullable=False),
        sa.Column("salt", sa.LargeBinary(16), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_signed_receipts_case_id_cases"),
        sa.PrimaryKeyConstraint("id", name="pk_signed_receipts"),
        sa.UniqueConstraint("case_id", name="uq_signed_receipts_case_id"),
        sa.UniqueConstraint("leaf", name="uq_signed_receipts_leaf"),
    )
    op.create_index("ix_signed_receipts_leaf_hash", "signed_receipts", ["leaf_hash"])
    op.create_table(
        "signing_keys",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key_id", sa.String(16), nullable=False),
        sa.Column("public_key", sa.LargeBinary(32), nullable=False),
        sa.Column("first_used_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_signing_keys"),
        sa.UniqueConstraint("key_id", name="uq_signing_keys_key_id"),
    )
    op.create_table(
        "tree_heads",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("root", sa.LargeBinary(32), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("entry", sa.LargeBinary(32), nullable=False),
        sa.Column("head", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_tree_heads"),
        sa.UniqueConstraint("day", name="uq_tree_heads_day"),
    )
    sqlite = op.get_context().dialect.name == "sqlite"
    op.bulk_insert(
        sa.table(
            "register_end",
            sa.column("id", sa.Integer()),
            sa.column("seq", sa.Integer()),
            sa.column("leaves", sa.Integer()),
            sa.column("key_id", sa.String()),
            sa.column("earlier", sa.JSON()),
            sa.column("hash", sa.LargeBinary()),
            sa.column("seal", sa.LargeBinary()),
        ),
        [
            {
                "id": 1,
                "seq": 0,
                "leaves": 0,
                "key_id": "",
                "earlier": _earlier(),
                "hash": bytes(32),
                "seal": b"",
            }
        ],
    )
    for table in APPEND_ONLY:
        if not sqlite:
            op.execute(
                f"CREATE TRIGGER tr_{table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE"
                f" ON {table} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
            )
            continue
        for verb in ("update", "delete"):
            op.execute(
                f"CREATE TRIGGER tr_{table}_no_{verb} BEFORE {verb.upper()} ON {table}"
                f" BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )


def _earlier() -> dict[str, int]:
    """The newest row of each table that is chained from now on."""
    connection = op.get_bind()
    newest = {
        kind: connection.scalar(
            sa.select(sa.func.max(sa.column("id"))).select_from(sa.table(table))
        )
        for kind, table in EARLIER.items()
    }
    return {kind: number for kind, number in newest.items() if number}


def downgrade() -> None:
    if op.get_context().dialect.name == "sqlite":
        op.execute("DROP TRIGGER tr_rule_changes_no_update")
        op.execute("DROP TRIGGER tr_rule_changes_no_delete")
    else:
        op.execute("DROP TRIGGER tr_rule_changes_append_only ON rule_changes")
    for table in (
        "tree_heads",
        "signing_keys",
        "signed_receipts",
        "register_end",
        "register_entries",
    ):
        op.drop_table(table)
