DELETE FROM consent WHERE person = ?1
