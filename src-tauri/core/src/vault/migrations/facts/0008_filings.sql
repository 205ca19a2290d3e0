-- Steps taken with a channel: where, when, its number, what came back, and by when an answer is due.
CREATE TABLE filing(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  case_id TEXT NOT NULL REFERENCES cases(id),
  channel TEXT NOT NULL,
  at TEXT NOT NULL, tz TEXT NOT NULL,
  number TEXT NOT NULL DEFAULT '',
  accepted_at TEXT, accepted_tz TEXT,
  answered_at TEXT, answered_tz TEXT,
  answer TEXT NOT NULL DEFAULT '',
  ended_at TEXT, ended_tz TEXT,
  outcome TEXT,
  -- Told by the user; what the rules say is worked out anew.
  due_at TEXT, due_tz TEXT,
  note TEXT NOT NULL DEFAULT '',
  added_at TEXT NOT NULL, added_tz TEXT NOT NULL
) STRICT;
CREATE INDEX filing_case ON filing(case_id, id);

-- The receipts. A removed piece takes its links with it.
CREATE TABLE filing_evidence(
  filing INTEGER NOT NULL REFERENCES filing(id) ON DELETE CASCADE,
  evidence INTEGER NOT NULL REFERENCES evidence(id) ON DELETE CASCADE,
  PRIMARY KEY(filing, evidence)
) STRICT, WITHOUT ROWID;
CREATE INDEX filing_evidence_piece ON filing_evidence(evidence);

-- What the user asks for, one row for a case. Demands: words with commas.
CREATE TABLE complaint(
  case_id TEXT PRIMARY KEY REFERENCES cases(id),
  cause TEXT,
  basis TEXT,
  demands TEXT NOT NULL DEFAULT '',
  amount_fen INTEGER,
  demand TEXT NOT NULL DEFAULT '',
  seller_address TEXT NOT NULL DEFAULT ''
) STRICT, WITHOUT ROWID;

-- Items of a checklist that can't be had, with the reason.
CREATE TABLE unavailable(
  case_id TEXT NOT NULL REFERENCES cases(id),
  item TEXT NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY(case_id, item)
) STRICT, WITHOUT ROWID;
