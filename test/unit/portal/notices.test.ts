import { describe, expect, it } from 'vitest';
import type { Notice } from '../../../functions/domain/notice/notice.ts';
import { arranged } from '../../../portal/src/notices/arranged.ts';

const common = { at: '2026-11-22T05:00:00.000Z', action: null, dismissable: true, message: 'Words.' };
const disconnected: Notice = {
  ...common,
  kind: 'disconnected',
  noticeId: 'disconnected:2',
  severity: 'error',
  cause: 'unexpected',
  by: null,
};
const reconnect: Notice = {
  ...common,
  kind: 'reconnect',
  noticeId: 'reconnect:2',
  severity: 'warning',
  message: 'Connect again.',
};
const failed: Notice = {
  ...common,
  kind: 'sync-failed',
  noticeId: 'sync-failed:1',
  severity: 'error',
  syncId: '1',
  code: 'XERO_DOWN',
};
const running: Notice = {
  ...common,
  kind: 'sync-running',
  noticeId: 'sync-running:2',
  severity: 'info',
  syncId: '2',
  progress: { written: 1, toWrite: 5 },
};

describe('Notices', () => {
  it('have the advice to reconnect inside the banner', () => {
    expect(arranged([disconnected, reconnect])).toEqual({
      banner: { notice: disconnected, advice: 'Connect again.' },
      errors: [],
      others: [],
    });
  });

  it('keep the advice as a bar when the banner was put away', () => {
    expect(arranged([reconnect])).toEqual({ banner: undefined, errors: [], others: [reconnect] });
  });

  it('show errors before all else', () => {
    expect(arranged([running, failed])).toEqual({ banner: undefined, errors: [failed], others: [running] });
  });

  it('are nothing when there are none', () => {
    expect(arranged([])).toEqual({ banner: undefined, errors: [], others: [] });
  });
});
