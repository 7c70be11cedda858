import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DIMENSIONS, METRICS, type MetricName } from '#runtime/metrics-contract.ts';
import { aSync } from '../../support/builders.ts';

/** CloudWatch's embedded metric format, as far as it counts here. */
interface Line {
  _aws: {
    CloudWatchMetrics: {
      Namespace: string;
      Dimensions: string[][];
      Metrics: { Name: MetricName; Unit: string }[];
    }[];
  };
  [name: string]: unknown;
}

let lines: Line[];
beforeEach(() => {
  lines = [];
  vi.stubEnv('POWERTOOLS_METRICS_NAMESPACE', 'practice-sync-staging');
  vi.resetModules();
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    lines.push(JSON.parse(String(text)) as Line);
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

/** Name, value and dimensions of all that was emitted; anything but the list's own fails. */
function emitted(): Record<string, unknown>[] {
  return lines.flatMap((line) =>
    line._aws.CloudWatchMetrics.flatMap(({ Namespace, Dimensions, Metrics }) => {
      expect(Namespace).toBe('practice-sync-staging');
      expect(Dimensions).toHaveLength(1);
      return Metrics.map(({ Name, Unit }) => {
        expect(Unit).toBe(METRICS[Name].unit);
        expect([...(Dimensions[0] ?? [])].sort()).toEqual(['service', ...METRICS[Name].by].sort());
        const dimensions = METRICS[Name].by.map((by) => [by, line[by]]);
        for (const [by, value] of dimensions)
          expect(DIMENSIONS[by as keyof typeof DIMENSIONS]).toContain(value);
        return { [Name]: line[Name], ...(Object.fromEntries(dimensions) as object) };
      });
    }),
  );
}

describe('the end of a sync', () => {
  const measureEnd = async (...args: Parameters<typeof aSync>) =>
    (await import('#runtime/sync-metrics.ts')).measureEnd(aSync(...args));
  const counts = {
    seen: 9,
    added: 1,
    updated: 2,
    restored: 3,
    unchanged: 1,
    archived: 4,
    skipped: 5,
    held: 0,
  };

  it('is measured by outcome and mode, its clients, requests and quota by neither', async () => {
    const quota = { dayRemaining: 4_200, minuteRemaining: 50, at: '2026-03-02T18:00:00.000Z' };
    await measureEnd({ status: 'partial', mode: 'delta', counts, xeroRequests: 2, quota });
    expect(emitted()).toEqual([
      { SyncsEnded: 1, outcome: 'partial', mode: 'delta' },
      { ClientsWritten: 6 },
      { ClientsArchived: 4 },
      { RecordProblems: 5 },
      { XeroRequests: 2 },
      { QuotaDayLeft: 4_200 },
    ]);
  });

  it('says so when no mode was decided and no quota seen', async () => {
    await measureEnd({ status: 'failed', mode: null, quota: null });
    expect(emitted()[0]).toEqual({ SyncsEnded: 1, outcome: 'failed', mode: 'none' });
    expect(emitted().map((each) => Object.keys(each)[0])).not.toContain('QuotaDayLeft');
  });

  it('names neither the firm nor the sync', async () => {
    await measureEnd({ syncId: 'SYNC-CANARY', startedBy: { userId: 'canary', name: 'Canary' } });
    expect(lines.length).toBeGreaterThan(0);
    expect(JSON.stringify(lines)).not.toMatch(/canary/i);
  });
});

describe('mails', () => {
  it.each([
    ['refused', { errorName: 'MailRefusedError', givenUp: true }, { MailsGivenUp: 1, reason: 'refused' }],
    [
      'to a dead address',
      { errorName: 'MailSuppressed', givenUp: true },
      { MailsGivenUp: 1, reason: 'suppressed' },
    ],
    ['tried in vain', { errorName: 'Throttling', givenUp: true }, { MailsGivenUp: 1, reason: 'attempts' }],
    ['to be tried again', { errorName: 'Throttling', givenUp: false }, { MailsPostponed: 1 }],
  ])('that are %s', async (_what, problem, expected) => {
    const { logger } = await import('#runtime/logger.ts');
    const log = vi.spyOn(logger, 'warn').mockImplementation(() => undefined);
    const { mailEvents } = await import('#runtime/mail-events.ts');
    mailEvents.onProblem({ mailId: 'sync/s/ada', requestId: 'click', ...problem });
    expect(emitted()).toEqual([expected]);
    expect(log.mock.lastCall?.[1]).toMatchObject({ mailId: 'sync/s/ada', requestId: 'click' });
  });

  it('that left are counted, and logged with the id of SES', async () => {
    const { logger } = await import('#runtime/logger.ts');
    const log = vi.spyOn(logger, 'info').mockImplementation(() => undefined);
    const { mailEvents } = await import('#runtime/mail-events.ts');
    mailEvents.onSent({ mailId: 'm', messageId: 'of-ses', requestId: 'click' });
    expect(emitted()).toEqual([{ MailsSent: 1 }]);
    expect(log).toHaveBeenCalledWith('SEND_MAIL_COMPLETED', {
      mailId: 'm',
      messageId: 'of-ses',
      requestId: 'click',
    });
  });
});

describe('a metric inside a line of the log', () => {
  it('has the same namespace and dimension as all others', async () => {
    const { embeddedMetric } = await import('#runtime/embedded-metric.ts');
    const { logger } = await import('#runtime/logger.ts');
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
      lines.push(JSON.parse(String(text)) as Line);
      return true;
    });
    logger.error('RECORD_REFUSAL_FAILED', embeddedMetric('RefusalsUnrecorded'));
    expect(emitted()).toEqual([{ RefusalsUnrecorded: 1 }]);
    expect(lines.at(-1)?.['service']).toBe('practice-sync');
  });
});
