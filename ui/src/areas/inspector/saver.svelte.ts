/** Saves facts as they are typed: a while after the last key, on leaving a field, and before another piece is shown. */
import { call, failure, type ErrorView, type EvidenceFacts, type EvidenceId, type EvidenceView } from '../../api';
import { t } from '../../shared/i18n.svelte';
import { undo } from '../../shared/undo.svelte';

const pause = 900;

export class Saver {
  state = $state<'' | 'saving' | 'saved'>('');
  error = $state.raw<ErrorView | null>(null);
  /** What the fields hold. */
  draft = $state<EvidenceFacts | null>(null);
  #of: EvidenceId | null = null;
  #number = '';
  /** What is saved, as far as known here. */
  #saved = '';
  #clock: ReturnType<typeof setTimeout> | undefined;
  #queue: Promise<void> = Promise.resolve();

  constructor(readonly onsaved: (view: EvidenceView) => void) {}

  /**
   * Shows the facts of a piece; what was typed for the former one is saved first. A field that is being typed in is
   * never replaced, not even by its own saved form (blanks at the end would vanish under the hand).
   */
  show(view: EvidenceView, typing = false): void {
    if (this.#of === view.id && (typing || this.dirty)) return;
    if (this.#of !== view.id) {
      void this.flush();
      this.state = '';
      this.error = null;
    }
    this.#of = view.id;
    this.#number = view.number;
    this.#saved = JSON.stringify(view.facts);
    if (JSON.stringify(this.draft) !== this.#saved) this.draft = { ...view.facts };
  }

  get dirty(): boolean {
    return this.draft !== null && JSON.stringify(this.draft) !== this.#saved;
  }

  /** A field changed. */
  typed(): void {
    this.state = '';
    clearTimeout(this.#clock);
    this.#clock = setTimeout(() => void this.flush(), pause);
  }

  /** One save at a time, in order. */
  flush(): Promise<void> {
    clearTimeout(this.#clock);
    if (this.#of !== null && this.draft !== null && this.dirty) {
      const [of, number, was, now] = [this.#of, this.#number, this.#saved, JSON.stringify(this.draft)];
      this.#saved = now;
      this.#queue = this.#queue.then(() => this.#save(of, number, was, now));
    }
    return this.#queue;
  }

  async #save(of: EvidenceId, number: string, was: string, now: string): Promise<void> {
    this.state = 'saving';
    try {
      const view = await call('evidence_edit', { evidence: of, facts: JSON.parse(now) as EvidenceFacts });
      this.error = null;
      this.state = 'saved';
      this.onsaved(view);
      undo.offer({ what: t('inspector.change_of', { number }), run: () => this.#back(of, was) });
    } catch (e) {
      // What was typed stays in the fields; the next key or the next blur tries again.
      if (this.#of === of && this.#saved === now) this.#saved = was;
      this.error = failure(e);
      this.state = '';
    }
  }

  async #back(of: EvidenceId, was: string): Promise<void> {
    const view = await call('evidence_edit', { evidence: of, facts: JSON.parse(was) as EvidenceFacts });
    this.state = '';
    if (this.#of === of) {
      this.#saved = JSON.stringify(view.facts);
      this.draft = { ...view.facts };
    }
    this.onsaved(view);
  }
}
