"""Chinese full-text search for static sites: pages → sections → tokens → Whoosh index and browser bundle."""

__version__ = "0.1.0"
