import { mount } from 'svelte';
import './shared/tokens.css';
import './shared/base.css';
import './shared/parts.css';
import { connect } from './api';
import App from './views/App.svelte';

async function open(): Promise<void> {
  // Constants of the build: a production bundle keeps the real back end alone.
  if (import.meta.env.MODE === 'fake' || (import.meta.env.DEV && !('__TAURI_INTERNALS__' in window))) {
    connect((await import('./api/fake')).fromAddress());
  } else {
    connect((await import('./api/tauri')).tauri);
  }
  const target = document.getElementById('app');
  if (target) mount(App, { target });
}

void open();
