"""People who hold keys: enrolled once, known again by their passphrase, and never to be opened by anyone else."""

import secrets
from datetime import datetime
from typing import Final

from sqlalchemy import delete, select

from app.database import new_id
from app.errors import Conflict, Refused
from app.vault import second_factor, unlocking
from app.vault.means import Means
from app.vault.models import Member, SecondFactor, Slot, Unlock, Verifier
from app.vault.stretching import stretch
from app.vault.versions import next_number
from crypto.context import Context
from crypto.errors import Tampered
from crypto.keys import MemberKeys, MemberPublic
from crypto.macs import KEY_BYTES, equal
from crypto.sealing import box, unbox
from crypto.slots import SALT_BYTES, Argon2Cost, PassphraseSecret, Stretched

SLOT_KIND: Final = "passphrase"
KEYS: Final = "keys"  # how the log names keys that took the place of others: the person's object, this compartment


class Members:
    """The members of one deployment, within one unit of work."""

    def __init__(self, means: Means) -> None:
        self._means = means

    def enrol(self, person_ref: str, passphrase: str | Stretched) -> MemberPublic:
        """
        Make a person's keys and lock them under their passphrase. Returns the public half, for the next roster.

        :raises Conflict: they have keys already. New keys are a new roster's business, never a side effect.
        """
        if self._means.session.get(Member, person_ref) is not None:
            raise Conflict("This person has keys already.")
        return self._make(person_ref, passphrase)

    def renew(self, person_ref: str, passphrase: str | Stretched) -> MemberPublic:
        """
        Make new keys for somebody who cannot open theirs any more. Returns the public half, for the next roster.

        The old ones are gone with what was sealed to them. Until rosters name the new ones, nothing is sealed to them.
        """
        public = self._make(person_ref, passphrase)
        number = next_number(self._means.trail.versions(person_ref, KEYS), 0)
        self._means.trail.writing(person_ref, KEYS, number, public.digest.hex())
        unlocking.lock_person(self._means.session, person_ref)
        return public

    def offered(self, person_ref: str) -> MemberPublic | None:
        """Return the public keys that a person offers to the next roster, believed by nobody yet; ``None`` for none."""
        row = self._means.session.get(Member, person_ref)
        return MemberPublic.decode(row.public) if row is not None else None

    def offers(self) -> dict[str, bytes]:
        """Return the encoded public keys that everybody offers, by person, believed by nobody yet. One statement."""
        rows = self._means.session.execute(select(Member.person_ref, Member.public))
        return {person_ref: public for person_ref, public in rows}  # noqa: C416 - a Row is no pair to dict()

    def forget(self, person_ref: str) -> None:
        """Destroy every way to a person's keys: slots, verifier, second factor and what is unlocked."""
        for table in (Slot, Verifier, SecondFactor, Unlock):
            self._means.session.execute(delete(table).filter_by(person_ref=person_ref))

    def is_enrolled(self, person_ref: str) -> bool:
        """Return whether this person holds keys."""
        return self._means.session.get(Member, person_ref) is not None

    def verify(self, person_ref: str, passphrase: str) -> bool:
        """
        Return whether this is the person's passphrase. Somebody unknown takes as long as somebody known.

        Opens nothing. Where the setting has risen since it was stored, the passphrase is stretched anew on the way.

        :raises Frozen: what is stored does not open.
        """
        secret = self._check(person_ref, passphrase)
        if secret is None:
            return False
        stored = self._means.session.get_one(Verifier, person_ref)
        if not _cost(stored).meets(self._means.deployment.cost):
            with self._means.guarding(person_ref):
                self._keep_passphrase(person_ref, passphrase, self._unlocking_key(person_ref, secret))
        return True

    def stretch(self, person_ref: str, passphrase: str) -> Stretched:
        """
        Return somebody's passphrase stretched ahead, so that the unit of work that uses it holds no store meanwhile.

        It says nothing about whether the passphrase is right. Somebody unknown takes as long as somebody known.

        :raises Frozen: what is stored does not open.
        """
        with self._means.guarding(person_ref):
            row = self._means.session.get(Verifier, person_ref)
            if row is None:
                return self.stretch_new(passphrase)
            # Opened before the derivation: its context holds salt and cost, so an edited cost is never computed.
            self._expected(row)
            return Stretched(row.salt, _cost(row), stretch(passphrase, row.salt, _cost(row)))

    def stretch_new(self, passphrase: str) -> Stretched:
        """Return a new passphrase stretched ahead, with a salt of its own and what a guess costs now."""
        salt, cost = secrets.token_bytes(SALT_BYTES), self._means.deployment.cost
        return Stretched(salt, cost, stretch(passphrase, salt, cost))

    def change_passphrase(self, person_ref: str, old: str | Stretched, new: str | Stretched) -> None:
        """
        Lock the person's keys under a new passphrase. Slot, verifier and cost change in this one transaction.

        :raises Refused: the old one is not right.
        """
        secret = self._check(person_ref, old)
        if secret is None:
            raise _wrong()
        with self._means.guarding(person_ref):
            self._keep_passphrase(person_ref, new, self._unlocking_key(person_ref, secret))

    def open_keys(self, person_ref: str, passphrase: str | Stretched) -> MemberKeys:
        """
        Return the person's keys. For unlocking and for nothing else.

        :raises Refused: the passphrase is not right.
        :raises Frozen: it is right, and what is stored does not open.
        """
        secret = self._check(person_ref, passphrase)
        if secret is None:
            raise _wrong()
        with self._means.guarding(person_ref):
            row = self._means.session.get_one(Member, person_ref)
            context = self.seeds_context(person_ref, MemberPublic.decode(row.public))
            [boxed] = self._means.provider.unlock([(context, row.seeds)])
            return MemberKeys.from_seeds(unbox(self._unlocking_key(person_ref, secret), context, boxed))

    def new_totp_secret(self, person_ref: str) -> bytes:
        """Give the person a new second factor, and return its 20 bytes: the only time that they leave the vault."""
        return second_factor.renew(self._means, person_ref)

    def accept_code(self, person_ref: str, code: str, now: datetime) -> bool:
        """Return whether this is the person's code now, and use it up: it is never accepted again, nor in parallel."""
        return second_factor.accept_code(self._means, person_ref, code, now)

    def adopt_totp_secret(self, person_ref: str, secret: bytes, code: str) -> bool:
        """Take a second factor whose codes the person's app shows already; return whether this is one of them."""
        return second_factor.adopt(self._means, person_ref, secret, code)

    def shows_code_of(self, secret: bytes, code: str) -> bool:
        """Return whether a code is of a second factor that nobody holds yet."""
        return second_factor.is_code_of(secret, code, self._means.now)

    def is_right(self, person_ref: str, passphrase: Stretched) -> bool:
        """Return whether a passphrase that was stretched ahead is the person's; opens nothing."""
        return self._check(person_ref, passphrase) is not None

    def _make(self, person_ref: str, passphrase: str | Stretched) -> MemberPublic:
        """Make a person's keys in the place of any before, and lock them under their passphrase."""
        keys, unlock_key = MemberKeys.generate(), secrets.token_bytes(KEY_BYTES)
        context = self.seeds_context(person_ref, keys.public)
        [seeds] = self._means.provider.lock([(context, box(unlock_key, context, keys.seeds))])
        row = Member(person_ref=person_ref, public=keys.public.encode(), seeds=seeds, made_at=self._means.now)
        self._means.session.merge(row)
        self._means.session.flush()
        self._keep_passphrase(person_ref, passphrase, unlock_key)
        return keys.public

    def _check(self, person_ref: str, passphrase: str | Stretched) -> PassphraseSecret | None:
        """Return what the passphrase yields when it is the person's, after one derivation either way."""
        typed = self.stretch(person_ref, passphrase) if isinstance(passphrase, str) else passphrase
        with self._means.guarding(person_ref):
            row = self._means.session.get(Verifier, person_ref)
            if row is None:
                return None
            right = equal(typed.secret.verifier, self._expected(row)) and typed.salt == row.salt
            return typed.secret if right else None

    def _expected(self, row: Verifier) -> bytes:
        """Return what a right passphrase yields."""
        [expected] = self._means.provider.unlock([(self.verifier_context(row), row.verifier)])
        return expected

    def _unlocking_key(self, person_ref: str, secret: PassphraseSecret) -> bytes:
        """Return U from the person's passphrase slot."""
        slot = self._means.session.scalar(select(Slot).filter_by(person_ref=person_ref, kind=SLOT_KIND))
        if slot is None:
            raise Tampered
        context = self.slot_context(slot.slot_ref, person_ref)
        [boxed] = self._means.provider.unlock([(context, slot.wrapped)])
        return unbox(secret.unlock_key, context, boxed)

    def _keep_passphrase(self, person_ref: str, passphrase: str | Stretched, unlocking: bytes) -> None:
        """Put a new passphrase slot and verifier in the place of the old."""
        new = self.stretch_new(passphrase) if isinstance(passphrase, str) else passphrase
        cost, secret, slot_ref = new.cost, new.secret, new_id()
        row = Verifier(person_ref=person_ref, salt=new.salt, changed_at=self._means.now)
        row.memory_kib, row.passes, row.lanes = cost.memory_kib, cost.passes, cost.lanes
        context = self.slot_context(slot_ref, person_ref)
        row.verifier, wrapped = self._means.provider.lock(
            [(self.verifier_context(row), secret.verifier), (context, box(secret.unlock_key, context, unlocking))]
        )
        self._means.session.execute(delete(Slot).filter_by(person_ref=person_ref, kind=SLOT_KIND))
        self._means.session.merge(row)
        self._means.session.add(Slot(slot_ref=slot_ref, person_ref=person_ref, kind=SLOT_KIND, wrapped=wrapped))
        self._means.session.flush()

    def seeds_context(self, person_ref: str, public: MemberPublic) -> Context:
        """Bind the seeds to the public keys that stand beside them."""
        return self._means.deployment.context("members", person_ref, detail=(public.digest.hex(),))

    def slot_context(self, slot_ref: str, person_ref: str) -> Context:
        return self._means.deployment.context("slots", slot_ref, detail=(person_ref, SLOT_KIND))

    def verifier_context(self, row: Verifier) -> Context:
        cost = (row.memory_kib, row.passes, row.lanes)
        return self._means.deployment.context(
            "verifiers", row.person_ref, detail=(row.salt.hex(), *(str(part) for part in cost))
        )


def _cost(row: Verifier) -> Argon2Cost:
    return Argon2Cost(row.memory_kib, row.passes, row.lanes)


def _wrong() -> Refused:
    return Refused("passphrase_is_right", "The passphrase is not right. Try again, exactly as it was given to you.")
