-- Facts. Times are UTC text (`...Z`, or a plain day where the user told a day) with the offset beside them.
CREATE TABLE setting(
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE cases(
  id TEXT PRIMARY KEY,
  title TEXT NOT NULL,
  platform TEXT NOT NULL,
  seller TEXT NOT NULL,
  seller_type TEXT,
  goods TEXT NOT NULL,
  amount_fen INTEGER,
  ordered_at TEXT, ordered_tz TEXT,
  paid_at TEXT, paid_tz TEXT,
  received_at TEXT, received_tz TEXT,
  status TEXT NOT NULL,
  note TEXT NOT NULL,
  created_at TEXT NOT NULL, created_tz TEXT NOT NULL,
  next_number INTEGER NOT NULL DEFAULT 1
) STRICT;

CREATE TABLE evidence(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  case_id TEXT NOT NULL REFERENCES cases(id),
  number INTEGER NOT NULL,
  -- Order within the case; gaps are left so that a move rarely touches the neighbours.
  position INTEGER NOT NULL,
  sha256 BLOB NOT NULL CHECK(length(sha256) = 32),
  size INTEGER NOT NULL,
  name TEXT NOT NULL,
  origin TEXT NOT NULL,
  media_type TEXT NOT NULL,
  width INTEGER, height INTEGER, orientation INTEGER,
  exif_at TEXT, exif_tz TEXT,
  preview INTEGER NOT NULL,
  kind TEXT,
  title TEXT NOT NULL DEFAULT '',
  proves TEXT NOT NULL DEFAULT '',
  source_platform TEXT NOT NULL DEFAULT '',
  source_app TEXT NOT NULL DEFAULT '',
  source_device TEXT NOT NULL DEFAULT '',
  captured_by TEXT NOT NULL DEFAULT '',
  shown_at TEXT, shown_tz TEXT,
  note TEXT NOT NULL DEFAULT '',
  file_at TEXT, file_tz TEXT,
  imported_at TEXT NOT NULL, imported_tz TEXT NOT NULL,
  UNIQUE(case_id, number),
  UNIQUE(case_id, sha256)
) STRICT;
CREATE INDEX evidence_order ON evidence(case_id, position, id);
CREATE INDEX evidence_bytes ON evidence(sha256);

CREATE TABLE identifier(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  case_id TEXT NOT NULL REFERENCES cases(id),
  kind TEXT NOT NULL,
  provider TEXT,
  value TEXT NOT NULL,
  normalized TEXT NOT NULL,
  note TEXT NOT NULL DEFAULT '',
  added_at TEXT NOT NULL, added_tz TEXT NOT NULL
) STRICT;
CREATE INDEX identifier_case ON identifier(case_id, id);

-- No reference to cases: a removed case leaves its chain.
CREATE TABLE custody(
  case_id TEXT NOT NULL,
  seq INTEGER NOT NULL,
  event TEXT NOT NULL,
  evidence INTEGER,
  at TEXT NOT NULL, tz TEXT NOT NULL,
  hash BLOB NOT NULL,
  line TEXT NOT NULL,
  PRIMARY KEY(case_id, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX custody_evidence ON custody(case_id, evidence, seq);
CREATE TRIGGER custody_no_update BEFORE UPDATE ON custody
BEGIN SELECT RAISE(ABORT, 'the custody log is append-only'); END;
CREATE TRIGGER custody_no_delete BEFORE DELETE ON custody
BEGIN SELECT RAISE(ABORT, 'the custody log is append-only'); END;

-- Originals that have lost their last fact and whose bytes are still to go.
CREATE TABLE erase(
  sha256 BLOB PRIMARY KEY CHECK(length(sha256) = 32),
  at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- What `check` last found of an original.
CREATE TABLE verified(
  sha256 BLOB PRIMARY KEY CHECK(length(sha256) = 32),
  at TEXT NOT NULL, tz TEXT NOT NULL,
  intact INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE export(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  case_id TEXT NOT NULL,
  at TEXT NOT NULL, tz TEXT NOT NULL,
  name TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  bundle_sha256 TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  evidence INTEGER NOT NULL,
  -- data/evidence.sha256 as exported: a timestamp token that comes late still has its bytes.
  evidence_sha256 TEXT NOT NULL
) STRICT;
CREATE INDEX export_case ON export(case_id, id);
