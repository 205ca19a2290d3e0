/** Made-up masks. */
import type { EvidenceId, MaskView } from '../types';
import type { Answers } from './answers';
import { hex, stamp } from './samples';
import { error, type Vault } from './vault';

type Names = 'masks' | 'mask' | 'mask_set' | 'mask_apply' | 'mask_advice' | 'mask_take_out';

function view(vault: Vault, id: EvidenceId): MaskView {
  const boxes = vault.masks.get(id) ?? [];
  const number = vault.row(id).number;
  const copy = boxes.length === 0 ? null : { name: `derived/${number}.png`, sha256: hex(id + boxes.length), parent_sha256: hex(id), size: 90_000, media_type: 'image/png', made: stamp('2026-11-23 10:00:00') };
  return { evidence: id, number, can_mask: true, width: 1080, height: 2340, boxes, copy };
}

export const masking: Pick<Answers, Names> = {
  masks: (vault) => [...vault.masks.keys()].map((id) => view(vault, id)),
  mask: (vault, { evidence }) => view(vault, evidence),
  mask_set: (vault, { evidence, boxes }) => {
    if (boxes.length === 0) vault.masks.delete(evidence);
    else vault.masks.set(evidence, boxes);
    return view(vault, evidence);
  },
  mask_apply: (vault, { from, to }) => vault.job('mask', 1, 0, (stopped) => {
    if (stopped !== null) return { error: error('cancelled') };
    const boxes = vault.masks.get(from) ?? [];
    for (const id of to) vault.masks.set(id, [...(vault.masks.get(id) ?? []), ...boxes]);
    return { result: { masked: [from, ...to].map((id) => view(vault, id)), refused: [] } };
  }),
  mask_advice: () => [
    { code: 'mask_contact', text: '他人的手机号、住址', readers: ['platform', 'public'], mask: true, source: '9', confidence: 'G', checked: '2026-11-23' },
    { code: 'keep_numbers', text: '交给行政部门时不要遮订单号和金额', readers: ['authority', 'court'], mask: false, source: '9', confidence: 'G', checked: '2026-11-23' },
  ],
  mask_take_out: () => true,
};
