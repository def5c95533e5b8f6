"""The nightly look at everything in the vault that can be checked without opening a single record."""

import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256

from sqlalchemy import select

from app.errors import Frozen
from app.vault.brought.models import BroughtRow
from app.vault.compartments import HOLDERS, Compartment, Compartments
from app.vault.entries import log_name
from app.vault.freezes import freeze
from app.vault.grant_parts import GIVEN, GRANT, is_of_a_grant, logged_of, require_given
from app.vault.grant_parts import without_lock as without_part_lock
from app.vault.groups import ROSTER
from app.vault.links import Links
from app.vault.members import KEYS
from app.vault.models import (
    GrantPart,
    GroupKey,
    Link,
    Member,
    SealedLock,
    StoredCompartment,
    StoredEntry,
    StoredGrant,
    Submission,
    Wrap,
)
from app.vault.recovery import HOLDER, recovery_public
from app.vault.register_index import INDEX, REGISTER
from app.vault.rosters import GROUPS, MEMBERS
from app.vault.server_keys import intake_row, log_key
from app.vault.submissions import Submissions
from app.vault.unfinished import replaced
from app.vault.vault import Vault
from app.vault.versions import require_all, require_newest, was_given_up, was_taken_away
from app.vault.wraps import without_lock
from audit.events import Decision, Event
from audit.store import Version
from crypto.errors import Tampered
from crypto.keys import PublicKey
from crypto.sealing import describe

# Of how many compartments the log is asked for every version in one go.
AT_A_TIME = 500


@dataclass(slots=True)
class Findings:
    """What a verification looked at, by kind, and what was not as it should be: kind and reference."""

    checked: dict[str, int] = field(default_factory=dict)
    faults: list[tuple[str, str]] = field(default_factory=list)

    @contextmanager
    def looking_at(self, kind: str, record_ref: str) -> Iterator[None]:
        """Count one thing that is looked at, and write it down when it does not hold."""
        self.checked[kind] = self.checked.get(kind, 0) + 1
        try:
            yield
        except (Tampered, Frozen):
            self.faults.append((kind, record_ref))


def verify(vault: Vault) -> Findings:
    """
    Check every roster, key, signature, wrap, version, grant and link against the root key, the lock and the log.

    Each fault is recorded as a failure of integrity, and what it concerns is frozen.
    """
    findings = Findings()
    checks = (_groups, _server_keys, _members, _compartments, _versions, _grants, _links, _submissions, _brought)
    for look in (*checks, _index):
        look(vault, findings)
    for _, record_ref in dict.fromkeys(findings.faults):
        vault.trail.happened(Event.INTEGRITY_FAILED, record_ref, decision=Decision.FAILED)
        vault.apart(partial(freeze, record_ref=record_ref, now=vault.now))
    return findings


def _groups(vault: Vault, findings: Findings) -> None:
    """Rosters hold, everybody in one holds its key, recovery does too, and the groups have nobody in common."""
    held: dict[str, str] = {}
    for group in GROUPS:
        with findings.looking_at("group", group):
            roster = vault.groups.current(group)
            if group == MEMBERS:
                continue
            recovery_public(vault.session, vault.deployment, group)
            keys = select(GroupKey.holder).filter_by(group=group, epoch=roster.epoch)
            _require(set(vault.session.scalars(keys)) >= {HOLDER, *(one.person_ref for one in roster.members)})
            _require(_lock_is_covered(vault, group))
            _require(all(held.setdefault(one.person_ref, group) == group for one in roster.members))


def _lock_is_covered(vault: Vault, group: str) -> bool:
    """Return whether the lock's present keys come back with this group's shares, where it is the shares that must."""
    sealed = select(SealedLock).filter_by(group=group, number=vault.provider.number)
    return vault.provider.copy_for_recovery() is None or vault.session.scalar(sealed) is not None


def _server_keys(vault: Vault, findings: Findings) -> None:
    """The keys of the staff side are the root's, and the log's opens."""
    with findings.looking_at("server key", "log"):
        log_key(vault.session, vault.provider, vault.deployment)
    with findings.looking_at("server key", "intake"):
        intake_row(vault.session, vault.deployment)


def _members(vault: Vault, findings: Findings) -> None:
    """The public keys beside a member's seeds are those that the roster names, or the log knows them as renewed."""
    with findings.looking_at("group", MEMBERS):
        named = {one.person_ref: one.public.encode() for one in vault.groups.current(MEMBERS).members}
        for person_ref, public in vault.session.execute(select(Member.person_ref, Member.public)):
            with findings.looking_at("member", person_ref):
                if named.get(person_ref, public) != public:
                    _require_renewed(vault.trail.versions(person_ref, KEYS), sha256(public).hexdigest())


def _compartments(vault: Vault, findings: Findings) -> None:
    """
    Each key is its creator's, and its wraps are locked with our lock and sealed to a key of their group.

    Signatures are most of it, and are checked on every processor there is: Python lets go of its lock meanwhile.
    """
    keys = Compartments(vault, vault.groups)
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        for several in vault.session.scalars(select(StoredCompartment)).partitions(AT_A_TIME):
            checks = [threads.submit(_signed(keys, row)) for row in several]
            _each_compartment(vault, findings, several, checks)


def _signed(keys: Compartments, row: StoredCompartment) -> Callable[[], None]:
    """Return what checks a compartment's signature, and refuses one whose creator was no custodian."""
    try:
        return keys.signature_of(row)
    except (Tampered, Frozen):
        return partial(_require, False)


def _each_compartment(
    vault: Vault, findings: Findings, several: Sequence[StoredCompartment], checks: Sequence[Future[None]]
) -> None:
    """Check some compartments, whose wraps are read in one go."""
    refs = [row.compartment_ref for row in several]
    found: dict[tuple[str, int, int], list[Wrap]] = {}
    for wrap in vault.session.scalars(select(Wrap).where(Wrap.compartment_ref.in_(refs))):
        found.setdefault((wrap.compartment_ref, wrap.key_version, wrap.share_version), []).append(wrap)
    for row, check in zip(several, checks, strict=True):
        with findings.looking_at("compartment", row.source_ref):
            PublicKey.decode(row.public)
            wraps = found.get((row.compartment_ref, row.key_version, row.share_version), [])
            _require(sorted(wrap.group for wrap in wraps) == sorted(HOLDERS[row.custody]))
            for wrap in wraps:
                ids = {roster.epoch: roster.group_public.key_id for roster in vault.groups.chain(wrap.group)}
                _require(ids.get(wrap.epoch) == describe(without_lock(vault, row, wrap)).key_id)
            check.result()


def _versions(vault: Vault, findings: Findings) -> None:
    """
    The store holds each version that was ever written, as it was written, and none that was not.

    What was sealed to keys that later ones replaced is gone; where that was cut off, the log knows the attempt alone.
    """
    stored: dict[tuple[str, str], dict[int, str]] = {}
    rows = select(StoredCompartment, StoredEntry.version, StoredEntry.blob)
    for row, version, blob in vault.session.execute(rows.join_from(StoredEntry, StoredCompartment)):
        stored.setdefault((row.source_ref, log_name(row)), {})[version] = sha256(blob).hexdigest()
    other = {ROSTER, KEYS, INDEX}
    logged = {(ref, part) for ref, part in vault.trail.written() if part not in other and not is_of_a_grant(part)}
    everything, earlier = sorted(logged | stored.keys()), replaced(vault)
    for start in range(0, len(everything), AT_A_TIME):
        several = everything[start : start + AT_A_TIME]
        known = vault.trail.versions_of(several)
        for source_ref, part in several:
            with findings.looking_at("version", source_ref):
                versions, there = known[source_ref, part], stored.get((source_ref, part), {})
                gone = was_taken_away(versions) or ((source_ref, part) in earlier and was_given_up(versions))
                if there or not gone:
                    require_all(versions, there)


def _grants(vault: Vault, findings: Findings) -> None:
    """Each grant that is there was given and has not ended, and each that was given and has not ended is there."""
    parts: dict[str, list[tuple[StoredGrant, StoredCompartment, GrantPart]]] = {}
    held = select(StoredGrant, StoredCompartment, GrantPart).join_from(StoredGrant, GrantPart).join(StoredCompartment)
    for grant, row, part in vault.session.execute(held):
        parts.setdefault(part.grant_ref, []).append((grant, row, part))
    logged: dict[str, list[str]] = {}
    for ref, name in vault.trail.written():
        if is_of_a_grant(name):
            logged.setdefault(ref, []).append(name)
    everything = sorted(logged.keys() | parts.keys())
    for start in range(0, len(everything), AT_A_TIME):
        several = everything[start : start + AT_A_TIME]
        asked = {(ref, name) for ref in several for name in (GRANT, *logged.get(ref, ()))}
        known = vault.trail.versions_of(
            asked.union(*(logged_of(part) for ref in several for *_, part in parts.get(ref, ())))
        )
        for ref in several:
            with findings.looking_at("grant", ref):
                for grant, row, part in parts.get(ref, ()):
                    require_given(part, without_part_lock(vault, grant, row, part), known)
                versions = [one for name in logged.get(ref, ()) for one in known[ref, name]]
                given = any(one.done and one.number == GIVEN for one in versions)
                _require(ref in parts or not given or was_taken_away(known[ref, GRANT]))


def _links(vault: Vault, findings: Findings) -> None:
    """Each link was made by this server, and each story that a source told came by one link."""
    links, found = Links(vault), Counter[str]()
    for row in vault.session.scalars(select(Link)):
        with findings.looking_at("link", row.source_ref):
            links.require_own(row)
            found[row.source_ref] += 1
    stories = select(StoredCompartment.source_ref).join_from(StoredEntry, StoredCompartment)
    told = Counter(vault.session.scalars(stories.where(StoredCompartment.compartment == Compartment.ORIGINAL.value)))
    for source_ref in sorted(found.keys() | told.keys()):
        with findings.looking_at("source", source_ref):
            _require(found[source_ref] == told[source_ref])


def _submissions(vault: Vault, findings: Findings) -> None:
    """What waits is as it came."""
    submissions = Submissions(vault, vault.groups)
    for row in vault.session.scalars(select(Submission)):
        with findings.looking_at("submission", row.submission_ref):
            submissions.require_own(row)


def _brought(vault: Vault, findings: Findings) -> None:
    """What was brought in and waits is as it was sealed."""
    for row in vault.session.scalars(select(BroughtRow)):
        with findings.looking_at("brought row", row.row_ref):
            vault.brought.require_own(row)


def _require_renewed(logged: Sequence[Version], public_digest: str) -> None:
    """Return quietly when the log knows these keys as the newest that a person made, which no roster names yet."""
    number = max((version.number for version in logged if version.digest == public_digest), default=0)
    _require(number > 0)
    require_newest(logged, number, public_digest)


def _index(vault: Vault, findings: Findings) -> None:
    """The register's index is what was written last, box by box."""
    with findings.looking_at("index", REGISTER):
        vault.index.require_whole()


def _require(holds: bool) -> None:
    if not holds:
        raise Tampered
