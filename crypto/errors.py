"""The one error of this package: a thing that does not open or verify, whatever the reason."""


class Tampered(Exception):
    """
    The one error for anything that does not open or verify.

    It takes no arguments and always reads the same, so that nobody who sees it, in a page, a log or a timing of texts,
    learns whether the key, the context, the format or a single bit was wrong.
    """

    def __init__(self) -> None:
        super().__init__("This does not open.")
