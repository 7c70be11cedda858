import { Skeleton, Stack, VisuallyHidden } from '@mantine/core';
import { commonText } from '../text/common.ts';

/** As high as most pages are, so that nothing jumps when they arrive. */
export function PageSkeleton() {
  return (
    <Stack gap="md" aria-busy>
      <VisuallyHidden role="status">{commonText.loading}</VisuallyHidden>
      <Skeleton height={34} width={240} />
      <Skeleton height={420} />
    </Stack>
  );
}
