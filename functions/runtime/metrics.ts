import { Metrics } from '@aws-lambda-powertools/metrics';
import {
  type DimensionsOf,
  METRICS,
  type MetricName,
  type PlainMetric,
  SERVICE,
} from './metrics-contract.ts';

/** Lines in the log that CloudWatch makes metrics of; the environment names the namespace. */
const metrics = new Metrics({ serviceName: SERVICE });

/** Measures of one moment, in one line of the log. */
export function measure(values: Partial<Record<PlainMetric, number>>): void {
  for (const name of namesIn(values)) metrics.addMetric(name, METRICS[name].unit, values[name] ?? 0);
  metrics.publishStoredMetrics();
}

export function measureBy<Name extends Exclude<MetricName, PlainMetric>>(
  name: Name,
  value: number,
  dimensions: DimensionsOf<Name>,
): void {
  for (const [dimension, of] of Object.entries<string>(dimensions)) metrics.addDimension(dimension, of);
  metrics.addMetric(name, METRICS[name].unit, value);
  metrics.publishStoredMetrics();
}

function namesIn(values: Partial<Record<PlainMetric, number>>): PlainMetric[] {
  return Object.keys(values).filter((name): name is PlainMetric => name in METRICS);
}
