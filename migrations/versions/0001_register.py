"""The register: cases and all that hangs on them, the people of the house, the outbox, the word index.

Up and down are both tried with rows in the tables, on both engines (tests/migrations).
Write plain types here, never those of the models: a migration says what was true on its day.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TSVECTOR

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

APPEND_ONLY = ("case_events", "audit_entries")

TABLES = (
    "counters",
    "drafts",
    "sign_in_attempts",
    "units",
    "worker_heartbeats",
    "officers",
    "cases",
    "staff_sessions",
    "assignments",
    "audit_entries",
    "case_events",
    "extensions",
    "notes",
    "notices",
    "objections",
    "petitioners",
    "questions",
    "replies",
    "supplements",
    "attachments",
)
"""In the order in which they are made."""


def upgrade() -> None:
    make_tables()
    make_search_table()
    make_append_only()


def make_tables() -> None:
    op.create_table(
        "counters",
        sa.Column("series", sa.String(length=60), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("series", "year", name="pk_counters"),
    )
    op.create_table(
        "drafts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("answers", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_drafts"),
        sa.UniqueConstraint("token_hash", name="uq_drafts_token_hash"),
    )
    op.create_index("ix_drafts_expires_at", "drafts", ["expires_at"])
    op.create_table(
        "sign_in_attempts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_hash", sa.String(length=64), nullable=False),
        sa.Column("address_hash", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("succeeded", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sign_in_attempts"),
    )
    op.create_index("ix_sign_in_attempts_account", "sign_in_attempts", ["account_hash", "at"])
    op.create_index("ix_sign_in_attempts_address", "sign_in_attempts", ["address_hash", "at"])
    op.create_table(
        "units",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("path", sa.String(length=200), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("phone", sa.String(length=60), nullable=False),
        sa.Column("address", sa.String(length=300), nullable=False),
        sa.Column("hours", sa.String(length=200), nullable=False),
        sa.Column("handles", sa.Text(), nullable=False),
        sa.Column("published", sa.Boolean(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["parent_id"], ["units.id"], name="fk_units_parent_id_units"),
        sa.PrimaryKeyConstraint("id", name="pk_units"),
        sa.UniqueConstraint("code", name="uq_units_code"),
    )
    op.create_index("ix_units_parent_id", "units", ["parent_id"])
    op.create_index("ix_units_path", "units", ["path"])
    op.create_table(
        "worker_heartbeats",
        sa.Column("worker", sa.String(length=80), nullable=False),
        sa.Column("scanned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("purged_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("worker", name="pk_worker_heartbeats"),
    )
    op.create_table(
        "officers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("username", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("role", sa.String(40), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("must_change_password", sa.Boolean(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("totp_secret", sa.LargeBinary(), nullable=True),
        sa.Column("totp_last_step", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("signed_in_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_officers_unit_id_units"),
        sa.PrimaryKeyConstraint("id", name="pk_officers"),
        sa.UniqueConstraint("username", name="uq_officers_username"),
    )
    op.create_index("ix_officers_unit_id", "officers", ["unit_id"])
    op.create_table(
        "cases",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("receipt_number", sa.String(length=24), nullable=False),
        sa.Column("query_code_hash", sa.String(length=64), nullable=False),
        sa.Column("submission_key_hash", sa.String(length=64), nullable=True),
        sa.Column("registration_number", sa.String(length=40), nullable=True),
        sa.Column("external_source", sa.String(length=60), nullable=True),
        sa.Column("external_number", sa.String(length=60), nullable=True),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("handling_unit_id", sa.Integer(), nullable=True),
        sa.Column("holder_id", sa.Integer(), nullable=True),
        sa.Column("dispatch_kind", sa.String(40), nullable=True),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("petition_class", sa.String(40), nullable=False),
        sa.Column("channel", sa.String(40), nullable=False),
        sa.Column("urgency", sa.String(40), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("due_clock", sa.String(40), nullable=True),
        sa.Column("title", sa.String(length=60), nullable=False),
        sa.Column("request", sa.Text(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("category", sa.String(length=40), nullable=False),
        sa.Column("problem_place", sa.String(length=200), nullable=False),
        sa.Column("complained_about", sa.LargeBinary(), nullable=True),
        sa.Column("legal_status", sa.String(40), nullable=False),
        sa.Column("anonymous", sa.Boolean(), nullable=False),
        sa.Column("confidential", sa.Boolean(), nullable=False),
        sa.Column("publish_consent", sa.Boolean(), nullable=False),
        sa.Column("persons_count", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "handling_unit_id IS NOT NULL OR status NOT IN"
            " ('routed', 'accepted', 'reply_drafted', 'reply_approved', 'answered', 'closed')",
            name=op.f("ck_cases_handled"),
        ),
        sa.CheckConstraint(
            "registration_number IS NOT NULL OR status IN ('received', 'withdrawn')",
            name=op.f("ck_cases_registered"),
        ),
        sa.CheckConstraint("persons_count >= 1", name=op.f("ck_cases_persons_count")),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["officers.id"], name="fk_cases_created_by_id_officers"
        ),
        sa.ForeignKeyConstraint(
            ["handling_unit_id"], ["units.id"], name="fk_cases_handling_unit_id_units"
        ),
        sa.ForeignKeyConstraint(["holder_id"], ["officers.id"], name="fk_cases_holder_id_officers"),
        sa.ForeignKeyConstraint(["office_id"], ["units.id"], name="fk_cases_office_id_units"),
        sa.PrimaryKeyConstraint("id", name="pk_cases"),
        sa.UniqueConstraint(
            "external_source", "external_number", name="uq_cases_external_source_external_number"
        ),
        sa.UniqueConstraint("receipt_number", name="uq_cases_receipt_number"),
        sa.UniqueConstraint("registration_number", name="uq_cases_registration_number"),
        sa.UniqueConstraint("submission_key_hash", name="uq_cases_submission_key_hash"),
    )
    op.create_index(
        "ix_cases_holder_queue",
        "cases",
        ["holder_id", "due_on", "id"],
        sqlite_where=sa.text("closed = 0"),
        postgresql_where=sa.text("NOT closed"),
    )
    op.create_index(
        "ix_cases_office_queue",
        "cases",
        ["office_id", "due_on", "id"],
        sqlite_where=sa.text("closed = 0"),
        postgresql_where=sa.text("NOT closed"),
    )
    op.create_index("ix_cases_office_received", "cases", ["office_id", "received_at", "id"])
    op.create_index(
        "ix_cases_unit_queue",
        "cases",
        ["handling_unit_id", "due_on", "id"],
        sqlite_where=sa.text("closed = 0"),
        postgresql_where=sa.text("NOT closed"),
    )
    op.create_index("ix_cases_unit_received", "cases", ["handling_unit_id", "received_at", "id"])
    op.create_table(
        "staff_sessions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("second_factor_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["officers.id"], name="fk_staff_sessions_officer_id_officers"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_staff_sessions"),
        sa.UniqueConstraint("token_hash", name="uq_staff_sessions_token_hash"),
    )
    op.create_index("ix_staff_sessions_officer_id", "staff_sessions", ["officer_id"])
    op.create_table(
        "assignments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("limit_days", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_assignments_case_id_cases"),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_assignments_unit_id_units"),
        sa.PrimaryKeyConstraint("id", name="pk_assignments"),
    )
    op.create_index("ix_assignments_case_id", "assignments", ["case_id"])
    op.create_index("ix_assignments_unit_id", "assignments", ["unit_id"])
    op.create_table(
        "audit_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("what", sa.String(length=40), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_audit_entries_case_id_cases"),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["officers.id"], name="fk_audit_entries_officer_id_officers"
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_audit_entries_unit_id_units"),
        sa.PrimaryKeyConstraint("id", name="pk_audit_entries"),
    )
    op.create_index("ix_audit_entries_at", "audit_entries", ["at"])
    op.create_index("ix_audit_entries_case", "audit_entries", ["case_id", "at"])
    op.create_table(
        "case_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(40), nullable=False),
        sa.Column("status_before", sa.String(40), nullable=True),
        sa.Column("status_after", sa.String(40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_role", sa.String(40), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("article", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_case_events_case_id_cases"),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["officers.id"], name="fk_case_events_officer_id_officers"
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_case_events_unit_id_units"),
        sa.PrimaryKeyConstraint("id", name="pk_case_events"),
        sa.UniqueConstraint("case_id", "sequence", name="uq_case_events_case_id_sequence"),
    )
    op.create_index("ix_case_events_at", "case_events", ["at"])
    op.create_table(
        "extensions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("requested_by_id", sa.Integer(), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decision", sa.String(40), nullable=False),
        sa.Column("decision_reason", sa.Text(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_extensions_case_id_cases"),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["officers.id"], name="fk_extensions_decided_by_id_officers"
        ),
        sa.ForeignKeyConstraint(
            ["requested_by_id"], ["officers.id"], name="fk_extensions_requested_by_id_officers"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_extensions"),
    )
    op.create_index("ix_extensions_case_id", "extensions", ["case_id"])
    op.create_table(
        "notes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_notes_case_id_cases"),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["officers.id"], name="fk_notes_officer_id_officers"
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_notes_unit_id_units"),
        sa.PrimaryKeyConstraint("id", name="pk_notes"),
    )
    op.create_index("ix_notes_case_id", "notes", ["case_id"])
    op.create_table(
        "notices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("notice", sa.String(40), nullable=False),
        sa.Column("occasion", sa.Integer(), nullable=False),
        sa.Column("recipient", sa.String(40), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("message_id", sa.String(length=120), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.String(length=300), nullable=False),
        sa.Column("subject", sa.Text(), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_notices_case_id_cases"),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_notices_unit_id_units"),
        sa.PrimaryKeyConstraint("id", name="pk_notices"),
        sa.UniqueConstraint(
            "case_id", "notice", "occasion", "recipient", "officer_id", name="uq_notices_once"
        ),
        sa.UniqueConstraint("message_id", name="uq_notices_message_id"),
    )
    op.create_index("ix_notices_case_id", "notices", ["case_id"])
    op.create_index(
        "ix_notices_due",
        "notices",
        ["next_try_at", "id"],
        sqlite_where=sa.text("state IN ('queued', 'sending')"),
        postgresql_where=sa.text("state IN ('queued', 'sending')"),
    )
    op.create_index("ix_notices_state", "notices", ["state", "id"])
    op.create_table(
        "objections",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decision", sa.String(40), nullable=False),
        sa.Column("ruling", sa.Text(), nullable=False),
        sa.Column("ruled_by_id", sa.Integer(), nullable=True),
        sa.Column("ruled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_objections_case_id_cases"),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["officers.id"], name="fk_objections_officer_id_officers"
        ),
        sa.ForeignKeyConstraint(
            ["ruled_by_id"], ["officers.id"], name="fk_objections_ruled_by_id_officers"
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_objections_unit_id_units"),
        sa.PrimaryKeyConstraint("id", name="pk_objections"),
    )
    op.create_index("ix_objections_case_id", "objections", ["case_id"])
    op.create_table(
        "petitioners",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=True),
        sa.Column("phone", sa.LargeBinary(), nullable=True),
        sa.Column("email", sa.LargeBinary(), nullable=True),
        sa.Column("address", sa.LargeBinary(), nullable=True),
        sa.Column("id_number", sa.LargeBinary(), nullable=True),
        sa.Column("name_index", sa.String(length=64), nullable=True),
        sa.Column("phone_index", sa.String(length=64), nullable=True),
        sa.Column("id_index", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_petitioners_case_id_cases"),
        sa.PrimaryKeyConstraint("id", name="pk_petitioners"),
        sa.UniqueConstraint("case_id", "position", name="uq_petitioners_case_id_position"),
    )
    op.create_index("ix_petitioners_id_index", "petitioners", ["id_index"])
    op.create_index("ix_petitioners_name_index", "petitioners", ["name_index"])
    op.create_index("ix_petitioners_phone_index", "petitioners", ["phone_index"])
    op.create_table(
        "questions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_questions_case_id_cases"),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["officers.id"], name="fk_questions_officer_id_officers"
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_questions_unit_id_units"),
        sa.PrimaryKeyConstraint("id", name="pk_questions"),
    )
    op.create_index("ix_questions_case_id", "questions", ["case_id"])
    op.create_table(
        "replies",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("outcome", sa.String(40), nullable=True),
        sa.Column("facts_found", sa.Text(), nullable=False),
        sa.Column("opinion", sa.Text(), nullable=False),
        sa.Column("legal_basis", sa.Text(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("drafted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("comments", sa.Text(), nullable=False),
        sa.Column("approved_by_id", sa.Integer(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("issued_by_id", sa.Integer(), nullable=True),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "approved_by_id IS NULL OR approved_by_id <> author_id",
            name=op.f("ck_replies_four_eyes"),
        ),
        sa.ForeignKeyConstraint(
            ["approved_by_id"], ["officers.id"], name="fk_replies_approved_by_id_officers"
        ),
        sa.ForeignKeyConstraint(
            ["author_id"], ["officers.id"], name="fk_replies_author_id_officers"
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_replies_case_id_cases"),
        sa.ForeignKeyConstraint(
            ["issued_by_id"], ["officers.id"], name="fk_replies_issued_by_id_officers"
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_replies_unit_id_units"),
        sa.PrimaryKeyConstraint("id", name="pk_replies"),
    )
    op.create_index("ix_replies_case_id", "replies", ["case_id"])
    op.create_table(
        "supplements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submission_key_hash", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_supplements_case_id_cases"),
        sa.ForeignKeyConstraint(
            ["question_id"], ["questions.id"], name="fk_supplements_question_id_questions"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_supplements"),
        sa.UniqueConstraint("submission_key_hash", name="uq_supplements_submission_key_hash"),
    )
    op.create_index("ix_supplements_case_id", "supplements", ["case_id"])
    op.create_table(
        "attachments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("draft_id", sa.Integer(), nullable=True),
        sa.Column("supplement_id", sa.Integer(), nullable=True),
        sa.Column("reply_id", sa.Integer(), nullable=True),
        sa.Column("source", sa.String(40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("stored_as", sa.String(length=80), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("size >= 0", name=op.f("ck_attachments_size")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_attachments_case_id_cases"),
        sa.ForeignKeyConstraint(
            ["draft_id"], ["drafts.id"], name="fk_attachments_draft_id_drafts", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["officers.id"], name="fk_attachments_officer_id_officers"
        ),
        sa.ForeignKeyConstraint(
            ["reply_id"], ["replies.id"], name="fk_attachments_reply_id_replies"
        ),
        sa.ForeignKeyConstraint(
            ["supplement_id"], ["supplements.id"], name="fk_attachments_supplement_id_supplements"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_attachments"),
        sa.UniqueConstraint("stored_as", name="uq_attachments_stored_as"),
    )
    op.create_index("ix_attachments_case_id", "attachments", ["case_id"])
    op.create_index("ix_attachments_draft_id", "attachments", ["draft_id"])


def make_search_table() -> None:
    """The word index is no table of the models: the engines have nothing in common there."""
    if op.get_context().dialect.name == "sqlite":
        # The words are folded and cut before they come here; "ascii" leaves them as they are.
        op.execute("CREATE VIRTUAL TABLE case_words USING fts5(words, tokenize='ascii')")
        return
    op.create_table(
        "case_words",
        sa.Column("case_id", sa.Integer(), autoincrement=False),
        sa.Column("words", TSVECTOR(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_case_words_case_id_cases"),
        sa.PrimaryKeyConstraint("case_id", name="pk_case_words"),
    )
    op.create_index("ix_case_words_words", "case_words", ["words"], postgresql_using="gin")


def make_append_only() -> None:
    """Whoever writes to the database, no line of the history changes or goes."""
    sqlite = op.get_context().dialect.name == "sqlite"
    if not sqlite:
        op.execute(
            "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
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


def downgrade() -> None:
    op.drop_table("case_words")
    for table in reversed(TABLES):
        op.drop_table(table)
    if op.get_context().dialect.name != "sqlite":
        op.execute("DROP FUNCTION refuse_change()")
