"""The pages of allegations: the lists, one allegation, and the steps around its assessment."""

from app.access.policy import Action
from app.allegations.reclocking import LISTENERS
from app.allegations.views import acts, pages, sections
from app.web import boards
from app.web.navigation import Entry

BLUEPRINTS = (pages.bp, acts.bp)

NAVIGATION = [Entry("Allegations", "allegations.lists", Action.ALLEGATION_LIST, 10)]

__all__ = ["BLUEPRINTS", "LISTENERS", "NAVIGATION"]

boards.destination("IMS-", "allegations.allegation", Action.ALLEGATION_LIST)
sections.register()
