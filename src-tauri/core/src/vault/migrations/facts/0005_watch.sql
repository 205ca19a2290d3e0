-- What a list is filtered, sorted and grouped by, worked out from what is stored; every list is read from an index alone.
-- What the file name tells, noted when a piece is filed, in the place that it was filed in; no zone: as it stands there.
ALTER TABLE evidence ADD COLUMN named_at TEXT;
ALTER TABLE evidence ADD COLUMN named_tz TEXT;

-- Best known time in its own place: shown in the picture, else the file name's, else EXIF, else the file's, else import.
ALTER TABLE evidence ADD COLUMN best_at TEXT GENERATED ALWAYS AS (coalesce(
  CASE WHEN length(shown_at) = 10 THEN shown_at ELSE datetime(shown_at, shown_tz) END,
  CASE WHEN named_tz = '' THEN named_at ELSE datetime(named_at, named_tz) END,
  CASE WHEN exif_tz = '' THEN exif_at ELSE datetime(exif_at, exif_tz) END,
  datetime(file_at, file_tz), datetime(imported_at, imported_tz), imported_at)) VIRTUAL;
ALTER TABLE evidence ADD COLUMN file_class TEXT GENERATED ALWAYS AS (CASE
  WHEN media_type LIKE 'image/%' THEN 'picture'
  WHEN media_type LIKE 'video/%' THEN 'video'
  WHEN media_type LIKE 'audio/%' THEN 'audio'
  WHEN media_type LIKE 'text/%' OR media_type LIKE 'message/%' OR media_type LIKE 'application/vnd.openxmlformats%'
    OR media_type LIKE 'application/vnd.ms-%' OR media_type IN ('application/pdf', 'application/ofd',
    'application/msword', 'application/rtf') THEN 'document'
  ELSE 'other' END) VIRTUAL;
ALTER TABLE evidence ADD COLUMN told INTEGER GENERATED ALWAYS AS (proves <> '') VIRTUAL;

DROP INDEX evidence_order;
CREATE INDEX evidence_order ON evidence(case_id, position, id, kind, file_class, told, best_at, size);
CREATE INDEX evidence_time ON evidence(case_id, best_at, id, kind, file_class, told);
CREATE INDEX evidence_name ON evidence(case_id, name COLLATE NOCASE, id, kind, file_class, told, best_at);
CREATE INDEX evidence_size ON evidence(case_id, size, id, kind, file_class, told, best_at);
CREATE INDEX evidence_imported ON evidence(case_id, id, kind, file_class, told, best_at);

-- The last bulk changes and what was before, so that each piece gets its own back.
CREATE TABLE step(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  case_id TEXT NOT NULL REFERENCES cases(id) ON DELETE CASCADE,
  what TEXT NOT NULL,
  -- What was set, as JSON; null for a move.
  set_to TEXT,
  at TEXT NOT NULL
) STRICT;
CREATE INDEX step_case ON step(case_id);
CREATE TABLE step_before(
  step INTEGER NOT NULL REFERENCES step(id) ON DELETE CASCADE,
  evidence INTEGER NOT NULL REFERENCES evidence(id) ON DELETE CASCADE,
  -- The fields that changed, as JSON; for a move the piece that it stood behind, or null.
  before TEXT,
  PRIMARY KEY(step, evidence)
) STRICT, WITHOUT ROWID;
CREATE INDEX step_before_evidence ON step_before(evidence);

-- Folders that the user lets this app look into.
CREATE TABLE watched(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  path TEXT NOT NULL UNIQUE,
  added_at TEXT NOT NULL, added_tz TEXT NOT NULL
) STRICT;

-- Files that are not offered (again). The mark is the SHA-256 of path, size and time: no path is kept.
CREATE TABLE offered(
  mark BLOB PRIMARY KEY CHECK(length(mark) = 32),
  watched INTEGER NOT NULL,
  -- there: lay in the folder when it was chosen; taken; dismissed.
  state TEXT NOT NULL,
  sha256 BLOB CHECK(sha256 IS NULL OR length(sha256) = 32)
) STRICT, WITHOUT ROWID;
CREATE INDEX offered_bytes ON offered(sha256) WHERE sha256 IS NOT NULL;
CREATE INDEX offered_watched ON offered(watched, state);
