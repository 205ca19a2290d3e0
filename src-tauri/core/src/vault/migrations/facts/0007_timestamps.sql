-- Services of trusted time (RFC 3161) that the user entered. PEM: the root that the user believes, and certificates
-- between it and the signer's where the service sends none.
CREATE TABLE tsa(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  url TEXT NOT NULL UNIQUE,
  note TEXT NOT NULL DEFAULT '',
  root TEXT NOT NULL DEFAULT '',
  chain TEXT NOT NULL DEFAULT ''
) STRICT;

-- What a timestamp was asked for, and what came. Over the evidence list of an export, or over a custody entry.
CREATE TABLE timestamp(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  case_id TEXT NOT NULL REFERENCES cases(id),
  export_id INTEGER REFERENCES export(id) ON DELETE CASCADE,
  custody_seq INTEGER,
  -- The SHA-256 that was sent.
  sha256 BLOB NOT NULL CHECK(length(sha256) = 32),
  -- The service as it was then: it can be edited or removed since.
  url TEXT NOT NULL,
  root TEXT NOT NULL,
  chain TEXT NOT NULL,
  -- Where the bundle was written, so that a late token can be put beside it.
  bundle_path TEXT,
  asked_at TEXT NOT NULL, asked_tz TEXT NOT NULL,
  tries INTEGER NOT NULL,
  -- Why there is no token; null once there is one.
  refusal TEXT,
  -- The request that the token answers, and the whole answer.
  request BLOB,
  token BLOB,
  got_at TEXT, got_tz TEXT,
  CHECK((export_id IS NULL) <> (custody_seq IS NULL)),
  CHECK((token IS NULL) = (request IS NULL)),
  CHECK((token IS NULL) = (got_at IS NULL)),
  CHECK((token IS NULL) = (refusal IS NOT NULL))
) STRICT;
CREATE INDEX timestamp_case ON timestamp(case_id, id);
CREATE INDEX timestamp_export ON timestamp(export_id);
CREATE INDEX timestamp_pending ON timestamp(id) WHERE token IS NULL;
