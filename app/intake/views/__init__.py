"""The pages of the public face: telling us, coming back with a receipt, and what every visitor may want to know."""

from app.intake.views import information, receipts, telling

BLUEPRINTS = (telling.bp, receipts.bp, information.bp)

__all__ = ["BLUEPRINTS"]
