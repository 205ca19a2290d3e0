-- Conversations: pages in the order that the user confirmed.
CREATE TABLE series(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  case_id TEXT NOT NULL REFERENCES cases(id),
  title TEXT NOT NULL DEFAULT '',
  set_at TEXT NOT NULL, set_tz TEXT NOT NULL
) STRICT;
CREATE INDEX series_case ON series(case_id, id);

-- A piece is a page of one series. What it shares with the page before is kept with that page's id: when that page is
-- gone, it is found anew. No rows: the two do not overlap.
CREATE TABLE series_page(
  evidence_id INTEGER PRIMARY KEY REFERENCES evidence(id) ON DELETE CASCADE,
  series_id INTEGER NOT NULL REFERENCES series(id) ON DELETE CASCADE,
  place INTEGER NOT NULL,
  after_id INTEGER,
  shared_rows INTEGER, before_to INTEGER, own_from INTEGER
) STRICT;
CREATE INDEX series_order ON series_page(series_id, place);
