import type { Duration } from 'aws-cdk-lib';
import { MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import {
  type DimensionsOf,
  type MetricName,
  METRICS,
  type PlainMetric,
  SERVICE,
} from '../functions/runtime/metrics-contract.ts';

type Statistic = 'Sum' | 'Minimum' | 'Maximum' | 'p95';
type Divided = Exclude<MetricName, PlainMetric>;

/** What the functions measure themselves (`functions/runtime/metrics-contract.ts`), of one deployment. */
export class OwnMetrics {
  constructor(
    private readonly namespace: string,
    private readonly period: Duration,
  ) {}

  of(metricName: PlainMetric, statistic: Statistic): Metric {
    const { namespace, period } = this;
    return new Metric({ namespace, metricName, statistic, period, dimensionsMap: { service: SERVICE } });
  }

  /** The sum of one of the metric's parts. */
  part<Name extends Divided>(metricName: Name, dimensions: DimensionsOf<Name>): Metric {
    const { namespace, period } = this;
    const dimensionsMap = { service: SERVICE, ...dimensions };
    return new Metric({ namespace, metricName, statistic: 'Sum', period, dimensionsMap });
  }

  /** Sums of all parts that there are, a line each; for graphs alone, alarms take no search. */
  parts(metricName: Divided): MathExpression {
    const schema = [`"${this.namespace}"`, 'service', ...METRICS[metricName].by].join(',');
    const seconds = String(this.period.toSeconds());
    return new MathExpression({
      expression: `SEARCH('{${schema}} MetricName="${metricName}"', 'Sum', ${seconds})`,
      usingMetrics: {},
      label: '',
      period: this.period,
    });
  }

  /** Mails that somebody should have got: not those to addresses that bounced before. */
  mailsGivenUp(): MathExpression {
    return new MathExpression({
      expression: 'FILL(refused, 0) + FILL(attempts, 0)',
      usingMetrics: {
        refused: this.part('MailsGivenUp', { reason: 'refused' }),
        attempts: this.part('MailsGivenUp', { reason: 'attempts' }),
      },
      label: 'Mails given up',
      period: this.period,
    });
  }
}
