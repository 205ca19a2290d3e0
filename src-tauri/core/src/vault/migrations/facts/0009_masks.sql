-- A masked copy of a piece: derived bytes in originals.db, named by their hash. It goes with its piece.
CREATE TABLE mask(
  evidence INTEGER PRIMARY KEY REFERENCES evidence(id) ON DELETE CASCADE,
  sha256 BLOB NOT NULL CHECK(length(sha256) = 32),
  size INTEGER NOT NULL,
  media_type TEXT NOT NULL,
  width INTEGER NOT NULL, height INTEGER NOT NULL,
  set_at TEXT NOT NULL, set_tz TEXT NOT NULL
) STRICT;
CREATE INDEX mask_bytes ON mask(sha256);

-- The boxes it was made with, in pixels of the upright picture.
CREATE TABLE mask_box(
  evidence INTEGER NOT NULL REFERENCES mask(evidence) ON DELETE CASCADE,
  place INTEGER NOT NULL,
  x INTEGER NOT NULL, y INTEGER NOT NULL,
  width INTEGER NOT NULL, height INTEGER NOT NULL,
  reason TEXT NOT NULL DEFAULT '',
  PRIMARY KEY(evidence, place)
) STRICT, WITHOUT ROWID;
