import { notifications } from '@mantine/notifications';
import { ApiError } from '../api/api-error.ts';
import { commonText } from '../text/common.ts';

/** A word in passing that something was done. */
export function sayDone(message: string): void {
  notifications.show({ color: 'teal', message });
}

/** Why something was not done, where the page has no place of its own for it; stays until it is read. */
export function sayFailed(message: string): void {
  notifications.show({
    color: 'red',
    role: 'alert',
    title: commonText.notDone,
    message,
    autoClose: false,
  });
}

/** The same of a call, in the API's own words. */
export function sayNotDone(error: unknown): void {
  sayFailed(error instanceof ApiError ? error.message : commonText.unexpected);
}
