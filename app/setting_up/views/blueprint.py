"""The blueprint that the pages of setting up share."""

from app.web.faces import staff_blueprint

bp = staff_blueprint("setting_up", __name__, url_prefix="/setting-up")
