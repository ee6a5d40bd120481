"""Which Chromium the browser tests and the screenshots drive."""

import os
from pathlib import Path

# The first that is there: Debian's package of Chromium without windows starts faster and works a quarter less.
_KNOWN = ("/usr/bin/chromium-headless-shell", "/usr/bin/chromium")
CHROMIUM = Path(os.environ.get("CHROMIUM") or next((one for one in _KNOWN if Path(one).exists()), _KNOWN[-1]))
