/** A month as weeks from Monday to Sunday, with the days before and after that fill them. */
export interface Day {
  /** `2026-11-25` */
  day: string;
  inside: boolean;
}

export function weeks(year: number, month: number): Day[][] {
  const first = new Date(Date.UTC(year, month - 1, 1));
  const before = (first.getUTCDay() + 6) % 7;
  const days = new Date(Date.UTC(year, month, 0)).getUTCDate();
  const rows = Math.ceil((before + days) / 7);
  return Array.from({ length: rows }, (_, week) => Array.from({ length: 7 }, (_, i) => {
    const at = new Date(Date.UTC(year, month - 1, 1 - before + week * 7 + i));
    return { day: at.toISOString().slice(0, 10), inside: at.getUTCMonth() === month - 1 };
  }));
}

/** `2026-11` moved by months. */
export function moved(month: string, by: number): string {
  const [y = 1970, m = 1] = month.split('-').map(Number);
  return new Date(Date.UTC(y, m - 1 + by, 1)).toISOString().slice(0, 7);
}
