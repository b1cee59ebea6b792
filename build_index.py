"""docs/ → search_index/: ``python build_index.py``. Nothing but Python and requirements.txt is needed."""

import sys
from pathlib import Path

from hansearch.cli import main

if __name__ == "__main__":
    sys.exit(main(["build", "--config-file", str(Path(__file__).with_name("mkdocs.yml")), *sys.argv[1:]]))
