import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Builds `portal/dist`: static files with hashed names, no inline script (the portal's CSP allows none). */
export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    // An inlined asset would be a data: address, which the CSP does not allow for scripts and fonts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    manifest: true,
  },
});
