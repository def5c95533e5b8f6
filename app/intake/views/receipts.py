"""Coming back with a receipt: what we wrote, where it stands, and a place to add more."""

import secrets

from flask import Response, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access.policy import Action
from app.intake import sending
from app.intake.carrying import Carried
from app.intake.forms import CheckAnswers, Page, WithReceipt
from app.intake.steps import ADDING
from app.intake.views.telling import take_in
from app.intake.views.walking import carried_here, carry, given_here, is_stale, show, show_again, step_left
from app.web.faces import public_blueprint
from app.web.guard import needs, open_to_anyone
from app.web.rendering import page
from app.web.work import public_work
from crypto.passphrases import KNOWN, normalise
from crypto.receipts import RECEIPT_WORDS

bp = public_blueprint("receipts", __name__, url_prefix="/receipt")

# Bytes of every answer to a receipt. Eight slots full of text, every character escaped, and the page around them.
ANSWER_BYTES = 56 * 1024
STEP_BYTES = 8 * 1024

PAGES = ",".join(f"'{step.slug}'" for step in ADDING.steps)


@bp.route("", methods=["GET", "POST"])
@needs(Action.SUBMIT)
def look() -> ResponseReturnValue:
    """Ask for the eight words, and show what lies at the end of them."""
    form = WithReceipt()
    if not form.validate_on_submit() or not _are_words(form):
        return page("intake/with_receipt.html", form=form)
    words = " ".join(normalise(form.words.data))
    with public_work(writes=False) as uow:
        messages = sending.read_messages(uow, words)
    onward = Page(formdata=None)
    carry(ADDING, onward, Carried(words=words))
    return weighed(page("intake/messages.html", form=onward, messages=messages))


@bp.route(f"/<any({PAGES}):slug>", methods=["GET"])
@open_to_anyone("Leads to the page that asks for the words")
def begin(slug: str) -> ResponseReturnValue:
    """Lead to where the words are asked for: an address knows none."""
    del slug
    return redirect(url_for("receipts.look"))


@bp.route(f"/<any({PAGES}):slug>", methods=["POST"])
@needs(Action.SUBMIT)
def add(slug: str) -> ResponseReturnValue:
    """Go to a page from another: forward only when the one that is left holds nothing wrong."""
    leaving, step, carried = step_left(ADDING), ADDING.step(slug), carried_here(ADDING)
    if step is None or not carried.words:
        return redirect(url_for("receipts.look"))
    if leaving is None:
        return show(ADDING, ADDING.steps[0], carried)
    given = given_here(carried, leaving)
    if ADDING.goes_back(leaving, step) and given.fits():
        return show(ADDING, step, given)
    form = leaving.form()
    if form.validate_on_submit() and not is_stale(carried):
        return show(ADDING, step, given)
    return show_again(ADDING, leaving, carried, form)


@bp.post("/sent")
@needs(Action.SUBMIT)
def send() -> ResponseReturnValue:
    """Take in what was added, once."""
    form, carried = CheckAnswers(), carried_here(ADDING)
    if not form.validate_on_submit() or is_stale(carried) or not carried.ready:
        return show_again(ADDING, ADDING.last, carried, form)
    return take_in(ADDING, carried, form) or page("intake/sent_more.html")


@bp.get("/sent")
@open_to_anyone("Leads to the page that asks for the words")
def sent_before() -> ResponseReturnValue:
    """Lead to where the words are asked for."""
    return redirect(url_for("receipts.look"))


def weighed(answer: Response) -> Response:
    """
    Return an answer that weighs as much as every other: whoever watches the line learns nothing of what it holds.

    The filling is random, so that compressing it makes no difference either.
    """
    body = answer.get_data()
    opened, closed = b"\n<!-- ", b" -->\n"
    least = len(body) + len(opened) + len(closed)
    target = max(ANSWER_BYTES, -(-least // STEP_BYTES) * STEP_BYTES)
    filling = secrets.token_hex((target - least) // 2 + 1).encode()[: target - least]
    answer.set_data(body + opened + filling + closed)
    return answer


def _are_words(form: WithReceipt) -> bool:
    """
    Return whether these could be the words of a receipt, or say which could not.

    The list of words is public: this tells a slip of the pen, and nothing of which receipts there are.
    """
    words = normalise(form.words.data)
    unknown = [word for word in words if word not in KNOWN]
    if unknown:
        message = _("Check the spelling. Our list of words does not have: %(words)s", words=", ".join(unknown))
    elif len(words) != RECEIPT_WORDS:
        message = _("A receipt has 8 words. You typed %(count)s.", count=str(len(words)))
    else:
        return True
    form.add_problems({"words": message})
    return False
