"""What tests of the register begin from: a closing form filled in, and a source that a controller has closed."""

from typing import Any

from tests.factories import Unit, Visitor
from tests.risk.office import send

CLOSING: dict[str, Any] = {
    "close_reason": "SOURCE_WISH",
    **dict.fromkeys(("told_again", "told_confidential", "told_role", "welfare"), "DONE"),
    **dict.fromkeys(("rewards", "devices"), "NONE_NEEDED"),
    "words": "Canary-Closing they move away",
    "understood": "y",
}


def close(unit: Unit, controller: Visitor, source_ref: str, **changed: str) -> Any:
    """Have a controller sign the closing form."""
    return send(controller, f"/sources/{source_ref}/close", CLOSING | {"owner": unit.ref("cleo")} | changed)
