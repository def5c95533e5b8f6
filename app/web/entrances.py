"""The bare address of a process that serves one face alone: it leads to where that face begins."""

from flask import Flask, redirect
from flask.typing import ResponseReturnValue

from app.web.faces import current_face, partner_blueprint, public_blueprint
from app.web.guard import open_to_anyone
from app.web.rendering import root_of
from config import Config

# The staff's pages begin at the bare address themselves, and where one process serves every face it is theirs.
ENTRANCES = (
    public_blueprint("public_entrance", __name__),
    partner_blueprint("partner_entrance", __name__, url_prefix=""),
)


def init_app(app: Flask, config: Config) -> None:
    """Give this face its entrance."""
    for entrance in ENTRANCES:
        if entrance.face.value == config.face:
            app.register_blueprint(entrance)


@open_to_anyone("it leads to where the pages begin, which is the same for everybody")
def enter() -> ResponseReturnValue:
    """Lead to where the pages of this face begin."""
    return redirect(root_of(current_face()))


for _entrance in ENTRANCES:
    _entrance.add_url_rule("/", "enter", enter)
