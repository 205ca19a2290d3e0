-- The complainant's own data, one row for each part that is told.
CREATE TABLE own(
  field TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- A draft as the user changed it. `made`: the text that was drafted from the facts when it was saved.
CREATE TABLE draft(
  case_id TEXT NOT NULL REFERENCES cases(id),
  channel TEXT NOT NULL,
  paper TEXT NOT NULL,
  lang TEXT NOT NULL,
  text TEXT NOT NULL,
  -- JSON: texts of boxes by their word, those that were changed.
  fields TEXT NOT NULL DEFAULT '{}',
  made TEXT NOT NULL,
  at TEXT NOT NULL, tz TEXT NOT NULL,
  PRIMARY KEY(case_id, channel, paper, lang)
) STRICT, WITHOUT ROWID;

-- complaint or report; NULL: not told.
ALTER TABLE filing ADD COLUMN paper TEXT;
