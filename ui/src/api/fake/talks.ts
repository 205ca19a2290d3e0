/** Made-up conversations: the first four pieces overlap but for a gap before the fourth. */
import type { SeriesProposal, SeriesView } from '../types';
import type { Vault } from './vault';

export function talk(vault: Vault, evidence: number[], id: number | null, title = ''): SeriesView {
  const gap = (i: number): boolean => i > 0 && (evidence[i] ?? 0) === 4;
  return {
    id, title, evidence,
    overlaps: evidence.slice(1).flatMap((b, i) => (gap(i + 1) ? [] : [{ a: evidence[i] ?? 0, b, rows: 600 }])),
    gaps: evidence.slice(1).flatMap((before, i) => (gap(i + 1) ? [{ after: evidence[i] ?? 0, before }] : [])),
    pages: evidence.map((one, i) => ({ evidence: one, number: vault.row(one).number, width: 1080, height: 2340, from: i > 0 && !gap(i) ? 810 : 0, to: 2190, gap_before: gap(i) })),
  };
}

export function proposal(vault: Vault, of: string): SeriesProposal {
  const ids = vault.order.get(of) ?? [];
  return ids.length < 4 ? { series: [], single: ids } : { series: [talk(vault, ids.slice(0, 4), null)], single: ids.slice(4) };
}
