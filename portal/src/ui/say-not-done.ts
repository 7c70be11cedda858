import { notifications } from '@mantine/notifications';
import { ApiError } from '../api/api-error.ts';
import { commonText } from '../text/common.ts';

/** Why something was not done, where the page has no place of its own for it; stays until it is read. */
export function sayNotDone(error: unknown): void {
  notifications.show({
    color: 'red',
    role: 'alert',
    title: commonText.notDone,
    message: error instanceof ApiError ? error.message : commonText.unexpected,
    autoClose: false,
  });
}
