"""Which pages a process serves: every blueprint belongs to one face, and a process registers only its own."""

from enum import StrEnum
from pathlib import Path

from flask import Blueprint, current_app, request

FACE_OF = "sourcekeeper_face"


class Face(StrEnum):
    """Who a page is for."""

    PUBLIC = "public"
    STAFF = "staff"
    PARTNER = "partner"


class FacedBlueprint(Blueprint):
    """A blueprint that knows which face it belongs to, and whether its requests may be told of in a line."""

    face: Face
    is_lined: bool = True


def _blueprint(face: Face, name: str, import_name: str, url_prefix: str) -> FacedBlueprint:
    bp = FacedBlueprint(name, import_name, url_prefix=url_prefix or None)
    bp.face = face
    return bp


def staff_blueprint(name: str, import_name: str, *, url_prefix: str = "") -> FacedBlueprint:
    """Return a blueprint whose pages are for the unit's own staff."""
    return _blueprint(Face.STAFF, name, import_name, url_prefix)


def partner_blueprint(name: str, import_name: str, *, url_prefix: str = "/partner") -> FacedBlueprint:
    """Return a blueprint whose pages are for agency staff."""
    return _blueprint(Face.PARTNER, name, import_name, url_prefix)


def public_blueprint(name: str, import_name: str, *, url_prefix: str = "") -> FacedBlueprint:
    """Return a blueprint whose pages are for members of the public."""
    return _blueprint(Face.PUBLIC, name, import_name, url_prefix)


def unlined(bp: FacedBlueprint) -> FacedBlueprint:
    """Return a blueprint of whose pages no line says that they were asked for: its time would say who was there."""
    bp.is_lined = False
    return bp


def is_lined() -> bool:
    """Return whether a line may say that this page was asked for: never one of the public's."""
    blueprint = current_app.blueprints.get(request.blueprint or "")
    return current_face() is not Face.PUBLIC and (not isinstance(blueprint, FacedBlueprint) or blueprint.is_lined)


def current_face() -> Face:
    """Return the face of the page that was asked for; the process's own where the page does not exist."""
    blueprint = current_app.blueprints.get(request.blueprint or "")
    if isinstance(blueprint, FacedBlueprint):
        return blueprint.face
    configured = current_app.extensions["sourcekeeper"].config.face
    if configured == "all":
        return Face.PARTNER if request.path.startswith("/partner") else Face.STAFF
    return Face(configured)


def templates_folder() -> str:
    """Return the folder of templates, which stands beside the application."""
    return str(Path(__file__).resolve().parents[2] / "templates")
