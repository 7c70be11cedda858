import { Alert, createTheme, Modal, Notification, type MantineColorsTuple } from '@mantine/core';
import { commonText } from '../text/common.ts';

/** A deep teal; index 6 and 8 keep a contrast of 4.5 : 1 against white and against the dark background. */
const teal: MantineColorsTuple = [
  '#e6f7f9',
  '#d3ebef',
  '#a8d6de',
  '#79c0cc',
  '#53aebd',
  '#3aa2b4',
  '#0b7285',
  '#0a6577',
  '#08596a',
  '#044957',
];

export const theme = createTheme({
  colors: { brand: teal },
  primaryColor: 'brand',
  primaryShade: { light: 6, dark: 7 },
  autoContrast: true,
  defaultRadius: 'md',
  // System fonts: nothing is fetched from elsewhere.
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif',
  headings: { fontWeight: '650', textWrap: 'balance' },
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    // Coloured words on a tint are hard to read, and 16 px are hard to hit.
    Alert: Alert.extend({
      styles: {
        title: { color: 'var(--mantine-color-text)' },
        closeButton: { width: 28, height: 28 },
      },
    }),
    // A dialog's heading is no second banner of the page.
    Modal: Modal.extend({ defaultProps: { attributes: { header: { role: 'presentation' } } } }),
    Notification: Notification.extend({
      defaultProps: { closeButtonProps: { 'aria-label': commonText.close } },
    }),
  },
});
