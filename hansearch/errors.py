"""The errors a user can mend.

HansearchError            base of all; a command prints it as one line and exits with 1
├── DataFileError         a line of a data file (words, synonyms, pins, queries) that cannot be read
├── IndexNotFoundError    search_index/ is missing, damaged or was written by another version
├── PageNotFoundError     the index has no page of the path that was given
└── BuildError            the site or its index could not be built
"""


class HansearchError(Exception):
    """Base of every error whose message alone tells the user what to do."""


class DataFileError(HansearchError):
    """A data file has a line that cannot be read; the message starts with ``path:line:``."""


class IndexNotFoundError(HansearchError):
    """There is no readable index at the given place."""


class PageNotFoundError(HansearchError):
    """The index has no page of this path."""


class BuildError(HansearchError):
    """The index could not be built; the previous one is untouched."""
