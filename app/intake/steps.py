"""The pages of each form in their order: what each asks, and what comes before and after it."""

from dataclasses import dataclass

from app.intake import forms
from app.intake.forms import Page

# What every page carries along and is no answer.
TRAVELS = frozenset({"leaving", "carried"})


@dataclass(frozen=True, slots=True)
class Step:
    """One page: the end of its address, its questions and its template."""

    slug: str
    form: type[Page]
    template: str

    def names(self) -> frozenset[str]:
        """Return the names of the inputs that hold this page's answers."""
        if self.form not in _NAMES:
            fields = self.form(formdata=None, meta={"csrf": False}).asked_fields()
            asked = [field.input_names() for field in fields if field.name not in TRAVELS]
            _NAMES[self.form] = frozenset().union(*asked)
        return _NAMES[self.form]


# Asked at every request and the same each time.
_NAMES: dict[type[Page], frozenset[str]] = {}


@dataclass(frozen=True, slots=True)
class Walk:
    """
    The pages of one form, in order; the last shows every answer and sends them.

    ``endpoint`` shows a page by its slug, ``sent`` takes the whole. ``is_new`` is false where somebody adds to what
    they have told us, and so has a receipt already.
    """

    endpoint: str
    sent: str
    steps: tuple[Step, ...]
    is_new: bool = True

    def step(self, slug: str) -> Step | None:
        """Return the page of that name."""
        return next((step for step in self.steps if step.slug == slug), None)

    def goes_back(self, leaving: Step, to: Step) -> bool:
        """Return whether a page lies before the one that is left, or is the same."""
        return self.steps.index(to) <= self.steps.index(leaving)

    def before(self, step: Step) -> Step | None:
        """Return the page before."""
        place = self.steps.index(step)
        return self.steps[place - 1] if place else None

    def after(self, step: Step) -> Step | None:
        """Return the page after; none after the last."""
        place = self.steps.index(step) + 1
        return self.steps[place] if place < len(self.steps) else None

    @property
    def asking(self) -> tuple[Step, ...]:
        """The pages that ask something."""
        return self.steps[:-1]

    @property
    def last(self) -> Step:
        """The page that shows every answer once more."""
        return self.steps[-1]


TELLING = Walk(
    "intake.tell",
    "intake.send",
    (
        Step("what-happened", forms.WhatHappened, "intake/what_happened.html"),
        Step("who", forms.WhoIsItAbout, "intake/who.html"),
        Step("where-and-when", forms.WhereAndWhen, "intake/where_and_when.html"),
        Step("reaching-you", forms.ReachingYou, "intake/reaching_you.html"),
        Step("check", forms.CheckAnswers, "intake/check.html"),
    ),
)
ADDING = Walk(
    "receipts.add",
    "receipts.send",
    (
        Step("more", forms.AddMore, "intake/more.html"),
        Step("check", forms.CheckAnswers, "intake/check_more.html"),
    ),
    is_new=False,
)
