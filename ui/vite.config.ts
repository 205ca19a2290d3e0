import { svelte } from '@sveltejs/vite-plugin-svelte';
import { svelteTesting } from '@testing-library/svelte/vite';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

/** The made-up back end is for looking at the page and for tests; a build that carries it must fail. */
function noFakeInProduction(mode: string): Plugin {
  return {
    name: 'no-fake-in-production',
    generateBundle(_options, bundle) {
      if (mode !== 'production') return;
      for (const part of Object.values(bundle)) {
        const found = part.type === 'chunk' && part.moduleIds.find((id) => id.includes('/api/fake/'));
        if (found) this.error(`the fake back end is in the production build: ${found}`);
      }
    },
  };
}

export default defineConfig(({ mode }) => ({
  plugins: [svelte(), svelteTesting(), noFakeInProduction(mode)],
  // The words of core (terms, errors, findings, hints) lie beside this folder.
  server: { port: 5173, strictPort: true, fs: { allow: ['..'] } },
  clearScreen: false,
  build: {
    target: ['chrome111', 'safari16.4'],
    // Nothing inline: the page runs under `style-src 'self'; script-src 'self'; img-src 'self' evidence:`.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  test: {
    environment: 'jsdom',
    include: ['tests/**/*.test.ts'],
    setupFiles: ['tests/setup.ts'],
    restoreMocks: true,
    testTimeout: 30_000,
  },
}));
