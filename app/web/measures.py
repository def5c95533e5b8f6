"""
How many requests a face served, how they ended and how long they took: counted for all of its workers together.

What is counted are kinds of outcome and classes of time, never who asked, for what, or which page. Of the public face
only failures of ours are counted: a figure that grows by one when somebody tells us something says when they did.
"""

import mmap
import time
from bisect import bisect_left
from multiprocessing import get_context
from typing import Final

from flask import Flask, Response, g

from app.web.faces import Face, current_face
from config import Config

NUMBER_BYTES: Final = 8
# Upper ends of the classes of time, in seconds; one more class holds what took longer.
ENDS: Final = (0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
OUTCOMES: Final = ("2xx", "3xx", "4xx", "5xx")
FAILED: Final = "5xx"
FACES: Final = tuple(face.value for face in Face)
# For each face: the outcomes, the classes of time, and the sum of all times in microseconds.
PER_FACE: Final = len(OUTCOMES) + len(ENDS) + 2


class Tally:
    """Numbers that grow, in memory that a server process and all the workers it forks have in common."""

    def __init__(self) -> None:
        self._memory = mmap.mmap(-1, len(FACES) * PER_FACE * NUMBER_BYTES)
        self._turn = get_context("fork").Lock()

    def add(self, face: str, status: int, seconds: float) -> None:
        """Count one request."""
        outcome = f"{status // 100}xx"
        if outcome not in OUTCOMES or (face == Face.PUBLIC and outcome != FAILED):
            return
        start = FACES.index(face) * PER_FACE
        with self._turn:
            self._raise(start + OUTCOMES.index(outcome), 1)
            if face != Face.PUBLIC:
                self._raise(start + len(OUTCOMES) + bisect_left(ENDS, seconds), 1)
                self._raise(start + PER_FACE - 1, int(seconds * 1_000_000))

    def outcomes(self, face: str) -> dict[str, int]:
        """Return how many requests of a face ended in which way."""
        start = FACES.index(face) * PER_FACE
        return {outcome: self._at(start + place) for place, outcome in enumerate(OUTCOMES)}

    def times(self, face: str) -> tuple[list[int], float]:
        """Return how many requests took up to each of ``ENDS`` and longer, and how long all took, in seconds."""
        start = FACES.index(face) * PER_FACE + len(OUTCOMES)
        return [self._at(start + place) for place in range(len(ENDS) + 1)], self._at(start + len(ENDS) + 1) / 1e6

    def _at(self, place: int) -> int:
        return int.from_bytes(self._memory[place * NUMBER_BYTES : (place + 1) * NUMBER_BYTES], "big")

    def _raise(self, place: int, by: int) -> None:
        new = self._at(place) + by
        self._memory[place * NUMBER_BYTES : (place + 1) * NUMBER_BYTES] = new.to_bytes(NUMBER_BYTES, "big")


def init_app(app: Flask, config: Config) -> None:
    """Count the requests of an application that somebody watches."""
    if not config.watch:
        return
    tally = Tally()
    app.extensions["sourcekeeper_tally"] = tally

    def count(response: Response) -> Response:
        tally.add(current_face().value, response.status_code, time.monotonic() - g.get("began_at", time.monotonic()))
        return response

    app.after_request(count)
