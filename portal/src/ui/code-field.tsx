import { TextInput, type TextInputProps } from '@mantine/core';

const DIGITS = 6;

export function isWholeCode(code: string): boolean {
  return code.length === DIGITS;
}

interface CodeFieldProps extends Omit<TextInputProps, 'value' | 'onChange'> {
  value: string;
  onChange: (code: string) => void;
}

/** Six digits, from an app, an e-mail or the clipboard; blanks and anything else that is pasted along are dropped. */
export function CodeField({ onChange, ...rest }: CodeFieldProps) {
  return (
    <TextInput
      inputMode="numeric"
      autoComplete="one-time-code"
      spellCheck={false}
      styles={{ input: { fontVariantNumeric: 'tabular-nums', letterSpacing: '0.2em' } }}
      {...rest}
      onChange={({ currentTarget }) => {
        onChange(currentTarget.value.replaceAll(/\D/g, '').slice(0, DIGITS));
      }}
    />
  );
}
