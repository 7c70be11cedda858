import { CloseButton, type CloseButtonProps } from '@mantine/core';
import type { Notice } from '../api/types.ts';
import { noticesText } from '../text/notices.ts';
import { useDismiss } from './use-dismiss.ts';

interface DismissButtonProps extends Pick<CloseButtonProps, 'c'> {
  notice: Notice;
  title: string | undefined;
}

/** Puts a notice away for this user, where that is allowed. */
export function DismissButton({ notice, title, ...rest }: DismissButtonProps) {
  const { dismiss, isPending } = useDismiss(notice.noticeId);
  if (!notice.dismissable) return null;
  return (
    <CloseButton
      size="md"
      aria-label={title === undefined ? noticesText.dismissNotice : noticesText.dismiss(title)}
      disabled={isPending}
      onClick={dismiss}
      {...rest}
    />
  );
}
