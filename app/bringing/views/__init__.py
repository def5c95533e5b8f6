"""The pages on which a register that was kept before is brought in."""

from app.bringing.views import bringing, deciding

BLUEPRINTS = (bringing.bp, deciding.bp)
