/** The contract with the window: every command with its arguments and answer, every event with its load. */
import type {
  Advice, AlikePair, BulkEdit, CaseFacts, CaseId, CaseRow, CaseView, Cause, Channel, Checklist, CheckReport, ChosenView, ClaimRule,
  ClaimView, Complaint, CustodyPage, DeadlineList, DisputeDraft, DisputeId, DisputeView, Draft, DraftEdit, DraftOptions, ErrorView,
  EvidenceChoice, EvidenceFacts, EvidenceFilter, EvidenceId, EvidencePage, EvidenceView, ExportOptions, ExportPlan, ExportResult,
  Facets, Fen, FilingDraft, FilingId, FilingSaved, FilingView, GroupRow, IdentifierDraft, IdentifierId, IdentifierView, ImportReport,
  InboxChoice, InboxPage, Lang, Length, MaskAdvice, MaskBox, MaskOutcome, MaskView, NearestDeadline, OwnData, OwnView, Place, Preview, Progress,
  RecoverReport, RuleList, SearchHit, SeriesId, SeriesProposal, SeriesView, Settings, StepView, TakenOut, TalkDraft, TalkId, TalkView,
  TextView, TimeAuthorities, TimeAuthority, TimeAuthorityId, TimelineDays, TimelinePage, TimestampRow, UnfiledRow, UploadOptions, UploadSet, VaultInfo,
  VerifyReport, WatchedView,
} from './types';

export interface StartView {
  version: string;
  os: 'linux' | 'windows' | 'macos';
  locale: string;
  demo: boolean;
  vault: VaultInfo | null;
  error: ErrorView | null;
  settings: Settings;
  /** Where films and sounds are played from: an address that an id is put behind; empty when there is none. */
  media: string;
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

/** A file of certificates that was chosen in the system's dialog. */
export interface CertificateFile {
  name: string;
  pem: string;
}

export interface TakenDone {
  result: TakenOut;
  /** What `taken_show` asks for. */
  taken: number;
}

export interface Suggestion {
  suggestion: number;
  label: string;
}

/** Limits of a channel that the user looked up; null: as the rules have it. */
export interface OwnLimits {
  max_chars: number | null;
  count: number | null;
  bytes: number | null;
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
  evidence_preview: [{ evidence: EvidenceId }, Preview];
  evidence_text: [{ evidence: EvidenceId }, TextView | null];
  evidence_edit: [{ evidence: EvidenceId; facts: EvidenceFacts }, EvidenceView];
  evidence_facets: [{ case: CaseId; filter: EvidenceFilter }, Facets];
  evidence_groups: [{ case: CaseId; filter: EvidenceFilter }, GroupRow[]];
  evidence_ids: [{ case: CaseId; filter: EvidenceFilter; from: number; count: number }, EvidenceId[]];
  evidence_chosen: [{ case: CaseId; choice: EvidenceChoice }, ChosenView];
  evidence_bulk_edit: [{ case: CaseId; choice: EvidenceChoice; edit: BulkEdit }, StepView];
  evidence_move: [{ case: CaseId; choice: EvidenceChoice; to: Place }, StepView];
  evidence_remove: [{ case: CaseId; choice: EvidenceChoice }, number];
  step_undo: [{ step: number }, number];
  take_out_start: [{ case: CaseId; choice: EvidenceChoice }, number | null];
  taken_show: [{ taken: number }, null];
  drag_out: [{ case: CaseId; choice: EvidenceChoice }, boolean];
  watched: [Nothing, WatchedView[]];
  watch_suggestions: [Nothing, Suggestion[]];
  watch_add: [{ suggestion: number | null }, number | null];
  watch_remove: [{ folder: number }, null];
  watch_offer_there: [{ folder: number }, null];
  inbox_page: [{ offset: number; limit: number }, InboxPage];
  inbox_dismiss: [{ choice: InboxChoice }, number];
  inbox_import: [{ case: CaseId; choice: InboxChoice }, number];
  series_detect: [{ case: CaseId }, number];
  series_list: [{ case: CaseId }, SeriesView[]];
  series_set: [{ case: CaseId; evidence: EvidenceId[]; title: string }, SeriesView];
  series_remove: [{ series: SeriesId }, null];
  alike: [{ case: CaseId }, number];
  custody: [{ case: CaseId; offset: number; limit: number }, CustodyPage];
  search: [{ query: string; case: CaseId | null; limit: number }, SearchHit[]];
  timeline_days: [{ case: CaseId }, TimelineDays];
  timeline_page: [{ case: CaseId; offset: number; limit: number }, TimelinePage];
  dispute_add: [{ case: CaseId; draft: DisputeDraft }, DisputeView];
  dispute_edit: [{ dispute: DisputeId; draft: DisputeDraft }, DisputeView];
  dispute_remove: [{ dispute: DisputeId }, DisputeView];
  talk_add: [{ case: CaseId; draft: TalkDraft }, TalkView];
  talk_edit: [{ talk: TalkId; draft: TalkDraft }, TalkView];
  talk_remove: [{ talk: TalkId }, TalkView];
  advice: [Nothing, Advice[]];
  rules: [Nothing, RuleList];
  rules_import: [Nothing, RuleList | null];
  rules_reset: [Nothing, RuleList];
  rule_length: [{ rule: string; length: Length | null }, null];
  channel_limits: [{ channel: string; limits: OwnLimits }, null];
  channels: [Nothing, Channel[]];
  claims: [Nothing, ClaimRule[]];
  claim: [{ basis: string; paid: Fen; loss: Fen | null; lang: Lang }, ClaimView];
  filings: [{ case: CaseId }, FilingView[]];
  filing_add: [{ case: CaseId; draft: FilingDraft; lang: Lang }, FilingSaved];
  filing_edit: [{ filing: FilingId; draft: FilingDraft; lang: Lang }, FilingSaved];
  filing_remove: [{ filing: FilingId }, FilingView];
  complaint: [{ case: CaseId }, Complaint];
  complaint_save: [{ case: CaseId; complaint: Complaint }, Complaint];
  deadlines: [{ case: CaseId; lang: Lang }, DeadlineList];
  nearest_deadlines: [{ lang: Lang }, NearestDeadline[]];
  all_deadlines: [{ lang: Lang }, NearestDeadline[]];
  deadlines_save: [{ case: CaseId; lang: Lang }, boolean];
  checklist: [{ case: CaseId; channel: string; cause: Cause | null; lang: Lang }, Checklist];
  item_unavailable: [{ case: CaseId; item: string; reason: string }, null];
  draft: [{ case: CaseId; options: DraftOptions }, Draft];
  draft_keep: [{ case: CaseId; options: DraftOptions; edit: DraftEdit }, Draft];
  draft_forget: [{ case: CaseId; options: DraftOptions }, Draft];
  card_save: [{ case: CaseId; options: DraftOptions }, boolean];
  own: [{ lang: Lang }, OwnView];
  own_save: [{ own: OwnData; lang: Lang }, OwnView];
  upload_preview: [{ case: CaseId; options: UploadOptions }, number];
  upload_save: [{ case: CaseId; options: UploadOptions }, number | null];
  draft_save: [{ case: CaseId; options: DraftOptions }, boolean];
  import_choose: [{ case: CaseId; what: 'files' | 'folder' }, number | null];
  import_dropped: [{ drop: number; case: CaseId }, number];
  import_paste: [{ case: CaseId }, ImportReport];
  unfiled: [Nothing, UnfiledRow[]];
  unfiled_file: [{ case: CaseId | null; sha256: string[] }, CaseView];
  masks: [{ case: CaseId }, MaskView[]];
  mask: [{ evidence: EvidenceId }, MaskView];
  mask_set: [{ evidence: EvidenceId; boxes: MaskBox[] }, MaskView];
  mask_apply: [{ from: EvidenceId; to: EvidenceId[] }, number];
  mask_advice: [{ lang: Lang }, MaskAdvice[]];
  mask_take_out: [{ evidence: EvidenceId }, boolean];
  time_authorities: [Nothing, TimeAuthorities];
  time_authority_save: [{ id: TimeAuthorityId | null; service: TimeAuthority }, TimeAuthorities];
  time_authority_remove: [{ id: TimeAuthorityId }, TimeAuthorities];
  timestamp_imports: [{ id: TimeAuthorityId | null }, TimeAuthorities];
  certificate_choose: [Nothing, CertificateFile | null];
  timestamps: [{ case: CaseId }, TimestampRow[]];
  timestamp_retry: [{ case: CaseId }, number];
  password_strength: [{ password: string }, number];
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

export type JobKind = 'import' | 'export' | 'verify' | 'check' | 'take_out' | 'series' | 'alike' | 'timestamp' | 'mask' | 'upload';

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
  result?: ImportReport | ExportDone | VerifyReport | CheckReport | TakenDone | SeriesProposal | AlikePair[] | TimestampRow[] | MaskOutcome | UploadSet | null;
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
  'inbox-changed': null;
}

export type EventName = keyof Events;

export interface Backend {
  call<C extends Command>(command: C, args: Args<C>): Promise<Answer<C>>;
  listen<E extends EventName>(event: E, heard: (load: Events[E]) => void): Promise<() => void>;
  /** Address of the picture of a piece of evidence; immutable for an id. */
  picture(kind: 'thumb' | 'picture' | 'inbox', id: EvidenceId): string;
  /** Address of a tile of a large picture: level 0 is the full size. */
  tile(id: EvidenceId, level: number, column: number, row: number): string;
  /** `slice` of `id/from/to`, `difference` of `id/id`, `masked` of `id/making`. */
  part(kind: 'slice' | 'difference' | 'masked' | 'upload' | 'upload_small', of: string): string;
  /** Address to play a film or sound from; empty where there is none. */
  media(id: EvidenceId): string;
}
