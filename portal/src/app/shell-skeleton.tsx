import { AppShell, Group, Skeleton } from '@mantine/core';
import { PageSkeleton } from '../ui/page-skeleton.tsx';
import { HEADER, NAVBAR } from './shell-frame.ts';

/** The frame before it is known who looks at it, so that the first page does not jump into it. */
export function ShellSkeleton() {
  return (
    <AppShell header={HEADER} navbar={{ ...NAVBAR, collapsed: { mobile: true } }} padding="lg">
      <AppShell.Header>
        <Group h="100%" px="md" gap="sm" wrap="nowrap">
          <img src="/favicon.svg" alt="" width={28} height={28} />
          <Skeleton height={18} width={140} />
        </Group>
      </AppShell.Header>
      <AppShell.Navbar />
      <AppShell.Main>
        <PageSkeleton />
      </AppShell.Main>
    </AppShell>
  );
}
