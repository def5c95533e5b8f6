"""
A made-up unit to try the product on. Every person, report and agency in it is invented.

Nothing of this package can be imported where the settings name a store that is not marked as a demonstration: its
people have passphrases that stand on a page.
"""

import os

from app.demonstration.mark import require_marked

require_marked(os.environ)
