"""``python -m fabrique_atelier``: hands over to the command line."""

import sys

from fabrique_atelier.cli import principal

if __name__ == "__main__":
    sys.exit(principal(sys.argv[1:]))
