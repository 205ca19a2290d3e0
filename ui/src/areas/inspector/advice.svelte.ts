/** Advice on capturing: asked for once, and each line shown at most once while the window is open. */
import { call, type Advice, type EvidenceKind, type Platform } from '../../api';

let all: Advice[] | null = null;
const shown = new Set<string>();

/** Lines for a kind that were neither shown in this run nor put away for good; they count as shown from now on. */
export async function adviceFor(kind: EvidenceKind, platform: Platform, done: string[]): Promise<Advice[]> {
  all ??= await call('advice', {});
  const these = all.filter((one) => one.kinds.includes(kind) && (one.platforms.length === 0 || one.platforms.includes(platform)) && !done.includes(one.code) && !shown.has(one.code));
  these.forEach((one) => shown.add(one.code));
  return these;
}

/** For tests: a new run. */
export function forgetAdvice(): void {
  all = null;
  shown.clear();
}
