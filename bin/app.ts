import { App } from 'aws-cdk-lib';
import { configOf } from '../lib/config.ts';
import { bundleFunctions } from '../lib/constructs/bundles.ts';
import { DataStack } from '../lib/data-stack.ts';
import { ServiceStack } from '../lib/service-stack.ts';

// Without the list of constructs and plugins that CDK would report: a template depends on nothing but the sources.
const app = new App({ analyticsReporting: false });
const config = configOf(app.node.tryGetContext('stage') ?? 'production');
const bundles = await bundleFunctions();

const data = new DataStack(app, 'Data', { stackName: `${config.name}-data`, config, bundles });
new ServiceStack(app, 'Service', { stackName: `${config.name}-service`, data });

// `cdk synth --no-validation` says so too; the templates are the same either way.
if (process.env['CDK_VALIDATION'] !== 'false') {
  const { checkRules } = await import('../lib/constructs/rules.ts');
  checkRules(app);
}
app.synth();
