"""The checks of a built site that ``tools/check_site.py`` runs: each returns findings, one line each."""
