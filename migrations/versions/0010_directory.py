"""The directory: successors of closed units, posts of officers, places of reception.

Up and down are both tried with rows in the tables, on both engines (tests/migrations).
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

IN_FORCE = {
    "sqlite_where": sa.text("ended_at IS NULL"),
    "postgresql_where": sa.text("ended_at IS NULL"),
}


def upgrade() -> None:
    op.create_table(
        "unit_successors",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("successor_id", sa.Integer(), nullable=False),
        sa.Column("cause", sa.String(40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("unit_id <> successor_id", name=op.f("ck_unit_successors_not_itself")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_unit_successors_unit_id_units"),
        sa.ForeignKeyConstraint(
            ["successor_id"], ["units.id"], name="fk_unit_successors_successor_id_units"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_unit_successors"),
    )
    op.create_index("ix_unit_successors_successor_id", "unit_successors", ["successor_id"])
    op.create_index(
        "uq_unit_successors_in_force",
        "unit_successors",
        ["unit_id", "successor_id"],
        unique=True,
        **IN_FORCE,
    )
    op.create_table(
        "posts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(60), nullable=False),
        sa.Column("lines", sa.Text(), nullable=False),
        sa.Column("contact_clerk", sa.Boolean(), nullable=False),
        sa.Column("full_time", sa.Boolean(), nullable=False),
        sa.Column("phone", sa.String(60), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("published", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["officers.id"], name="fk_posts_officer_id_officers"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_posts"),
        sa.UniqueConstraint("officer_id", "title", name="uq_posts_officer_id_title"),
    )
    op.create_table(
        "reception_places",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("address", sa.String(300), nullable=False),
        sa.Column("phone", sa.String(60), nullable=False),
        sa.Column("days", sa.String(100), nullable=False),
        sa.Column("hours", sa.String(200), nullable=False),
        sa.Column("access", sa.Text(), nullable=False),
        sa.Column("published", sa.Boolean(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["units.id"], name="fk_reception_places_unit_id_units"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_reception_places"),
        sa.UniqueConstraint("unit_id", "name", name="uq_reception_places_unit_id_name"),
    )


def downgrade() -> None:
    op.drop_table("reception_places")
    op.drop_table("posts")
    op.drop_table("unit_successors")
