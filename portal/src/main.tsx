import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import './app/global.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { makeQueryClient } from './api/query.ts';
import { App } from './app/app.tsx';
import { makeRouter } from './app/router.tsx';
import { watchSession } from './app/watch-session.ts';
import { CannotStart } from './app/cannot-start.tsx';
import { loadConfig } from './auth/config.ts';

const root = createRoot(elementById('root'));
try {
  await loadConfig();
  const queryClient = makeQueryClient();
  const router = makeRouter({ queryClient });
  watchSession({ queryClient, router });
  root.render(
    <StrictMode>
      <App queryClient={queryClient} router={router} />
    </StrictMode>,
  );
} catch {
  root.render(<CannotStart />);
}

function elementById(id: string): HTMLElement {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`index.html has no #${id}.`);
  return element;
}
