import * as z from 'zod';
import { parseEnv } from './env.ts';
import { type PlainMetric, SERVICE } from './metrics-contract.ts';

const EnvSchema = z.object({ POWERTOOLS_METRICS_NAMESPACE: z.string().min(1).default(SERVICE) });

/**
 * Makes a line of the log, which has the dimension `service` already, a metric too: one more of `name`, a count. For what
 * every route carries and none should ever emit; the library would add 10 KB to each. The format is CloudWatch's
 * (AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html).
 */
export function embeddedMetric(name: PlainMetric) {
  const Namespace = parseEnv(EnvSchema).POWERTOOLS_METRICS_NAMESPACE;
  const Metrics = [{ Name: name, Unit: 'Count' }];
  return {
    _aws: {
      Timestamp: Date.now(),
      CloudWatchMetrics: [{ Namespace, Dimensions: [['service']], Metrics }],
    },
    [name]: 1,
  };
}
