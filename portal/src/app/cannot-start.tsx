import { commonText } from '../text/common.ts';

/** Shown when not even the configuration could be read, so without anything that could fail as well. */
export function CannotStart() {
  return (
    <main style={{ fontFamily: 'system-ui, sans-serif', maxWidth: 480, margin: '20vh auto', padding: 16 }}>
      <h1>{commonText.cannotStartTitle}</h1>
      <p>{commonText.cannotStart}</p>
      <button
        type="button"
        onClick={() => {
          window.location.reload();
        }}
      >
        {commonText.tryAgain}
      </button>
    </main>
  );
}
