-- What was found out about an original when its preview was made; reason is empty when there is one.
CREATE TABLE look(
  sha256 BLOB PRIMARY KEY,
  reason TEXT NOT NULL,
  width INTEGER,
  height INTEGER,
  pages INTEGER,
  seconds REAL,
  moves INTEGER NOT NULL
) STRICT;

-- Tiles of large pictures. used: grows with each opening, so that the ones not seen for longest go first.
CREATE TABLE pyramid(
  no INTEGER PRIMARY KEY AUTOINCREMENT,
  sha256 BLOB NOT NULL UNIQUE,
  width INTEGER NOT NULL,
  height INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  whole INTEGER NOT NULL,
  used INTEGER NOT NULL
) STRICT;
CREATE TABLE tile(
  pyramid INTEGER NOT NULL REFERENCES pyramid(no) ON DELETE CASCADE,
  place INTEGER NOT NULL,
  bytes BLOB NOT NULL,
  PRIMARY KEY(pyramid, place)
) STRICT;
