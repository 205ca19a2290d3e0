-- Bytes. A blob's pieces have the keys no * 2^24 + n; a row in `blob` means that all of them are there.
CREATE TABLE blob(
  no INTEGER PRIMARY KEY AUTOINCREMENT,
  sha256 BLOB NOT NULL UNIQUE CHECK(length(sha256) = 32),
  size INTEGER NOT NULL,
  media_type TEXT NOT NULL,
  first_name TEXT NOT NULL,
  added_at TEXT NOT NULL, added_tz TEXT NOT NULL
) STRICT;
CREATE INDEX blob_size ON blob(size);

CREATE TABLE piece(
  key INTEGER PRIMARY KEY,
  bytes BLOB NOT NULL
) STRICT;

-- Numbers whose pieces are not (or no longer) covered by a blob row; swept when the vault is opened.
CREATE TABLE staging(
  no INTEGER PRIMARY KEY
) STRICT;
