/** Builds the web app to `dist`: hashed assets, no inline scripts, sources of our own packages taken as they are. */
import { defaultClientConditions, defineConfig } from 'vite';

export default defineConfig({
  resolve: { conditions: ['rubato:source', ...defaultClientConditions], dedupe: ['preact', '@preact/signals'] },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    target: 'es2022',
    outDir: 'dist',
    emptyOutDir: true,
    // An inlined asset is a data: URL, which a strict content security policy refuses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    cssCodeSplit: true,
    reportCompressedSize: true,
  },
  server: { host: '127.0.0.1' },
});
