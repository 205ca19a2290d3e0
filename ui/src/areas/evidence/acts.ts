/** What is done with chosen pieces: order, taking out. Each act says what it did and offers the way back. */
import { call, type CaseId, type EvidenceChoice, type Place } from '../../api';
import { bytes } from '../../shared/format';
import { t } from '../../shared/i18n.svelte';
import { jobs } from '../../shared/jobs.svelte';
import { say, sayFailure } from '../../shared/toast.svelte';
import { undo } from '../../shared/undo.svelte';

/** Offers a step back; `again` asks anew for what changed. */
export function offer(what: string, step: number, again: () => void): void {
  const run = undo.offer({
    what,
    run: async () => {
      await call('step_undo', { step });
      again();
    },
  });
  say(what, { label: t('shared.undo'), run });
}

/** False when nothing was moved. */
export async function move(of: CaseId, choice: EvidenceChoice, to: Place, what: string, again: () => void): Promise<boolean> {
  try {
    const { step, changed } = await call('evidence_move', { case: of, choice, to });
    if (changed === 0) return false;
    again();
    offer(what, step, again);
    return true;
  } catch (e) {
    sayFailure(e);
    return false;
  }
}

export async function takeOut(of: CaseId, choice: EvidenceChoice): Promise<void> {
  try {
    const job = await call('take_out_start', { case: of, choice });
    if (job === null) return;
    if (choice.count > 20) say(t('evidence.taking_out', { count: choice.count }), { label: t('shared.cancel'), run: () => void jobs.cancel(job) });
    const done = await jobs.wait('take_out', job);
    if (done.error) return sayFailure(done.error);
    const { result, taken } = done.result;
    if (result.error) sayFailure(result.error);
    if (result.refused.length > 0) say(t('evidence.not_taken', { count: result.refused.length, numbers: result.refused.slice(0, 5).map(([number]) => number).join(', ') }));
    if (result.count > 0) {
      say(t('evidence.taken', { count: result.count, size: bytes(result.bytes), folder: result.folder }), { label: t('evidence.show_folder'), run: () => void show(taken) });
    }
  } catch (e) {
    sayFailure(e);
  }
}

async function show(taken: number): Promise<void> {
  try {
    await call('taken_show', { taken });
  } catch (e) {
    sayFailure(e);
  }
}
