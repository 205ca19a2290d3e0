-- A cache: may be deleted at any time.
CREATE TABLE thumbnail(
  sha256 BLOB PRIMARY KEY,
  jpeg BLOB NOT NULL
) STRICT;
