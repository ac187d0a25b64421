-- The words by which a message withdraws consent, a line each, as an application was last given them: one row, or none
-- before.
CREATE TABLE opt_out_words (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    words TEXT NOT NULL
) STRICT;
