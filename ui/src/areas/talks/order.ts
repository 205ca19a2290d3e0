/** Changing a proposed order, and which rows of a talk are near the eye. Pure, so that a test can hold it. */
import type { EvidenceId, SeriesPageView, SeriesView } from '../../api';

/** A slice of a page: at most this many rows, so that no picture in the page is a tall one. */
export const SLICE_ROWS = 2048;

export function moved(list: EvidenceId[], at: number, by: -1 | 1): EvidenceId[] {
  const to = at + by;
  const one = list[at];
  if (one === undefined || to < 0 || to >= list.length) return list;
  const rest = list.filter((_, i) => i !== at);
  return [...rest.slice(0, to), one, ...rest.slice(to)];
}

/** Neighbours that the proposal found side by side; any other pair has not been looked at. */
export function between(talk: SeriesView, a: EvidenceId, b: EvidenceId): 'overlap' | 'gap' | 'unknown' {
  if (talk.overlaps.some((o) => o.a === a && o.b === b)) return 'overlap';
  return talk.gaps.some((g) => g.after === a && g.before === b) ? 'gap' : 'unknown';
}

export function same(a: EvidenceId[], b: EvidenceId[]): boolean {
  return a.length === b.length && a.every((id, i) => id === b[i]);
}

export interface Strip {
  page: SeriesPageView;
  place: number;
  from: number;
  to: number;
  /** CSS pixels from the top of the scroll. */
  top: number;
  height: number;
  first: boolean;
}

export interface Line {
  top: number;
  before: number;
}

/** Height of a line that names a gap. */
export const GAP_LINE = 44;

/** Places of all slices at a width; what repeats is folded away unless it is asked for. */
export function layOut(talk: SeriesView, width: number, unfolded: boolean): { strips: Strip[]; lines: Line[]; height: number } {
  const strips: Strip[] = [];
  const lines: Line[] = [];
  let top = 0;
  talk.pages.forEach((page, place) => {
    if (page.gap_before) {
      lines.push({ top, before: place });
      top += GAP_LINE;
    } else if (unfolded && place > 0) {
      top += 16;
    }
    const [from, to] = unfolded ? [0, page.height] : [page.from, page.to];
    const scale = page.width > 0 ? width / page.width : 0;
    const start = top;
    for (let row = from; row < to; row += SLICE_ROWS) {
      const end = Math.min(row + SLICE_ROWS, to);
      const y = start + Math.round((row - from) * scale);
      strips.push({ page, place, from: row, to: end, top: y, height: start + Math.round((end - from) * scale) - y, first: row === from });
    }
    top = start + Math.round(Math.max(0, to - from) * scale);
  });
  return { strips, lines, height: top };
}
