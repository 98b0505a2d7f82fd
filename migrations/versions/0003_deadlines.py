"""The legal clock: the office's own limits and holiday notices, runs of clocks, alerts and reminders.

Up and down are both tried with rows in the tables, on both engines (tests/migrations).
Write plain types here, never those of the models: a migration says what was true on its day.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

ALERTS = {
    "sqlite_where": sa.text("next_alert_on IS NOT NULL"),
    "postgresql_where": sa.text("next_alert_on IS NOT NULL"),
}
UNTOLD = {
    "sqlite_where": sa.text("notice_id IS NULL"),
    "postgresql_where": sa.text("notice_id IS NULL"),
}
OF_NO_CASE = {
    "sqlite_where": sa.text("case_id IS NULL"),
    "postgresql_where": sa.text("case_id IS NULL"),
}


def upgrade() -> None:
    op.create_table(
        "rule_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mark", sa.String(16), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=True),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(120), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["officers.id"], name="fk_rule_changes_officer_id_officers"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_rule_changes"),
        sa.UniqueConstraint("mark", name="uq_rule_changes_mark"),
    )
    op.create_table(
        "recounts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("after_id", sa.Integer(), nullable=False),
        sa.Column("mark", sa.String(16), nullable=False),
        sa.Column("last_case_id", sa.Integer(), nullable=False),
        sa.Column("cases", sa.Integer(), nullable=False),
        sa.Column("moved", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_recounts"),
        sa.UniqueConstraint("after_id", name="uq_recounts_after_id"),
    )
    op.create_table(
        "clock_runs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("clock", sa.String(40), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("stopped_on", sa.Date(), nullable=True),
        sa.Column("duty", sa.Boolean(), nullable=False),
        sa.Column("given_up", sa.Boolean(), nullable=False),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("cycle", sa.Integer(), nullable=False),
        sa.Column("reached", sa.String(40), nullable=True),
        sa.Column("next_alert_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_clock_runs_case_id_cases"),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_clock_runs_unit_id_units"),
        sa.PrimaryKeyConstraint("id", name="pk_clock_runs"),
        sa.UniqueConstraint(
            "case_id", "clock", "sequence", name="uq_clock_runs_case_id_clock_sequence"
        ),
    )
    op.create_index("ix_clock_runs_watch", "clock_runs", ["next_alert_on", "id"], **ALERTS)
    op.create_index("ix_clock_runs_figures", "clock_runs", ["clock", "due_on", "unit_id"])
    op.create_table(
        "deadline_alerts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("clock", sa.String(40), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("cycle", sa.Integer(), nullable=False),
        sa.Column("alert", sa.String(40), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("noticed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_deadline_alerts_case_id_cases"),
        sa.PrimaryKeyConstraint("id", name="pk_deadline_alerts"),
        sa.UniqueConstraint(
            "case_id",
            "clock",
            "sequence",
            "cycle",
            "alert",
            "due_on",
            name="uq_deadline_alerts_case_id_clock_sequence_cycle_alert_due_on",
        ),
    )
    op.create_table(
        "date_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("clock", sa.String(40), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("old_on", sa.Date(), nullable=False),
        sa.Column("new_on", sa.Date(), nullable=False),
        sa.Column("recount_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_date_changes_case_id_cases"),
        sa.ForeignKeyConstraint(
            ["recount_id"], ["recounts.id"], name="fk_date_changes_recount_id_recounts"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_date_changes"),
        sa.UniqueConstraint(
            "case_id",
            "clock",
            "sequence",
            "recount_id",
            name="uq_date_changes_case_id_clock_sequence_recount_id",
        ),
    )
    op.create_table(
        "reminders",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("alert_id", sa.Integer(), nullable=True),
        sa.Column("change_id", sa.Integer(), nullable=True),
        sa.Column("notice_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["officers.id"], name="fk_reminders_officer_id_officers"
        ),
        sa.ForeignKeyConstraint(
            ["alert_id"], ["deadline_alerts.id"], name="fk_reminders_alert_id_deadline_alerts"
        ),
        sa.ForeignKeyConstraint(
            ["change_id"], ["date_changes.id"], name="fk_reminders_change_id_date_changes"
        ),
        sa.ForeignKeyConstraint(
            ["notice_id"], ["notices.id"], name="fk_reminders_notice_id_notices"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_reminders"),
        sa.UniqueConstraint("officer_id", "alert_id", name="uq_reminders_officer_id_alert_id"),
        sa.UniqueConstraint("officer_id", "change_id", name="uq_reminders_officer_id_change_id"),
    )
    op.create_index("ix_reminders_untold", "reminders", ["officer_id"], **UNTOLD)
    op.create_index("ix_reminders_notice", "reminders", ["notice_id"])
    # A digest belongs to an officer and a day, not to a case.
    with op.batch_alter_table("notices") as notices:
        notices.alter_column("case_id", existing_type=sa.Integer(), nullable=True)
    op.create_index(
        "uq_notices_digest_once",
        "notices",
        ["notice", "occasion", "officer_id"],
        unique=True,
        **OF_NO_CASE,
    )
    # A private calendar is opened by what its address holds; only the hash of that is kept.
    with op.batch_alter_table("officers") as officers:
        officers.add_column(sa.Column("feed_hash", sa.String(64), nullable=True))
        officers.create_unique_constraint("uq_officers_feed_hash", ["feed_hash"])


def downgrade() -> None:
    connection = op.get_bind()
    if connection.scalar(
        sa.text("SELECT count(*) FROM case_events WHERE action = 'turn_ordinary'")
    ):
        # The history is never rewritten, and software of that time cannot read the step.
        raise RuntimeError(
            "cases were turned from the simple to the ordinary procedure; schema 0002 knows no such step."
            " Restore the backup made before the upgrade instead (docs/operations.md)."
        )
    with op.batch_alter_table("officers") as officers:
        officers.drop_constraint("uq_officers_feed_hash", type_="unique")
        officers.drop_column("feed_hash")
    op.drop_table("reminders")
    op.drop_index("uq_notices_digest_once", "notices")
    op.execute(sa.text("DELETE FROM notices WHERE case_id IS NULL OR notice = 'date_moved'"))
    # Software that knows no such clock cannot name it; its own count sets the due date at the next step.
    op.execute(
        sa.text("UPDATE cases SET due_clock = NULL WHERE due_clock = 'S1' OR due_clock LIKE 'O%'")
    )
    with op.batch_alter_table("notices") as notices:
        notices.alter_column("case_id", existing_type=sa.Integer(), nullable=False)
    for table in ("date_changes", "deadline_alerts", "clock_runs", "recounts", "rule_changes"):
        op.drop_table(table)
