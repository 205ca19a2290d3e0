-- A draft that was changed belongs to the length that it was made for: one for each.
CREATE TABLE draft_by_length(
  case_id TEXT NOT NULL REFERENCES cases(id),
  channel TEXT NOT NULL,
  paper TEXT NOT NULL,
  lang TEXT NOT NULL,
  -- 0: the full version.
  max_chars INTEGER NOT NULL,
  text TEXT NOT NULL,
  -- JSON: texts of boxes by their word, those that were changed.
  fields TEXT NOT NULL DEFAULT '{}',
  made TEXT NOT NULL,
  at TEXT NOT NULL, tz TEXT NOT NULL,
  PRIMARY KEY(case_id, channel, paper, lang, max_chars)
) STRICT, WITHOUT ROWID;
INSERT INTO draft_by_length SELECT case_id, channel, paper, lang, 0, text, fields, made, at, tz FROM draft;
DROP TABLE draft;
ALTER TABLE draft_by_length RENAME TO draft;
