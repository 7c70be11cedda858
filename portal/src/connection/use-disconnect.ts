import { useAct } from '../api/act.ts';
import { connectionText } from '../text/connection.ts';
import { sayDone } from '../ui/say.ts';

export function useDisconnect(onDone: () => void) {
  return useAct('delete-connection', {
    // Whether clients can be edited and who needs MFA hang on it.
    changes: [
      'get-connection',
      'get-me',
      'list-notices',
      'list-clients',
      'get-client',
      'list-syncs',
      'get-sync',
    ],
    onDone: ({ cleanupPending }) => {
      sayDone(cleanupPending ? connectionText.cleanupPending : connectionText.disconnected);
      onDone();
    },
  });
}
