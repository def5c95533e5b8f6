"""One command of `store`, run in a process of its own with the clock of a made-up unit."""

import json
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app import create_app
from config import Config, read_settings


def main(asked: str) -> int:
    """Run ``[settings file, seconds the clock is ahead, argument ...]`` and print what it says; return its status."""
    settings, ahead, *arguments = json.loads(asked)
    config = Config.from_environment(read_settings(Path(settings)))
    app = create_app(config, clock=lambda: datetime.now(UTC) + timedelta(seconds=ahead))
    result = app.test_cli_runner().invoke(args=["store", *arguments])
    print(result.output)
    return result.exit_code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
