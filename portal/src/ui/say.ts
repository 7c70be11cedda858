import { notifications } from '@mantine/notifications';

/** A word in passing that something was done. */
export function sayDone(message: string): void {
  notifications.show({ color: 'teal', message });
}
