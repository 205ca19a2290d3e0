/** Kinds of evidence gathered into a few groups, for the filter and the menu of kinds. */
import type { EvidenceFilter, EvidenceKind, EvidenceCounts } from '../api';

export const groups = {
  chat: ['chat_presale', 'chat_aftersale', 'call'],
  trade: ['order', 'trade_snapshot', 'payment', 'bill', 'invoice'],
  goods: ['product_page', 'promo', 'promise', 'goods_photo', 'unboxing', 'label', 'test_report', 'livestream', 'review'],
  parcel: ['logistics', 'waybill', 'return_shipping'],
  seller: ['seller_identity', 'shop_page', 'platform_rule'],
  process: ['aftersale_record', 'complaint_receipt', 'loss', 'identity_self'],
  other: ['other'],
} satisfies Record<string, EvidenceKind[]>;

export type Group = keyof typeof groups;
export const groupNames = Object.keys(groups) as Group[];

/** What the gallery shows: all, one group, or the pieces that say nothing of themselves yet. */
export type Shown = 'all' | 'undescribed' | Group;

export function filterOf(shown: Shown): EvidenceFilter {
  if (shown === 'all') return { kinds: [], undescribed: false };
  if (shown === 'undescribed') return { kinds: [], undescribed: true };
  return { kinds: groups[shown], undescribed: false };
}

export function countOf(shown: Shown, counts: EvidenceCounts): number {
  if (shown === 'all') return counts.total;
  if (shown === 'undescribed') return counts.undescribed;
  const kinds: EvidenceKind[] = groups[shown];
  return counts.by_kind.reduce((sum, [kind, n]) => (kind && kinds.includes(kind) ? sum + n : sum), 0);
}
