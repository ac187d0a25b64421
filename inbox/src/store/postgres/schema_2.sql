-- The words by which a message withdraws consent, a line each, as an application was last given them; none before.
-- A column, so that who may use the table may use it too.
ALTER TABLE kudosity_inbox.meta ADD COLUMN opt_out_words BYTEA;
