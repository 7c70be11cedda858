import { Group, List, PasswordInput, Text, VisuallyHidden } from '@mantine/core';
import { IconCircle, IconCircleCheckFilled } from '@tabler/icons-react';
import { useId } from 'react';
import { isGoodPassword, isMet, PASSWORD_RULES } from '../../auth/password-rules.ts';
import { signInText } from '../../text/sign-in.ts';

interface NewPasswordFieldProps {
  value: string;
  onChange: (password: string) => void;
  /** Whether it was sent already as it is. */
  tried: boolean;
  autoFocus?: boolean;
}

/** A new password and the pool's rules, each ticked off as it is met. */
export function NewPasswordField({ value, onChange, tried, autoFocus = false }: NewPasswordFieldProps) {
  const rulesId = useId();
  return (
    <div>
      <PasswordInput
        label={signInText.newPassword}
        name="new-password"
        autoComplete="new-password"
        autoFocus={autoFocus}
        visibilityToggleButtonProps={{ 'aria-label': signInText.showPassword }}
        aria-describedby={rulesId}
        value={value}
        onChange={({ currentTarget }) => {
          onChange(currentTarget.value);
        }}
        error={tried && !isGoodPassword(value) && signInText.rulesNotMet}
      />
      <List
        id={rulesId}
        aria-label={signInText.rulesLabel}
        listStyleType="none"
        mt="xs"
        spacing={2}
        size="sm"
      >
        {PASSWORD_RULES.map((rule) => {
          const met = isMet(rule, value);
          return (
            <List.Item key={rule}>
              <Group gap={6} wrap="nowrap">
                {met ? (
                  <IconCircleCheckFilled size={16} color="var(--mantine-color-teal-text)" aria-hidden />
                ) : (
                  <IconCircle size={16} color="var(--mantine-color-dimmed)" aria-hidden />
                )}
                <Text size="sm" {...(met ? {} : { c: 'dimmed' })}>
                  {signInText.rules[rule]}
                  <VisuallyHidden>{`: ${met ? signInText.met : signInText.notMet}`}</VisuallyHidden>
                </Text>
              </Group>
            </List.Item>
          );
        })}
      </List>
    </div>
  );
}
