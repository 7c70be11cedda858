import { Button, Group, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { hasCode } from '../../api/api-error.ts';
import { mfaText } from '../../text/mfa.ts';
import { CodeField, isWholeCode } from '../../ui/code-field.tsx';
import { Failure } from '../../ui/failure.tsx';
import { submitting } from '../../ui/submitting.ts';
import { useVerify } from './use-verify.ts';

export function VerifyForm() {
  const [code, setCode] = useState('');
  const [missing, setMissing] = useState(false);
  const { mutate, isPending, error, reset } = useVerify();
  const submit = () => {
    setMissing(!isWholeCode(code));
    if (isWholeCode(code) && !isPending) mutate(code);
  };
  const wrong = hasCode(error, 'MFA_CODE_WRONG') ? error?.message : undefined;
  return (
    <form noValidate onSubmit={submitting(submit)}>
      <Stack gap="sm">
        <Group align="flex-start" gap="sm">
          <CodeField
            label={mfaText.code}
            w={240}
            value={code}
            onChange={(typed) => {
              setCode(typed);
              setMissing(false);
              reset();
            }}
            error={missing ? mfaText.codeMissing : wrong}
            errorProps={{ role: 'alert' }}
          />
          <Button type="submit" loading={isPending} mt={25}>
            {mfaText.verify}
          </Button>
        </Group>
        <Text size="sm" c="dimmed">
          {mfaText.signsOut}
        </Text>
        {error !== null && wrong === undefined && <Failure error={error} />}
      </Stack>
    </form>
  );
}
