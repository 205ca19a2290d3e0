-- Where each chain ended when its last entry was made: without it a cut tail can't be told from a shorter log.
CREATE TABLE chain(
  case_id TEXT PRIMARY KEY,
  length INTEGER NOT NULL,
  head BLOB NOT NULL CHECK(length(head) = 32)
) STRICT, WITHOUT ROWID;
INSERT INTO chain(case_id, length, head)
SELECT case_id, seq, hash FROM custody c WHERE seq = (SELECT max(seq) FROM custody WHERE case_id = c.case_id);
