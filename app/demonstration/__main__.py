"""`python -m app.demonstration`: make the unit where there is none, and serve it on this machine only."""

import os
from pathlib import Path

from app.demonstration.serving import serve

if __name__ == "__main__":
    serve(Path(os.environ.get("VAR", "var")).resolve(), port=int(os.environ.get("PORT", "8000")))
