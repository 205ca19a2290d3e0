/** The real back end: commands and events of the window. */
import { convertFileSrc, invoke } from '@tauri-apps/api/core';
import { listen } from '@tauri-apps/api/event';
import type { Backend } from './contract';

export const tauri: Backend = {
  call: (command, args) => invoke(command, args),
  listen: (event, heard) => listen(event, (e) => heard(e.payload as never)),
  picture: (kind, id) => convertFileSrc(`${kind}/${id}`, 'evidence'),
  part: (kind, of) => convertFileSrc(`${kind}/${of}`, 'evidence'),
};
