import { Stack, Text, Title } from '@mantine/core';

interface StepHeadingProps {
  title: string;
  lead: string;
}

/** Takes focus as it appears: the button that led here is gone, and readers hear where they are. */
export function StepHeading({ title, lead }: StepHeadingProps) {
  return (
    <Stack gap={2}>
      <Title
        order={3}
        size="h4"
        tabIndex={-1}
        ref={takeFocus}
        style={{ outline: 'none', overflowWrap: 'anywhere' }}
      >
        {title}
      </Title>
      <Text size="sm" c="dimmed">
        {lead}
      </Text>
    </Stack>
  );
}

function takeFocus(heading: HTMLHeadingElement | null): void {
  heading?.focus();
}
