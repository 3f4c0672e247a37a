"""Charts that answer a question and lead to documents: bars, a heat map and lines. They know shares, not judgements."""
