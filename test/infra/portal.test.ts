import { App, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, it } from 'vitest';
import { configOf, type PortalAddress, portalAddressOf } from '../../lib/config.ts';
import { bundleFunctions, type Bundles } from '../../lib/constructs/bundles.ts';
import { bundlePortal } from '../../lib/constructs/portal-files.ts';
import { DataStack } from '../../lib/data-stack.ts';
import { PortalStack } from '../../lib/portal-stack.ts';
import { ServiceStack } from '../../lib/service-stack.ts';
import { readAssembly } from '../../local/assembly/assembly.ts';
import { readSite } from '../../local/portal/distribution.ts';
import { synthesize } from '../../local/synth.ts';
import { at, deployedPortal, ofType } from '../support/infra.ts';
import { allowed } from '../support/infra-permissions.ts';

describe('The portal', () => {
  it('has the resources that it needs and no other', async () => {
    const kinds = (await deployedPortal()).map(({ type }) => type.replace('AWS::', ''));
    expect(kinds.sort()).toEqual([
      'CloudFront::Distribution',
      'CloudFront::Function',
      'CloudFront::OriginAccessControl',
      'CloudFront::ResponseHeadersPolicy',
      'Custom::CDKBucketDeployment',
      'Custom::CDKBucketDeployment',
      'IAM::Policy',
      'IAM::Role',
      'Lambda::Function',
      'Lambda::LayerVersion',
      'Lambda::LayerVersion',
      'Logs::LogGroup',
      'S3::Bucket',
      'S3::BucketPolicy',
    ]);
  });

  it('is uploaded by a role that reaches its own bucket, the assets of this app and its log', async () => {
    const all = await deployedPortal();
    const [bucket] = ofType(all, 'S3::Bucket');
    const resources = [...new Set(allowed(all).map(({ resource }) => resource))];
    expect(resources.sort()).toEqual(
      [
        `arn:aws:logs:ap-southeast-2:000000000000:log-group:${ofType(all, 'Logs::LogGroup')[0]?.name ?? ''}:*`,
        'arn:aws:s3:::cdk-hnb659fds-assets-000000000000-ap-southeast-2',
        'arn:aws:s3:::cdk-hnb659fds-assets-000000000000-ap-southeast-2/*',
        bucket?.arn ?? '',
        `${bucket?.arn ?? ''}/*`,
      ].sort(),
    );
  });

  it.each([
    ['/', '/index.html'],
    ['/clients/0192-44', '/index.html'],
    ['/a.b/c', '/index.html'],
    ['/a/b/', '/index.html'],
    ['/index.html', '/index.html'],
    ['/assets/index-1.js', '/assets/index-1.js'],
    ['/none.js', '/none.js'],
  ])('answers %s with %s', async (path, file) => {
    const site = readSite(readAssembly(await synthesize(), { PortalOrigin: '', MailFrom: 'a@b.example' }));
    expect(site?.rewrite(path)).toBe(file);
  });
});

describe('A domain of its own', () => {
  const certificateArn = 'arn:aws:acm:us-east-1:000000000000:certificate/1';
  const webAclArn = 'arn:aws:wafv2:us-east-1:000000000000:global/webacl/portal/1';
  const contextOf = (values: Record<string, unknown>) => portalAddressOf((name) => values[name]);
  let bundles: Bundles;
  let files: string;
  beforeAll(async () => {
    bundles = await bundleFunctions();
    files = await bundlePortal();
  });

  const distribution = (address: PortalAddress) => {
    const app = new App({ analyticsReporting: false });
    const data = new DataStack(app, 'Data', { config: configOf('production'), bundles });
    const service = new ServiceStack(app, 'Service', { data });
    const portal: Stack = new PortalStack(app, 'Portal', { data, service, files, address });
    return Object.values(Template.fromStack(portal).findResources('AWS::CloudFront::Distribution'))[0];
  };

  it('comes with its certificate, TLS 1.2 at least, and the account’s web ACL', () => {
    const address = contextOf({
      portalDomain: 'portal.example.com',
      portalCertificateArn: certificateArn,
      portalWebAclArn: webAclArn,
    });
    expect(at(distribution(address), 'Properties.DistributionConfig')).toMatchObject({
      Aliases: ['portal.example.com'],
      ViewerCertificate: {
        AcmCertificateArn: certificateArn,
        MinimumProtocolVersion: 'TLSv1.2_2021',
        SslSupportMethod: 'sni-only',
      },
      WebACLId: webAclArn,
    });
  });

  it('is not there without being asked for', () => {
    expect(contextOf({})).toEqual({});
    expect(at(distribution({}), 'Properties.DistributionConfig')).not.toHaveProperty('Aliases');
  });

  it.each([
    [{ portalDomain: 'portal.example.com' }, 'portalCertificateArn'],
    [{ portalCertificateArn: certificateArn }, 'portalDomain'],
    [{ portalWebAclArn: webAclArn.replace('us-east-1', 'ap-southeast-2') }, 'us-east-1'],
  ])('refuses %j in words', (values, word) => {
    expect(() => contextOf(values)).toThrow(word);
  });
});
