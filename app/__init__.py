"""The application: everything that is plugged in is visible here."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import import_module
from types import ModuleType

from flask import Flask

from app import cli
from app.access.actor import Actor
from app.accounts import presence
from app.accounts import views as account_pages
from app.allegations import views as allegation_pages
from app.assessment import views as assessment_pages
from app.bringing import views as bringing_pages
from app.contacts import views as contact_pages
from app.custody import views as custody_pages
from app.database import Stores, open_existing
from app.dissemination import views as dissemination_pages
from app.erasure import views as erasure_pages
from app.intake import views as intake_pages
from app.oversight import views as oversight_pages
from app.people import views as people_pages
from app.register import views as register_pages
from app.risk import views as risk_pages
from app.setting_up import views as setting_up_pages
from app.sources import views as source_pages
from app.training import queries as training_queries
from app.training import views as training_pages
from app.unit_of_work import Clock, House, UnitOfWork
from app.vault.deployment import Deployment
from app.vault.which_lock import open_lock
from app.web import (
    about,
    alarms,
    assets,
    boards,
    entrances,
    forgery,
    headers,
    languages,
    limits,
    lines,
    measures,
    rendering,
    requests,
    watch,
)
from app.web import errors as error_pages
from app.web.faces import templates_folder
from app.web.guard import check_routes
from app.web.navigation import register_navigation
from audit.store import AuditStore
from config import Config
from crypto.signing import LogKey, VerifyKey

EXTENSION = "sourcekeeper"
Listener = Callable[[UnitOfWork, str], None]
# Each may have BLUEPRINTS, of which a process serves those of its own face, and NAVIGATION; LISTENERS say
# what it does, within the same unit of work, when another feature tells that something has happened. None goes here
# by the name of the package that it is in, which stays what `app.<name>` means.
FEATURES: tuple[ModuleType, ...] = (
    about,
    boards,
    account_pages,
    people_pages,
    training_pages,
    setting_up_pages,
    allegation_pages,
    source_pages,
    bringing_pages,
    register_pages,
    risk_pages,
    contact_pages,
    custody_pages,
    dissemination_pages,
    assessment_pages,
    oversight_pages,
    intake_pages,
    erasure_pages,
)


@dataclass(slots=True)
class Sourcekeeper:
    """What the plumbing finds under ``app.extensions``."""

    config: Config
    house: House
    load_actor: Callable[[], Actor]

    @property
    def audit(self) -> AuditStore:
        """
        The log of this deployment.

        :raises LookupError: this face has none.
        """
        if self.house.audit is None:
            raise LookupError("this face has no log")
        return self.house.audit

    def log_key(self) -> LogKey:
        """Return the key that signs checkpoints, opened with the server's lock."""
        return self.house.log_key()


def create_app(config: Config | None = None, *, clock: Clock | None = None) -> Flask:
    """
    Return the application for one face.

    :raises Misconfigured: a setting is missing, weak or unsafe.
    :raises Unguarded: a route has no face or no rule.
    """
    config = config or Config.from_environment()
    app = Flask("app", template_folder=templates_folder())
    app.config["SECRET_KEY"] = config.secret_key
    app.extensions[EXTENSION] = Sourcekeeper(config, open_house(config, clock=clock), presence.load_actor)
    for configured in (requests, measures, limits, forgery, rendering, entrances, languages):
        configured.init_app(app, config)
    for plain in (lines, headers, error_pages, assets, watch):
        plain.init_app(app)
    presence.init_app(app, training_queries.live_courses)
    alarms.show(app, risk_pages.threats_open, risk_pages.any_open)
    for feature in FEATURES:
        _plug_in(app, feature, config.face)
    if config.demonstration:
        # Looked up by name, as it cannot be imported beside a real store.
        import_module("app.demonstration.views").init_app(app, config.case_url)
    check_routes(app)
    cli.install(app)
    return app


def open_house(config: Config, *, clock: Clock | None = None) -> House:
    """Return the stores, the log and the lock that this process's settings name. Nothing is connected yet."""
    stores = Stores(
        gateway=open_existing(config.gateway_url) if config.gateway_url else None,
        case=open_existing(config.case_url) if config.case_url else None,
        vault=open_existing(config.vault_url) if config.vault_url else None,
        audit=open_existing(config.audit_url) if config.audit_url else None,
    )
    root = VerifyKey.decode(bytes.fromhex(config.root_key))
    deployment = Deployment(config.deployment, root, least_epoch=config.least_epoch, backup_days=config.backup_days)
    return House(
        stores,
        clock or _now,
        deployment,
        provider=open_lock(config),
        audit=AuditStore(stores.audit, origin=deployment.log_origin) if stores.audit else None,
        listeners=listeners(),
    )


def listeners() -> dict[str, list[Listener]]:
    """Return what every feature does when it is told that something has happened."""
    told: dict[str, list[Listener]] = {}
    for feature in FEATURES:
        for what, done in getattr(feature, "LISTENERS", {}).items():
            told.setdefault(what, []).extend(done)
    return told


def _plug_in(app: Flask, feature: ModuleType, face: str) -> None:
    """Register a feature's pages that belong to this face, and its rows of the menu."""
    for blueprint in getattr(feature, "BLUEPRINTS", ()):
        if face in {"all", blueprint.face.value}:
            app.register_blueprint(blueprint)
    register_navigation(app, getattr(feature, "NAVIGATION", ()))


def _now() -> datetime:
    """Return the time, with its zone."""
    return datetime.now(UTC)
