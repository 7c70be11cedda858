import { TextInput } from '@mantine/core';
import { usersText } from '../../text/users.ts';

interface NameFieldProps {
  value: string;
  onChange: (name: string) => void;
  /** Whether it was sent already as it is. */
  tried: boolean;
}

/** As long as the API takes (200 characters). */
export function NameField({ value, onChange, tried }: NameFieldProps) {
  return (
    <TextInput
      label={usersText.name}
      autoComplete="off"
      maxLength={200}
      data-autofocus
      value={value}
      onChange={({ currentTarget }) => {
        onChange(currentTarget.value);
      }}
      error={tried && value.trim() === '' && usersText.nameMissing}
    />
  );
}
