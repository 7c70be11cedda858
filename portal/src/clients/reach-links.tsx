import { Anchor, Text } from '@mantine/core';
import { mailtoOf, telOf } from './addresses.ts';

/** An e-mail address as a link to write to it; as text where it is none. */
export function EmailLink({ email }: { email: string }) {
  return <ReachLink text={email} address={mailtoOf(email)} />;
}

/** A phone number as a link to call it; as text where it is none. */
export function PhoneLink({ phone }: { phone: string }) {
  return <ReachLink text={phone} address={telOf(phone)} />;
}

function ReachLink({ text, address }: { text: string; address: string | undefined }) {
  const shared = { size: 'sm', style: { overflowWrap: 'anywhere' } } as const;
  if (address === undefined) return <Text {...shared}>{text}</Text>;
  return (
    <Anchor {...shared} href={address}>
      {text}
    </Anchor>
  );
}
