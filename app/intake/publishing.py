"""Which public keys the public face is given: what the vault believes, put into the gateway by the steward."""

from app.access.actor import steward
from app.access.facts import Nothing
from app.access.policy import Action, require
from app.database import new_id
from app.intake.bundles import CURRENT
from app.intake.models import PublishedBundle
from app.unit_of_work import House
from audit.events import Event
from crypto.macs import digest


def publish(house: House) -> int:
    """
    Put the keys in force into the gateway, when others or none stand there; return 1 when it had to be done.

    The public face believes them only as far as they lead to the root key of its own settings.
    """
    with house.work(steward(new_id())) as uow:
        require(uow.actor, Action.STEWARD, Nothing(), uow.now)
        bundle = uow.vault.public_bundle()
        bundle.verify(uow.deployment.root, uow.deployment.ref, uow.deployment.least_epoch)
        encoded = bundle.encode()
        published = digest(encoded).hex()
        row = uow.gateway.get(PublishedBundle, CURRENT)
        if row is not None and (row.digest, row.bundle) == (published, encoded):
            return 0
        with uow.trail.recording(Event.BUNDLE_PUBLISH, uow.deployment.ref) as note:
            note.digest = published
            uow.gateway.merge(PublishedBundle(name=CURRENT, digest=published, bundle=encoded))
    return 1
