"""The roles that work in the stores, and the URL by which each reaches one."""

from sqlalchemy import make_url

PREFIX = "sourcekeeper"
FACES = ("public", "staff", "partner", "steward")


def role_of(face: str, prefix: str = PREFIX) -> str:
    """Return the name of a face's role."""
    return f"{prefix}_{face}"


def face_url(owner_url: str, face: str, prefix: str = PREFIX) -> str:
    """
    Return how a face reaches the database that its owner reaches by this URL.

    The owner's password is left out: a role's own stands in the password file of the account that runs the face.
    """
    url = make_url(owner_url).set(username=role_of(face, prefix))
    bare = url.set(password=None) if url.password is None else url._replace(password=None)
    return bare.render_as_string(hide_password=False)
