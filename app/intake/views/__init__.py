"""The pages of the public face: telling us, coming back with a receipt, and what every visitor may want to know."""

from app.intake.views.information import bp as information
from app.intake.views.receipts import bp as receipts
from app.intake.views.telling import bp as telling

BLUEPRINTS = (telling, receipts, information)

__all__ = ["BLUEPRINTS", "information", "receipts", "telling"]
