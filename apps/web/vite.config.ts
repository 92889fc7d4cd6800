/** Builds the web app to `dist`: hashed assets, no inline scripts, sources of our own packages taken as they are. */
import { defaultClientConditions, defineConfig } from 'vite';
import { compiledText } from './build/compiled-text.ts';
import { packedFiles } from './build/packed-files.ts';

/** Our packages only declare: a module that nothing is taken from is left out, however it was reached. */
const treeshake = { moduleSideEffects: (id: string) => !/\/packages\/[a-z]+\/src\//.test(id) };

export default defineConfig({
  plugins: [compiledText(), packedFiles()],
  resolve: { conditions: ['rubato:source', ...defaultClientConditions], dedupe: ['preact', '@preact/signals'] },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    target: 'es2022',
    // All of these know light-dark(); an older target would resolve it once at the root, and nothing could be always dark.
    cssTarget: ['chrome123', 'edge123', 'firefox120', 'safari17.5'],
    outDir: 'dist',
    emptyOutDir: true,
    // An inlined asset is a data: URL, which a strict content security policy refuses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { treeshake },
    cssCodeSplit: true,
    reportCompressedSize: true,
    // A page in three dimensions is fetched by those who open it.
    chunkSizeWarningLimit: 1200,
  },
  // Threads run the games, too.
  worker: { format: 'es', plugins: () => [compiledText()], rolldownOptions: { treeshake } },
  server: { host: '127.0.0.1' },
});
