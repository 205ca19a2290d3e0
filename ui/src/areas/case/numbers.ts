/** Kinds of numbers and who may have issued them, in the order of the menus. */
import type { IdentifierKind, Provider } from '../../api';

export const identifierKinds: IdentifierKind[] = [
  'order_number', 'payment_serial', 'tracking_number', 'merchant_order', 'aftersale_number', 'complaint_number',
  'invoice_number', 'invoice_code', 'credit_code', 'phone', 'other',
];

const pay: Provider[] = ['alipay', 'wechat_pay', 'unionpay', 'jd_pay', 'bank', 'other'];
const parcel: Provider[] = ['sf', 'yto', 'zto', 'sto', 'yunda', 'jdl', 'jt', 'deppon', 'ems', 'cainiao', 'other'];
const office: Provider[] = ['platform', '12315', 'consumer_association', 'other'];

export function providersOf(kind: IdentifierKind): Provider[] {
  if (kind === 'payment_serial' || kind === 'merchant_order') return pay;
  if (kind === 'tracking_number') return parcel;
  return kind === 'complaint_number' ? office : [];
}
