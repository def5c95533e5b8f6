"""the first tables of the case store."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Carry the store forward."""
    op.create_table(
        "allegation_counters",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False, comment="the year, here, of receipt"),
        sa.Column("last", sa.Integer(), nullable=False, comment="the last number given out"),
        sa.CheckConstraint("last BETWEEN 1 AND 999999", name=op.f("ck_allegation_counters_six_figures")),
        sa.PrimaryKeyConstraint("year", name=op.f("pk_allegation_counters")),
    )
    op.create_table(
        "contact_figures",
        sa.Column("month", sa.Date(), nullable=False, comment="the first day of the month of the assessment"),
        sa.Column("unit_ref", sa.String(length=32), nullable=False, comment="whose allegations"),
        sa.Column(
            "with_details", sa.Integer(), nullable=False, comment="assessed, and whoever told us is on the register"
        ),
        sa.Column("attempted", sa.Integer(), nullable=False, comment="of those: somebody has tried to reach them"),
        sa.Column("reached", sa.Integer(), nullable=False, comment="of those: somebody has reached them"),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False, comment="when the steward counted last"),
        sa.PrimaryKeyConstraint("month", "unit_ref", name=op.f("pk_contact_figures")),
    )
    op.create_table(
        "contact_requests",
        sa.Column("grant_ref", sa.String(length=32), nullable=False, comment="random"),
        sa.Column("kind", sa.String(length=10), nullable=False, comment="who asks: an officer or its handler"),
        sa.Column("link", sa.String(length=32), nullable=False, comment="the allegation's link, or a handler's source"),
        sa.Column(
            "allegation_ref", sa.String(length=16), nullable=False, comment="why: which allegation; empty for a handler"
        ),
        sa.Column("compartment", sa.String(length=20), nullable=False, comment="which part was asked for"),
        sa.Column("purpose", sa.String(length=20), nullable=False, comment="what for, by code"),
        sa.Column(
            "reason", sa.Text(), nullable=False, comment="what for, in the officer's words; the approver reads it"
        ),
        sa.Column("requester_ref", sa.String(length=32), nullable=False, comment="who asked"),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False, comment="when"),
        sa.Column("state", sa.String(length=10), nullable=False, comment="what became of it"),
        sa.Column("approver_ref", sa.String(length=32), nullable=True, comment="who decided; never who asked"),
        sa.Column("custody", sa.String(length=10), nullable=False, comment="DUAL: one of each group must approve"),
        sa.Column("custodian_ref", sa.String(length=32), nullable=True, comment="DUAL: who gave the custodians' half"),
        sa.Column(
            "authoriser_ref", sa.String(length=32), nullable=True, comment="DUAL: who gave the authorisers' half"
        ),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True, comment="when it was decided"),
        sa.Column("decision_reason", sa.Text(), nullable=False, comment="why it was refused or taken back"),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True, comment="when the permission ends by itself"),
        sa.Column("extends_ref", sa.String(length=32), nullable=True, comment="which one it takes over from"),
        sa.Column("outside_until", sa.DateTime(timezone=True), nullable=True, comment="until when any moment will do"),
        sa.Column("outside_by", sa.String(length=32), nullable=True, comment="the controller who said so"),
        sa.CheckConstraint("(kind = 'HANDLER') = (allegation_ref = '')", name=op.f("ck_contact_requests_about")),
        sa.CheckConstraint("custody IN ('SINGLE', 'DUAL')", name=op.f("ck_contact_requests_custody")),
        sa.CheckConstraint("kind IN ('CONTACT', 'HANDLER')", name=op.f("ck_contact_requests_kind")),
        sa.CheckConstraint(
            "purpose IN ('CLARIFY', 'WELFARE', 'RISK', 'FEEDBACK', 'CLOSING', 'THREAT_WARNING', 'CORRECTION')",
            name=op.f("ck_contact_requests_purpose"),
        ),
        sa.CheckConstraint(
            "state <> 'APPROVED' OR (approver_ref IS NOT NULL AND ends_at IS NOT NULL)",
            name=op.f("ck_contact_requests_approved"),
        ),
        sa.CheckConstraint(
            "state <> 'APPROVED' OR custody = 'SINGLE' OR (authoriser_ref IS NOT NULL AND (custodian_ref IS NOT NULL OR kind = 'HANDLER'))",
            name=op.f("ck_contact_requests_approved_by_both"),
        ),
        sa.CheckConstraint(
            "state IN ('PENDING', 'APPROVED', 'REFUSED', 'REVOKED', 'ENDED')", name=op.f("ck_contact_requests_state")
        ),
        sa.CheckConstraint("(outside_until IS NULL) = (outside_by IS NULL)", name=op.f("ck_contact_requests_outside")),
        sa.CheckConstraint(
            "approver_ref IS NULL OR approver_ref <> requester_ref", name=op.f("ck_contact_requests_second_person")
        ),
        sa.CheckConstraint(
            "authoriser_ref IS NULL OR authoriser_ref <> custodian_ref", name=op.f("ck_contact_requests_two_people")
        ),
        sa.CheckConstraint(
            "authoriser_ref IS NULL OR authoriser_ref <> requester_ref",
            name=op.f("ck_contact_requests_authoriser_is_another"),
        ),
        sa.CheckConstraint(
            "custodian_ref IS NULL OR custodian_ref <> requester_ref",
            name=op.f("ck_contact_requests_custodian_is_another"),
        ),
        sa.CheckConstraint(
            "outside_by IS NULL OR outside_by <> requester_ref", name=op.f("ck_contact_requests_outside_by_another")
        ),
        sa.PrimaryKeyConstraint("grant_ref", name=op.f("pk_contact_requests")),
    )
    op.create_index("ix_contact_requests_allegation", "contact_requests", ["allegation_ref", "asked_at"], unique=False)
    op.create_index("ix_contact_requests_ends", "contact_requests", ["state", "ends_at"], unique=False)
    op.create_index(op.f("ix_contact_requests_extends_ref"), "contact_requests", ["extends_ref"], unique=False)
    op.create_index(op.f("ix_contact_requests_link"), "contact_requests", ["link"], unique=False)
    op.create_index(
        "ix_contact_requests_requester", "contact_requests", ["requester_ref", "asked_at", "grant_ref"], unique=False
    )
    op.create_index("ix_contact_requests_state", "contact_requests", ["state", "asked_at", "grant_ref"], unique=False)
    op.create_table(
        "custody_requests",
        sa.Column("request_ref", sa.String(length=32), nullable=False, comment="random"),
        sa.Column("kind", sa.String(length=10), nullable=False, comment="what for, by code"),
        sa.Column("source_ref", sa.String(length=32), nullable=False, comment="which source"),
        sa.Column("compartment", sa.String(length=20), nullable=False, comment="which part, or every"),
        sa.Column("purpose", sa.String(length=20), nullable=False, comment="what for, by code"),
        sa.Column("reason", sa.Text(), nullable=False, comment="why, in the custodian's words; the approver reads it"),
        sa.Column("custody", sa.String(length=10), nullable=False, comment="how the source was held"),
        sa.Column("requester_ref", sa.String(length=32), nullable=False, comment="who asked"),
        sa.Column(
            "handler_ref", sa.String(length=32), nullable=True, comment="who handled the source then, and is told"
        ),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False, comment="when"),
        sa.Column("state", sa.String(length=10), nullable=False, comment="what became of it"),
        sa.Column("approver_ref", sa.String(length=32), nullable=True, comment="who decided; never who asked"),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True, comment="when it was decided"),
        sa.Column("decision_reason", sa.Text(), nullable=False, comment="why it was refused or ended"),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True, comment="when it ends by itself"),
        sa.Column("review_due_on", sa.Date(), nullable=True, comment="glass: the last day for its review"),
        sa.Column(
            "reviewer_ref", sa.String(length=32), nullable=True, comment="glass: who reviewed it; neither of the two"
        ),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True, comment="glass: when"),
        sa.Column(
            "was_needed", sa.Boolean(), nullable=True, comment="glass: whether the reviewer found that it was needed"
        ),
        sa.Column("finding", sa.Text(), nullable=False, comment="glass: what the reviewer found"),
        sa.CheckConstraint("kind IN ('OPEN', 'STANDING', 'LOWER', 'GLASS')", name=op.f("ck_custody_requests_kind")),
        sa.CheckConstraint(
            "state <> 'APPROVED' OR (approver_ref IS NOT NULL AND ends_at IS NOT NULL)",
            name=op.f("ck_custody_requests_approved"),
        ),
        sa.CheckConstraint(
            "state IN ('PENDING', 'APPROVED', 'REFUSED', 'REVOKED', 'ENDED')", name=op.f("ck_custody_requests_state")
        ),
        sa.CheckConstraint(
            "approver_ref IS NULL OR approver_ref <> requester_ref", name=op.f("ck_custody_requests_second_person")
        ),
        sa.CheckConstraint(
            "reviewer_ref IS NULL OR reviewer_ref NOT IN (requester_ref, approver_ref)",
            name=op.f("ck_custody_requests_reviewer"),
        ),
        sa.PrimaryKeyConstraint("request_ref", name=op.f("pk_custody_requests")),
    )
    op.create_index(
        "ix_custody_requests_requester", "custody_requests", ["requester_ref", "asked_at", "request_ref"], unique=False
    )
    op.create_index("ix_custody_requests_review", "custody_requests", ["kind", "reviewer_ref", "state"], unique=False)
    op.create_index("ix_custody_requests_source", "custody_requests", ["source_ref", "state"], unique=False)
    op.create_index("ix_custody_requests_state", "custody_requests", ["state", "asked_at", "request_ref"], unique=False)
    op.create_table(
        "holidays",
        sa.Column("day", sa.Date(), nullable=False, comment="the day it is kept on"),
        sa.Column("division", sa.String(length=32), nullable=False, comment="the part of the United Kingdom"),
        sa.Column("title", sa.String(length=100), nullable=False, comment="what it is called"),
        sa.PrimaryKeyConstraint("day", "division", name=op.f("pk_holidays")),
    )
    op.create_table(
        "jobs",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("subject_ref", sa.String(length=64), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failure", sa.Text(), nullable=False),
        sa.CheckConstraint("attempts >= 0", name=op.f("ck_jobs_attempts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_jobs")),
        sa.UniqueConstraint("key", name=op.f("uq_jobs_key")),
    )
    op.create_index("ix_jobs_due", "jobs", ["done_at", "due_at"], unique=False)
    op.create_table(
        "linking_tasks",
        sa.Column("source_ref", sa.String(length=32), nullable=False, comment="the source that was registered"),
        sa.Column("other_ref", sa.String(length=32), nullable=False, comment="the source that it may be"),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False, comment="when it was found"),
        sa.PrimaryKeyConstraint("source_ref", "other_ref", name=op.f("pk_linking_tasks")),
    )
    op.create_index(op.f("ix_linking_tasks_raised_at"), "linking_tasks", ["raised_at"], unique=False)
    op.create_table(
        "marks",
        sa.Column("name", sa.String(length=32), nullable=False, comment="DEMONSTRATION"),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_marks")),
    )
    op.create_table(
        "opening_leaves",
        sa.Column("leave_ref", sa.String(length=32), nullable=False, comment="random"),
        sa.Column("person_ref", sa.String(length=32), nullable=False, comment="who may open more"),
        sa.Column("more", sa.Integer(), nullable=False, comment="how many sources more"),
        sa.Column("given_by", sa.String(length=32), nullable=False, comment="who let them"),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False, comment="when"),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False, comment="when it is over"),
        sa.CheckConstraint("given_by <> person_ref", name=op.f("ck_opening_leaves_given_by_another")),
        sa.CheckConstraint("more > 0", name=op.f("ck_opening_leaves_more")),
        sa.PrimaryKeyConstraint("leave_ref", name=op.f("pk_opening_leaves")),
    )
    op.create_index("ix_opening_leaves_person", "opening_leaves", ["person_ref", "until"], unique=False)
    op.create_table(
        "openings",
        sa.Column("person_ref", sa.String(length=32), nullable=False, comment="who opened it"),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False, comment="their how many-th"),
        sa.Column("source_ref", sa.String(length=16), nullable=False, comment="of which source"),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False, comment="when"),
        sa.Column(
            "from_outside",
            sa.Boolean(),
            nullable=False,
            comment="that who it is was read by somebody who does not look after it, and not seen to yet",
        ),
        sa.Column("reached", sa.String(length=8), nullable=False, comment="what came to its end with it"),
        sa.Column("looked_by", sa.String(length=32), nullable=True, comment="who looked at that, as somebody else"),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=True, comment="when"),
        sa.CheckConstraint("reached IN ('', 'DAY', 'MONTH')", name=op.f("ck_openings_reached")),
        sa.CheckConstraint("looked_by IS NULL OR looked_by <> person_ref", name=op.f("ck_openings_looked_by_another")),
        sa.PrimaryKeyConstraint("person_ref", "number", name=op.f("pk_openings")),
    )
    op.create_index("ix_openings_from_outside", "openings", ["from_outside"], unique=False)
    op.create_index("ix_openings_person", "openings", ["person_ref", "opened_at", "source_ref"], unique=False)
    op.create_index("ix_openings_reached", "openings", ["reached", "opened_at"], unique=False)
    op.create_table(
        "organisations",
        sa.Column("ref", sa.String(length=32), nullable=False, comment="random"),
        sa.Column("name", sa.String(length=200), nullable=False, comment="as it is written on a release"),
        sa.Column(
            "org_type",
            sa.String(length=32),
            nullable=False,
            comment="the kind, as handling instructions tell them apart",
        ),
        sa.Column(
            "agreement_ref", sa.String(length=64), nullable=False, comment="its sharing agreement; empty for none"
        ),
        sa.Column("agreement_ends_on", sa.Date(), nullable=True, comment="the agreement's last day"),
        sa.Column(
            "is_partner",
            sa.Boolean(),
            nullable=False,
            comment="whether its people read on the partner face what is sent to them",
        ),
        sa.Column("country", sa.String(length=2), nullable=False, comment="ISO 3166 alpha-2 code of its seat"),
        sa.Column("highest_tier", sa.Integer(), nullable=False, comment="rank of the highest marking it may be sent"),
        sa.Column(
            "vetting_floor", sa.String(length=8), nullable=False, comment="the least vetting its readers must hold"
        ),
        sa.Column("keeps_months", sa.Integer(), nullable=True, comment="how long it promised to keep what it is sent"),
        sa.CheckConstraint("highest_tier >= 0", name=op.f("ck_organisations_highest_tier")),
        sa.PrimaryKeyConstraint("ref", name=op.f("pk_organisations")),
        sa.UniqueConstraint("name", name=op.f("uq_organisations_name")),
    )
    op.create_table(
        "people",
        sa.Column("person_ref", sa.String(length=32), nullable=False, comment="random"),
        sa.Column("name", sa.String(length=200), nullable=False, comment="as colleagues know them"),
        sa.Column("nationality", sa.String(length=2), nullable=False, comment="ISO 3166 alpha-2, for UK EYES and such"),
        sa.PrimaryKeyConstraint("person_ref", name=op.f("pk_people")),
    )
    op.create_table(
        "proposals",
        sa.Column("ref", sa.String(length=32), nullable=False, comment="random"),
        sa.Column("kind", sa.String(length=16), nullable=False, comment="code of what is changed"),
        sa.Column(
            "subject_ref",
            sa.String(length=32),
            nullable=False,
            comment="the record it changes, also one still to be made",
        ),
        sa.Column(
            "unit_ref", sa.String(length=32), nullable=True, comment="whose unit it is about; empty where it is for all"
        ),
        sa.Column("content", sa.JSON(), nullable=False, comment="what would hold then"),
        sa.Column("proposed_by", sa.String(length=32), nullable=False, comment="person who asked for it"),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False, comment="when"),
        sa.Column("state", sa.String(length=8), nullable=False, comment="waiting, agreed or refused"),
        sa.Column("decided_by", sa.String(length=32), nullable=True, comment="the second person"),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True, comment="when"),
        sa.Column("reason", sa.String(length=500), nullable=False, comment="why it was refused"),
        sa.CheckConstraint(
            "state <> 'AGREED' OR (decided_by IS NOT NULL AND decided_by <> proposed_by)",
            name=op.f("ck_proposals_second"),
        ),
        sa.CheckConstraint("state IN ('WAITING', 'AGREED', 'REFUSED')", name=op.f("ck_proposals_state")),
        sa.PrimaryKeyConstraint("ref", name=op.f("pk_proposals")),
    )
    op.create_index("ix_proposals_state", "proposals", ["state", "proposed_at", "ref"], unique=False)
    op.create_table(
        "releases",
        sa.Column("ref", sa.String(length=32), nullable=False, comment="REL- and random letters"),
        sa.Column(
            "report_ref",
            sa.String(length=32),
            nullable=False,
            comment="what an agency quotes when it writes to the unit",
        ),
        sa.Column("organisation_ref", sa.String(length=32), nullable=False, comment="the agency it is for"),
        sa.Column("state", sa.String(length=12), nullable=False, comment="released or recalled"),
        sa.Column("released_on", sa.Date(), nullable=False, comment="the day; nothing finer"),
        sa.Column("title", sa.String(length=120), nullable=False, comment="what it is about"),
        sa.Column("body", sa.Text(), nullable=False, comment="the text, burned"),
        sa.Column("grade", sa.String(length=5), nullable=False, comment="as printed, such as [2DC]"),
        sa.Column("marking", sa.String(length=200), nullable=False, comment="for the top and bottom of every page"),
        sa.Column("lines", sa.JSON(), nullable=False, comment="the conditions a reader accepts, one line each"),
        sa.Column("codes", sa.JSON(), nullable=False, comment="action and sanitisation codes"),
        sa.Column("usage", sa.Text(), nullable=False, comment="how it may be used openly"),
        sa.Column("contact", sa.String(length=200), nullable=False, comment="the unit to write to"),
        sa.Column("tier", sa.Integer(), nullable=False, comment="rank of its classification"),
        sa.Column("instructions", sa.JSON(), nullable=False, comment="handling conditions, as data"),
        sa.Column("named", sa.JSON(), nullable=False, comment="people named, with RECIPIENTS ONLY"),
        sa.Column("named_only", sa.Boolean(), nullable=False, comment="only the people named"),
        sa.Column("hmg_only", sa.Boolean(), nullable=False, comment="only government departments"),
        sa.Column("embargo_until", sa.DateTime(timezone=True), nullable=True, comment="nobody before this time"),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True, comment="nobody after this time"),
        sa.Column("result_due_at", sa.DateTime(timezone=True), nullable=False, comment="when the agency owes a result"),
        sa.Column("resulted", sa.Boolean(), nullable=False, comment="whether a final result was recorded"),
        sa.CheckConstraint("state IN ('RELEASED', 'RECALLED')", name=op.f("ck_releases_state")),
        sa.PrimaryKeyConstraint("ref", name=op.f("pk_releases")),
    )
    op.create_index(
        "ix_releases_organisation", "releases", ["organisation_ref", "state", "released_on", "ref"], unique=False
    )
    op.create_index(
        "ix_releases_organisation_owed",
        "releases",
        ["organisation_ref", "state", "resulted", "result_due_at", "ref"],
        unique=False,
    )
    op.create_index("ix_releases_report", "releases", ["report_ref"], unique=False)
    op.create_table(
        "reports",
        sa.Column("ref", sa.String(length=32), nullable=False, comment="REP- and random letters"),
        sa.Column("allegation_ref", sa.String(length=16), nullable=False, comment="what it was written from"),
        sa.Column("unit_ref", sa.String(length=32), nullable=False, comment="the unit that writes it"),
        sa.Column("author_ref", sa.String(length=32), nullable=False, comment="who writes it; never who releases it"),
        sa.Column("state", sa.String(length=12), nullable=False, comment="where it stands"),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False, comment="when it last changed"),
        sa.Column(
            "version", sa.Integer(), nullable=False, comment="grows with every change: two editors cannot overwrite"
        ),
        sa.Column("title", sa.String(length=120), nullable=False, comment="what it is about, without a name"),
        sa.Column("body", sa.Text(), nullable=False, comment="the sanitised text"),
        sa.Column("spans", sa.JSON(), nullable=False, comment="[start, end) of what is withheld"),
        sa.Column("source", sa.String(length=1), nullable=False, comment="1 to 3: how far the source can be relied on"),
        sa.Column("assessment", sa.String(length=1), nullable=False, comment="A to E: how the source came to know"),
        sa.Column("handling", sa.String(length=1), nullable=False, comment="P or C"),
        sa.Column("action", sa.String(length=2), nullable=False, comment="A1 to A3, with C only"),
        sa.Column("sanitisation", sa.String(length=2), nullable=False, comment="S1 or S2, with C only"),
        sa.Column("conditions", sa.Text(), nullable=False, comment="the conditions that C stands for"),
        sa.Column("usage", sa.Text(), nullable=False, comment="how it may be used openly, with A3"),
        sa.Column("risk", sa.Text(), nullable=False, comment="the risk assessment that sharing needs"),
        sa.Column("corroboration_ref", sa.String(length=40), nullable=False, comment="what bears out a B"),
        sa.Column("tier", sa.Integer(), nullable=False, comment="rank of its classification"),
        sa.Column("instructions", sa.JSON(), nullable=False, comment="handling conditions set"),
        sa.Column("named", sa.JSON(), nullable=False, comment="people named, with RECIPIENTS ONLY"),
        sa.Column("organisation_ref", sa.String(length=32), nullable=False, comment="the agency it is for"),
        sa.Column("review_by", sa.Date(), nullable=True, comment="until when it may be relied on"),
        sa.Column("cleared_because", sa.Text(), nullable=False, comment="why hints found in the text may stay"),
        sa.Column(
            "words_checked_at", sa.DateTime(timezone=True), nullable=True, comment="when the source unit let them go"
        ),
        sa.Column(
            "words_checked_by", sa.String(length=32), nullable=True, comment="which custodian; never who wrote it"
        ),
        sa.Column(
            "decided_by", sa.String(length=32), nullable=True, comment="the second person, who released or refused"
        ),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True, comment="when"),
        sa.Column("decision_reason", sa.Text(), nullable=False, comment="why it was refused or recalled"),
        sa.CheckConstraint("state <> 'RELEASED' OR decided_by IS NOT NULL", name=op.f("ck_reports_released")),
        sa.CheckConstraint(
            "state IN ('DRAFT', 'SUBMITTED', 'REFUSED', 'RELEASED', 'RECALLED')", name=op.f("ck_reports_state")
        ),
        sa.CheckConstraint(
            "words_checked_at IS NULL OR (words_checked_by IS NOT NULL AND state IN ('SUBMITTED', 'RELEASED', 'RECALLED'))",
            name=op.f("ck_reports_words_checked"),
        ),
        sa.CheckConstraint("decided_by IS NULL OR decided_by <> author_ref", name=op.f("ck_reports_second_person")),
        sa.PrimaryKeyConstraint("ref", name=op.f("pk_reports")),
    )
    op.create_index("ix_reports_allegation", "reports", ["allegation_ref", "changed_at"], unique=False)
    op.create_index("ix_reports_author", "reports", ["author_ref", "state", "changed_at", "ref"], unique=False)
    op.create_index("ix_reports_changed", "reports", ["changed_at", "ref"], unique=False)
    op.create_index("ix_reports_state", "reports", ["state", "changed_at", "ref"], unique=False)
    op.create_index("ix_reports_unit_changed", "reports", ["unit_ref", "changed_at", "ref"], unique=False)
    op.create_index("ix_reports_unit_state", "reports", ["unit_ref", "state", "changed_at", "ref"], unique=False)
    op.create_table(
        "risk_happenings",
        sa.Column("happening_ref", sa.String(length=32), nullable=False, comment="random"),
        sa.Column("allegation_ref", sa.String(length=16), nullable=False, comment="of which allegation or source"),
        sa.Column("cause", sa.String(length=20), nullable=False, comment="what, by code"),
        sa.CheckConstraint(
            "cause IN ('FIRST', 'CALENDAR', 'SENT', 'ACTED_ON', 'ARREST', 'DISCLOSURE', 'IDENTITY_READ', 'GLASS_BROKEN', 'FAILED_CONTACT', 'UNSAFE_CONTACT', 'THIRD_PARTY', 'DURESS', 'ASKED', 'SUSPICION', 'MOVED', 'OFFICER_MOVED', 'MEDIA', 'BREACH', 'WELFARE', 'COMPROMISE', 'THREAT', 'RATED', 'SIGNED', 'CARE', 'REOPENED')",
            name=op.f("ck_risk_happenings_cause"),
        ),
        sa.PrimaryKeyConstraint("happening_ref", name=op.f("pk_risk_happenings")),
    )
    op.create_table(
        "sign_in_failures",
        sa.Column("side", sa.String(length=32), nullable=False, comment="pair, device, caller, name or code"),
        sa.Column("counted", sa.String(length=64), nullable=False, comment="digest of what is counted"),
        sa.Column("refused", sa.Integer(), nullable=False, comment="in a row, without a day between"),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False, comment="the last one"),
        sa.CheckConstraint("refused > 0", name=op.f("ck_sign_in_failures_refused")),
        sa.PrimaryKeyConstraint("side", "counted", name=op.f("pk_sign_in_failures")),
    )
    op.create_index(op.f("ix_sign_in_failures_last_at"), "sign_in_failures", ["last_at"], unique=False)
    op.create_table(
        "sources",
        sa.Column("source_ref", sa.String(length=32), nullable=False, comment="SRC- and random letters"),
        sa.Column("status", sa.String(length=20), nullable=False, comment="where it stands"),
        sa.Column("custody", sa.String(length=10), nullable=False, comment="held by one group or by two"),
        sa.Column("band", sa.String(length=10), nullable=False, comment="overall source risk"),
        sa.Column(
            "handler_ref", sa.String(length=32), nullable=True, comment="day-to-day responsibility (RIPA s.29(5)(a))"
        ),
        sa.Column("controller_ref", sa.String(length=32), nullable=True, comment="general oversight (RIPA s.29(5)(b))"),
        sa.Column(
            "keeper_ref", sa.String(length=32), nullable=True, comment="keeps the record of use (RIPA s.29(5)(c))"
        ),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False, comment="when it was registered"),
        sa.Column(
            "contactable",
            sa.Boolean(),
            nullable=False,
            comment="whether the contact plan allows contact to be asked for",
        ),
        sa.Column("plan_ends_on", sa.Date(), nullable=False, comment="when the contact plan must be looked at again"),
        sa.Column("is_sensitive", sa.Boolean(), nullable=False, comment="marked: two groups hold it whatever the risk"),
        sa.Column("welfare_due_on", sa.Date(), nullable=True, comment="the day by which somebody asks how they are"),
        sa.Column("kept_from", sa.String(length=192), nullable=False, comment="marks of whom it is kept from"),
        sa.Column("kept_number", sa.Integer(), nullable=False, comment="under which they were made"),
        sa.Column("promise", sa.String(length=20), nullable=False, comment="what was promised when they told us"),
        sa.Column("care", sa.String(length=12), nullable=False, comment="under 18, vulnerable, or neither"),
        sa.Column("drift_score", sa.Integer(), nullable=False, comment="what the signs of status drift come to"),
        sa.Column(
            "held_from", sa.Date(), nullable=True, comment="from this day nobody begins contact, until it is decided"
        ),
        sa.Column("recount_on", sa.Date(), nullable=True, comment="from this day the signs of drift come to less"),
        sa.Column(
            "calls_decided_for",
            sa.String(length=10),
            nullable=True,
            comment="for which band a controller decided whether officers may ask to call",
        ),
        sa.Column("calls_are_let", sa.Boolean(), nullable=False, comment="whether they may, from HIGH up to that band"),
        sa.Column(
            "is_open",
            sa.Boolean(),
            sa.Computed("NOT (status IN ('CLOSED', 'ERASED'))", persisted=True),
            nullable=False,
            comment="neither closed nor erased",
        ),
        sa.Column(
            "calls_wait",
            sa.Boolean(),
            sa.Computed(
                "NOT (status IN ('CLOSED', 'ERASED')) AND contactable AND band IN ('HIGH', 'VERY_HIGH', 'CRITICAL') AND (calls_decided_for IS NULL OR (band = 'VERY_HIGH' AND calls_decided_for = 'HIGH') OR (band = 'CRITICAL' AND calls_decided_for <> 'CRITICAL'))",
                persisted=True,
            ),
            nullable=False,
            comment="open, to be reached, at high risk, and nobody has decided whether officers may call",
        ),
        sa.Column(
            "is_to_raise",
            sa.Boolean(),
            sa.Computed(
                "NOT (status IN ('CLOSED', 'ERASED')) AND (band IN ('HIGH', 'VERY_HIGH', 'CRITICAL') OR is_sensitive) AND custody = 'SINGLE'",
                persisted=True,
            ),
            nullable=False,
            comment="open, held by one group, and to be held by two",
        ),
        sa.Column(
            "is_in_care",
            sa.Boolean(),
            sa.Computed("NOT (status IN ('CLOSED', 'ERASED')) AND care <> 'ORDINARY'", persisted=True),
            nullable=False,
            comment="open, and under 18 or vulnerable",
        ),
        sa.CheckConstraint("band IN ('LOW', 'MEDIUM', 'HIGH', 'VERY_HIGH', 'CRITICAL')", name=op.f("ck_sources_band")),
        sa.CheckConstraint("care IN ('ORDINARY', 'CHILD', 'VULNERABLE')", name=op.f("ck_sources_care")),
        sa.CheckConstraint("custody IN ('SINGLE', 'DUAL')", name=op.f("ck_sources_custody")),
        sa.CheckConstraint("promise IN ('CONFIDENCE_1', 'UNIT_ONLY_1')", name=op.f("ck_sources_promise")),
        sa.CheckConstraint(
            "status IN ('REGISTERED', 'ACTIVE', 'DORMANT', 'CLOSED', 'REOPENED', 'ERASED')",
            name=op.f("ck_sources_status"),
        ),
        sa.CheckConstraint(
            "calls_decided_for IS NOT NULL OR NOT calls_are_let", name=op.f("ck_sources_calls_are_decided")
        ),
        sa.CheckConstraint(
            "handler_ref IS NULL OR handler_ref <> controller_ref", name=op.f("ck_sources_handler_is_not_controller")
        ),
        sa.PrimaryKeyConstraint("source_ref", name=op.f("pk_sources")),
    )
    op.create_index(
        "ix_sources_calls_wait",
        "sources",
        ["plan_ends_on", "source_ref"],
        unique=False,
        sqlite_where=sa.text("calls_wait IS 1"),
        postgresql_where=sa.text("calls_wait IS true"),
    )
    op.create_index(
        "ix_sources_care",
        "sources",
        ["handler_ref", "care", "source_ref"],
        unique=False,
        sqlite_where=sa.text("is_in_care IS 1"),
        postgresql_where=sa.text("is_in_care IS true"),
    )
    op.create_index(
        "ix_sources_handler", "sources", ["handler_ref", "status", "plan_ends_on", "source_ref"], unique=False
    )
    op.create_index("ix_sources_held_from", "sources", ["held_from", "source_ref"], unique=False)
    op.create_index("ix_sources_keeper", "sources", ["keeper_ref"], unique=False)
    op.create_index("ix_sources_plan_ends", "sources", ["is_open", "plan_ends_on", "source_ref"], unique=False)
    op.create_index(op.f("ix_sources_recount_on"), "sources", ["recount_on"], unique=False)
    op.create_index(
        "ix_sources_to_raise",
        "sources",
        ["handler_ref", "plan_ends_on", "source_ref"],
        unique=False,
        sqlite_where=sa.text("is_to_raise IS 1"),
        postgresql_where=sa.text("is_to_raise IS true"),
    )
    op.create_index("ix_sources_welfare", "sources", ["is_open", "welfare_due_on", "source_ref"], unique=False)
    op.create_table(
        "waiting_submissions",
        sa.Column("submission_ref", sa.String(length=32), nullable=False, comment="which sealed part, in the vault"),
        sa.Column("link", sa.String(length=32), nullable=False, comment="the link its allegation carries"),
        sa.Column("allegation_ref", sa.String(length=16), nullable=False, comment="the allegation it came with"),
        sa.Column("urgent", sa.Boolean(), nullable=False, comment="danger to life, or something within 48 hours"),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False, comment="when it came in, to the hour"),
        sa.Column("promise", sa.String(length=20), nullable=False, comment="what they were promised, by code"),
        sa.Column(
            "needs_care",
            sa.Boolean(),
            nullable=False,
            comment="said to be under 18 or vulnerable; goes once somebody has dealt with it",
        ),
        sa.Column("state", sa.String(length=12), nullable=False, comment="whether a custodian has dealt with it"),
        sa.Column("decided_by", sa.String(length=32), nullable=True, comment="which custodian dealt with it"),
        sa.Column("decided_on", sa.Date(), nullable=True, comment="on which day"),
        sa.Column("kept_from", sa.String(length=192), nullable=False, comment="as its allegation is"),
        sa.Column("kept_number", sa.Integer(), nullable=False, comment="under which the marks were made"),
        sa.CheckConstraint(
            "promise IN ('CONFIDENCE_1', 'UNIT_ONLY_1', 'ANONYMOUS_1', 'CRIMESTOPPERS_1')",
            name=op.f("ck_waiting_submissions_promise"),
        ),
        sa.CheckConstraint(
            "state = 'NOTHING_KEPT' OR promise IN ('CONFIDENCE_1', 'UNIT_ONLY_1')",
            name=op.f("ck_waiting_submissions_nothing_kept"),
        ),
        sa.CheckConstraint(
            "state IN ('WAITING', 'REGISTERED', 'LINKED', 'DISMISSED', 'NOTHING_KEPT')",
            name=op.f("ck_waiting_submissions_state"),
        ),
        sa.PrimaryKeyConstraint("submission_ref", name=op.f("pk_waiting_submissions")),
        sa.UniqueConstraint("link", name=op.f("uq_waiting_submissions_link")),
    )
    op.create_index(
        "ix_waiting_submissions_state",
        "waiting_submissions",
        ["state", "urgent", "received_at", "submission_ref"],
        unique=False,
    )
    op.create_table(
        "clearances",
        sa.Column("clearance_ref", sa.String(length=32), nullable=False, comment="random"),
        sa.Column("person_ref", sa.String(length=32), nullable=False, comment="who holds it"),
        sa.Column("level", sa.String(length=32), nullable=False, comment="code of the level"),
        sa.Column("status", sa.String(length=32), nullable=False, comment="as recorded; time does the rest"),
        sa.Column("granted_on", sa.Date(), nullable=False, comment="the day it was granted"),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False, comment="from when it no longer holds"),
        sa.CheckConstraint(
            "status IN ('HELD', 'SUSPENDED', 'WITHDRAWN', 'TRANSFER_PENDING')", name=op.f("ck_clearances_status")
        ),
        sa.ForeignKeyConstraint(["person_ref"], ["people.person_ref"], name=op.f("fk_clearances_person_ref_people")),
        sa.PrimaryKeyConstraint("clearance_ref", name=op.f("pk_clearances")),
    )
    op.create_index(op.f("ix_clearances_ends_at"), "clearances", ["ends_at"], unique=False)
    op.create_index(op.f("ix_clearances_person_ref"), "clearances", ["person_ref"], unique=False)
    op.create_table(
        "compromises",
        sa.Column("incident_ref", sa.String(length=32), nullable=False, comment="INC- and random letters"),
        sa.Column("source_ref", sa.String(length=32), nullable=False, comment="of whom"),
        sa.Column("state", sa.String(length=10), nullable=False, comment="whether anything is left to do"),
        sa.Column("found_on", sa.Date(), nullable=False, comment="the day it was found out"),
        sa.Column("found_by", sa.String(length=20), nullable=False, comment="how it was found out, by code"),
        sa.Column("reach", sa.String(length=20), nullable=False, comment="how far it may have gone, by code"),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False, comment="when it was written down"),
        sa.Column("recorded_by", sa.String(length=32), nullable=False, comment="by whom"),
        sa.Column(
            "entry_version",
            sa.Integer(),
            nullable=False,
            comment="which entry of the vault's risk compartment holds the words",
        ),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True, comment="when it was closed"),
        sa.Column("closed_by", sa.String(length=32), nullable=True, comment="by whom"),
        sa.CheckConstraint("(state = 'CLOSED') = (closed_at IS NOT NULL)", name=op.f("ck_compromises_closed")),
        sa.CheckConstraint(
            "found_by IN ('SOURCE_SAID', 'OFFICER_SAW', 'AGENCY_SAID', 'DOCUMENT', 'RECORD', 'OTHER')",
            name=op.f("ck_compromises_found_by"),
        ),
        sa.CheckConstraint("reach IN ('SUSPECTED', 'INSIDE', 'OUTSIDE', 'SUBJECT')", name=op.f("ck_compromises_reach")),
        sa.CheckConstraint("state IN ('OPEN', 'CLOSED')", name=op.f("ck_compromises_state")),
        sa.ForeignKeyConstraint(["source_ref"], ["sources.source_ref"], name=op.f("fk_compromises_source_ref_sources")),
        sa.PrimaryKeyConstraint("incident_ref", name=op.f("pk_compromises")),
    )
    op.create_index("ix_compromises_source", "compromises", ["source_ref", "found_on"], unique=False)
    op.create_table(
        "contact_attempts",
        sa.Column("attempt_ref", sa.String(length=32), nullable=False, comment="random"),
        sa.Column("grant_ref", sa.String(length=32), nullable=True, comment="under which permission, if we called"),
        sa.Column(
            "link",
            sa.String(length=32),
            nullable=False,
            comment="the allegation's link, or the source a handler called",
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, comment="when it was made"),
        sa.Column("by_ref", sa.String(length=32), nullable=False, comment="who made it"),
        sa.Column("direction", sa.String(length=10), nullable=False, comment="who began"),
        sa.Column("purpose", sa.String(length=20), nullable=False, comment="what for, by code"),
        sa.Column("channel", sa.String(length=20), nullable=False, comment="how, by code"),
        sa.Column("outcome", sa.String(length=30), nullable=False, comment="how it ended, by code"),
        sa.Column("duration_minutes", sa.Integer(), nullable=False, comment="how long, in minutes"),
        sa.Column("next_step", sa.String(length=40), nullable=False, comment="what is to happen next, by code"),
        sa.Column("call_back_at", sa.DateTime(timezone=True), nullable=True, comment="when another call was promised"),
        sa.Column(
            "entry_version",
            sa.Integer(),
            nullable=False,
            comment="which entry of the vault's log compartment holds what was said",
        ),
        sa.Column(
            "digest", sa.String(length=64), nullable=False, comment="SHA-256 of that entry's ciphertext, hexadecimal"
        ),
        sa.CheckConstraint(
            "channel IN ('PHONE', 'SMS_ALLOWED', 'EMAIL', 'IN_PERSON', 'POST_NEVER', 'VIA_CRIMESTOPPERS', 'VIA_PARTNER', 'RETURN_CODE')",
            name=op.f("ck_contact_attempts_channel"),
        ),
        sa.CheckConstraint("direction IN ('OUTGOING', 'INCOMING')", name=op.f("ck_contact_attempts_direction")),
        sa.CheckConstraint(
            "grant_ref IS NOT NULL OR direction = 'INCOMING'", name=op.f("ck_contact_attempts_permitted")
        ),
        sa.CheckConstraint(
            "outcome IN ('SPOKE_VERIFIED', 'SPOKE_UNVERIFIED', 'NO_ANSWER', 'VOICEMAIL_NOT_LEFT', 'VOICEMAIL_COVER', 'THIRD_PARTY_ANSWERED', 'NUMBER_DEAD', 'REFUSED', 'UNSAFE_ABORTED', 'DURESS', 'MET_IN_PERSON', 'MESSAGE_LEFT_VIA_CODE')",
            name=op.f("ck_contact_attempts_outcome"),
        ),
        sa.CheckConstraint(
            "purpose IN ('CLARIFY', 'WELFARE', 'RISK', 'FEEDBACK', 'CLOSING', 'THREAT_WARNING', 'CORRECTION')",
            name=op.f("ck_contact_attempts_purpose"),
        ),
        sa.CheckConstraint("duration_minutes BETWEEN 0 AND 600", name=op.f("ck_contact_attempts_duration")),
        sa.ForeignKeyConstraint(
            ["grant_ref"], ["contact_requests.grant_ref"], name=op.f("fk_contact_attempts_grant_ref_contact_requests")
        ),
        sa.PrimaryKeyConstraint("attempt_ref", name=op.f("pk_contact_attempts")),
    )
    op.create_index("ix_contact_attempts_by", "contact_attempts", ["by_ref", "at"], unique=False)
    op.create_index(op.f("ix_contact_attempts_grant_ref"), "contact_attempts", ["grant_ref"], unique=False)
    op.create_index("ix_contact_attempts_link", "contact_attempts", ["link", "at"], unique=False)
    op.create_index("ix_contact_attempts_promised", "contact_attempts", ["by_ref", "call_back_at"], unique=False)
    op.create_table(
        "contact_plans",
        sa.Column("source_ref", sa.String(length=32), nullable=False, comment="of"),
        sa.Column("state", sa.String(length=10), nullable=False, comment="where it stands"),
        sa.Column(
            "version", sa.Integer(), nullable=False, comment="which version of the vault's contact compartment it is"
        ),
        sa.Column("written_by", sa.String(length=32), nullable=False, comment="who wrote it"),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False, comment="when"),
        sa.Column(
            "approved_by", sa.String(length=32), nullable=True, comment="which controller approved; never who wrote it"
        ),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True, comment="when"),
        sa.Column("returned_because", sa.Text(), nullable=False, comment="why it was sent back; the writer reads it"),
        sa.Column("next_contact_on", sa.Date(), nullable=True, comment="when they are meant to be reached next"),
        sa.CheckConstraint("state <> 'APPROVED' OR approved_by IS NOT NULL", name=op.f("ck_contact_plans_approved")),
        sa.CheckConstraint(
            "state IN ('WRITTEN', 'APPROVED', 'RETURNED', 'STOPPED')", name=op.f("ck_contact_plans_state")
        ),
        sa.CheckConstraint(
            "approved_by IS NULL OR approved_by <> written_by", name=op.f("ck_contact_plans_second_person")
        ),
        sa.ForeignKeyConstraint(
            ["source_ref"], ["sources.source_ref"], name=op.f("fk_contact_plans_source_ref_sources")
        ),
        sa.PrimaryKeyConstraint("source_ref", name=op.f("pk_contact_plans")),
    )
    op.create_index("ix_contact_plans_next", "contact_plans", ["next_contact_on", "source_ref"], unique=False)
    op.create_index("ix_contact_plans_state", "contact_plans", ["state", "written_at", "source_ref"], unique=False)
    op.create_table(
        "course_records",
        sa.Column("record_ref", sa.String(length=32), nullable=False, comment="random"),
        sa.Column("person_ref", sa.String(length=32), nullable=False, comment="whose"),
        sa.Column("course", sa.String(length=32), nullable=False, comment="code of the course"),
        sa.Column("passed_on", sa.Date(), nullable=True, comment="the day it was passed; empty while provisional"),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False, comment="from when it opens nothing any more"),
        sa.Column(
            "mentor_ref", sa.String(length=32), nullable=True, comment="who signs beside them while it is provisional"
        ),
        sa.ForeignKeyConstraint(
            ["mentor_ref"], ["people.person_ref"], name=op.f("fk_course_records_mentor_ref_people")
        ),
        sa.ForeignKeyConstraint(
            ["person_ref"], ["people.person_ref"], name=op.f("fk_course_records_person_ref_people")
        ),
        sa.PrimaryKeyConstraint("record_ref", name=op.f("pk_course_records")),
    )
    op.create_index(op.f("ix_course_records_ends_at"), "course_records", ["ends_at"], unique=False)
    op.create_index(op.f("ix_course_records_person_ref"), "course_records", ["person_ref"], unique=False)
    op.create_table(
        "drift_decisions",
        sa.Column("decision_ref", sa.String(length=32), nullable=False, comment="random"),
        sa.Column("source_ref", sa.String(length=32), nullable=False, comment="of whom"),
        sa.Column("decision", sa.String(length=24), nullable=False, comment="what was decided, by code"),
        sa.Column("score", sa.Integer(), nullable=False, comment="what the signs came to then"),
        sa.Column("advised", sa.Boolean(), nullable=False, comment="whether legal advice was sought"),
        sa.Column("decided_by", sa.String(length=32), nullable=False, comment="which controller"),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False, comment="when"),
        sa.Column(
            "entry_version",
            sa.Integer(),
            nullable=False,
            comment="which entry of the record compartment holds the reason",
        ),
        sa.CheckConstraint(
            "decision IN ('NOT_CHIS', 'REFER_AUTHORISED_AGENCY', 'STOP_CONTACT')",
            name=op.f("ck_drift_decisions_decision"),
        ),
        sa.ForeignKeyConstraint(
            ["source_ref"], ["sources.source_ref"], name=op.f("fk_drift_decisions_source_ref_sources")
        ),
        sa.PrimaryKeyConstraint("decision_ref", name=op.f("pk_drift_decisions")),
    )
    op.create_index("ix_drift_decisions_source", "drift_decisions", ["source_ref", "decided_at"], unique=False)
    op.create_table(
        "drift_signs",
        sa.Column("sign_ref", sa.String(length=32), nullable=False, comment="random"),
        sa.Column("source_ref", sa.String(length=32), nullable=False, comment="of whom"),
        sa.Column("code", sa.String(length=12), nullable=False, comment="which sign"),
        sa.Column("seen_on", sa.Date(), nullable=False, comment="on which day"),
        sa.Column("phrase", sa.String(length=80), nullable=False, comment="which words of the unit's list gave it"),
        sa.Column(
            "by_ref", sa.String(length=32), nullable=False, comment="who entered it; empty for contacts and notes"
        ),
        sa.CheckConstraint(
            "code IN ('REPEAT', 'RELATIONSHIP', 'TASKED', 'REWARD', 'CONTACTS', 'CARE')",
            name=op.f("ck_drift_signs_code"),
        ),
        sa.ForeignKeyConstraint(["source_ref"], ["sources.source_ref"], name=op.f("fk_drift_signs_source_ref_sources")),
        sa.PrimaryKeyConstraint("sign_ref", name=op.f("pk_drift_signs")),
    )
    op.create_index("ix_drift_signs_source", "drift_signs", ["source_ref", "seen_on"], unique=False)
    op.create_table(
        "invitations",
        sa.Column("invitation_ref", sa.String(length=32), nullable=False, comment="random"),
        sa.Column("person_ref", sa.String(length=32), nullable=False, comment="who is to visit"),
        sa.Column("kind", sa.String(length=20), nullable=False, comment="to join, or what was lost"),
        sa.Column(
            "words_digest", sa.String(length=64), nullable=False, comment="SHA-256 of its words and its reference"
        ),
        sa.Column("made_by", sa.String(length=32), nullable=False, comment="who made it"),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False, comment="when"),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False, comment="from when it opens nothing"),
        sa.Column("state", sa.String(length=20), nullable=False, comment="it is used once"),
        sa.Column("then", sa.String(length=20), nullable=False, comment="the account's state after it was used"),
        sa.Column(
            "wrong_tries", sa.Integer(), nullable=False, comment="wrong proofs of who visits; it closes after a few"
        ),
        sa.CheckConstraint("kind IN ('JOIN', 'PASSPHRASE', 'DEVICE')", name=op.f("ck_invitations_kind")),
        sa.CheckConstraint("state IN ('OPEN', 'USED', 'WITHDRAWN')", name=op.f("ck_invitations_state")),
        sa.ForeignKeyConstraint(["person_ref"], ["people.person_ref"], name=op.f("fk_invitations_person_ref_people")),
        sa.PrimaryKeyConstraint("invitation_ref", name=op.f("pk_invitations")),
    )
    op.create_index("ix_invitations_open", "invitations", ["state", "expires_at"], unique=False)
    op.create_index("ix_invitations_person", "invitations", ["person_ref", "state"], unique=False)
    op.create_table(
        "legal_holds",
        sa.Column("hold_ref", sa.String(length=32), nullable=False, comment="random"),
        sa.Column("source_ref", sa.String(length=32), nullable=False, comment="which source"),
        sa.Column("ground", sa.String(length=20), nullable=False, comment="why, by code"),
        sa.Column("reason", sa.Text(), nullable=False, comment="why, in the words of whoever set it"),
        sa.Column("set_by", sa.String(length=32), nullable=False, comment="who set it"),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False, comment="when"),
        sa.Column("lifted_by", sa.String(length=32), nullable=True, comment="who lifted it; never who set it"),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True, comment="when"),
        sa.Column("lifted_reason", sa.Text(), nullable=False, comment="why it was lifted"),
        sa.CheckConstraint(
            "ground IN ('CPIA', 'INQUIRY', 'LITIGATION', 'COMMISSIONER')", name=op.f("ck_legal_holds_ground")
        ),
        sa.CheckConstraint("(lifted_by IS NULL) = (lifted_at IS NULL)", name=op.f("ck_legal_holds_lifted")),
        sa.CheckConstraint("lifted_by IS NULL OR lifted_by <> set_by", name=op.f("ck_legal_holds_second_person")),
        sa.ForeignKeyConstraint(["source_ref"], ["sources.source_ref"], name=op.f("fk_legal_holds_source_ref_sources")),
        sa.PrimaryKeyConstraint("hold_ref", name=op.f("pk_legal_holds")),
    )
    op.create_index("ix_legal_holds_source", "legal_holds", ["source_ref", "lifted_at"], unique=False)
    op.create_index("ix_legal_holds_standing", "legal_holds", ["lifted_at", "set_at"], unique=False)
    op.create_table(
        "line_managers",
        sa.Column("line_ref", sa.String(length=32), nullable=False, comment="random"),
        sa.Column("person_ref", sa.String(length=32), nullable=False, comment="whose"),
        sa.Column("manager_ref", sa.String(length=32), nullable=False, comment="who"),
        sa.Column("from_on", sa.Date(), nullable=False, comment="the first day, in London"),
        sa.Column("until_on", sa.Date(), nullable=True, comment="the last day; empty while it lasts"),
        sa.CheckConstraint("manager_ref <> person_ref", name=op.f("ck_line_managers_somebody_else")),
        sa.CheckConstraint("until_on IS NULL OR until_on >= from_on", name=op.f("ck_line_managers_order")),
        sa.ForeignKeyConstraint(
            ["manager_ref"], ["people.person_ref"], name=op.f("fk_line_managers_manager_ref_people")
        ),
        sa.ForeignKeyConstraint(["person_ref"], ["people.person_ref"], name=op.f("fk_line_managers_person_ref_people")),
        sa.PrimaryKeyConstraint("line_ref", name=op.f("pk_line_managers")),
    )
    op.create_index("ix_line_managers_person", "line_managers", ["person_ref", "until_on"], unique=False)
    op.create_table(
        "person_changes",
        sa.Column("change_ref", sa.String(length=32), nullable=False, comment="random"),
        sa.Column("person_ref", sa.String(length=32), nullable=False, comment="whom it concerns"),
        sa.Column("kind", sa.String(length=20), nullable=False, comment="what it changes"),
        sa.Column("entered", sa.JSON(), nullable=False, comment="what was entered, by codes and days"),
        sa.Column("entered_by", sa.String(length=32), nullable=False, comment="who entered it; never who confirms it"),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False, comment="when"),
        sa.Column("standing", sa.Integer(), nullable=False, comment="how high whoever confirms must stand"),
        sa.Column("group_name", sa.String(length=32), nullable=False, comment="the key group that confirms; or empty"),
        sa.Column("state", sa.String(length=20), nullable=False, comment="what became of it"),
        sa.Column("decided_by", sa.String(length=32), nullable=True, comment="who confirmed or refused it"),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True, comment="when"),
        sa.Column("reason", sa.Text(), nullable=False, comment="why it was refused"),
        sa.CheckConstraint(
            "decided_by IS NULL OR decided_by <> entered_by OR state = 'REFUSED'",
            name=op.f("ck_person_changes_second_person"),
        ),
        sa.CheckConstraint(
            "kind IN ('KEYS', 'VETTING', 'TRAINING', 'ROLES', 'RESTORE', 'MANAGER')",
            name=op.f("ck_person_changes_kind"),
        ),
        sa.CheckConstraint("state IN ('WAITING', 'CONFIRMED', 'REFUSED')", name=op.f("ck_person_changes_state")),
        sa.CheckConstraint(
            "decided_by IS NULL OR decided_by <> person_ref", name=op.f("ck_person_changes_someone_else")
        ),
        sa.ForeignKeyConstraint(
            ["person_ref"], ["people.person_ref"], name=op.f("fk_person_changes_person_ref_people")
        ),
        sa.PrimaryKeyConstraint("change_ref", name=op.f("pk_person_changes")),
    )
    op.create_index("ix_person_changes_person", "person_changes", ["person_ref", "entered_at"], unique=False)
    op.create_index("ix_person_changes_waiting", "person_changes", ["state", "entered_at", "change_ref"], unique=False)
    op.create_table(
        "person_notices",
        sa.Column("notice_ref", sa.String(length=32), nullable=False, comment="random"),
        sa.Column("person_ref", sa.String(length=32), nullable=False, comment="whose board"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, comment="when it happened"),
        sa.Column("told", sa.String(length=20), nullable=False, comment="code of what happened"),
        sa.Column("by_ref", sa.String(length=32), nullable=False, comment="who did it"),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True, comment="when they put it away"),
        sa.ForeignKeyConstraint(
            ["person_ref"], ["people.person_ref"], name=op.f("fk_person_notices_person_ref_people")
        ),
        sa.PrimaryKeyConstraint("notice_ref", name=op.f("pk_person_notices")),
    )
    op.create_index("ix_person_notices_unread", "person_notices", ["person_ref", "read_at", "at"], unique=False)
    op.create_table(
        "release_acceptances",
        sa.Column("release_ref", sa.String(length=32), nullable=False, comment="which release"),
        sa.Column("person_ref", sa.String(length=32), nullable=False, comment="who accepted"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, comment="when"),
        sa.ForeignKeyConstraint(
            ["release_ref"], ["releases.ref"], name=op.f("fk_release_acceptances_release_ref_releases")
        ),
        sa.PrimaryKeyConstraint("release_ref", "person_ref", name=op.f("pk_release_acceptances")),
    )
    op.create_table(
        "release_named",
        sa.Column("release_ref", sa.String(length=32), nullable=False, comment="which release"),
        sa.Column("person_ref", sa.String(length=32), nullable=False, comment="who"),
        sa.ForeignKeyConstraint(["release_ref"], ["releases.ref"], name=op.f("fk_release_named_release_ref_releases")),
        sa.PrimaryKeyConstraint("release_ref", "person_ref", name=op.f("pk_release_named")),
    )
    op.create_table(
        "release_results",
        sa.Column("id", sa.String(length=32), nullable=False, comment="random"),
        sa.Column("release_ref", sa.String(length=32), nullable=False, comment="which release"),
        sa.Column("code", sa.String(length=40), nullable=False, comment="what became of it, by code"),
        sa.Column("reason", sa.Text(), nullable=False, comment="why, where the code asks for it"),
        sa.Column("by_ref", sa.String(length=32), nullable=False, comment="who recorded it"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, comment="when"),
        sa.Column("waits", sa.Boolean(), nullable=False, comment="whether it is still to be entered at the allegation"),
        sa.CheckConstraint(
            "code IN ('NOT_OPENED', 'ACCEPTED', 'REJECTED_QUALITY', 'REJECTED_PRIORITY', 'VISIT_NO_ENCOUNTER', 'VISIT_ARREST', 'CIVIL_PENALTY', 'REMOVAL_DEPARTURE', 'LEAVE_REFUSED_CURTAILED', 'MARRIAGE_STOPPED', 'SEIZURE', 'PROSECUTION', 'VICTIM_SAFEGUARDED', 'INTEL_GAP_CLOSED', 'NO_TRACE', 'NO_ACTION')",
            name=op.f("ck_release_results_code"),
        ),
        sa.ForeignKeyConstraint(
            ["release_ref"], ["releases.ref"], name=op.f("fk_release_results_release_ref_releases")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release_results")),
    )
    op.create_index("ix_release_results_release", "release_results", ["release_ref", "at"], unique=False)
    op.create_table(
        "risk_bands",
        sa.Column("change_ref", sa.String(length=32), nullable=False, comment="random"),
        sa.Column("source_ref", sa.String(length=32), nullable=False, comment="of whom"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, comment="when, to the hour"),
        sa.Column("band", sa.String(length=10), nullable=False, comment="from then on"),
        sa.Column("cause", sa.String(length=20), nullable=False, comment="why, by code"),
        sa.CheckConstraint(
            "band IN ('LOW', 'MEDIUM', 'HIGH', 'VERY_HIGH', 'CRITICAL')", name=op.f("ck_risk_bands_band")
        ),
        sa.CheckConstraint(
            "cause IN ('FIRST', 'CALENDAR', 'SENT', 'ACTED_ON', 'ARREST', 'DISCLOSURE', 'IDENTITY_READ', 'GLASS_BROKEN', 'FAILED_CONTACT', 'UNSAFE_CONTACT', 'THIRD_PARTY', 'DURESS', 'ASKED', 'SUSPICION', 'MOVED', 'OFFICER_MOVED', 'MEDIA', 'BREACH', 'WELFARE', 'COMPROMISE', 'THREAT', 'RATED', 'SIGNED', 'CARE', 'REOPENED')",
            name=op.f("ck_risk_bands_cause"),
        ),
        sa.ForeignKeyConstraint(["source_ref"], ["sources.source_ref"], name=op.f("fk_risk_bands_source_ref_sources")),
        sa.PrimaryKeyConstraint("change_ref", name=op.f("pk_risk_bands")),
    )
    op.create_index("ix_risk_bands_source", "risk_bands", ["source_ref", "at"], unique=False)
    op.create_table(
        "risk_reviews",
        sa.Column("review_ref", sa.String(length=32), nullable=False, comment="random"),
        sa.Column("source_ref", sa.String(length=32), nullable=False, comment="of whom"),
        sa.Column("cause", sa.String(length=20), nullable=False, comment="why, by code"),
        sa.Column("state", sa.String(length=10), nullable=False, comment="due or done"),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False, comment="since when, to the hour"),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False, comment="by when"),
        sa.Column("escalated_at", sa.DateTime(timezone=True), nullable=True, comment="when the controller was told"),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True, comment="when it was signed in full"),
        sa.Column("done_by", sa.String(length=32), nullable=True, comment="who signed last"),
        sa.Column("band_found", sa.String(length=10), nullable=True, comment="what was found"),
        sa.CheckConstraint("(state = 'DONE') = (done_at IS NOT NULL)", name=op.f("ck_risk_reviews_done")),
        sa.CheckConstraint(
            "cause IN ('FIRST', 'CALENDAR', 'SENT', 'ACTED_ON', 'ARREST', 'DISCLOSURE', 'IDENTITY_READ', 'GLASS_BROKEN', 'FAILED_CONTACT', 'UNSAFE_CONTACT', 'THIRD_PARTY', 'DURESS', 'ASKED', 'SUSPICION', 'MOVED', 'OFFICER_MOVED', 'MEDIA', 'BREACH', 'WELFARE', 'COMPROMISE', 'THREAT', 'RATED', 'SIGNED', 'CARE', 'REOPENED')",
            name=op.f("ck_risk_reviews_cause"),
        ),
        sa.CheckConstraint("state IN ('DUE', 'DONE')", name=op.f("ck_risk_reviews_state")),
        sa.ForeignKeyConstraint(
            ["source_ref"], ["sources.source_ref"], name=op.f("fk_risk_reviews_source_ref_sources")
        ),
        sa.PrimaryKeyConstraint("review_ref", name=op.f("pk_risk_reviews")),
    )
    op.create_index("ix_risk_reviews_due", "risk_reviews", ["state", "due_at", "review_ref"], unique=False)
    op.create_index("ix_risk_reviews_source", "risk_reviews", ["source_ref", "state", "due_at"], unique=False)
    op.create_table(
        "risk_signatures",
        sa.Column("signature_ref", sa.String(length=32), nullable=False, comment="random"),
        sa.Column("source_ref", sa.String(length=32), nullable=False, comment="of whom"),
        sa.Column("person_ref", sa.String(length=32), nullable=False, comment="who signed"),
        sa.Column("role", sa.String(length=20), nullable=False, comment="in which role"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, comment="when"),
        sa.Column("band", sa.String(length=10), nullable=False, comment="the band they signed for"),
        sa.Column("counts", sa.Boolean(), nullable=False, comment="until it is used, or something changes"),
        sa.CheckConstraint(
            "band IN ('LOW', 'MEDIUM', 'HIGH', 'VERY_HIGH', 'CRITICAL')", name=op.f("ck_risk_signatures_band")
        ),
        sa.ForeignKeyConstraint(
            ["source_ref"], ["sources.source_ref"], name=op.f("fk_risk_signatures_source_ref_sources")
        ),
        sa.PrimaryKeyConstraint("signature_ref", name=op.f("pk_risk_signatures")),
    )
    op.create_index("ix_risk_signatures_source", "risk_signatures", ["source_ref", "at"], unique=False)
    op.create_table(
        "risks",
        sa.Column("risk_ref", sa.String(length=32), nullable=False, comment="RSK- and random letters"),
        sa.Column("source_ref", sa.String(length=32), nullable=False, comment="to whom"),
        sa.Column("state", sa.String(length=10), nullable=False, comment="whether it is still a risk"),
        sa.Column("category", sa.String(length=20), nullable=False, comment="what kind of harm, by code"),
        sa.Column(
            "more_exposed",
            sa.Boolean(),
            nullable=False,
            comment="a child, or someone the suspect holds by their status",
        ),
        sa.Column("likelihood", sa.Integer(), nullable=True, comment="1 to 5 without controls; empty: nobody can tell"),
        sa.Column("impact", sa.Integer(), nullable=False, comment="1 to 5 without controls"),
        sa.Column("band", sa.String(length=10), nullable=False, comment="band without controls"),
        sa.Column("residual_likelihood", sa.Integer(), nullable=True, comment="1 to 5 with the controls in place"),
        sa.Column("residual_impact", sa.Integer(), nullable=True, comment="1 to 5 with the controls in place"),
        sa.Column("residual_band", sa.String(length=10), nullable=True, comment="band with controls; empty: not rated"),
        sa.Column("owner_ref", sa.String(length=32), nullable=False, comment="who looks after this risk"),
        sa.Column("review_on", sa.Date(), nullable=False, comment="when this risk is looked at again at the latest"),
        sa.Column("explained_on", sa.Date(), nullable=True, comment="when it was explained to the source (reg 3(f))"),
        sa.Column("explained_by", sa.String(length=32), nullable=True, comment="who explained it"),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False, comment="when it was first written down"),
        sa.Column("raised_by", sa.String(length=32), nullable=False, comment="by whom"),
        sa.Column("rated_at", sa.DateTime(timezone=True), nullable=False, comment="when it was last rated"),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True, comment="when it ceased to be a risk"),
        sa.Column("closed_by", sa.String(length=32), nullable=True, comment="who said so"),
        sa.CheckConstraint("band IN ('LOW', 'MEDIUM', 'HIGH', 'VERY_HIGH', 'CRITICAL')", name=op.f("ck_risks_band")),
        sa.CheckConstraint(
            "category IN ('PHYSICAL', 'PSYCHOLOGICAL', 'LEGAL', 'MORAL_ETHICAL', 'ECONOMIC', 'COMPROMISE', 'DIGITAL', 'FAMILY_THIRD_PARTY', 'ORGANISATIONAL', 'REPUTATION')",
            name=op.f("ck_risks_category"),
        ),
        sa.CheckConstraint("state IN ('OPEN', 'CLOSED')", name=op.f("ck_risks_state")),
        sa.CheckConstraint("(residual_impact IS NULL) = (residual_band IS NULL)", name=op.f("ck_risks_residual")),
        sa.CheckConstraint("impact BETWEEN 1 AND 5", name=op.f("ck_risks_impact")),
        sa.CheckConstraint("likelihood BETWEEN 1 AND 5", name=op.f("ck_risks_likelihood")),
        sa.CheckConstraint("residual_impact BETWEEN 1 AND 5", name=op.f("ck_risks_residual_impact")),
        sa.CheckConstraint("residual_likelihood BETWEEN 1 AND 5", name=op.f("ck_risks_residual_likelihood")),
        sa.ForeignKeyConstraint(["source_ref"], ["sources.source_ref"], name=op.f("fk_risks_source_ref_sources")),
        sa.PrimaryKeyConstraint("risk_ref", name=op.f("pk_risks")),
    )
    op.create_index("ix_risks_source", "risks", ["source_ref", "state", "raised_at"], unique=False)
    op.create_table(
        "roles_held",
        sa.Column("role_held_ref", sa.String(length=32), nullable=False, comment="random"),
        sa.Column("person_ref", sa.String(length=32), nullable=False, comment="who holds it"),
        sa.Column("role", sa.String(length=32), nullable=False, comment="code of the role"),
        sa.Column("from_on", sa.Date(), nullable=False, comment="the first day, in London"),
        sa.Column("to_on", sa.Date(), nullable=True, comment="the last day; empty while it is held"),
        sa.CheckConstraint("to_on IS NULL OR to_on >= from_on", name=op.f("ck_roles_held_order")),
        sa.ForeignKeyConstraint(["person_ref"], ["people.person_ref"], name=op.f("fk_roles_held_person_ref_people")),
        sa.PrimaryKeyConstraint("role_held_ref", name=op.f("pk_roles_held")),
    )
    op.create_index(op.f("ix_roles_held_person_ref"), "roles_held", ["person_ref"], unique=False)
    op.create_table(
        "source_aftercare",
        sa.Column("look_ref", sa.String(length=32), nullable=False, comment="random"),
        sa.Column("source_ref", sa.String(length=32), nullable=False, comment="of whom"),
        sa.Column("kind", sa.String(length=10), nullable=False, comment="which of the two looks"),
        sa.Column("due_on", sa.Date(), nullable=False, comment="by which day"),
        sa.Column("owner_ref", sa.String(length=32), nullable=False, comment="whose it is"),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True, comment="when somebody looked"),
        sa.Column("done_by", sa.String(length=32), nullable=True, comment="who looked"),
        sa.Column("finding", sa.String(length=12), nullable=True, comment="what was found, by code"),
        sa.Column(
            "entry_version",
            sa.Integer(),
            nullable=True,
            comment="which entry of the record compartment holds the words",
        ),
        sa.CheckConstraint(
            "finding IS NULL OR finding IN ('NOTHING_NEW', 'NEEDS_HELP', 'IN_DANGER')",
            name=op.f("ck_source_aftercare_finding"),
        ),
        sa.CheckConstraint("kind IN ('DAYS_28', 'DAYS_180')", name=op.f("ck_source_aftercare_kind")),
        sa.CheckConstraint("(done_at IS NULL) = (finding IS NULL)", name=op.f("ck_source_aftercare_done")),
        sa.ForeignKeyConstraint(
            ["source_ref"], ["sources.source_ref"], name=op.f("fk_source_aftercare_source_ref_sources")
        ),
        sa.PrimaryKeyConstraint("look_ref", name=op.f("pk_source_aftercare")),
    )
    op.create_index("ix_source_aftercare_due", "source_aftercare", ["done_at", "due_on", "look_ref"], unique=False)
    op.create_index("ix_source_aftercare_source", "source_aftercare", ["source_ref", "due_on"], unique=False)
    op.create_table(
        "source_closings",
        sa.Column("closing_ref", sa.String(length=32), nullable=False, comment="random"),
        sa.Column("source_ref", sa.String(length=32), nullable=False, comment="of whom"),
        sa.Column("reason", sa.String(length=20), nullable=False, comment="why, by code"),
        sa.Column("band", sa.String(length=10), nullable=False, comment="the risk at closing"),
        sa.Column("told_again", sa.String(length=12), nullable=False, comment="told how to report again"),
        sa.Column(
            "told_confidential", sa.String(length=12), nullable=False, comment="told that confidentiality goes on"
        ),
        sa.Column("told_role", sa.String(length=12), nullable=False, comment="told not to claim a role"),
        sa.Column("rewards", sa.String(length=12), nullable=False, comment="rewards settled"),
        sa.Column("devices", sa.String(length=12), nullable=False, comment="devices given back"),
        sa.Column("welfare", sa.String(length=12), nullable=False, comment="told where to find help"),
        sa.Column("owner_ref", sa.String(length=32), nullable=False, comment="who has the duty of care that is left"),
        sa.Column("closed_by", sa.String(length=32), nullable=False, comment="which controller signed"),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=False, comment="when, to the hour"),
        sa.Column(
            "entry_version",
            sa.Integer(),
            nullable=False,
            comment="which entry of the vault's record compartment holds the words",
        ),
        sa.Column("reopened_at", sa.DateTime(timezone=True), nullable=True, comment="when it was opened again"),
        sa.Column("reopened_by", sa.String(length=32), nullable=True, comment="who opened it again"),
        sa.CheckConstraint(
            "band IN ('LOW', 'MEDIUM', 'HIGH', 'VERY_HIGH', 'CRITICAL')", name=op.f("ck_source_closings_band")
        ),
        sa.CheckConstraint("devices IN ('DONE', 'COULD_NOT', 'NONE_NEEDED')", name=op.f("ck_source_closings_devices")),
        sa.CheckConstraint(
            "reason IN ('OBJECTIVE_MET', 'NO_LONGER_ACCESS', 'SOURCE_WISH', 'UNRELIABLE', 'RISK_TOO_HIGH', 'COMPROMISED', 'DRIFT_REFERRED', 'DEATH', 'LOST_CONTACT', 'NEVER_ENGAGED')",
            name=op.f("ck_source_closings_reason"),
        ),
        sa.CheckConstraint("rewards IN ('DONE', 'COULD_NOT', 'NONE_NEEDED')", name=op.f("ck_source_closings_rewards")),
        sa.CheckConstraint(
            "told_again IN ('DONE', 'COULD_NOT', 'NONE_NEEDED')", name=op.f("ck_source_closings_told_again")
        ),
        sa.CheckConstraint(
            "told_confidential IN ('DONE', 'COULD_NOT', 'NONE_NEEDED')",
            name=op.f("ck_source_closings_told_confidential"),
        ),
        sa.CheckConstraint(
            "told_role IN ('DONE', 'COULD_NOT', 'NONE_NEEDED')", name=op.f("ck_source_closings_told_role")
        ),
        sa.CheckConstraint("welfare IN ('DONE', 'COULD_NOT', 'NONE_NEEDED')", name=op.f("ck_source_closings_welfare")),
        sa.CheckConstraint("(reopened_at IS NULL) = (reopened_by IS NULL)", name=op.f("ck_source_closings_reopened")),
        sa.ForeignKeyConstraint(
            ["source_ref"], ["sources.source_ref"], name=op.f("fk_source_closings_source_ref_sources")
        ),
        sa.PrimaryKeyConstraint("closing_ref", name=op.f("pk_source_closings")),
    )
    op.create_index("ix_source_closings_source", "source_closings", ["source_ref", "closed_at"], unique=False)
    op.create_table(
        "source_erasures",
        sa.Column("erasure_ref", sa.String(length=32), nullable=False, comment="random"),
        sa.Column("source_ref", sa.String(length=32), nullable=False, comment="which source"),
        sa.Column("state", sa.String(length=10), nullable=False, comment="what became of it"),
        sa.Column("ground", sa.String(length=20), nullable=False, comment="why, by code"),
        sa.Column("reason", sa.Text(), nullable=False, comment="why, in words; erased with the source"),
        sa.Column("requester_ref", sa.String(length=32), nullable=False, comment="who asked"),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False, comment="when"),
        sa.Column("decider_ref", sa.String(length=32), nullable=True, comment="who decided; never who asked"),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True, comment="when it was decided"),
        sa.Column("decision_reason", sa.Text(), nullable=False, comment="why it was refused"),
        sa.Column(
            "lock_number",
            sa.Integer(),
            nullable=True,
            comment="the newest of the server's keys that it was locked with",
        ),
        sa.Column("left_index_at", sa.DateTime(timezone=True), nullable=True, comment="when it left the search index"),
        sa.Column("parts_left", sa.JSON(), nullable=False, comment="sealed parts to delete; then empty"),
        sa.Column("grants_left", sa.JSON(), nullable=False, comment="permissions to end; then empty"),
        sa.Column("boxes_left", sa.JSON(), nullable=False, comment="mailboxes to empty; then empty"),
        sa.Column(
            "finished_at", sa.DateTime(timezone=True), nullable=True, comment="when no store held anything of it"
        ),
        sa.Column("gone_on", sa.Date(), nullable=True, comment="the day from which no backup can bring it back"),
        sa.Column("again", sa.Boolean(), nullable=False, comment="erased again after an older backup was restored"),
        sa.CheckConstraint(
            "ground IN ('RETENTION_ENDED', 'ASKED_BY_PERSON', 'ENTERED_WRONGLY', 'ORDERED')",
            name=op.f("ck_source_erasures_ground"),
        ),
        sa.CheckConstraint(
            "state <> 'ERASED' OR (decided_at IS NOT NULL AND reason = '')", name=op.f("ck_source_erasures_erased")
        ),
        sa.CheckConstraint("state IN ('PENDING', 'REFUSED', 'ERASED')", name=op.f("ck_source_erasures_state")),
        sa.CheckConstraint("(finished_at IS NULL) = (gone_on IS NULL)", name=op.f("ck_source_erasures_finished")),
        sa.CheckConstraint(
            "decider_ref IS NULL OR decider_ref <> requester_ref", name=op.f("ck_source_erasures_second_person")
        ),
        sa.ForeignKeyConstraint(
            ["source_ref"], ["sources.source_ref"], name=op.f("fk_source_erasures_source_ref_sources")
        ),
        sa.PrimaryKeyConstraint("erasure_ref", name=op.f("pk_source_erasures")),
    )
    op.create_index("ix_source_erasures_index", "source_erasures", ["state", "left_index_at"], unique=False)
    op.create_index("ix_source_erasures_source", "source_erasures", ["source_ref", "asked_at"], unique=False)
    op.create_index("ix_source_erasures_state", "source_erasures", ["state", "finished_at", "asked_at"], unique=False)
    op.create_table(
        "source_particulars",
        sa.Column("source_ref", sa.String(length=32), nullable=False, comment="of whom"),
        sa.Column("letter", sa.String(length=1), nullable=False, comment="of regulation 3 of SI 2000/2725"),
        sa.Column("state", sa.String(length=10), nullable=False, comment="known, or nothing of the kind"),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False, comment="when it was last written"),
        sa.Column("by_ref", sa.String(length=32), nullable=False, comment="by whom"),
        sa.Column(
            "entry_version",
            sa.Integer(),
            nullable=True,
            comment="which entry of the record compartment holds the words",
        ),
        sa.CheckConstraint(
            "letter IN ('a', 'b', 'c', 'd', 'e', 'f', 'g', 'j', 'n')", name=op.f("ck_source_particulars_letter")
        ),
        sa.CheckConstraint("state IN ('KNOWN', 'NONE')", name=op.f("ck_source_particulars_state")),
        sa.ForeignKeyConstraint(
            ["source_ref"], ["sources.source_ref"], name=op.f("fk_source_particulars_source_ref_sources")
        ),
        sa.PrimaryKeyConstraint("source_ref", "letter", name=op.f("pk_source_particulars")),
    )
    op.create_table(
        "source_periods",
        sa.Column("period_ref", sa.String(length=32), nullable=False, comment="random"),
        sa.Column("source_ref", sa.String(length=32), nullable=False, comment="of whom"),
        sa.Column("part", sa.String(length=16), nullable=False, comment="which of the three parts"),
        sa.Column("person_ref", sa.String(length=32), nullable=False, comment="who had it"),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False, comment="from when"),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True, comment="until when; empty while it lasts"),
        sa.Column("why", sa.String(length=12), nullable=True, comment="why it passed to them, by code"),
        sa.Column("by_ref", sa.String(length=32), nullable=False, comment="who gave it to them"),
        sa.CheckConstraint(
            "part IN ('handler_ref', 'controller_ref', 'keeper_ref')", name=op.f("ck_source_periods_part")
        ),
        sa.CheckConstraint(
            "why IS NULL OR why IN ('LEAVES', 'ABSENCE', 'WORKLOAD', 'TOO_CLOSE', 'SOURCE_WISH', 'OTHER')",
            name=op.f("ck_source_periods_why"),
        ),
        sa.ForeignKeyConstraint(
            ["source_ref"], ["sources.source_ref"], name=op.f("fk_source_periods_source_ref_sources")
        ),
        sa.PrimaryKeyConstraint("period_ref", name=op.f("pk_source_periods")),
    )
    op.create_index("ix_source_periods_source", "source_periods", ["source_ref", "since"], unique=False)
    op.create_table(
        "threats",
        sa.Column("threat_ref", sa.String(length=32), nullable=False, comment="TTL- and random letters"),
        sa.Column("source_ref", sa.String(length=32), nullable=False, comment="to whom"),
        sa.Column("state", sa.String(length=10), nullable=False, comment="open or closed"),
        sa.Column("learned_by", sa.String(length=20), nullable=False, comment="how it came to be known, by code"),
        sa.Column("grade", sa.String(length=10), nullable=False, comment="how real and immediate, by code"),
        sa.Column(
            "received_at", sa.DateTime(timezone=True), nullable=False, comment="when it was learned; both clocks start"
        ),
        sa.Column("raised_by", sa.String(length=32), nullable=False, comment="who raised it"),
        sa.Column(
            "taken_at", sa.DateTime(timezone=True), nullable=True, comment="when a controller or authoriser had it"
        ),
        sa.Column("taken_by", sa.String(length=32), nullable=True, comment="who"),
        sa.Column("handed_at", sa.DateTime(timezone=True), nullable=True, comment="when the police had it"),
        sa.Column("handed_by", sa.String(length=32), nullable=True, comment="who handed it over"),
        sa.Column(
            "notice_exposes", sa.Boolean(), nullable=True, comment="whether a notice would show who the source is"
        ),
        sa.Column("exposes_by", sa.String(length=32), nullable=True, comment="the authoriser who decided that"),
        sa.Column("review_at", sa.DateTime(timezone=True), nullable=False, comment="when it is looked at again"),
        sa.Column("without_police", sa.Boolean(), nullable=False, comment="an authoriser closed it with a reason"),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True, comment="when it was closed"),
        sa.Column("closed_by", sa.String(length=32), nullable=True, comment="by whom"),
        sa.Column(
            "entry_version",
            sa.Integer(),
            nullable=False,
            comment="which entry of the vault's risk compartment holds the words",
        ),
        sa.CheckConstraint("grade IN ('IMMEDIATE', 'REAL', 'UNCLEAR')", name=op.f("ck_threats_grade")),
        sa.CheckConstraint(
            "learned_by IN ('CONTACT', 'MESSAGE', 'AGENCY', 'INTELLIGENCE', 'DURESS', 'OTHER')",
            name=op.f("ck_threats_learned_by"),
        ),
        sa.CheckConstraint(
            "state = 'OPEN' OR (closed_by IS NOT NULL AND (handed_at IS NOT NULL OR without_police))",
            name=op.f("ck_threats_closed"),
        ),
        sa.CheckConstraint("state IN ('OPEN', 'CLOSED')", name=op.f("ck_threats_state")),
        sa.ForeignKeyConstraint(["source_ref"], ["sources.source_ref"], name=op.f("fk_threats_source_ref_sources")),
        sa.PrimaryKeyConstraint("threat_ref", name=op.f("pk_threats")),
    )
    op.create_index("ix_threats_source", "threats", ["source_ref", "received_at"], unique=False)
    op.create_index("ix_threats_state", "threats", ["state", "received_at"], unique=False)
    op.create_table(
        "units",
        sa.Column("ref", sa.String(length=32), nullable=False, comment="random"),
        sa.Column("name", sa.String(length=200), nullable=False, comment="what its people call it"),
        sa.Column("organisation_ref", sa.String(length=32), nullable=False, comment="part of which"),
        sa.Column("division", sa.String(length=32), nullable=False, comment="whose bank holidays it keeps"),
        sa.Column("kind", sa.String(length=8), nullable=False, comment="a team, or a hub that teams belong to"),
        sa.Column("hub_ref", sa.String(length=32), nullable=True, comment="the hub it belongs to"),
        sa.Column(
            "governance", sa.String(length=200), nullable=False, comment="what it is for, and whom it answers to"
        ),
        sa.Column("tightened", sa.JSON(), nullable=False, comment="settings stricter than the bound"),
        sa.CheckConstraint("kind IN ('TEAM', 'HUB')", name=op.f("ck_units_kind")),
        sa.ForeignKeyConstraint(["hub_ref"], ["units.ref"], name=op.f("fk_units_hub_ref_units")),
        sa.ForeignKeyConstraint(
            ["organisation_ref"], ["organisations.ref"], name=op.f("fk_units_organisation_ref_organisations")
        ),
        sa.PrimaryKeyConstraint("ref", name=op.f("pk_units")),
    )
    op.create_index(op.f("ix_units_organisation_ref"), "units", ["organisation_ref"], unique=False)
    op.create_table(
        "welfare_checks",
        sa.Column("check_ref", sa.String(length=32), nullable=False, comment="random"),
        sa.Column("source_ref", sa.String(length=32), nullable=False, comment="of whom"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, comment="when, to the hour"),
        sa.Column("by_ref", sa.String(length=32), nullable=False, comment="who asked"),
        sa.Column("safe", sa.Integer(), nullable=False, comment="0 safe to 3 not safe"),
        sa.Column("stress", sa.Integer(), nullable=False, comment="sleep and stress, 0 to 3"),
        sa.Column("living", sa.Integer(), nullable=False, comment="money, job and home, 0 to 3"),
        sa.Column("family", sa.Integer(), nullable=False, comment="family, 0 to 3"),
        sa.Column("suspicion", sa.Integer(), nullable=False, comment="whether anybody suspects them, 0 to 3"),
        sa.Column("stopping", sa.Integer(), nullable=False, comment="whether they want to stop, 0 to 3"),
        sa.Column("to_safeguarding", sa.Boolean(), nullable=False, comment="whether safeguarding must be told"),
        sa.Column(
            "adult_noted", sa.Boolean(), nullable=False, comment="child or vulnerable: the appropriate adult is noted"
        ),
        sa.Column(
            "entry_version",
            sa.Integer(),
            nullable=False,
            comment="which entry of the vault's risk compartment holds the words",
        ),
        sa.CheckConstraint("family BETWEEN 0 AND 3", name=op.f("ck_welfare_checks_family")),
        sa.CheckConstraint("living BETWEEN 0 AND 3", name=op.f("ck_welfare_checks_living")),
        sa.CheckConstraint("safe BETWEEN 0 AND 3", name=op.f("ck_welfare_checks_safe")),
        sa.CheckConstraint("stopping BETWEEN 0 AND 3", name=op.f("ck_welfare_checks_stopping")),
        sa.CheckConstraint("stress BETWEEN 0 AND 3", name=op.f("ck_welfare_checks_stress")),
        sa.CheckConstraint("suspicion BETWEEN 0 AND 3", name=op.f("ck_welfare_checks_suspicion")),
        sa.ForeignKeyConstraint(
            ["source_ref"], ["sources.source_ref"], name=op.f("fk_welfare_checks_source_ref_sources")
        ),
        sa.PrimaryKeyConstraint("check_ref", name=op.f("pk_welfare_checks")),
    )
    op.create_index("ix_welfare_checks_source", "welfare_checks", ["source_ref", "at"], unique=False)
    op.create_table(
        "accounts",
        sa.Column("account_ref", sa.String(length=32), nullable=False, comment="random"),
        sa.Column("person_ref", sa.String(length=32), nullable=False, comment="whose"),
        sa.Column("sign_in_name", sa.String(length=64), nullable=False, comment="lower case, digits, dots and hyphens"),
        sa.Column("state", sa.String(length=32), nullable=False, comment="only ACTIVE lets anybody in"),
        sa.Column("unit_ref", sa.String(length=32), nullable=False, comment="where they work"),
        sa.Column("face", sa.String(length=32), nullable=False, comment="which pages: staff or partner"),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False, comment="when they were enrolled, or invited"),
        sa.Column(
            "to_be_signed", sa.Boolean(), nullable=False, comment="whether a group may have to sign for their keys"
        ),
        sa.Column("leaving_on", sa.Date(), nullable=True, comment="their last day, once it is known that they leave"),
        sa.Column("signed_in_at", sa.DateTime(timezone=True), nullable=True, comment="when they last signed in"),
        sa.Column(
            "refused_since", sa.Integer(), nullable=False, comment="attempts refused since then, shown at the next one"
        ),
        sa.CheckConstraint("face IN ('staff', 'partner')", name=op.f("ck_accounts_face")),
        sa.CheckConstraint(
            "state IN ('ACTIVE', 'INVITED', 'WAITING', 'SUSPENDED', 'LEFT')", name=op.f("ck_accounts_state")
        ),
        sa.CheckConstraint("refused_since >= 0", name=op.f("ck_accounts_refused_since")),
        sa.ForeignKeyConstraint(["person_ref"], ["people.person_ref"], name=op.f("fk_accounts_person_ref_people")),
        sa.ForeignKeyConstraint(["unit_ref"], ["units.ref"], name=op.f("fk_accounts_unit_ref_units")),
        sa.PrimaryKeyConstraint("account_ref", name=op.f("pk_accounts")),
        sa.UniqueConstraint("sign_in_name", name=op.f("uq_accounts_sign_in_name")),
    )
    op.create_index(op.f("ix_accounts_person_ref"), "accounts", ["person_ref"], unique=False)
    op.create_index(op.f("ix_accounts_unit_ref"), "accounts", ["unit_ref"], unique=False)
    op.create_table(
        "allegations",
        sa.Column("ref", sa.String(length=16), nullable=False, comment="IMS-YYYY-NNNNNN; says nothing of who told us"),
        sa.Column(
            "link", sa.String(length=32), nullable=False, comment="random; the vault maps it, and only the vault"
        ),
        sa.Column("intake_ref", sa.String(length=64), nullable=False, comment="which submission it came from"),
        sa.Column("channel", sa.String(length=20), nullable=False, comment="how it came in"),
        sa.Column("promise", sa.String(length=20), nullable=False, comment="what whoever told us was promised"),
        sa.Column("types", sa.JSON(), nullable=False, comment="what it is about: codes of the table of types"),
        sa.Column("priority", sa.String(length=20), nullable=False, comment="how soon it must be opened"),
        sa.Column("status", sa.String(length=20), nullable=False, comment="where it stands"),
        sa.Column(
            "stage", sa.String(length=10), nullable=False, comment="which list it stands on; follows from the status"
        ),
        sa.Column("unit_ref", sa.String(length=32), nullable=False, comment="the unit it is with"),
        sa.Column("owner_ref", sa.String(length=32), nullable=True, comment="the person who assesses it"),
        sa.Column("tier", sa.Integer(), nullable=False, comment="rank of its classification"),
        sa.Column("is_sensitive", sa.Boolean(), nullable=False, comment="shown to fewer people"),
        sa.Column("account", sa.Text(), nullable=False, comment="what was said, with its teller's own details cut out"),
        sa.Column("happened_when", sa.Text(), nullable=False, comment="when it happened, in the teller's words"),
        sa.Column("still_happening", sa.String(length=10), nullable=False, comment="YES, NO or NOT_GIVEN"),
        sa.Column("not_given", sa.JSON(), nullable=False, comment="fields that the account does not answer"),
        sa.Column("nobody_named", sa.Boolean(), nullable=False, comment="confirmed: the account names no person"),
        sa.Column("no_place", sa.Boolean(), nullable=False, comment="confirmed: the account gives no place"),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False, comment="when it came in, to the hour"),
        sa.Column("time_critical_at", sa.DateTime(timezone=True), nullable=True, comment="the event it warns of"),
        sa.Column("expected_what", sa.Text(), nullable=False, comment="what that event is"),
        sa.Column(
            "due_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="when its next step is due: opened, or assessed",
        ),
        sa.Column(
            "assess_by",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="when its assessment is due, returned or not",
        ),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True, comment="when somebody first took it"),
        sa.Column("assessed_at", sa.DateTime(timezone=True), nullable=True, comment="when the clock stopped"),
        sa.Column(
            "second_asked_at", sa.DateTime(timezone=True), nullable=True, comment="since when it waits for a manager"
        ),
        sa.Column(
            "result_due_at", sa.DateTime(timezone=True), nullable=True, comment="when the receiving team owes a result"
        ),
        sa.Column(
            "news_at", sa.DateTime(timezone=True), nullable=True, comment="when more was told that nobody noted yet"
        ),
        sa.Column(
            "cut_at", sa.DateTime(timezone=True), nullable=True, comment="when the source unit last cut words out"
        ),
        sa.Column("words_held", sa.Boolean(), nullable=False, comment="some of its words wait for the source unit"),
        sa.Column("held_at", sa.DateTime(timezone=True), nullable=True, comment="since when they wait"),
        sa.Column("held_reason", sa.Text(), nullable=False, comment="why, for the source unit; erased afterwards"),
        sa.Column("held_from", sa.String(length=20), nullable=True, comment="where it stood before it was held"),
        sa.Column("additions", sa.Integer(), nullable=False, comment="how often more was told"),
        sa.Column("relations", sa.Integer(), nullable=False, comment="how many others it is linked with"),
        sa.Column("outcome_code", sa.String(length=20), nullable=False, comment="what the assessment came to"),
        sa.Column(
            "round", sa.Integer(), nullable=False, comment="which assessment this is; a reopening begins another"
        ),
        sa.Column("kept_from", sa.String(length=192), nullable=False, comment="marks of whom it is kept from"),
        sa.Column("kept_number", sa.Integer(), nullable=False, comment="under which they were made"),
        sa.CheckConstraint(
            "(channel = 'CRIMESTOPPERS') = (promise = 'CRIMESTOPPERS_1')",
            name=op.f("ck_allegations_promise_of_the_line"),
        ),
        sa.CheckConstraint(
            "(stage = 'CLOCK' AND status IN ('RECEIVED', 'IN_ASSESSMENT', 'RETURNED', 'REOPENED')) OR (stage = 'HELD' AND status IN ('HELD_SOURCE')) OR (stage = 'AFTER' AND status IN ('ASSESSED', 'IN_DEVELOPMENT', 'DISSEMINATED', 'RESULT_DUE', 'RESULTED')) OR (stage = 'CLOSED' AND status IN ('CLOSED'))",
            name=op.f("ck_allegations_stage"),
        ),
        sa.CheckConstraint(
            "channel IN ('ONLINE_FORM', 'PHONE', 'EMAIL', 'POST', 'IN_PERSON', 'CRIMESTOPPERS', 'PARTNER_AGENCY', 'STAFF_REFERRAL', 'RALON_OVERSEAS', 'MP_LETTER', 'HUB_FIC', 'OTHER')",
            name=op.f("ck_allegations_channel"),
        ),
        sa.CheckConstraint(
            "priority IN ('P1_IMMEDIATE', 'P2_TIME_CRITICAL', 'P3_ROUTINE')", name=op.f("ck_allegations_priority")
        ),
        sa.CheckConstraint(
            "promise IN ('CONFIDENCE_1', 'UNIT_ONLY_1', 'ANONYMOUS_1', 'CRIMESTOPPERS_1')",
            name=op.f("ck_allegations_promise"),
        ),
        sa.CheckConstraint(
            "status <> 'CLOSED' OR outcome_code <> ''", name=op.f("ck_allegations_closed_with_one_outcome")
        ),
        sa.CheckConstraint("status <> 'HELD_SOURCE' OR held_from IS NOT NULL", name=op.f("ck_allegations_held_from")),
        sa.CheckConstraint("status <> 'HELD_SOURCE' OR words_held", name=op.f("ck_allegations_words_held")),
        sa.CheckConstraint("status <> 'IN_ASSESSMENT' OR owner_ref IS NOT NULL", name=op.f("ck_allegations_owned")),
        sa.CheckConstraint(
            "status IN ('RECEIVED', 'HELD_SOURCE', 'IN_ASSESSMENT', 'RETURNED', 'ASSESSED', 'IN_DEVELOPMENT', 'DISSEMINATED', 'RESULT_DUE', 'RESULTED', 'CLOSED', 'REOPENED')",
            name=op.f("ck_allegations_status"),
        ),
        sa.CheckConstraint(
            "still_happening IN ('YES', 'NO', 'NOT_GIVEN')", name=op.f("ck_allegations_still_happening")
        ),
        sa.CheckConstraint("tier IN (10, 15, 20, 30)", name=op.f("ck_allegations_tier")),
        sa.ForeignKeyConstraint(["owner_ref"], ["people.person_ref"], name=op.f("fk_allegations_owner_ref_people")),
        sa.ForeignKeyConstraint(["unit_ref"], ["units.ref"], name=op.f("fk_allegations_unit_ref_units")),
        sa.PrimaryKeyConstraint("ref", name=op.f("pk_allegations")),
        sa.UniqueConstraint("intake_ref", name=op.f("uq_allegations_intake_ref")),
        sa.UniqueConstraint("link", name=op.f("uq_allegations_link")),
    )
    op.create_index("ix_allegations_assessed", "allegations", ["assessed_at", "ref"], unique=False)
    op.create_index("ix_allegations_held", "allegations", ["words_held", "due_at", "ref"], unique=False)
    op.create_index("ix_allegations_owner_assessed", "allegations", ["owner_ref", "assessed_at", "ref"], unique=False)
    op.create_index("ix_allegations_owner_news", "allegations", ["owner_ref", "news_at", "ref"], unique=False)
    op.create_index("ix_allegations_owner_stage", "allegations", ["owner_ref", "stage", "due_at", "ref"], unique=False)
    op.create_index("ix_allegations_result_due", "allegations", ["status", "result_due_at"], unique=False)
    op.create_index(
        "ix_allegations_unit_free", "allegations", ["unit_ref", "owner_ref", "stage", "due_at", "ref"], unique=False
    )
    op.create_index("ix_allegations_unit_news", "allegations", ["unit_ref", "news_at", "ref"], unique=False)
    op.create_index("ix_allegations_unit_second", "allegations", ["unit_ref", "second_asked_at", "ref"], unique=False)
    op.create_index("ix_allegations_unit_stage", "allegations", ["unit_ref", "stage", "due_at", "ref"], unique=False)
    op.create_index("ix_allegations_unit_status", "allegations", ["unit_ref", "status", "due_at", "ref"], unique=False)
    op.create_table(
        "duties",
        sa.Column("duty_ref", sa.String(length=32), nullable=False, comment="random"),
        sa.Column("duty", sa.String(length=32), nullable=False, comment="code of the duty"),
        sa.Column("unit_ref", sa.String(length=32), nullable=False, comment="of which unit"),
        sa.Column("person_ref", sa.String(length=32), nullable=False, comment="who has it"),
        sa.Column("from_at", sa.DateTime(timezone=True), nullable=False, comment="from when"),
        sa.Column("until_at", sa.DateTime(timezone=True), nullable=False, comment="from when no longer"),
        sa.Column("given_by", sa.String(length=32), nullable=False, comment="person who said so"),
        sa.Column("ended_by", sa.String(length=32), nullable=True, comment="person who ended it early"),
        sa.CheckConstraint("until_at >= from_at", name=op.f("ck_duties_order")),
        sa.ForeignKeyConstraint(["person_ref"], ["people.person_ref"], name=op.f("fk_duties_person_ref_people")),
        sa.ForeignKeyConstraint(["unit_ref"], ["units.ref"], name=op.f("fk_duties_unit_ref_units")),
        sa.PrimaryKeyConstraint("duty_ref", name=op.f("pk_duties")),
    )
    op.create_index("ix_duties_duty", "duties", ["duty", "until_at", "from_at"], unique=False)
    op.create_index(op.f("ix_duties_person_ref"), "duties", ["person_ref"], unique=False)
    op.create_table(
        "risk_mitigations",
        sa.Column("mitigation_ref", sa.String(length=32), nullable=False, comment="random"),
        sa.Column("source_ref", sa.String(length=32), nullable=False, comment="for whom"),
        sa.Column("risk_ref", sa.String(length=32), nullable=True, comment="about this risk"),
        sa.Column("incident_ref", sa.String(length=32), nullable=True, comment="or about this compromise"),
        sa.Column("treatment", sa.String(length=10), nullable=False, comment="avoid, reduce, transfer or accept"),
        sa.Column("owner_ref", sa.String(length=32), nullable=False, comment="who does it"),
        sa.Column("due_on", sa.Date(), nullable=False, comment="by when"),
        sa.Column("done_on", sa.Date(), nullable=True, comment="when it was done"),
        sa.Column("effect", sa.String(length=10), nullable=True, comment="whether it helped, by code"),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=False, comment="when it was planned"),
        sa.Column("planned_by", sa.String(length=32), nullable=False, comment="by whom"),
        sa.Column(
            "entry_version",
            sa.Integer(),
            nullable=False,
            comment="which entry of the vault's risk compartment says what it is",
        ),
        sa.CheckConstraint(
            "effect IS NULL OR effect IN ('WORKED', 'PARTLY', 'NOT')", name=op.f("ck_risk_mitigations_effect")
        ),
        sa.CheckConstraint(
            "treatment IN ('AVOID', 'REDUCE', 'TRANSFER', 'ACCEPT')", name=op.f("ck_risk_mitigations_treatment")
        ),
        sa.CheckConstraint("(done_on IS NULL) = (effect IS NULL)", name=op.f("ck_risk_mitigations_done")),
        sa.CheckConstraint("(risk_ref IS NULL) <> (incident_ref IS NULL)", name=op.f("ck_risk_mitigations_about_one")),
        sa.ForeignKeyConstraint(
            ["incident_ref"], ["compromises.incident_ref"], name=op.f("fk_risk_mitigations_incident_ref_compromises")
        ),
        sa.ForeignKeyConstraint(["risk_ref"], ["risks.risk_ref"], name=op.f("fk_risk_mitigations_risk_ref_risks")),
        sa.ForeignKeyConstraint(
            ["source_ref"], ["sources.source_ref"], name=op.f("fk_risk_mitigations_source_ref_sources")
        ),
        sa.PrimaryKeyConstraint("mitigation_ref", name=op.f("pk_risk_mitigations")),
    )
    op.create_index("ix_risk_mitigations_late", "risk_mitigations", ["done_on", "due_on"], unique=False)
    op.create_index("ix_risk_mitigations_owner", "risk_mitigations", ["owner_ref", "done_on", "due_on"], unique=False)
    op.create_index("ix_risk_mitigations_source", "risk_mitigations", ["source_ref", "due_on"], unique=False)
    op.create_table(
        "risk_ratings",
        sa.Column("rating_ref", sa.String(length=32), nullable=False, comment="random"),
        sa.Column("risk_ref", sa.String(length=32), nullable=False, comment="of what"),
        sa.Column("source_ref", sa.String(length=32), nullable=False, comment="to whom"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, comment="when"),
        sa.Column("by_ref", sa.String(length=32), nullable=False, comment="by whom"),
        sa.Column("score", sa.Integer(), nullable=False, comment="likelihood times impact that count, 1 to 25"),
        sa.Column("band", sa.String(length=10), nullable=False, comment="band that counts"),
        sa.Column(
            "entry_version",
            sa.Integer(),
            nullable=False,
            comment="which entry of the vault's risk compartment holds the words",
        ),
        sa.CheckConstraint(
            "band IN ('LOW', 'MEDIUM', 'HIGH', 'VERY_HIGH', 'CRITICAL')", name=op.f("ck_risk_ratings_band")
        ),
        sa.CheckConstraint("score BETWEEN 1 AND 25", name=op.f("ck_risk_ratings_score")),
        sa.ForeignKeyConstraint(["risk_ref"], ["risks.risk_ref"], name=op.f("fk_risk_ratings_risk_ref_risks")),
        sa.PrimaryKeyConstraint("rating_ref", name=op.f("pk_risk_ratings")),
    )
    op.create_index(op.f("ix_risk_ratings_risk_ref"), "risk_ratings", ["risk_ref"], unique=False)
    op.create_index("ix_risk_ratings_source", "risk_ratings", ["source_ref", "at"], unique=False)
    op.create_table(
        "threat_decisions",
        sa.Column("decision_ref", sa.String(length=32), nullable=False, comment="random"),
        sa.Column("threat_ref", sa.String(length=32), nullable=False, comment="on which threat"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, comment="when"),
        sa.Column("by_ref", sa.String(length=32), nullable=False, comment="who decided"),
        sa.Column("decided", sa.String(length=20), nullable=False, comment="what, by code"),
        sa.Column(
            "entry_version",
            sa.Integer(),
            nullable=False,
            comment="which entry of the vault's risk compartment says why",
        ),
        sa.CheckConstraint(
            "decided IN ('WARN_VICTIM', 'DISRUPT', 'RELOCATE', 'ARREST', 'PROTECT', 'NO_NOTICE')",
            name=op.f("ck_threat_decisions_decided"),
        ),
        sa.ForeignKeyConstraint(
            ["threat_ref"], ["threats.threat_ref"], name=op.f("fk_threat_decisions_threat_ref_threats")
        ),
        sa.PrimaryKeyConstraint("decision_ref", name=op.f("pk_threat_decisions")),
    )
    op.create_index(op.f("ix_threat_decisions_threat_ref"), "threat_decisions", ["threat_ref"], unique=False)
    op.create_table(
        "additions",
        sa.Column("intake_ref", sa.String(length=64), nullable=False, comment="which submission it came from"),
        sa.Column("allegation_ref", sa.String(length=16), nullable=False, comment="of which allegation"),
        sa.Column("text", sa.Text(), nullable=False, comment="what was said"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, comment="when it came in, to the hour"),
        sa.Column("is_held", sa.Boolean(), nullable=False, comment="not shown until the source unit has seen to it"),
        sa.ForeignKeyConstraint(
            ["allegation_ref"], ["allegations.ref"], name=op.f("fk_additions_allegation_ref_allegations")
        ),
        sa.PrimaryKeyConstraint("intake_ref", name=op.f("pk_additions")),
    )
    op.create_index("ix_additions_allegation", "additions", ["allegation_ref", "at"], unique=False)
    op.create_table(
        "allegation_history",
        sa.Column("id", sa.Integer(), nullable=False, comment="grows; no meaning beyond the order"),
        sa.Column("allegation_ref", sa.String(length=16), nullable=False, comment="of which allegation"),
        sa.Column("from_status", sa.String(length=20), nullable=False, comment="where it stood; empty when it came in"),
        sa.Column("to_status", sa.String(length=20), nullable=False, comment="where it came to stand"),
        sa.Column("by_ref", sa.String(length=32), nullable=False, comment="who moved it"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, comment="when"),
        sa.Column("reason", sa.Text(), nullable=False, comment="why, in the words of whoever moved it"),
        sa.CheckConstraint(
            "to_status IN ('RECEIVED', 'HELD_SOURCE', 'IN_ASSESSMENT', 'RETURNED', 'ASSESSED', 'IN_DEVELOPMENT', 'DISSEMINATED', 'RESULT_DUE', 'RESULTED', 'CLOSED', 'REOPENED')",
            name=op.f("ck_allegation_history_to_status"),
        ),
        sa.ForeignKeyConstraint(
            ["allegation_ref"], ["allegations.ref"], name=op.f("fk_allegation_history_allegation_ref_allegations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_allegation_history")),
    )
    op.create_index("ix_allegation_history_allegation", "allegation_history", ["allegation_ref", "id"], unique=False)
    op.create_table(
        "allegation_relations",
        sa.Column("one_ref", sa.String(length=16), nullable=False, comment="the one"),
        sa.Column("other_ref", sa.String(length=16), nullable=False, comment="the other"),
        sa.Column("kind", sa.String(length=10), nullable=False, comment="SAME report, or LINKED"),
        sa.Column("by_ref", sa.String(length=32), nullable=False, comment="who said so"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, comment="when"),
        sa.CheckConstraint("kind IN ('SAME', 'LINKED')", name=op.f("ck_allegation_relations_kind")),
        sa.CheckConstraint("one_ref <> other_ref", name=op.f("ck_allegation_relations_two")),
        sa.ForeignKeyConstraint(
            ["one_ref"], ["allegations.ref"], name=op.f("fk_allegation_relations_one_ref_allegations")
        ),
        sa.ForeignKeyConstraint(
            ["other_ref"], ["allegations.ref"], name=op.f("fk_allegation_relations_other_ref_allegations")
        ),
        sa.PrimaryKeyConstraint("one_ref", "other_ref", name=op.f("pk_allegation_relations")),
    )
    op.create_index("ix_allegation_relations_other", "allegation_relations", ["other_ref", "one_ref"], unique=False)
    op.create_table(
        "allegation_sendings",
        sa.Column("allegation_ref", sa.String(length=16), nullable=False, comment="from which"),
        sa.Column("report_ref", sa.String(length=40), nullable=False, comment="which report"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, comment="when it was released"),
        sa.ForeignKeyConstraint(
            ["allegation_ref"], ["allegations.ref"], name=op.f("fk_allegation_sendings_allegation_ref_allegations")
        ),
        sa.PrimaryKeyConstraint("allegation_ref", "report_ref", name=op.f("pk_allegation_sendings")),
    )
    op.create_table(
        "assessments",
        sa.Column("allegation_ref", sa.String(length=16), nullable=False, comment="of which"),
        sa.Column(
            "round", sa.Integer(), autoincrement=False, nullable=False, comment="the first, the second and so on"
        ),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False, comment="when it was begun"),
        sa.Column(
            "source_answer", sa.String(length=20), nullable=False, comment="whether the account shows who told us"
        ),
        sa.Column("no_checks_because", sa.Text(), nullable=False, comment="why there was nothing to check"),
        sa.CheckConstraint(
            "source_answer IN ('', 'YES_IN_VAULT', 'NO', 'ANONYMOUS', 'CRIMESTOPPERS')",
            name=op.f("ck_assessments_source_answer"),
        ),
        sa.ForeignKeyConstraint(
            ["allegation_ref"], ["allegations.ref"], name=op.f("fk_assessments_allegation_ref_allegations")
        ),
        sa.PrimaryKeyConstraint("allegation_ref", "round", name=op.f("pk_assessments")),
    )
    op.create_table(
        "known_devices",
        sa.Column("known_ref", sa.String(length=32), nullable=False, comment="random"),
        sa.Column("account_ref", sa.String(length=32), nullable=False, comment="who signed in with it"),
        sa.Column("device_digest", sa.String(length=64), nullable=False, comment="SHA-256 of the device's token"),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False, comment="their last sign-in with it"),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False, comment="when it is forgotten"),
        sa.ForeignKeyConstraint(
            ["account_ref"], ["accounts.account_ref"], name=op.f("fk_known_devices_account_ref_accounts")
        ),
        sa.PrimaryKeyConstraint("known_ref", name=op.f("pk_known_devices")),
        sa.UniqueConstraint("account_ref", "device_digest", name=op.f("uq_known_devices_account_ref")),
    )
    op.create_table(
        "mailboxes",
        sa.Column("link", sa.String(length=32), nullable=False, comment="the allegation's link"),
        sa.Column("locator", sa.String(length=64), nullable=False, comment="where the gateway keeps its slots"),
        sa.Column("public_key", sa.LargeBinary(), nullable=False, comment="what replies are sealed to"),
        sa.ForeignKeyConstraint(["link"], ["allegations.link"], name=op.f("fk_mailboxes_link_allegations")),
        sa.PrimaryKeyConstraint("link", name=op.f("pk_mailboxes")),
        sa.UniqueConstraint("locator", name=op.f("uq_mailboxes_locator")),
    )
    op.create_table(
        "match_keys",
        sa.Column("kind", sa.String(length=20), nullable=False, comment="what kind of field"),
        sa.Column("value", sa.String(length=300), nullable=False, comment="the field in its one form"),
        sa.Column("allegation_ref", sa.String(length=16), nullable=False, comment="where it is"),
        sa.CheckConstraint(
            "kind IN ('NAME', 'NAME_BORN', 'NAME_UNDATED', 'PREMISES', 'POSTCODE', 'ADDRESS', 'PHONE', 'EMAIL', 'VEHICLE', 'COMPANY', 'COMPANY_NUMBER', 'DOCUMENT')",
            name=op.f("ck_match_keys_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["allegation_ref"], ["allegations.ref"], name=op.f("fk_match_keys_allegation_ref_allegations")
        ),
        sa.PrimaryKeyConstraint("kind", "value", "allegation_ref", name=op.f("pk_match_keys")),
    )
    op.create_index("ix_match_keys_allegation", "match_keys", ["allegation_ref"], unique=False)
    op.create_table(
        "places",
        sa.Column("id", sa.String(length=32), nullable=False, comment="random"),
        sa.Column("allegation_ref", sa.String(length=16), nullable=False, comment="of which allegation"),
        sa.Column("position", sa.Integer(), nullable=False, comment="first, second and so on"),
        sa.Column("address", sa.Text(), nullable=False, comment="address as given"),
        sa.Column("postcode", sa.String(length=200), nullable=False, comment="postcode"),
        sa.Column("uprn", sa.String(length=200), nullable=False, comment="unique property reference number"),
        sa.Column("business", sa.String(length=200), nullable=False, comment="name of a business there"),
        sa.Column("company", sa.String(length=200), nullable=False, comment="company number"),
        sa.Column("port", sa.String(length=200), nullable=False, comment="port or airport"),
        sa.Column(
            "vehicle", sa.String(length=200), nullable=False, comment="registration of a vehicle that comes there"
        ),
        sa.Column("safety", sa.Text(), nullable=False, comment="what officers who go there should know"),
        sa.Column("not_given", sa.JSON(), nullable=False, comment="fields that the account does not answer"),
        sa.ForeignKeyConstraint(
            ["allegation_ref"], ["allegations.ref"], name=op.f("fk_places_allegation_ref_allegations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_places")),
    )
    op.create_index(op.f("ix_places_allegation_ref"), "places", ["allegation_ref"], unique=False)
    op.create_table(
        "questions",
        sa.Column("question_ref", sa.String(length=32), nullable=False, comment="random"),
        sa.Column("allegation_ref", sa.String(length=16), nullable=False, comment="of which allegation"),
        sa.Column(
            "way", sa.String(length=20), nullable=False, comment="passed on by the line, or sealed to their receipt"
        ),
        sa.Column("text", sa.Text(), nullable=False, comment="what was asked; nothing that would show who they are"),
        sa.Column("by_ref", sa.String(length=32), nullable=False, comment="who asked"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, comment="when"),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True, comment="when an answer was noted"),
        sa.CheckConstraint("way IN ('VIA_CRIMESTOPPERS', 'BY_RECEIPT')", name=op.f("ck_questions_way")),
        sa.ForeignKeyConstraint(
            ["allegation_ref"], ["allegations.ref"], name=op.f("fk_questions_allegation_ref_allegations")
        ),
        sa.PrimaryKeyConstraint("question_ref", name=op.f("pk_questions")),
    )
    op.create_index("ix_questions_allegation", "questions", ["allegation_ref", "at"], unique=False)
    op.create_table(
        "sessions",
        sa.Column("session_ref", sa.String(length=32), nullable=False, comment="random; its owner sees it"),
        sa.Column(
            "token_digest", sa.String(length=64), nullable=False, comment="SHA-256 of the token; changes at unlocking"
        ),
        sa.Column("account_ref", sa.String(length=32), nullable=False, comment="which way in"),
        sa.Column("person_ref", sa.String(length=32), nullable=False, comment="whose"),
        sa.Column("face", sa.String(length=32), nullable=False, comment="which pages it opens: staff or partner"),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False, comment="when they signed in"),
        sa.Column(
            "used_at", sa.DateTime(timezone=True), nullable=False, comment="when it was last used, to the minute"
        ),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False, comment="the latest end, whatever is done"),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True, comment="when it was ended"),
        sa.Column("ended_because", sa.String(length=32), nullable=False, comment="code of the reason"),
        sa.Column("wrong_unlocks", sa.Integer(), nullable=False, comment="wrong passphrases in a row at unlocking"),
        sa.Column("previous_at", sa.DateTime(timezone=True), nullable=True, comment="the sign-in before this one"),
        sa.Column("refused_before", sa.Integer(), nullable=False, comment="attempts refused between the two"),
        sa.Column("replaced", sa.Boolean(), nullable=False, comment="another session was ended by this one"),
        sa.Column("on_new_device", sa.Boolean(), nullable=False, comment="the browser was not known for this person"),
        sa.Column("notice_read", sa.Boolean(), nullable=False, comment="the person has read what stands in these four"),
        sa.ForeignKeyConstraint(
            ["account_ref"], ["accounts.account_ref"], name=op.f("fk_sessions_account_ref_accounts")
        ),
        sa.ForeignKeyConstraint(["person_ref"], ["people.person_ref"], name=op.f("fk_sessions_person_ref_people")),
        sa.PrimaryKeyConstraint("session_ref", name=op.f("pk_sessions")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_sessions_token_digest")),
    )
    op.create_index(op.f("ix_sessions_ended_at"), "sessions", ["ended_at"], unique=False)
    op.create_index(op.f("ix_sessions_person_ref"), "sessions", ["person_ref"], unique=False)
    op.create_index(
        "uq_sessions_live_person",
        "sessions",
        ["person_ref"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "subjects",
        sa.Column("id", sa.String(length=32), nullable=False, comment="random"),
        sa.Column("allegation_ref", sa.String(length=16), nullable=False, comment="of which allegation"),
        sa.Column("position", sa.Integer(), nullable=False, comment="first, second and so on"),
        sa.Column("name", sa.String(length=200), nullable=False, comment="name as given"),
        sa.Column("aliases", sa.String(length=200), nullable=False, comment="other names"),
        sa.Column("born_on", sa.Date(), nullable=True, comment="date of birth"),
        sa.Column(
            "age", sa.String(length=200), nullable=False, comment="age or look of age, where no date of birth was given"
        ),
        sa.Column("sex", sa.String(length=12), nullable=False, comment="as given"),
        sa.Column("nationality", sa.String(length=200), nullable=False, comment="as given"),
        sa.Column("home_office_ref", sa.String(length=200), nullable=False, comment="Home Office reference"),
        sa.Column("passport", sa.String(length=200), nullable=False, comment="passport or document number"),
        sa.Column("address", sa.Text(), nullable=False, comment="where they live or stay"),
        sa.Column("postcode", sa.String(length=200), nullable=False, comment="postcode of that address"),
        sa.Column("phone", sa.String(length=200), nullable=False, comment="telephone"),
        sa.Column("email", sa.String(length=200), nullable=False, comment="e-mail"),
        sa.Column("vehicle", sa.String(length=200), nullable=False, comment="registration of a vehicle"),
        sa.Column("employer", sa.String(length=200), nullable=False, comment="employer or company"),
        sa.Column("description", sa.Text(), nullable=False, comment="what they look like, and anything else"),
        sa.Column("is_vulnerable", sa.Boolean(), nullable=False, comment="a child, or an adult who may be at risk"),
        sa.Column(
            "category",
            sa.String(length=20),
            nullable=False,
            comment="data-subject category, Data Protection Act 2018 s.38(3)",
        ),
        sa.Column("not_given", sa.JSON(), nullable=False, comment="fields that the account does not answer"),
        sa.CheckConstraint(
            "category IN ('SUSPECT', 'CONVICTED', 'VICTIM', 'WITNESS_OTHER', 'UNCATEGORISED')",
            name=op.f("ck_subjects_category"),
        ),
        sa.CheckConstraint("sex IN ('MALE', 'FEMALE', 'OTHER', 'NOT_GIVEN')", name=op.f("ck_subjects_sex")),
        sa.ForeignKeyConstraint(
            ["allegation_ref"], ["allegations.ref"], name=op.f("fk_subjects_allegation_ref_allegations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subjects")),
    )
    op.create_index(op.f("ix_subjects_allegation_ref"), "subjects", ["allegation_ref"], unique=False)
    op.create_table(
        "checks",
        sa.Column("id", sa.String(length=32), nullable=False, comment="random"),
        sa.Column("allegation_ref", sa.String(length=16), nullable=False, comment="of which allegation"),
        sa.Column("subject_id", sa.String(length=32), nullable=True, comment="about whom, if about a person"),
        sa.Column("system", sa.String(length=20), nullable=False, comment="where somebody looked"),
        sa.Column("reason", sa.Text(), nullable=False, comment="why, as that system's own record would have it"),
        sa.Column("result", sa.String(length=20), nullable=False, comment="what came back"),
        sa.Column("note", sa.Text(), nullable=False, comment="what it said"),
        sa.Column("by_ref", sa.String(length=32), nullable=False, comment="who looked"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, comment="when"),
        sa.CheckConstraint(
            "result IN ('TRACE', 'POSSIBLE_TRACE', 'NO_TRACE', 'SYSTEM_DOWN', 'NOT_AUTHORISED')",
            name=op.f("ck_checks_result"),
        ),
        sa.CheckConstraint(
            "system IN ('ATLAS', 'PNC', 'WILBERFORCE', 'CID_LEGACY', 'CRS_VISA', 'WARNINGS_INDEX', 'BORDER_CROSSING', 'PND', 'COMPANIES_HOUSE', 'OPEN_SOURCE', 'PARTNER', 'IMS_SEARCH')",
            name=op.f("ck_checks_system"),
        ),
        sa.ForeignKeyConstraint(
            ["allegation_ref"], ["allegations.ref"], name=op.f("fk_checks_allegation_ref_allegations")
        ),
        sa.ForeignKeyConstraint(["by_ref"], ["people.person_ref"], name=op.f("fk_checks_by_ref_people")),
        sa.ForeignKeyConstraint(["subject_id"], ["subjects.id"], name=op.f("fk_checks_subject_id_subjects")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checks")),
    )
    op.create_index("ix_checks_allegation", "checks", ["allegation_ref", "at"], unique=False)
    op.create_table(
        "grades",
        sa.Column("allegation_ref", sa.String(length=16), nullable=False, comment="of which"),
        sa.Column("round", sa.Integer(), autoincrement=False, nullable=False, comment="in which assessment"),
        sa.Column("source", sa.String(length=1), nullable=False, comment="1 to 3: how far the source can be relied on"),
        sa.Column("assessment", sa.String(length=1), nullable=False, comment="A to E: how the source came to know"),
        sa.Column("handling", sa.String(length=1), nullable=False, comment="P or C: shared freely or with conditions"),
        sa.Column("action", sa.String(length=2), nullable=False, comment="A1 to A3, with C only"),
        sa.Column("sanitisation", sa.String(length=2), nullable=False, comment="S1 or S2, with C only"),
        sa.Column("conditions", sa.Text(), nullable=False, comment="the conditions that C stands for"),
        sa.Column("usage", sa.Text(), nullable=False, comment="how it may be used openly, with A3"),
        sa.Column("corroboration_ref", sa.String(length=40), nullable=False, comment="the report that bears out a B"),
        sa.Column("doubt", sa.Text(), nullable=False, comment="why a source graded 3 or information E is doubted"),
        sa.Column("tier", sa.String(length=20), nullable=False, comment="classification, as printed"),
        sa.Column("by_ref", sa.String(length=32), nullable=False, comment="who graded"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, comment="when"),
        sa.CheckConstraint("action IN ('', 'A1', 'A2', 'A3')", name=op.f("ck_grades_action")),
        sa.CheckConstraint("assessment IN ('A', 'B', 'C', 'D', 'E')", name=op.f("ck_grades_assessment")),
        sa.CheckConstraint(
            "handling = 'C' OR (action = '' AND sanitisation = '' AND conditions = '')",
            name=op.f("ck_grades_p_is_bare"),
        ),
        sa.CheckConstraint("handling IN ('P', 'C')", name=op.f("ck_grades_handling")),
        sa.CheckConstraint("sanitisation IN ('', 'S1', 'S2')", name=op.f("ck_grades_sanitisation")),
        sa.CheckConstraint("source IN ('1', '2', '3')", name=op.f("ck_grades_source")),
        sa.ForeignKeyConstraint(
            ["allegation_ref", "round"],
            ["assessments.allegation_ref", "assessments.round"],
            name=op.f("fk_grades_allegation_ref_assessments"),
        ),
        sa.ForeignKeyConstraint(
            ["allegation_ref"], ["allegations.ref"], name=op.f("fk_grades_allegation_ref_allegations")
        ),
        sa.ForeignKeyConstraint(["by_ref"], ["people.person_ref"], name=op.f("fk_grades_by_ref_people")),
        sa.PrimaryKeyConstraint("allegation_ref", "round", name=op.f("pk_grades")),
    )
    op.create_table(
        "outgoing_messages",
        sa.Column("id", sa.String(length=32), nullable=False, comment="random"),
        sa.Column("link", sa.String(length=32), nullable=False, comment="to which mailbox"),
        sa.Column("sealed", sa.LargeBinary(), nullable=False, comment="sealed to the mailbox's public key"),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False, comment="when it was written"),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True, comment="when the gateway had it"),
        sa.ForeignKeyConstraint(["link"], ["mailboxes.link"], name=op.f("fk_outgoing_messages_link_mailboxes")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outgoing_messages")),
    )
    op.create_index(op.f("ix_outgoing_messages_link"), "outgoing_messages", ["link"], unique=False)
    op.create_index("ix_outgoing_messages_sent", "outgoing_messages", ["sent_at", "made_at"], unique=False)
    op.create_table(
        "searches",
        sa.Column("id", sa.String(length=32), nullable=False, comment="random"),
        sa.Column("allegation_ref", sa.String(length=16), nullable=False, comment="for which allegation"),
        sa.Column("round", sa.Integer(), nullable=False, comment="in which assessment"),
        sa.Column("kinds", sa.JSON(), nullable=False, comment="kinds of field that were looked for"),
        sa.Column(
            "hits", sa.Integer(), nullable=False, comment="how many were found, of those that this person may know of"
        ),
        sa.Column("by_ref", sa.String(length=32), nullable=False, comment="for whom it was run"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, comment="when"),
        sa.ForeignKeyConstraint(
            ["allegation_ref", "round"],
            ["assessments.allegation_ref", "assessments.round"],
            name=op.f("fk_searches_allegation_ref_assessments"),
        ),
        sa.ForeignKeyConstraint(
            ["allegation_ref"], ["allegations.ref"], name=op.f("fk_searches_allegation_ref_allegations")
        ),
        sa.ForeignKeyConstraint(["by_ref"], ["people.person_ref"], name=op.f("fk_searches_by_ref_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_searches")),
    )
    op.create_index("ix_searches_allegation", "searches", ["allegation_ref", "round", "at"], unique=False)
    op.create_table(
        "outcomes",
        sa.Column("allegation_ref", sa.String(length=16), nullable=False, comment="of which"),
        sa.Column("round", sa.Integer(), autoincrement=False, nullable=False, comment="of which assessment"),
        sa.Column("code", sa.String(length=20), nullable=False, comment="the one reason"),
        sa.Column("rationale", sa.Text(), nullable=False, comment="why"),
        sa.Column("parent_ref", sa.String(length=16), nullable=True, comment="the allegation it repeats"),
        sa.Column("check_id", sa.String(length=32), nullable=True, comment="the check that shows it"),
        sa.Column("partner_ref", sa.String(length=32), nullable=True, comment="the agency it goes to"),
        sa.Column("owner_unit_ref", sa.String(length=32), nullable=True, comment="whose enquiry it is"),
        sa.Column("developer_ref", sa.String(length=32), nullable=True, comment="who develops it"),
        sa.Column("review_on", sa.Date(), nullable=True, comment="the day it is looked at again"),
        sa.Column("referral", sa.String(length=80), nullable=False, comment="reference of the referral"),
        sa.Column("source_unit_decision", sa.String(length=80), nullable=False, comment="reference of their decision"),
        sa.Column("where_sent", sa.String(length=200), nullable=False, comment="where the person was pointed to"),
        sa.Column("decided_by", sa.String(length=32), nullable=False, comment="who chose it"),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False, comment="when"),
        sa.Column("agreed_by", sa.String(length=32), nullable=True, comment="the second person"),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=True, comment="when they agreed"),
        sa.CheckConstraint("code <> 'DUP' OR parent_ref IS NOT NULL", name=op.f("ck_outcomes_duplicate_of")),
        sa.CheckConstraint(
            "code IN ('ACT-IE', 'ACT-CFI', 'ACT-BF', 'ACT-UKVI', 'ACT-INTL', 'ACT-HUB', 'ACT-PARTNER', 'ACT-SAFE', 'ACT-DEV', 'NFA-A-PRIORITY', 'NFA-A-KNOWN', 'NFA-A-LATE', 'NFA-A-SOURCE', 'NFA-N-INSUFF', 'NFA-N-LEAVE', 'NFA-N-NOOFF', 'NFA-N-REMIT', 'NFA-N-FALSE', 'DUP', 'VOID')",
            name=op.f("ck_outcomes_code"),
        ),
        sa.CheckConstraint("agreed_by IS NULL OR agreed_by <> decided_by", name=op.f("ck_outcomes_second_person")),
        sa.CheckConstraint(
            "parent_ref IS NULL OR parent_ref <> allegation_ref", name=op.f("ck_outcomes_not_of_itself")
        ),
        sa.ForeignKeyConstraint(["agreed_by"], ["people.person_ref"], name=op.f("fk_outcomes_agreed_by_people")),
        sa.ForeignKeyConstraint(
            ["allegation_ref", "round"],
            ["assessments.allegation_ref", "assessments.round"],
            name=op.f("fk_outcomes_allegation_ref_assessments"),
        ),
        sa.ForeignKeyConstraint(
            ["allegation_ref"], ["allegations.ref"], name=op.f("fk_outcomes_allegation_ref_allegations")
        ),
        sa.ForeignKeyConstraint(["check_id"], ["checks.id"], name=op.f("fk_outcomes_check_id_checks")),
        sa.ForeignKeyConstraint(["decided_by"], ["people.person_ref"], name=op.f("fk_outcomes_decided_by_people")),
        sa.ForeignKeyConstraint(
            ["developer_ref"], ["people.person_ref"], name=op.f("fk_outcomes_developer_ref_people")
        ),
        sa.ForeignKeyConstraint(["owner_unit_ref"], ["units.ref"], name=op.f("fk_outcomes_owner_unit_ref_units")),
        sa.ForeignKeyConstraint(["parent_ref"], ["allegations.ref"], name=op.f("fk_outcomes_parent_ref_allegations")),
        sa.ForeignKeyConstraint(
            ["partner_ref"], ["organisations.ref"], name=op.f("fk_outcomes_partner_ref_organisations")
        ),
        sa.PrimaryKeyConstraint("allegation_ref", "round", name=op.f("pk_outcomes")),
    )
    op.create_table(
        "search_hits",
        sa.Column("id", sa.String(length=32), nullable=False, comment="random"),
        sa.Column("allegation_ref", sa.String(length=16), nullable=False, comment="for which allegation"),
        sa.Column("round", sa.Integer(), nullable=False, comment="in which assessment"),
        sa.Column("search_id", sa.String(length=32), nullable=False, comment="the search that found it"),
        sa.Column("other_ref", sa.String(length=16), nullable=False, comment="what it found"),
        sa.Column("matched", sa.JSON(), nullable=False, comment="kinds of field that are the same"),
        sa.Column(
            "decision", sa.String(length=20), nullable=False, comment="SAME, LINKED, NOT_RELATED; empty until judged"
        ),
        sa.Column("by_ref", sa.String(length=32), nullable=True, comment="who judged it"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=True, comment="when"),
        sa.CheckConstraint("decision IN ('', 'SAME', 'LINKED', 'NOT_RELATED')", name=op.f("ck_search_hits_decision")),
        sa.CheckConstraint("allegation_ref <> other_ref", name=op.f("ck_search_hits_two")),
        sa.ForeignKeyConstraint(
            ["allegation_ref", "round"],
            ["assessments.allegation_ref", "assessments.round"],
            name=op.f("fk_search_hits_allegation_ref_assessments"),
        ),
        sa.ForeignKeyConstraint(
            ["allegation_ref"], ["allegations.ref"], name=op.f("fk_search_hits_allegation_ref_allegations")
        ),
        sa.ForeignKeyConstraint(["by_ref"], ["people.person_ref"], name=op.f("fk_search_hits_by_ref_people")),
        sa.ForeignKeyConstraint(["other_ref"], ["allegations.ref"], name=op.f("fk_search_hits_other_ref_allegations")),
        sa.ForeignKeyConstraint(["search_id"], ["searches.id"], name=op.f("fk_search_hits_search_id_searches")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_hits")),
        sa.UniqueConstraint("allegation_ref", "round", "other_ref", name=op.f("uq_search_hits_allegation_ref")),
    )
    op.create_index(op.f("ix_search_hits_search_id"), "search_hits", ["search_id"], unique=False)
