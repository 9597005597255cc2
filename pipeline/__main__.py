"""``python -m pipeline``: the same as ``atlas``."""

from __future__ import annotations

import sys


def main() -> None:
    """The command ``atlas``. A preview that is running renders for it: then the command line is not even imported."""
    if sys.argv[1:2] == ["render"]:
        from pipeline.cli.served import served

        code = served(sys.argv[2:])
        if code is not None:
            sys.exit(code)
    from pipeline.cli.group import main as group

    group()


if __name__ == "__main__":
    main()
