"""What one request may weigh, where its body goes, into memory and never to a disk, and what its address may name."""

import re
import secrets
from collections.abc import Callable
from functools import cached_property
from io import BytesIO
from typing import IO, Any, TypeVar
from urllib.parse import parse_qsl

import flask
from flask import Flask, current_app, g, request
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge
from werkzeug.formparser import FormDataParser
from werkzeug.middleware.proxy_fix import ProxyFix

from app.access.policy import stopped_by
from app.errors import NotFound
from app.web.guard import current_actor, current_house
from app.web.headers import SAFE_METHODS
from config import Config

# No form of the house sends more: the longest account is 20,000 characters and the sealed answers come twice as long.
LARGEST_BODY_BYTES = 1024 * 1024
MOST_FIELDS = 200
NOBODY = "nobody"
# No reference of the house has another form; the log takes no other, and some stores break off at a zero byte.
REFERENCE = re.compile("[A-Za-z0-9-]{0,64}", re.ASCII)

View = TypeVar("View", bound=Callable[..., Any])


class BoundedFormParser(FormDataParser):
    """Reads a form of known size; what cannot be read as a form is refused and not taken for an empty one."""

    def parse(self, *args: Any, **kwargs: Any) -> Any:
        """
        Return stream, fields and files.

        :raises BadRequest: the body is not the form it says it is, or has too many fields.
        """
        self.silent = False
        try:
            return super().parse(*args, **kwargs)
        except ValueError as error:
            raise BadRequest from error

    def _parse_multipart(self, stream: IO[bytes], mimetype: str, content_length: int | None, options: Any) -> Any:
        """Tell too many parts (400) from too many bytes (413), which the parser reports alike."""
        try:
            return super()._parse_multipart(stream, mimetype, content_length, options)
        except RequestEntityTooLarge:
            # A stated length was checked before the first byte was read, so what was too large is the number of parts.
            if content_length is None:
                raise
            raise BadRequest from None

    def _parse_urlencoded(self, stream: IO[bytes], mimetype: str, content_length: int | None, options: Any) -> Any:
        """Read a plain form with a limit on its fields, and refuse what the original would cut off without a word."""
        del mimetype, options
        body = stream.read()
        if content_length is None and self.max_content_length is not None and len(body) >= self.max_content_length:
            raise RequestEntityTooLarge
        items = parse_qsl(
            body.decode(), keep_blank_values=True, errors="werkzeug.url_quote", max_num_fields=self.max_form_parts
        )
        return stream, self.cls(items), self.cls()


class Request(flask.Request):
    """A request with a name of its own and a body that stays in memory."""

    form_data_parser_class = BoundedFormParser

    @cached_property
    def request_id(self) -> str:
        """128 random bits in hexadecimal: what an error page quotes and the log can be searched for."""
        return secrets.token_hex(16)

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        """Keep a file part in memory: the original writes anything over 500 KB to the temporary directory in clear."""
        del total_content_length, content_type, filename, content_length
        return BytesIO()


def init_app(app: Flask, config: Config) -> None:
    """Bound every request of the application, and believe no forwarded address unless hops are configured."""
    app.request_class = Request
    # A page has one address: nobody is sent on from an address that only looks like it.
    app.url_map.merge_slashes = False
    app.config.update(
        MAX_CONTENT_LENGTH=LARGEST_BODY_BYTES,
        # One field may fill the whole body, so that only the number of parts is left for the parser to refuse.
        MAX_FORM_MEMORY_SIZE=LARGEST_BODY_BYTES,
        MAX_FORM_PARTS=MOST_FIELDS,
        TRUSTED_HOSTS=list(config.trusted_hosts) or None,
    )
    app.before_request(name_request)
    app.before_request(refuse_odd_references)
    app.before_request(make_room)
    if config.proxy_hops:
        hops = config.proxy_hops
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops)  # type: ignore[method-assign]


def takes_at_most(size: int, *, advice: str) -> Callable[[View], View]:
    """
    Return a decorator for the view of the rare page to which more may be sent, in bytes, by those who may use it.

    ``advice`` says what to do, where somebody sends more still.
    """

    def mark(view: View) -> View:
        view.largest_body, view.too_large = size, advice  # type: ignore[attr-defined]
        return view

    return mark


def make_room() -> None:
    """Let more be sent to the page that is asked for, before anything is read, where it takes more and from whom."""
    view = current_app.view_functions.get(request.endpoint or "")
    size = getattr(view, "largest_body", None)
    if size is None or request.method in SAFE_METHODS:
        return
    actor, now = current_actor(), current_house().clock()
    if actor.person_ref != NOBODY and stopped_by(actor, view.rule, now) is None:  # type: ignore[union-attr]
        request.max_content_length = request.max_form_memory_size = size


def advice_on_size() -> str:
    """Return what to do where too much was sent to the page that was asked for; nothing where it says nothing."""
    view = current_app.view_functions.get(request.endpoint or "")
    return str(getattr(view, "too_large", ""))


def name_request() -> None:
    """Keep the request's name where the record and the pages look for it."""
    g.request_id = request.request_id  # type: ignore[attr-defined]


def refuse_odd_references() -> None:
    """
    Treat an address with what cannot be a reference as one that is not there, before anything looks for it.

    :raises NotFound: the address names something that no record can be called.
    """
    named = {} if request.endpoint == "static" else request.view_args or {}
    if any(not REFERENCE.fullmatch(str(one)) for one in named.values()):
        raise NotFound
