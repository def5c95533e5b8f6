"""The forms of a contact plan: writing one, changing it, and deciding on it."""

import re
from typing import Any

from wtforms import ValidationError

from app.sources.code_words import SHORTEST_WORD, digest_of
from app.sources.plans import ContactPlan
from app.sources.windows import HERE, zone_named
from app.sources.words import CHANNEL_LABELS, DAY_LABELS, VOICEMAIL_LABELS
from app.web.fields import (
    CheckboxesField,
    ConfirmField,
    DateField,
    EmailField,
    HiddenField,
    LongTextField,
    RadioField,
    TelephoneField,
    TextField,
    TimeField,
)
from app.web.forms import Form
from crypto.slots import Argon2Cost

LONGEST_NOTE = 4_000
LONGEST_REASON = 500
UNCHECKED = {"autocomplete": "off", "spellcheck": False}
KEPT_WORD = re.compile(r"[0-9a-f]{32}\.[0-9]{1,8}\.[0-9]{1,3}\.[0-9a-f]{64}")


class PlanForm(Form):
    """How a source may be reached safely."""

    plan_name = TextField("Name to ask for", look=UNCHECKED, hint="The officer sees it. A first name is enough.")
    phone = TelephoneField("Telephone", look=UNCHECKED)
    email = EmailField("E-mail", look=UNCHECKED)
    channel = RadioField(
        "Preferred way to reach them", choices=list(CHANNEL_LABELS.items()), required="Choose how they may be reached"
    )
    safe_days = CheckboxesField("Days on which it is safe", choices=list(DAY_LABELS.items()))
    safe_from = TimeField("Safe from", hint="For example 18:00, as clocks show where they are")
    safe_to = TimeField("Safe until", hint="For example 20:00")
    time_zone = TextField(
        "Whose clocks they go by",
        look=UNCHECKED,
        default=HERE,
        max_length=60,
        hint="A city, or a time zone in full: London, Asia/Karachi. Left empty, it is London.",
    )
    who_may_answer = TextField("Who else may answer", look=UNCHECKED)
    withhold_number = ConfirmField("Withhold our number", default=True)
    voicemail = RadioField(
        "Voicemail", choices=list(VOICEMAIL_LABELS.items()), required="Choose what a voicemail may carry"
    )
    cover_story = LongTextField(
        "Cover story", max_length=500, rows=2, hint="Never names the Home Office, the police or this unit."
    )
    wrong_person = LongTextField("What to say when somebody else answers", max_length=500, rows=2)
    code_word = TextField(
        "Code word by which they show that it is them",
        look=UNCHECKED,
        hint="Only a digest is kept: nobody can read it again. Leave empty to keep the one there is.",
    )
    code_word_kept = HiddenField(max_length=200)
    duress_phrase = TextField(
        "What they say if somebody forces them",
        look=UNCHECKED,
        hint="The officer sees it, to know it when they hear it.",
    )
    emergency = TextField("How to reach them in an emergency", look=UNCHECKED)
    language = TextField("Language", required="Enter the language to speak")
    interpreter_vetted = ConfirmField("An interpreter is needed, and must be vetted")
    needs = TextField("Other needs")
    next_contact_on = DateField("Next contact is meant to be on")
    do_not_contact = ConfirmField("Do not contact this person at all")
    ends_on = DateField(
        "The plan must be looked at again by", required="Enter the day by which the plan is looked at again"
    )

    def validate_code_word(self, field: Any) -> None:
        """
        Check that there is a word in the code word.

        :raises ValidationError: it has too few letters.
        """
        if len("".join(sign for sign in field.data or "" if sign.isalnum())) < SHORTEST_WORD:
            raise ValidationError(f"A code word needs {SHORTEST_WORD} letters or more. Choose a longer one.")

    def plan(self, cost: Argon2Cost) -> ContactPlan:
        """Return the plan that was typed. ``cost`` is what a guess at the code word is to cost."""
        kept = self.code_word_kept.data or ""
        return ContactPlan(
            channel=self.channel.data,
            ends_on=self.ends_on.data.isoformat() if self.ends_on.data else "",
            name=self.plan_name.data or "",
            phone=self.phone.data or "",
            email=self.email.data or "",
            safe_days=tuple(self.safe_days.data or ()),
            safe_from=f"{self.safe_from.data:%H:%M}" if self.safe_from.data else "",
            safe_to=f"{self.safe_to.data:%H:%M}" if self.safe_to.data else "",
            time_zone=zone_named(self.time_zone.data or ""),
            withhold_number=self.withhold_number.data,
            voicemail=self.voicemail.data,
            cover_story=self.cover_story.data or "",
            wrong_person=self.wrong_person.data or "",
            language=self.language.data,
            interpreter_vetted=self.interpreter_vetted.data,
            needs=self.needs.data or "",
            who_may_answer=self.who_may_answer.data or "",
            code_word=digest_of(self.code_word.data, cost)
            if self.code_word.data
            else (kept if KEPT_WORD.fullmatch(kept) else ""),
            duress_phrase=self.duress_phrase.data or "",
            emergency=self.emergency.data or "",
            next_contact_on=self.next_contact_on.data.isoformat() if self.next_contact_on.data else "",
            do_not_contact=self.do_not_contact.data,
        )


class PlanDecision(Form):
    """Which version of a plan is decided on."""

    version = HiddenField(max_length=9)

    @property
    def number(self) -> int:
        """The version, or one that no plan has."""
        typed = self.version.data or ""
        return int(typed) if typed.isascii() and typed.isdigit() else 0


class PlanApproveForm(PlanDecision):
    """That a plan was read and may be used."""

    read = ConfirmField(
        "I have read this plan", required="Confirm that you have read it. Nobody is called under it until then"
    )


class PlanReturnForm(PlanDecision):
    """Why a plan cannot be used as it is."""

    because = LongTextField(
        "What must change",
        max_length=LONGEST_REASON,
        rows=2,
        required="Say what must change. Whoever wrote it sees it",
        hint="Name nobody, and repeat nothing that the plan says.",
    )


class CallsForm(Form):
    """Whether officers may ask to call somebody at high risk."""

    let = RadioField(
        "May officers ask to call them?",
        choices=[("yes", "Yes: a first attempt is due as for anybody else"), ("no", "No")],
        required="Say whether officers may ask to call them",
    )
    weighed = LongTextField(
        "What was weighed", max_length=LONGEST_REASON, rows=2, required="Say what was weighed. Auditors read it."
    )


class PlanChangeForm(PlanForm):
    """A new contact plan in place of the present one."""

    moved = ConfirmField("They have moved, or their number is another one")
    reason = LongTextField(
        "Why the plan changes", max_length=LONGEST_REASON, rows=2, required="Say why the plan changes"
    )


def filled_from(plan: ContactPlan) -> dict[str, Any]:
    """Return what a plan form starts from when a plan stands."""
    return {**plan.record(), "plan_name": plan.name, "code_word": "", "code_word_kept": plan.code_word}
