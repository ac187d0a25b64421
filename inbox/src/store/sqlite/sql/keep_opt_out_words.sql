INSERT INTO opt_out_words (id, words)
VALUES (1, ?1)
ON CONFLICT (id) DO UPDATE SET words = excluded.words WHERE words <> excluded.words
