-- The user can't tell the time shown; where the original lies and whether it is still there.
ALTER TABLE evidence ADD COLUMN shown_unknown INTEGER NOT NULL DEFAULT 0;
ALTER TABLE evidence ADD COLUMN carrier_device TEXT NOT NULL DEFAULT '';
ALTER TABLE evidence ADD COLUMN carrier_kept TEXT;
ALTER TABLE evidence ADD COLUMN carrier_note TEXT NOT NULL DEFAULT '';

-- What happened in the dispute, told by the user.
CREATE TABLE dispute(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  case_id TEXT NOT NULL REFERENCES cases(id),
  kind TEXT NOT NULL,
  at TEXT NOT NULL, tz TEXT NOT NULL,
  what TEXT NOT NULL DEFAULT '',
  note TEXT NOT NULL DEFAULT '',
  amount_fen INTEGER,
  added_at TEXT NOT NULL, added_tz TEXT NOT NULL
) STRICT;
CREATE INDEX dispute_case ON dispute(case_id, id);

-- The negotiation log.
CREATE TABLE talk(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  case_id TEXT NOT NULL REFERENCES cases(id),
  at TEXT NOT NULL, tz TEXT NOT NULL,
  who TEXT NOT NULL DEFAULT '',
  way TEXT NOT NULL,
  said TEXT NOT NULL DEFAULT '',
  answer TEXT NOT NULL DEFAULT '',
  added_at TEXT NOT NULL, added_tz TEXT NOT NULL
) STRICT;
CREATE INDEX talk_case ON talk(case_id, id);

-- The evidence that shows an event or a talk. A removed piece takes its links with it.
CREATE TABLE dispute_evidence(
  dispute INTEGER NOT NULL REFERENCES dispute(id) ON DELETE CASCADE,
  evidence INTEGER NOT NULL REFERENCES evidence(id) ON DELETE CASCADE,
  PRIMARY KEY(dispute, evidence)
) STRICT, WITHOUT ROWID;
CREATE INDEX dispute_evidence_piece ON dispute_evidence(evidence);

CREATE TABLE talk_evidence(
  talk INTEGER NOT NULL REFERENCES talk(id) ON DELETE CASCADE,
  evidence INTEGER NOT NULL REFERENCES evidence(id) ON DELETE CASCADE,
  PRIMARY KEY(talk, evidence)
) STRICT, WITHOUT ROWID;
CREATE INDEX talk_evidence_piece ON talk_evidence(evidence);
