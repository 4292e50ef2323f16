import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { lazyLibrariesPlugin } from './build/lazyLibrariesPlugin';
import { mnistPlugin } from './build/mnistPlugin';
import { isolationHeaders } from './electron/staticFiles';

/** The app of the window: the same files are served by a web server and by Electron's protocol. */
export default defineConfig({
  root: 'renderer',
  // Relative, so that the app works below any address.
  base: './',
  plugins: [react(), mnistPlugin(), lazyLibrariesPlugin()],
  worker: { format: 'es' },
  server: { port: 5179, headers: { ...isolationHeaders }, fs: { allow: ['..'] } },
  build: {
    outDir: '../dist/renderer',
    emptyOutDir: true,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    // Monaco and tf.js are large, and loaded when they are needed.
    chunkSizeWarningLimit: 8000,
    license: { fileName: 'third-party-licences.md' },
  },
});
