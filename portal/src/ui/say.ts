import { notifications } from '@mantine/notifications';

/** A word in passing that something was done. */
export function sayDone(message: string): void {
  notifications.show({ color: 'teal', message });
}

/** A word in passing that something was not done, and why. */
export function sayFailed(message: string): void {
  notifications.show({ color: 'red', message });
}
