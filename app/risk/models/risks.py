"""The register of risks to sources: one row for each risk, and one for each time that it was rated."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.database import CaseBase, UTCDateTime, new_id
from app.risk.rules import BAND_BY_CODE, Band, RiskCategory

OPEN, CLOSED = "OPEN", "CLOSED"
LEVELS = "BETWEEN 1 AND 5"


def among(column: str, values: tuple[str, ...] | list[str]) -> str:
    """Return the condition that a column holds one of these values."""
    return f"{column} IN ({', '.join(repr(str(value)) for value in values)})"


BANDS = list(BAND_BY_CODE)


class Risk(CaseBase):
    """One risk to one source as numbers. What is feared, from whom and why stands in the vault's risk compartment."""

    __tablename__ = "risks"
    __table_args__ = (
        CheckConstraint(among("state", [OPEN, CLOSED]), name="state"),
        CheckConstraint(among("category", [code.value for code in RiskCategory]), name="category"),
        CheckConstraint(among("band", BANDS), name="band"),
        CheckConstraint(f"likelihood {LEVELS}", name="likelihood"),
        CheckConstraint(f"impact {LEVELS}", name="impact"),
        CheckConstraint(f"residual_likelihood {LEVELS}", name="residual_likelihood"),
        CheckConstraint(f"residual_impact {LEVELS}", name="residual_impact"),
        CheckConstraint("(residual_impact IS NULL) = (residual_band IS NULL)", name="residual"),
        Index("ix_risks_source", "source_ref", "state", "raised_at"),
    )

    risk_ref: Mapped[str] = mapped_column(String(32), primary_key=True, comment="RSK- and random letters")
    source_ref: Mapped[str] = mapped_column(String(32), ForeignKey("sources.source_ref"), comment="to whom")
    state: Mapped[str] = mapped_column(String(10), default=OPEN, comment="whether it is still a risk")
    category: Mapped[str] = mapped_column(String(20), comment="what kind of harm, by code")
    more_exposed: Mapped[bool] = mapped_column(comment="a child, or someone the suspect holds by their status")
    likelihood: Mapped[int | None] = mapped_column(comment="1 to 5 without controls; empty: nobody can tell")
    impact: Mapped[int] = mapped_column(comment="1 to 5 without controls")
    band: Mapped[str] = mapped_column(String(10), comment="band without controls")
    residual_likelihood: Mapped[int | None] = mapped_column(comment="1 to 5 with the controls in place")
    residual_impact: Mapped[int | None] = mapped_column(comment="1 to 5 with the controls in place")
    residual_band: Mapped[str | None] = mapped_column(String(10), comment="band with controls; empty: not rated")
    owner_ref: Mapped[str] = mapped_column(String(32), comment="who looks after this risk")
    review_on: Mapped[date] = mapped_column(comment="when this risk is looked at again at the latest")
    explained_on: Mapped[date | None] = mapped_column(comment="when it was explained to the source (reg 3(f))")
    explained_by: Mapped[str | None] = mapped_column(String(32), comment="who explained it")
    raised_at: Mapped[datetime] = mapped_column(UTCDateTime, comment="when it was first written down")
    raised_by: Mapped[str] = mapped_column(String(32), comment="by whom")
    rated_at: Mapped[datetime] = mapped_column(UTCDateTime, comment="when it was last rated")
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime, comment="when it ceased to be a risk")
    closed_by: Mapped[str | None] = mapped_column(String(32), comment="who said so")

    @property
    def counted(self) -> Band:
        """The band that counts: with the controls in place, and without them until that has been rated."""
        return Band(self.residual_band or self.band)

    @property
    def place(self) -> tuple[int | None, int]:
        """Likelihood and impact that count."""
        if self.residual_impact is None:
            return self.likelihood, self.impact
        return self.residual_likelihood, self.residual_impact


class Rating(CaseBase):
    """How a risk was rated once. Ratings are never changed; the newest stands in the risk itself too."""

    __tablename__ = "risk_ratings"
    __table_args__ = (
        CheckConstraint(among("band", BANDS), name="band"),
        CheckConstraint("score BETWEEN 1 AND 25", name="score"),
        Index("ix_risk_ratings_source", "source_ref", "at"),
    )

    rating_ref: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id, comment="random")
    risk_ref: Mapped[str] = mapped_column(String(32), ForeignKey("risks.risk_ref"), index=True, comment="of what")
    source_ref: Mapped[str] = mapped_column(String(32), comment="to whom")
    at: Mapped[datetime] = mapped_column(UTCDateTime, comment="when")
    by_ref: Mapped[str] = mapped_column(String(32), comment="by whom")
    score: Mapped[int] = mapped_column(comment="likelihood times impact that count, 1 to 25")
    band: Mapped[str] = mapped_column(String(10), comment="band that counts")
    entry_version: Mapped[int] = mapped_column(comment="which entry of the vault's risk compartment holds the words")
