import { Anchor } from '@mantine/core';
import { IconChevronLeft } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { clientText } from '../../text/client.ts';

export function BackLink() {
  return (
    <Anchor
      size="sm"
      mb="xs"
      display="inline-flex"
      style={{ alignItems: 'center', gap: 4, minHeight: 24 }}
      renderRoot={(props) => <Link to="/clients" {...props} />}
    >
      <IconChevronLeft size={16} aria-hidden />
      {clientText.back}
    </Anchor>
  );
}
