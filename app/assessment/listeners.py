"""What an assessment does when others say that something has happened."""

from app.allegations.service.moving import TAKEN
from app.assessment.service import first_search

# What is told, and what is done about it within the same unit of work; registered when the application starts.
LISTENERS = {TAKEN: [first_search]}
