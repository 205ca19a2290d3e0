/** Kinds of events and ways to speak, in the order in which the forms offer them. */
import type { DisputeDraft, DisputeKind, DisputeView, TalkDraft, TalkView, TimelineRow, Way } from '../../api';
import { moment } from '../../shared/format';

export const kinds: DisputeKind[] = ['ordered', 'paid', 'shipped', 'received', 'inspected', 'complained', 'answered', 'refused', 'platform_joined', 'platform_decided', 'refunded', 'filed', 'other'];
export const ways: Way[] = ['platform_chat', 'wechat', 'phone', 'email', 'letter', 'other'];

export function eventDraft(event: DisputeView): DisputeDraft {
  const { kind, at, what, note, amount_fen } = event;
  return { kind, at, what, note, amount_fen, evidence: event.evidence.map((one) => one.evidence) };
}

export function talkDraft(talk: TalkView): TalkDraft {
  const { at, who, way, said, answer } = talk;
  return { at, who, way, said, answer, evidence: talk.evidence.map((one) => one.evidence) };
}

/** `14:03`; empty for a day. */
export function clock(row: TimelineRow): string {
  const { entry } = row;
  const at = entry.type === 'evidence' ? entry.row.times[entry.row.times.best] : entry.type === 'event' ? entry.event.at : entry.type === 'talk' ? entry.talk.at : entry.type === 'filing' ? entry.filing.at : entry.at;
  return at ? moment(at).slice(11, 16) : '';
}

/** One row among the others. */
export function keyOf({ entry }: TimelineRow): string {
  if (entry.type === 'evidence') return `e${entry.row.id}`;
  return entry.type === 'event' ? `d${entry.event.id}` : entry.type === 'talk' ? `t${entry.talk.id}` : entry.type === 'filing' ? `f${entry.filing.id}` : `c${entry.kind}`;
}
