/** Made-up own data and pictures for a channel. */
import type { CaseId, UploadOptions, UploadSet } from '../types';
import type { Answers } from './answers';
import { hex } from './samples';
import { error, type Vault } from './vault';

type Names = 'own' | 'own_save' | 'upload_preview' | 'upload_save' | 'card_save';

function made(vault: Vault, of: CaseId, options: UploadOptions, folder?: string): UploadSet {
  const ids = vault.order.get(of) ?? [];
  const most = options.max_count ?? 3;
  const number = (id: number): string => vault.row(id).number;
  return {
    channel: options.channel, max_count: options.max_count ?? null, max_bytes: options.max_bytes ?? null, unverified: true, hints: [{ code: 'upload_count_unknown', text: '这个渠道允许几张图片没有核实' }],
    files: ids.slice(0, most).map((id, i) => ({ name: `${String(i + 1).padStart(2, '0')}_${number(id)}.jpg`, bytes: 180_000, sha256: hex(id), width: 1080, height: 2340, from: [id], numbers: [number(id)], parents: [hex(id)], masked: [], part: null })),
    left_out: ids.slice(most).map((id) => ({ evidence: id, number: number(id), reason: 'no_room', text: '放不进允许的数量' })), ...(folder ? { folder } : {}),
  };
}

export const handing: Pick<Answers, Names> = {
  own: (vault) => ({ own: vault.own, hints: [] }),
  own_save: (vault, { own }) => {
    vault.own = own;
    return { own, hints: own.id_number.length === 18 ? [{ code: 'id_number', text: '证件号码的校验位不对' }] : [] };
  },
  upload_preview: (vault, args) => vault.job('upload', 2, 0, (stopped) => (stopped === null ? { result: made(vault, args.case, args.options) } : { error: error('cancelled') })),
  upload_save: (vault, args) => vault.job('upload', 2, 0, (stopped) => (stopped === null ? { result: made(vault, args.case, args.options, '/home/lin/桌面/liuzheng-12315') } : { error: error('cancelled') })),
  card_save: () => true,
};
