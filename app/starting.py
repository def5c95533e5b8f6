"""Starting a process, or saying in words why it was not started."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from app.errors import Trouble
from config import Misconfigured


@contextmanager
def saying_why() -> Iterator[None]:
    """Start something; what keeps it from starting is said without a trace of the program, and ends the process."""
    try:
        yield
    except Misconfigured as error:
        sys.exit(f"Nothing was started.\nMisconfigured: {error}")
    except Trouble as trouble:
        sys.exit(f"Nothing was started.\n{trouble}")
