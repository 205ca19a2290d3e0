/** The contract with the window: every command with its arguments and answer, every event with its load. */
import type {
  AlikePair, CaseFacts, CaseId, CaseRow, CaseView, CheckReport, CustodyPage, ErrorView, EvidenceFacts, EvidenceFilter, EvidenceId,
  EvidencePage, EvidenceView, ExportOptions, ExportPlan, ExportResult, IdentifierDraft, IdentifierId, IdentifierView,
  ImportReport, Progress, RecoverReport, SearchHit, SeriesId, SeriesProposal, SeriesView, Settings, UnfiledRow, VaultInfo, VerifyReport,
} from './types';

export interface StartView {
  version: string;
  os: 'linux' | 'windows' | 'macos';
  locale: string;
  demo: boolean;
  vault: VaultInfo | null;
  error: ErrorView | null;
  settings: Settings;
}

export interface Target {
  target: number;
  label: string;
  exists: boolean;
}

export interface ExportDone {
  result: ExportResult;
  bundle: number;
}

export type Nothing = Record<string, never>;

export interface Commands {
  start: [Nothing, StartView];
  recover: [Nothing, RecoverReport];
  settings_save: [{ settings: Settings }, Settings];
  vault_folder_choose: [Nothing, StartView | null];
  vault_info: [Nothing, VaultInfo];
  cases: [{ query: string }, CaseRow[]];
  case_new: [{ facts: CaseFacts }, CaseView];
  case_get: [{ case: CaseId }, CaseView];
  case_edit: [{ case: CaseId; facts: CaseFacts }, CaseView];
  case_remove: [{ case: CaseId }, null];
  identifier_add: [{ case: CaseId; draft: IdentifierDraft }, CaseView];
  identifier_edit: [{ identifier: IdentifierId; draft: IdentifierDraft }, CaseView];
  identifier_remove: [{ identifier: IdentifierId }, CaseView];
  identifier_hints: [{ case: CaseId; draft: IdentifierDraft }, IdentifierView];
  evidence_page: [{ case: CaseId; filter: EvidenceFilter; offset: number; limit: number }, EvidencePage];
  evidence_get: [{ evidence: EvidenceId }, EvidenceView];
  evidence_edit: [{ evidence: EvidenceId; facts: EvidenceFacts }, EvidenceView];
  evidence_move: [{ evidence: EvidenceId; toIndex: number }, null];
  evidence_remove: [{ evidence: EvidenceId[] }, null];
  series_detect: [{ case: CaseId }, number];
  series_list: [{ case: CaseId }, SeriesView[]];
  series_set: [{ case: CaseId; evidence: EvidenceId[]; title: string }, SeriesView];
  series_remove: [{ series: SeriesId }, null];
  alike: [{ case: CaseId }, number];
  custody: [{ case: CaseId; offset: number; limit: number }, CustodyPage];
  search: [{ query: string; case: CaseId | null; limit: number }, SearchHit[]];
  import_choose: [{ case: CaseId; what: 'files' | 'folder' }, number | null];
  import_dropped: [{ drop: number; case: CaseId }, number];
  import_paste: [{ case: CaseId }, ImportReport];
  unfiled: [Nothing, UnfiledRow[]];
  unfiled_file: [{ case: CaseId | null; sha256: string[] }, CaseView];
  export_plan: [{ case: CaseId; options: ExportOptions }, ExportPlan];
  export_target: [{ name: string; choose: boolean }, Target | null];
  export_start: [{ case: CaseId; options: ExportOptions; target: number; replace: boolean }, number];
  bundle_show: [{ bundle: number }, null];
  verify_start: [{ bundle: number | null; drop: number | null }, number | null];
  verify_save: [{ job: number; text: string }, boolean];
  check_start: [{ resume: boolean }, number];
  job_cancel: [{ job: number }, null];
  copy: [{ text: string }, null];
}

export type Command = keyof Commands;
export type Args<C extends Command> = Commands[C][0];
export type Answer<C extends Command> = Commands[C][1];

export type JobKind = 'import' | 'export' | 'verify' | 'check' | 'series' | 'alike';

export interface Hover {
  files: number;
  folders: number;
  bundle: boolean;
  /** CSS pixels. */
  x: number;
  y: number;
}

export interface Drop extends Hover {
  drop: number;
  /** Name of the first file. */
  name: string;
}

export interface JobProgress {
  job: number;
  kind: JobKind;
  progress: Progress;
}

export interface ImportSaved {
  job: number;
  case: CaseId;
  count: number;
}

export interface JobDone {
  job: number;
  kind: JobKind;
  result?: ImportReport | ExportDone | VerifyReport | CheckReport | SeriesProposal | AlikePair[] | null;
  error?: ErrorView | null;
}

export interface Events {
  'drop-hover': Hover;
  'drop-leave': null;
  drop: Drop;
  'job-progress': JobProgress;
  'import-saved': ImportSaved;
  'job-done': JobDone;
  'second-start': null;
}

export type EventName = keyof Events;

export interface Backend {
  call<C extends Command>(command: C, args: Args<C>): Promise<Answer<C>>;
  listen<E extends EventName>(event: E, heard: (load: Events[E]) => void): Promise<() => void>;
  /** Address of the picture of a piece of evidence; immutable for an id. */
  picture(kind: 'thumb' | 'picture', id: EvidenceId): string;
  /** `slice` of `id-from-to`, `difference` of `id-id`. */
  part(kind: 'slice' | 'difference', of: string): string;
}
