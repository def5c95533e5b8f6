"""What the plumbing tells those who keep the record: a forged request, and one that came too often."""

from blinker import Namespace

_signals = Namespace()

# Sent with the application as sender, inside the request. A receiver that raises stops the request, so that a record
# that cannot be written is never passed over.
on_forged = _signals.signal("request-forged")
on_limited = _signals.signal("request-limited")
