/** The real back end: commands and events of the window. */
import { convertFileSrc, invoke } from '@tauri-apps/api/core';
import { listen } from '@tauri-apps/api/event';
import type { Backend, StartView } from './contract';

/** Told by the window at start. */
let player = '';

export const tauri: Backend = {
  call: async (command, args) => {
    const answer = await invoke<never>(command, args);
    if (command === 'start') player = (answer as StartView).media;
    return answer;
  },
  listen: (event, heard) => listen(event, (e) => heard(e.payload as never)),
  picture: (kind, id) => convertFileSrc(`${kind}/${id}`, 'evidence'),
  tile: (id, level, column, row) => convertFileSrc(`tile/${id}/${level}/${column}/${row}`, 'evidence'),
  media: (id) => (player === '' ? '' : `${player}${id}`),
  part: (kind, of) => convertFileSrc(`${kind}/${of}`, 'evidence'),
};
