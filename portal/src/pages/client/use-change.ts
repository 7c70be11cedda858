import { useAct } from '../../api/act.ts';
import type { ClientView } from '../../api/types.ts';

/** Changes a client; `onDone` is told what it is now. */
export function useChange(onDone: (client: ClientView) => void) {
  return useAct('update-client', { changes: ['get-client', 'list-clients'], onDone });
}
