import { App } from 'aws-cdk-lib';
import { configOf, portalAddressOf } from '../lib/config.ts';
import { bundleFunctions } from '../lib/constructs/bundles.ts';
import { bundlePortal } from '../lib/constructs/portal-files.ts';
import { DataStack } from '../lib/data-stack.ts';
import { PortalStack } from '../lib/portal-stack.ts';
import { ServiceStack } from '../lib/service-stack.ts';

// Without the list of constructs and plugins that CDK would report: a template depends on nothing but the sources.
const app = new App({ analyticsReporting: false });
const config = configOf(app.node.tryGetContext('stage') ?? 'production');
const [bundles, files] = await Promise.all([bundleFunctions(), bundlePortal()]);

const data = new DataStack(app, 'Data', { stackName: `${config.name}-data`, config, bundles });
const service = new ServiceStack(app, 'Service', { stackName: `${config.name}-service`, data });
new PortalStack(app, 'Portal', {
  stackName: `${config.name}-portal`,
  data,
  service,
  files,
  address: portalAddressOf((name) => app.node.tryGetContext(name)),
});

// `cdk synth --no-validation` says so too; the templates are the same either way.
if (process.env['CDK_VALIDATION'] !== 'false') {
  const { checkRules } = await import('../lib/constructs/rules.ts');
  checkRules(app);
}
app.synth();
