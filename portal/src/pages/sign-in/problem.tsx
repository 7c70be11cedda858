import { problemOf } from '../../auth/sign-in-problem.ts';
import { signInText } from '../../text/sign-in.ts';
import { Callout } from '../../ui/callout.tsx';

/** Why somebody is here, and why a step did not succeed; the region is there before its words. */
export function Problem({ error, said }: { error: unknown; said?: string | undefined }) {
  return (
    <div role="alert">
      {error !== null && (
        <Callout severity="error" mb="md">
          {signInText.problems[problemOf(error)]}
        </Callout>
      )}
      {error === null && said !== undefined && (
        <Callout severity="info" mb="md">
          {said}
        </Callout>
      )}
    </div>
  );
}
