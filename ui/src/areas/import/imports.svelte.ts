/** Imports that run and the summaries of those that ended; a summary stays until it is closed. */
import { call, type CaseId, type ImportReport, type InboxChoice } from '../../api';
import { t } from '../../shared/i18n.svelte';
import { jobs } from '../../shared/jobs.svelte';
import { say, sayFailure } from '../../shared/toast.svelte';

export interface Importing {
  job: number;
  case: CaseId;
  title: string;
  saved: number;
}

export interface Summary {
  case: CaseId;
  title: string;
  report: ImportReport;
}

export interface Into {
  id: CaseId;
  title: string;
}

class Imports {
  going = $state<Importing[]>([]);
  summary = $state.raw<Summary | null>(null);
  /** Told when evidence came into a case. */
  onchanged: (of: CaseId) => void = () => {};

  /** A new desk starts without what an earlier one told. */
  open(): () => void {
    this.going = [];
    this.summary = null;
    return jobs.onSaved((load) => {
      const one = this.going.find((it) => it.job === load.job);
      if (one) one.saved = Math.max(one.saved, load.count);
      this.onchanged(load.case);
    });
  }

  async choose(into: Into, what: 'files' | 'folder'): Promise<void> {
    await this.#begin(into, () => call('import_choose', { case: into.id, what }));
  }

  async dropped(into: Into, drop: number): Promise<void> {
    await this.#begin(into, () => call('import_dropped', { drop, case: into.id }));
  }

  /** Files that waited in watched folders. */
  async waiting(into: Into, choice: InboxChoice): Promise<void> {
    await this.#begin(into, () => call('inbox_import', { case: into.id, choice }));
  }

  async paste(into: Into): Promise<void> {
    try {
      this.#end(into, await call('import_paste', { case: into.id }));
    } catch (e) {
      sayFailure(e);
    }
  }

  close(): void {
    this.summary = null;
  }

  async #begin(into: Into, start: () => Promise<number | null>): Promise<void> {
    try {
      const job = await start();
      if (job === null) return;
      this.going.push({ job, case: into.id, title: into.title, saved: 0 });
      const done = await jobs.wait('import', job);
      this.going = this.going.filter((one) => one.job !== job);
      if (done.error) {
        this.onchanged(into.id);
        sayFailure(done.error);
      } else this.#end(into, done.result);
    } catch (e) {
      sayFailure(e);
    }
  }

  /** All went in: a toast is enough. Anything else is a summary that stays. */
  #end(into: Into, report: ImportReport): void {
    this.onchanged(into.id);
    const first = report.imported[0];
    if (report.duplicates.length === 0 && report.refused.length === 0 && !report.error && first) {
      const last = report.imported.at(-1) ?? first;
      const numbers = report.imported.length > 1 ? t('import.from_to', { first: first.number, last: last.number }) : first.number;
      say(t('import.all_in', { count: report.imported.length, numbers }));
    } else this.summary = { case: into.id, title: into.title, report };
  }
}

export const imports = new Imports();
