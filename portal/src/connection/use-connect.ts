import { useAct } from '../api/act.ts';

/** The page is left for Xero; who comes back to it by the browser's Back finds the button usable again. */
const LEAVING_MILLISECONDS = 10_000;

/** Sends the browser to Xero's consent page. */
export function useConnect() {
  const act = useAct('start-connection', {
    changes: [],
    onDone: ({ authorizeUrl }) => {
      window.location.assign(authorizeUrl);
      setTimeout(act.reset, LEAVING_MILLISECONDS);
    },
  });
  return {
    /** Also while the browser is on its way. */
    pending: act.isPending || act.isSuccess,
    error: act.error,
    connect: (confirmPracticeChange: boolean) => {
      act.mutate({ body: { confirmPracticeChange } });
    },
  };
}
