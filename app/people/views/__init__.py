"""The pages of coming, changing and leaving, and what of it stands on boards."""

from app.access.policy import Action
from app.people.views import boarding, changes, inviting, parting, persons, signing, visiting
from app.web import boards
from app.web.boards import Section
from app.web.navigation import Entry

BLUEPRINTS = (
    visiting.bp,
    visiting.partner_bp,
    boarding.bp,
    boarding.partner_bp,
    persons.bp,
    inviting.bp,
    parting.bp,
    changes.bp,
    signing.bp,
)

NAVIGATION = [
    Entry("To confirm", "changes.queue", Action.CHANGE_LIST, 82),
    Entry("Keys to sign for", "cosigning.queue", Action.ROSTER_LIST, 84),
    Entry("Training", "changes.training", Action.TRAINING_ENTER, 86),
]

TOLD, NOTICES = "people/notices.html", boards.Rarely(boarding.notices, boarding.any_notices)
TO_CONFIRM = boards.Rarely(boarding.to_confirm, boarding.any_to_confirm)
TO_SIGN = boards.Rarely(boarding.to_sign, boarding.any_to_sign)

boards.add(Section(5, Action.SESSION_OWN, TOLD, NOTICES, on=boards.NOTICES, faces=boards.BOTH_FACES))
boards.add(
    Section(5, Action.PEOPLE_LIST, "people/board_coming.html", boarding.coming_and_going, title="Coming and going")
)
boards.add(
    Section(24, Action.CHANGE_LIST, "people/board_changes.html", TO_CONFIRM, title="To confirm as the second person")
)
boards.add(Section(26, Action.ROSTER_LIST, "people/board_signing.html", TO_SIGN, asks=7, title="Keys to sign for"))
boards.add(Section(0, Action.PERSON_INVITE, "people/invite_link.html", boarding.invite_link, on="people"))
