SELECT words FROM opt_out_words WHERE id = 1
