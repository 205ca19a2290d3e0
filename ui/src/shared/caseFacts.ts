/** What a case can be told of itself, in the order of the menus. */
import type { CaseFacts, CaseStatus, Platform, SellerType } from '../api';

export const platforms: Platform[] = [
  'taobao', 'tmall', 'pinduoduo', 'jd', 'douyin', 'xianyu', 'meituan', 'eleme', 'vip', 'suning', 'dangdang', 'amazon', 'other',
];
export const sellerTypes: SellerType[] = ['self_operated', 'third_party'];
export const statuses: CaseStatus[] = ['collecting', 'negotiating', 'platform_step', 'filed', 'resolved', 'closed'];

export function emptyFacts(title: string): CaseFacts {
  return {
    title, platform: 'other', seller: '', seller_type: null, goods: '', amount_fen: null, ordered_at: null, paid_at: null,
    received_at: null, status: 'collecting', note: '',
  };
}
