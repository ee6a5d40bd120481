"""A committee, its seats and sessions, the files it reads, and what it decides."""

from catalogue.review.models.criteria import CriteriaGrid, ReviewCriterion
from catalogue.review.models.decision import Decision, DecisionOutcome
from catalogue.review.models.review_session import ReviewFile, Session, SessionState
from catalogue.review.models.scores import HIGHEST, ConflictDeclaration, ReviewScore
from catalogue.review.models.seats import College, Committee, Seat, SeatRole

__all__ = [
    "HIGHEST",
    "College",
    "Committee",
    "ConflictDeclaration",
    "CriteriaGrid",
    "Decision",
    "DecisionOutcome",
    "ReviewCriterion",
    "ReviewFile",
    "ReviewScore",
    "Seat",
    "SeatRole",
    "Session",
    "SessionState",
]
