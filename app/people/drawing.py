"""The picture that an authenticator app scans, as the path of a drawing, and what to type where no camera is."""

import base64

import segno

from crypto.totp import uri

BORDER = 4  # light modules around it, as ISO/IEC 18004 asks


def scanned(secret: bytes, name: str, product: str) -> dict[str, str | int]:
    """Return ``path`` and ``size`` of the picture of a second factor's secret, and ``typed``: the secret in fours."""
    rows = [list(row) for row in segno.make(uri(secret, name, product), micro=False).matrix]
    dark = [(x, y) for y, row in enumerate(rows) for x, module in enumerate(row) if module]
    text = base64.b32encode(secret).decode()
    return {
        "path": "".join(f"M{x + BORDER} {y + BORDER}h1v1h-1z" for x, y in dark),
        "size": len(rows) + 2 * BORDER,
        "typed": " ".join(text[place : place + 4] for place in range(0, len(text), 4)),
    }
