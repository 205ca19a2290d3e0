/** Sums of a grid of equal cells: which rows are near the view, where a key leads. */

export interface View {
  top: number;
  height: number;
  step: number;
  rows: number;
  overscan: number;
}

/** Rows to have in the document, `to` not included. */
export function rowWindow({ top, height, step, rows, overscan }: View): { from: number; to: number } {
  const from = Math.max(0, Math.min(rows, Math.floor(top / step) - overscan));
  const to = Math.max(from, Math.min(rows, Math.ceil((top + height) / step) + overscan));
  return { from, to };
}

/** Index the cursor goes to, or null when the key is not one of ours. */
export function gridKey(key: string, g: { at: number; count: number; columns: number; page: number }): number | null {
  if (g.count === 0) return null;
  const steps: Record<string, number> = {
    ArrowLeft: -1, ArrowRight: 1, ArrowUp: -g.columns, ArrowDown: g.columns,
    PageUp: -g.columns * g.page, PageDown: g.columns * g.page,
  };
  if (key === 'Home') return 0;
  if (key === 'End') return g.count - 1;
  const by = steps[key];
  if (by === undefined) return null;
  if (g.at < 0) return 0;
  const to = g.at + by;
  if (to < 0) return Math.abs(by) === 1 || key === 'PageUp' ? 0 : g.at;
  if (to >= g.count) {
    // Down from the row above a short last row still reaches it.
    const lastRow = Math.floor((g.count - 1) / g.columns);
    return Math.floor(g.at / g.columns) < lastRow || Math.abs(by) === 1 ? g.count - 1 : g.at;
  }
  return to;
}
