/** A made-up vault: one case as in life, a few smaller ones. */
import type { CaseFacts, CaseView, EvidenceFacts, EvidenceKind, EvidenceView, IdentifierView, Stamp, TimesView } from '../types';

export const tz = '+08:00';
export const stamp = (at: string): Stamp => ({ at: new Date(`${at.replace(' ', 'T')}+08:00`).toISOString().replace('.000', ''), tz });

export function hex(seed: number, length = 64): string {
  let x = (seed * 2654435761) >>> 0;
  let out = '';
  while (out.length < length) {
    x = (Math.imul(x ^ (x >>> 15), 2246822519) + 0x9e3779b9) >>> 0;
    out += x.toString(16).padStart(8, '0');
  }
  return out.slice(0, length);
}

const told: [string, EvidenceKind | null, string][] = [
  ['页面标绒 90%', 'product_page', '商品页面写明含绒量 90%。'],
  ['订单详情', 'order', '11-03 下单，订单号与店铺。'],
  ['支付宝付款 386.00', 'payment', '实际付款 386 元。'],
  ['售前承诺假一赔十', 'chat_presale', '客服在购买前承诺假一赔十。'],
  ['物流：本人签收', 'logistics', '11-06 签收。'],
  ['吊牌标 90%', 'label', '吊牌同样写明含绒量 90%。'],
  ['只愿补 20 元券', 'chat_aftersale', '商家在 11-12 得知检测结果后，未否认含绒量不符，只提出补偿 20 元优惠券。'],
  ['最多退 50 元', 'chat_aftersale', '商家再次拒绝退货。'],
  ['称确认收货不能退', 'chat_aftersale', '商家以确认收货为由拒绝。'],
  ['检测报告：45.2%', 'test_report', '检测机构测得含绒量 45.2%。'],
  ['售后单 介入中', 'aftersale_record', '平台已介入。'],
  ['', null, ''],
];

export function facts(n: number): EvidenceFacts {
  const [title, kind, proves] = told[(n - 1) % told.length] ?? ['', null, ''];
  return { kind, title, proves, source_platform: '', source_app: '', source_device: '', captured_by: '', shown_at: kind ? { at: `2026-11-${String(3 + (n % 12)).padStart(2, '0')}T06:03:27Z`, tz } : null, note: '', shown_unknown: false, carrier_device: '', carrier_kept: null, carrier_note: '' };
}

/** What a name, the file and this computer tell; the user's word comes from the facts. */
export function times(name: string, told: EvidenceFacts, file: Stamp, imported: Stamp): TimesView {
  const m = /_(\d{4})(\d\d)(\d\d)_(\d\d)(\d\d)(\d\d)/.exec(name);
  const shown = told.shown_at && { ...told.shown_at, origin: 'user' };
  return { shown, shown_unknown: told.shown_unknown, exif: null, file_name: m && { at: `${m[1]}-${m[2]}-${m[3]} ${m[4]}:${m[5]}:${m[6]}`, tz: '', origin: 'name.android_screenshot' }, file: { ...file, origin: 'file_system' }, imported: { ...imported, origin: 'clock' }, best: shown ? 'shown' : m ? 'file_name' : 'file' };
}

export function piece(id: number, of: string, index: number, total: number, number = id): EvidenceView {
  const film = id % 29 === 28;
  const [file, imported] = [stamp('2026-11-12 14:06:02'), stamp('2026-11-13 21:40:15')];
  const name = film ? `VID_20261112_${140000 + id}.mp4` : `Screenshot_20261112_${140600 + id}.png`;
  return {
    id, case: of, number: `E${String(number).padStart(3, '0')}`, name, size: film ? 48_210_400 : 386_000 + ((id * 7919) % 400_000), sha256: hex(id), origin: id % 17 === 13 ? 'paste' : 'file',
    media: { media_type: film ? 'video/mp4' : 'image/png', width: film ? null : 540, height: film ? null : 1170, orientation: null, exif_at: null, preview: !film },
    preview: { state: 'ready', reason: null, way: film ? 'film' : 'picture', width: film ? 1920 : 540, height: film ? 1080 : 1170, pages: null, seconds: film ? 83 : null, moves: false },
    facts: facts(number), file_at: file, imported, times: times(name, facts(number), file, imported), verified_at: id % 2 ? stamp('2026-11-23 08:40:00') : null, index, total,
    custody: [
      { seq: id + 30, at: stamp('2026-11-13 21:46:00'), event: 'evidence.described', evidence: `E${String(number).padStart(3, '0')}`, detail: {}, hash: hex(id + 1) },
      { seq: id, at: stamp('2026-11-13 21:40:15'), event: 'evidence.imported', evidence: `E${String(number).padStart(3, '0')}`, detail: {}, hash: hex(id + 2) },
    ],
  };
}

export const noFacts: CaseFacts = { title: '', platform: 'other', seller: '', seller_type: null, goods: '', amount_fen: null, ordered_at: null, paid_at: null, received_at: null, status: 'collecting', note: '' };
const day = (at: string): { at: string; tz: string } => ({ at, tz });

export function identifiers(): IdentifierView[] {
  return [
    { id: 1, kind: 'order_number', provider: null, value: '261103-754323194875749', normalized: '261103-754323194875749', groups: ['261103-754', '323', '194', '875', '749'], note: '', added: stamp('2026-11-13 21:42:00'), hints: [{ code: 'looks_like', params: { what_term: 'identifier.order_number' }, fits: true, confidence: 'C' }] },
    { id: 2, kind: 'payment_serial', provider: 'alipay', value: '2026110322001411186252760189', normalized: '2026110322001411186252760189', groups: ['20261103', '2200', '1411', '1862', '5276', '0189'], note: '', added: stamp('2026-11-13 21:43:00'), hints: [] },
    { id: 3, kind: 'tracking_number', provider: 'yto', value: 'YT8826110357219', normalized: 'YT8826110357219', groups: ['YT8', '8261', '1035', '7219'], note: '', added: stamp('2026-11-13 21:44:00'), hints: [] },
  ];
}

type Made = Omit<CaseView, 'evidence' | 'missing' | 'custody' | 'told'> & { changed: Stamp };

export function cases(): Made[] {
  const made = (id: string, changed: string, told: Partial<CaseFacts>): Made => ({ id, facts: { ...noFacts, ...told }, created: stamp('2026-11-13 21:38:00'), identifiers: [], exports: [], changed: stamp(changed) });
  return [
    { ...made('a1b2c3d4e5f60718', '2026-11-23 09:20:00', { title: '羽绒服含绒量不符', platform: 'pinduoduo', seller: '暖冬服饰官方店', seller_type: 'third_party', goods: '白鸭绒羽绒服', amount_fen: 38600, ordered_at: day('2026-11-03'), received_at: day('2026-11-06'), status: 'platform_step' }), identifiers: identifiers() },
    made('b1b2c3d4e5f60718', '2026-11-21 20:11:00', { title: '显示签收，没有收到', platform: 'taobao', seller: '速达百货商行', amount_fen: 12900, status: 'negotiating' }),
    made('c1b2c3d4e5f60718', '2026-11-18 08:02:00', { title: '耳机检测为假货', platform: 'douyin', seller: '声动音频专营店', amount_fen: 69900, status: 'filed' }),
    made('d1b2c3d4e5f60718', '2026-11-16 12:30:00', { title: '手机壳到货就裂', platform: 'jd', seller: '优品数码旗舰店', amount_fen: 3990 }),
    made('e1b2c3d4e5f60718', '2026-10-02 12:30:00', { title: '预售定金不退', platform: 'tmall', seller: '新潮家电旗舰店', amount_fen: 399900, status: 'resolved' }),
  ];
}
export type { Made };
