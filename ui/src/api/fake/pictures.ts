/** Made-up screenshots, drawn as SVG: chats, orders, payments, goods. Enough to see how the page looks with pictures. */

type Art = 'chat' | 'order' | 'pay' | 'goods' | 'parcel' | 'report';
const arts: Art[] = ['goods', 'order', 'pay', 'chat', 'parcel', 'goods', 'chat', 'chat', 'chat', 'report', 'order', 'chat'];

export function sample(id: number): string {
  const art = arts[(id - 1) % arts.length] ?? 'chat';
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="540" height="1170" viewBox="0 0 540 1170" font-family="sans-serif">${draw(art, id)}</svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}

function draw(art: Art, id: number): string {
  const head = (title: string): string => `<rect width="540" height="1170" fill="#f1f1f1"/><text x="30" y="36" font-size="20" fill="#333">14:0${id % 10}</text><text x="440" y="36" font-size="20" fill="#333">5G 8${id % 10}%</text><rect y="52" width="540" height="76" fill="#fafafa"/><text x="270" y="100" font-size="26" text-anchor="middle" fill="#222">${title}</text>`;
  switch (art) {
    case 'chat':
      return head('暖冬服饰官方店') + bubbles(id);
    case 'order':
      return `${head('订单详情')}${card(160, 120, ['待发货', '商家将在 48 小时内发货'])}${card(300, 240, ['暖冬服饰官方店', '白鸭绒羽绒服 含绒量90%', '尺码 L × 1', '¥386.00'])}${card(560, 200, ['订单编号 261103-754323194875749', '下单时间 2026-11-03 20:11:40', '支付方式 支付宝'])}`;
    case 'pay':
      return `${head('账单详情')}<circle cx="270" cy="230" r="44" fill="#d6e3ea"/><text x="270" y="330" font-size="24" text-anchor="middle" fill="#444">暖冬服饰官方店</text><text x="270" y="410" font-size="56" text-anchor="middle" fill="#222">-386.00</text><text x="270" y="450" font-size="20" text-anchor="middle" fill="#888">交易成功</text>${card(500, 240, ['支付时间 2026-11-03 20:12:05', '付款方式 储蓄卡 (4026)', '订单号 2026110322001411186252760189', '商户单号 T200P261103754323'])}`;
    case 'parcel':
      return head('物流详情') + card(150, 110, ['圆通速递', 'YT8826110357219']) + [...Array(6).keys()].map((i) => `<circle cx="60" cy="${330 + i * 110}" r="8" fill="#bbb"/><rect x="90" y="${310 + i * 110}" width="${360 - i * 24}" height="18" rx="4" fill="#ccc"/><rect x="90" y="${340 + i * 110}" width="220" height="14" rx="4" fill="#ddd"/>`).join('');
    case 'report':
      return `<rect width="540" height="1170" fill="#cfc8ba"/><rect x="50" y="90" width="440" height="980" fill="#fffdf7"/><text x="270" y="180" font-size="34" text-anchor="middle" letter-spacing="10" fill="#222">检测报告</text>${[...Array(9).keys()].map((i) => `<rect x="90" y="${250 + i * 60}" width="110" height="16" fill="#c9c4b8"/><rect x="220" y="${250 + i * 60}" width="${220 - (i % 3) * 40}" height="16" fill="#8d887c"/>`).join('')}<text x="90" y="860" font-size="24" fill="#333">含绒量 45.2%</text>`;
    default:
      return `<rect width="540" height="1170" fill="#e4ddd0"/><path d="M150 300q120-90 240 0l90 90-50 70-50-40v420H160V420l-50 40-50-70Z" fill="#56616e"/><path d="M160 480h220M160 580h220M160 680h220M160 780h220M270 260v580" stroke="#3f4954" stroke-width="5"/>`;
  }
}

function card(y: number, height: number, lines: string[]): string {
  return `<rect x="24" y="${y}" width="492" height="${height}" rx="14" fill="#fff"/>${lines.map((line, i) => `<text x="48" y="${y + 48 + i * 46}" font-size="${i === 0 ? 25 : 21}" fill="${i === 0 ? '#222' : '#666'}">${line}</text>`).join('')}`;
}

function bubbles(id: number): string {
  const said: [boolean, string][] = [
    [true, '羽绒服含绒量和页面描述的不一样'], [false, '亲亲，我们是按照国家标准生产的'], [true, '我已经送检了，含绒量只有 45%'], [false, '请问您的订单号是？'],
    [true, '订单 261103-754323194875749'], [false, '我们可以补偿您 20 元优惠券'], [true, '我要求退一赔三'], [false, '亲，最多退您 50 元哦'],
  ];
  return said.map(([own, text], i) => {
    const shown = said[(i + id) % said.length]?.[1] ?? text;
    const width = 40 + shown.length * 21;
    const x = own ? 450 - width : 90;
    return `<rect x="${x}" y="${160 + i * 110}" width="${width}" height="62" rx="10" fill="${own ? '#b7e2a1' : '#fff'}"/><text x="${x + 20}" y="${199 + i * 110}" font-size="21" fill="#222">${shown}</text><rect x="${own ? 466 : 24}" y="${160 + i * 110}" width="50" height="50" rx="8" fill="#9fb4c4"/>`;
  }).join('');
}
