"""The files that pages load, each under an address that changes with its content, so that it may be kept for ever."""

import hashlib
from pathlib import Path

from flask import Flask, current_app, request

# A reader keeps the file for a year (seconds): a changed file has another address.
KEEP_SECONDS = 365 * 24 * 60 * 60
SERVED = frozenset({".css", ".js", ".svg", ".txt"})


class Assets:
    """Knows the digest of every file under the static folder, read once when the application starts."""

    def __init__(self, folder: Path, address: str) -> None:
        self.address = address
        files = (path for path in sorted(folder.rglob("*")) if path.suffix in SERVED)
        self.digests = {
            path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()[:16] for path in files
        }

    def url(self, name: str) -> str:
        """
        Return the address of a file with its digest.

        :raises KeyError: there is no such file.
        """
        return f"{self.address}/{name}?v={self.digests[name]}"

    def is_current(self, name: str, version: str) -> bool:
        """Return whether this version of a file is the one that is served."""
        return version != "" and self.digests.get(name) == version


def init_app(app: Flask) -> None:
    """Read the static folder and give templates ``asset(name)``."""
    assets = Assets(Path(str(app.static_folder)), str(app.static_url_path))
    app.extensions["assets"] = assets
    app.jinja_env.globals["asset"] = assets.url


def may_be_kept() -> bool:
    """Return whether this request asks for a static file by the address that carries its present digest."""
    if request.endpoint != "static" or request.view_args is None:
        return False
    assets: Assets = current_app.extensions["assets"]
    return assets.is_current(request.view_args["filename"], request.args.get("v", ""))
