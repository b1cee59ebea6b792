"""hansearch beside the searches that a static Chinese site can have today; ``make bench`` runs it."""
