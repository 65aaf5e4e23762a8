"""Search: text to terms (analyser), the index (Tantivy), and what keeps it current (feed)."""
