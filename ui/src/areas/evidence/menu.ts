/** The menu of a card: every act that a drag or a button does, for one piece or for the selection it is in. */
import type { EvidenceChoice } from '../../api';
import { t } from '../../shared/i18n.svelte';
import type { MenuItem } from '../../shared/Menu.svelte';

interface About {
  index: number;
  total: number;
  choice: EvidenceChoice | null;
  selected: boolean;
  /** The order shown is not that of the case. */
  fixed: boolean;
  look: () => void;
  toggle: () => void;
  nudge: (by: number) => void;
  put: (what: EvidenceChoice, to: number) => void;
  ask: (what: 'remove' | 'edit' | 'move') => void;
  take: (what: EvidenceChoice) => void;
}

export function cardMenu(a: About): MenuItem[] {
  const { choice } = a;
  if (!choice) return [];
  const many = choice.count > 1;
  const fixed = a.fixed || choice.count >= a.total;
  const first = !many && a.index === 0;
  const last = !many && a.index === a.total - 1;
  return [
    { label: t('evidence.open'), icon: 'widen', keys: 'Enter', run: a.look },
    { label: a.selected ? t('evidence.unselect') : t('evidence.select'), icon: 'check', keys: t('shared.key_space'), run: a.toggle },
    { label: t('evidence.bulk_n', { count: choice.count }), icon: 'pencil', testid: 'evidence-edit', run: () => a.ask('edit') },
    { label: t('evidence.take_n', { count: choice.count }), icon: 'open', testid: 'evidence-take', run: () => a.take(choice) },
    { label: t('evidence.earlier'), icon: 'left', keys: 'Alt ←', rule: true, disabled: fixed || first, run: () => a.nudge(-1) },
    { label: t('evidence.later'), icon: 'right', keys: 'Alt →', disabled: fixed || last, run: () => a.nudge(1) },
    { label: t('evidence.to_front'), icon: 'up', testid: 'evidence-front', disabled: fixed || first, run: () => a.put(choice, 0) },
    { label: t('evidence.to_end'), icon: 'down', disabled: fixed || last, run: () => a.put(choice, a.total - choice.count) },
    { label: t('evidence.to_place'), icon: 'list', testid: 'evidence-place', disabled: fixed, run: () => a.ask('move') },
    { label: t('evidence.remove_n', { count: choice.count }), icon: 'trash', keys: 'Delete', rule: true, testid: 'evidence-remove', run: () => a.ask('remove') },
  ];
}
