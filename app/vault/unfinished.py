"""Keys that were replaced when the record could not be told any more: found by what is in force, and told."""

from sqlalchemy import select

from app.vault.entries import name_under
from app.vault.models import StoredCompartment
from app.vault.vault import Vault
from app.vault.versions import NOTHING, next_number, was_given_up, was_taken_away
from audit.store import Part, Version


def replaced(vault: Vault) -> set[Part]:
    """Return what the log calls every compartment under the keys that it had before those in force."""
    later = select(StoredCompartment.source_ref, StoredCompartment.compartment, StoredCompartment.key_version)
    rows = vault.session.execute(later.where(StoredCompartment.key_version > 1))
    return {(ref, name_under(part, key)) for ref, part, newest in rows for key in range(1, newest)}


def is_unsaid(logged: list[Version]) -> bool:
    """Return whether something was to be taken away, and the log does not know that it was."""
    return was_given_up(logged) and not was_taken_away(logged)


def unsaid(vault: Vault) -> set[str]:
    """
    Return the sources whose earlier keys are gone, as later ones are in force, and whose log knows of the attempt only.

    Until it knows, a row with the earlier keys could be put back.
    """
    logged = vault.trail.versions_of(replaced(vault))
    return {source_ref for (source_ref, _), versions in logged.items() if is_unsaid(list(versions))}


def say(vault: Vault, source_ref: str) -> None:
    """Let the log know that the earlier keys of a source are gone, with everything that was sealed to them."""
    own = {part for part in replaced(vault) if part[0] == source_ref}
    for (ref, name), versions in vault.trail.versions_of(own).items():
        if is_unsaid(list(versions)):
            vault.trail.writing(ref, name, next_number(versions, 0), NOTHING)
