/** How the list of a case is narrowed and ordered beyond the kinds: file types, days, order, groups. */
import type { EvidenceFilter, FileClass, GroupKey, GroupRow, SortKey } from '../../api';
import { t } from '../../shared/i18n.svelte';
import { filterOf, type Shown } from '../../shared/kinds';

export class View {
  files = $state<FileClass[]>([]);
  from = $state<string | null>(null);
  until = $state<string | null>(null);
  sort = $state<SortKey>('case');
  desc = $state(false);
  group = $state<GroupKey | null>(null);

  /** Something but the kinds narrows the list. */
  get narrow(): boolean {
    return this.files.length > 0 || this.from !== null || this.until !== null;
  }

  /** The order is the case's own, so that pieces can be put elsewhere in it. */
  get movable(): boolean {
    return this.sort === 'case' && !this.desc && this.group === null;
  }

  get plain(): boolean {
    return this.movable && !this.narrow;
  }

  filter(shown: Shown): EvidenceFilter {
    const { files, from, until, sort, desc, group } = this;
    const more: Partial<EvidenceFilter> = {};
    if (files.length > 0) more.files = [...files];
    if (from) more.from = from;
    if (until) more.until = until;
    if (sort !== 'case') more.sort = sort;
    if (desc) more.desc = true;
    if (group) more.group = group;
    return { ...filterOf(shown), ...more };
  }

  reset(): void {
    this.widen();
    this.sort = 'case';
    this.desc = false;
    this.group = null;
  }

  widen(): void {
    // An empty list for an empty one would be a change: everything would be asked for a second time.
    if (this.files.length > 0) this.files = [];
    this.from = this.until = null;
  }
}

/** The words of a head row: a day, a conversation, or that what follows belongs to none. */
export function headOf(group: GroupRow | undefined): string {
  if (!group) return '';
  return group.key || (group.first ? t('evidence.talk_from', { number: group.first }) : t('evidence.no_talk'));
}
