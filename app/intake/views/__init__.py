"""The pages of the public face, and what a custodian writes back to whoever holds a receipt."""

from app.intake.views import answering, information, receipts, telling
from app.sources import panels

BLUEPRINTS = (telling.bp, receipts.bp, information.bp, answering.bp)

panels.panel("intake/message_panel.html", answering.panel)

__all__ = ["BLUEPRINTS"]
