"""``python -m pipeline``: the same as ``atlas``."""

from pipeline.cli import main

if __name__ == "__main__":
    main()
