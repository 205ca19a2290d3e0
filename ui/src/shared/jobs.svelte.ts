/** Long work of the window: progress and end by job number. An end may be heard before the number is known here. */
import { call, failure, listen, type AlikePair, type CheckReport, type ErrorView, type ExportDone, type ImportReport, type ImportSaved, type JobDone, type MaskOutcome, type Progress, type SeriesProposal, type TakenDone, type TimestampRow, type UploadSet, type VerifyReport } from '../api';

interface Results {
  import: ImportReport;
  export: ExportDone;
  verify: VerifyReport;
  check: CheckReport;
  take_out: TakenDone;
  series: SeriesProposal;
  alike: AlikePair[];
  timestamp: TimestampRow[];
  mask: MaskOutcome;
  upload: UploadSet;
}

export type Ended<K extends keyof Results> = { result: Results[K]; error: null } | { result: null; error: ErrorView };

let progress = $state<Record<number, Progress>>({});
const ended = new Map<number, JobDone>();
const waiting = new Map<number, (done: JobDone) => void>();
const saved = new Set<(load: ImportSaved) => void>();

export const jobs = {
  /** Starts to listen; called once at start. */
  async open(): Promise<() => void> {
    const ears = await Promise.all([
      listen('job-progress', (load) => {
        progress[load.job] = load.progress;
      }),
      listen('job-done', (load) => {
        const resolve = waiting.get(load.job);
        if (resolve) resolve(load);
        else ended.set(load.job, load);
      }),
      listen('import-saved', (load) => saved.forEach((heard) => heard(load))),
    ]);
    return () => ears.forEach((off) => off());
  },

  progress(job: number | null): Progress | null {
    return job === null ? null : (progress[job] ?? null);
  },

  /** Waits for the end of a job. Never rejects: a failure is part of the answer. */
  async wait<K extends keyof Results>(_kind: K, job: number): Promise<Ended<K>> {
    const done = ended.get(job) ?? (await new Promise<JobDone>((resolve) => waiting.set(job, resolve)));
    waiting.delete(job);
    ended.delete(job);
    delete progress[job];
    if (done.result) return { result: done.result as Results[K], error: null };
    return { result: null, error: failure(done.error ?? 'a job ended without a result') };
  },

  async cancel(job: number): Promise<void> {
    await call('job_cancel', { job });
  },

  onSaved(heard: (load: ImportSaved) => void): () => void {
    saved.add(heard);
    return () => saved.delete(heard);
  },
};

/** Share done, 0 to 1; by bytes where bytes are known. */
export function share(p: Progress | null): number {
  if (!p) return 0;
  const [done, total] = p.bytes_total > 0 ? [p.bytes_done, p.bytes_total] : [p.done, p.total];
  return total > 0 ? Math.min(1, done / total) : 0;
}
