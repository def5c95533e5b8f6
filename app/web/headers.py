"""What every reply tells the browser to refuse, and which requests from other sites are refused here."""

import secrets
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, g, request
from werkzeug.exceptions import Forbidden

from app.web import assets
from app.web.signals import on_forged

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
OWN = frozenset({"same-origin", "none"})

CONTENT_POLICY = (
    "default-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
    "font-src 'self'; img-src 'self'; style-src 'self'"
)
# What is not a page (a file to keep, an export) may not even be looked at as one.
FILE_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox"
UNUSED_FEATURES = (
    "accelerometer", "autoplay", "camera", "clipboard-read", "display-capture", "encrypted-media", "fullscreen",
    "geolocation", "gyroscope", "magnetometer", "microphone", "midi", "payment", "picture-in-picture",
    "publickey-credentials-get", "screen-wake-lock", "usb", "xr-spatial-tracking",
)  # fmt: skip
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    # Two years and every name below ours; a browser heeds it over HTTPS only.
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in UNUSED_FEATURES),
}


def init_app(app: Flask) -> None:
    """Refuse what comes from other sites, and put the headers on every reply: pages, redirects, errors and files."""
    app.before_request(refuse_other_sites)
    app.after_request(add_headers)
    app.jinja_env.globals["csp_nonce"] = csp_nonce


def csp_nonce() -> str:
    """Return the number, used once, that lets this page's one script run; a page that never asks runs none."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(18)
    return str(g.csp_nonce)


def refuse_other_sites() -> None:
    """
    Refuse a request that a page of another site made the browser send.

    A link from elsewhere, such as an e-mail, may open a page of ours at the top of a window. Nothing else may come:
    no form sent from elsewhere, no picture, frame or script.

    :raises Forbidden: the request comes from another site.
    """
    site = request.headers.get("Sec-Fetch-Site", "")
    if request.method not in SAFE_METHODS:
        if (site and site not in OWN) or _origin_is_foreign():
            on_forged.send(current_app._get_current_object(), reason="cross-site")  # type: ignore[attr-defined]
            raise Forbidden
    elif site and site not in OWN and not _opens_a_page():
        raise Forbidden


def _opens_a_page() -> bool:
    """Return whether the browser says that it opens this address at the top of a window."""
    headers = request.headers
    return headers.get("Sec-Fetch-Mode") == "navigate" and headers.get("Sec-Fetch-Dest") == "document"


def _origin_is_foreign() -> bool:
    """Return whether an older browser names another origin; our own pages send ``null``, as they send no referrer."""
    origin = request.headers.get("Origin", "null")
    return origin != "null" and urlsplit(origin).netloc != request.host


def add_headers(response: Response) -> Response:
    """Put every header on a reply."""
    response.headers.update(ALWAYS)
    response.headers["Content-Security-Policy"] = content_policy(response.mimetype or "")
    # The middle of the chain must not keep what one person saw; the browser must not either.
    keep = response.status_code in {200, 304} and assets.may_be_kept()
    response.headers["Cache-Control"] = f"public, max-age={assets.KEEP_SECONDS}, immutable" if keep else "no-store"
    if not keep:
        for name in ("ETag", "Last-Modified", "Expires"):
            response.headers.pop(name, None)
    return response


def content_policy(mimetype: str) -> str:
    """Return the Content Security Policy for a reply of this type."""
    if mimetype != "text/html":
        return FILE_POLICY
    if "csp_nonce" not in g:
        return CONTENT_POLICY
    return f"{CONTENT_POLICY}; script-src 'nonce-{g.csp_nonce}'"
