"""Who appears in an article, under which names."""
