"""Programs for CI and maintainers; nothing here is needed for a build."""
