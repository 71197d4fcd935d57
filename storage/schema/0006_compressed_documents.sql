-- Documents compressed by zstd, with a dictionary of what the store's own documents have in common. Those that are there
-- stay as they are.

-- Dictionaries, in zstd's own form. None is ever changed or deleted: documents of any age may need theirs.
CREATE TABLE document_dictionary (
    id    INTEGER PRIMARY KEY,
    bytes BLOB    NOT NULL
) STRICT;

-- A document is either in `text`, as it came, and the two are NULL; or `text` is empty, and `packed` is a zstd frame that
-- the dictionary unpacks.
ALTER TABLE document ADD COLUMN dictionary INTEGER;  -- document_dictionary.id
ALTER TABLE document ADD COLUMN packed BLOB;
