"""The help centre: what its articles may say, the data they use by name, and how they become pages."""
