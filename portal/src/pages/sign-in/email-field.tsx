import { TextInput } from '@mantine/core';
import { signInText } from '../../text/sign-in.ts';

interface EmailFieldProps {
  email: string;
  onEmail: (email: string) => void;
  /** It was sent empty. */
  missing: boolean;
  autoFocus: boolean;
}

/** Whose account it is. */
export function EmailField({ email, onEmail, missing, autoFocus }: EmailFieldProps) {
  return (
    <TextInput
      label={signInText.email}
      type="email"
      name="username"
      autoComplete="username"
      autoFocus={autoFocus}
      value={email}
      onChange={({ currentTarget }) => {
        onEmail(currentTarget.value);
      }}
      error={missing && signInText.emailMissing}
    />
  );
}
