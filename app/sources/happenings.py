"""What is told of a source, by name: whoever tells and whoever listens need not know of each other."""

from typing import Final

# Each is told with the reference of a source.
REGISTERED: Final = "source:registered"
MOVED: Final = "source:moved"
OFFICER_MOVED: Final = "source:officer-moved"
# The risk has reached HIGH, or is seen to stand there: from then on no single person may open what is known of them.
RISK_IS_HIGH: Final = "source:risk-is-high"
# Somebody who does not look after them, or somebody breaking the glass, has read who they are.
IDENTITY_READ: Final = "source:identity-read"
GLASS_BROKEN: Final = "source:glass-broken"
# A part of them was opened because a court or a request for information asks for it.
DISCLOSED: Final = "source:disclosed"
# A source is held another way, or must be: two groups, or one. Permissions that were given stand on the old keys.
CUSTODY_CHANGED: Final = "source:custody-changed"
# They are known to be under 18 or vulnerable.
NEEDS_CARE: Final = "source:needs-care"
# Another report was put to them.
LINKED: Final = "source:linked"
# Their risk assessment was signed in full.
BORNE_OUT: Final = "source:borne-out"
# Whom it is kept from was chosen anew: what they had asked for ends.
KEPT_FROM: Final = "source:kept-from"
# Told with the reference of a sealed part: before it is registered, somebody was kept from it and from its report.
WAITING_KEPT_FROM: Final = "waiting:kept-from"
# A source is about to be closed: whoever listens ends what stands on it, or says why it cannot be yet.
CLOSING: Final = "source:closing"
REOPENED: Final = "source:reopened"
