import { Badge, Loader } from '@mantine/core';

interface StateBadgeProps {
  color: string;
  /** Something is at work: a turning ring instead of the dot. */
  busy: boolean;
  children: string;
}

/** A state in words and, for those who see it, a colour: the words keep the text's own contrast. */
export function StateBadge({ color, busy, children }: StateBadgeProps) {
  return busy ? (
    <Badge
      variant="default"
      size="lg"
      tt="none"
      fw={600}
      leftSection={<Loader size={10} color={color} aria-hidden />}
    >
      {children}
    </Badge>
  ) : (
    <Badge variant="dot" size="lg" tt="none" fw={600} color={color}>
      {children}
    </Badge>
  );
}
