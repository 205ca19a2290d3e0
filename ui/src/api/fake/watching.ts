/** A made-up inbox. */
import type { ImportReport, InboxChoice } from '../types';
import type { Answers } from './answers';
import { hex } from './samples';
import type { Vault } from './vault';

type Names = 'watched' | 'watch_suggestions' | 'watch_add' | 'watch_remove' | 'watch_offer_there' | 'inbox_page' | 'inbox_dismiss' | 'inbox_import';

function take(vault: Vault, choice: InboxChoice): number {
  const before = vault.inbox.length;
  vault.inbox = choice.all ? [] : vault.inbox.filter((row) => !choice.ids.includes(row.id));
  for (const folder of vault.watched) folder.waiting = vault.inbox.filter((row) => row.folder === folder.folder).length;
  return before - vault.inbox.length;
}

export const watching: Pick<Answers, Names> = {
  watched: (vault) => vault.watched,
  watch_suggestions: (vault) => (vault.watched.length === 0 ? [{ suggestion: 1, label: '/home/lin/图片/截图' }] : []),
  watch_add: (vault, { suggestion }) => {
    const folder = vault.watched.length + 1;
    vault.watched.push({ folder, label: suggestion === null ? '/home/lin/下载' : '/home/lin/图片/截图', error: null, waiting: 0, there: 312 });
    return folder;
  },
  watch_remove: (vault, { folder }) => {
    vault.watched = vault.watched.filter((one) => one.folder !== folder);
    return null;
  },
  watch_offer_there: (vault, { folder }) => {
    for (const one of vault.watched) if (one.folder === folder) one.there = 0;
    return null;
  },
  inbox_page: (vault, { offset, limit }) => ({ total: vault.inbox.length, offset, rows: vault.inbox.slice(offset, offset + limit), folders: vault.watched }),
  inbox_dismiss: (vault, { choice }) => {
    const gone = take(vault, choice);
    vault.emit('inbox-changed', null);
    return gone;
  },
  inbox_import: (vault, args) => {
    const names = vault.inbox.filter((row) => args.choice.all || args.choice.ids.includes(row.id)).map((row) => row.name);
    return vault.job('import', 1, 1000, (): { result: ImportReport } => {
      take(vault, args.choice);
      const ids = vault.bring(args.case, names.length);
      vault.emit('inbox-changed', null);
      return { result: { imported: ids.map((id, i) => ({ evidence: id, number: vault.row(id).number, sha256: hex(id), name: names[i] ?? '', size: 402_000, media_type: 'image/png' })), duplicates: [], refused: [], error: null } };
    });
  },
};
