-- One row: how many transactions have changed the catalog. The mark beside the file has the number of the last one that was answered, so that a
-- catalog whose log was cut short or removed is known.
CREATE TABLE change_count (commits INTEGER NOT NULL) STRICT;
INSERT INTO change_count VALUES (0);
