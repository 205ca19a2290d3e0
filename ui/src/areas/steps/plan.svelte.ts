/** What the rules say of a case and what was done: asked for together, so that the page comes as one. */
import { call, type CaseId, type Channel, type Complaint, type DeadlineList, type FilingDraft, type FilingView, type Platform } from '../../api';
import { locale } from '../../shared/i18n.svelte';
import { sayFailure } from '../../shared/toast.svelte';

export class Plan {
  channels = $state.raw<Channel[]>([]);
  filings = $state.raw<FilingView[]>([]);
  complaint = $state.raw<Complaint | null>(null);
  list = $state.raw<DeadlineList | null>(null);
  ready = $state(false);
  #asked = 0;

  constructor(readonly of: CaseId) {}

  async load(): Promise<void> {
    this.#asked += 1;
    const turn = this.#asked;
    try {
      const of = { case: this.of };
      const [channels, filings, complaint, list] = await Promise.all([
        call('channels', {}), call('filings', of), call('complaint', of), call('deadlines', { ...of, lang: locale.lang }),
      ]);
      if (turn !== this.#asked) return;
      Object.assign(this, { channels, filings, complaint, list });
    } catch (e) {
      if (turn === this.#asked) sayFailure(e);
    } finally {
      this.ready = true;
    }
  }

  channel(id: string): Channel | undefined {
    return this.channels.find((one) => one.id === id);
  }
}

export type RungId = 'seller' | 'platform' | 'public' | 'court';

export interface Rung<Id = RungId> {
  id: Id;
  channels: Channel[];
  filings: FilingView[];
}

export interface Ways {
  /** From the seller up to the court. */
  ladder: Rung[];
  /** What stands beside. */
  others: Rung<'others'>;
}

/** Where a shopper of this platform can go, and what was done there. */
export function ways(channels: Channel[], filings: FilingView[], platform: Platform): Ways {
  const where = (one: Channel): RungId | 'others' | null => {
    if (one.kind === 'platform') return one.platforms.includes(platform) ? 'platform' : null;
    if (one.id === '12315' || one.kind === 'association') return 'public';
    return one.kind === 'court' ? 'court' : 'others';
  };
  const place = new Map(channels.map((one) => [one.id, where(one)]));
  const rung = <Id extends RungId | 'others'>(id: Id): Rung<Id> => ({
    id,
    channels: channels.filter((one) => place.get(one.id) === id),
    // A step with a channel that is not of this case any more is still one that was taken.
    filings: filings.filter((one) => (place.get(one.channel) ?? 'others') === id),
  });
  return { ladder: [rung('seller'), rung('platform'), rung('public'), rung('court')], others: rung('others') };
}

/** Where one stands: the step that waits for an answer, or the one after what failed. None: it is settled. */
export function here(ladder: Rung[], told: number): RungId | null {
  const last = ladder.findLastIndex((one) => one.filings.length > 0);
  if (last < 0) return told > 0 ? 'platform' : 'seller';
  const outcome = ladder[last]?.filings.at(-1)?.outcome ?? null;
  if (outcome === 'settled') return null;
  const next = outcome === null ? last : Math.min(last + 1, ladder.length - 1);
  return ladder[next]?.id ?? null;
}

/** A step as it can be changed: all that it says but what only the view adds. */
export function filingDraft(one: FilingView): FilingDraft {
  const { id: _id, channel_name: _name, added: _added, evidence, ...told } = one;
  return { ...told, evidence: evidence.map((it) => it.evidence) };
}

/** Where what is typed into the form of a step is kept: of each step that is changed, of each channel for a new one. */
export function formOf(of: CaseId, channel: string, was: Pick<FilingView, 'id'> | null): string {
  return `filing ${of} ${was?.id ?? channel}`;
}
