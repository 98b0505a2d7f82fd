"""Redactions; when a session was confirmed; identities under keys of their own.

Up and down are both tried with rows in the tables, on both engines (tests/migrations).
"""

import sqlalchemy as sa
from alembic import op

from petitions.models.encrypted import moved
from petitions.models.keyring import KeysMissing, field_cipher

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

IDENTITIES = (
    ("cases", ("complained_about",)),
    ("petitioners", ("name", "phone", "email", "address", "id_number")),
)
BATCH = 1000


def upgrade() -> None:
    op.create_table(
        "redactions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("request", sa.Text(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("problem_place", sa.Text(), nullable=False),
        sa.Column("complained_about", sa.LargeBinary(), nullable=False),
        sa.Column("supplements", sa.JSON(), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_redactions_number")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_redactions_case_id_cases"),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["officers.id"], name="fk_redactions_made_by_id_officers"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_redactions"),
        sa.UniqueConstraint("case_id", "number", name="uq_redactions_case_id_number"),
    )
    op.add_column(
        "staff_sessions", sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True)
    )
    _move(back=False)


def downgrade() -> None:
    connection = op.get_bind()
    if connection.scalar(sa.text("SELECT count(*) FROM case_events WHERE action = 'redact'")):
        # The history is never rewritten, and software of that time would show units the original text.
        raise RuntimeError(
            "petitions were redacted; the schema before 0014 knows no such step."
            " Restore the backup made before the upgrade instead (docs/operations.md)."
        )
    _move(back=True)
    with op.batch_alter_table("staff_sessions") as sessions:
        sessions.drop_column("confirmed_at")
    op.drop_table("redactions")


def _move(*, back: bool) -> None:
    """Rows that cannot be read are left as they are: ``huiyin verify`` names them."""
    try:
        field_cipher()
    except KeysMissing:
        return  # nothing can be moved without keys; both are read, and verify names what is left
    for table, names in IDENTITIES:
        last = 0
        while last is not None:
            last = _move_some(table, names, last, back=back)


def _move_some(table: str, names: tuple[str, ...], after: int, *, back: bool) -> int | None:
    connection = op.get_bind()
    lying = sa.table(
        table, sa.column("id", sa.Integer), *(sa.column(name, sa.LargeBinary) for name in names)
    )
    rows = connection.execute(
        sa.select(lying).where(lying.c.id > after).order_by(lying.c.id).limit(BATCH)
    ).all()
    for row in rows:
        changed = {
            name: new
            for name in names
            if (value := getattr(row, name)) is not None
            and (new := moved(bytes(value), f"{table}.{name}", back=back)) is not None
        }
        if changed:
            connection.execute(sa.update(lying).where(lying.c.id == row.id).values(changed))
    return rows[-1].id if rows else None
