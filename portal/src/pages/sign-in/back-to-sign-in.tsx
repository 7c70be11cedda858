import { Anchor } from '@mantine/core';
import { signInText } from '../../text/sign-in.ts';

export function BackToSignIn({ onClick }: { onClick: () => void }) {
  return (
    <Anchor component="button" type="button" size="sm" py={4} ta="center" onClick={onClick}>
      {signInText.backToSignIn}
    </Anchor>
  );
}
