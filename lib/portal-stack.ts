import { Annotations, CfnOutput, Duration, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import {
  AccessLevel,
  AllowedMethods,
  type BehaviorOptions,
  CachePolicy,
  Distribution,
  FunctionEventType,
  HttpVersion,
  OriginProtocolPolicy,
  OriginRequestPolicy,
  OriginSslPolicy,
  SecurityPolicyProtocol,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin, S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import type { PortalAddress } from './config.ts';
import { acknowledge } from './constructs/nag.ts';
import { PortalHeaders } from './constructs/portal-headers.ts';
import { PortalUpload } from './constructs/portal-upload.ts';
import { SpaFallback } from './constructs/spa-fallback.ts';
import type { DataStack } from './data-stack.ts';
import type { ServiceStack } from './service-stack.ts';

export interface PortalStackProps extends StackProps {
  data: DataStack;
  service: ServiceStack;
  /** The folder of the built portal. */
  files: string;
  address: PortalAddress;
}

/** Typed more narrowly than its base, which exact optional properties keep from being an IBucket. */
class FilesBucket extends Bucket {
  override get isWebsite(): boolean {
    return super.isWebsite ?? false;
  }
}

/** What people's browsers reach: the portal's files, and the API below `/api` of the same origin. */
export class PortalStack extends Stack {
  constructor(scope: Construct, id: string, props: PortalStackProps) {
    super(scope, id, props);
    const { data, address } = props;
    const bucket = this.bucket();
    const distribution = this.distribution(bucket, props);
    new PortalUpload(this, 'Upload', {
      context: data.context,
      bucket,
      files: props.files,
      config: {
        region: this.region,
        userPoolId: data.identity.pool.userPoolId,
        userPoolClientId: data.identity.client.userPoolClientId,
      },
    });
    const domain = address.custom?.domainName ?? distribution.distributionDomainName;
    new CfnOutput(this, 'DistributionDomainName', { value: distribution.distributionDomainName });
    new CfnOutput(this, 'PortalOrigin', {
      value: `https://${domain}`,
      description: 'Give this to the Service stack as its parameter PortalOrigin',
    });
  }

  private bucket(): FilesBucket {
    const bucket = new FilesBucket(this, 'Files', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    acknowledge(
      bucket,
      'AwsSolutions::AwsSolutions-S1',
      'Holds public files; only the distribution reads them.',
    );
    return bucket;
  }

  private distribution(bucket: FilesBucket, { address, service }: PortalStackProps): Distribution {
    const { custom, webAclArn } = address;
    const distribution = new Distribution(this, 'Distribution', {
      comment: 'The client portal',
      defaultRootObject: 'index.html',
      defaultBehavior: this.files(bucket),
      additionalBehaviors: { '/api/*': this.api(service) },
      httpVersion: HttpVersion.HTTP2_AND_3,
      enableIpv6: true,
      ...(custom === undefined
        ? {}
        : {
            domainNames: [custom.domainName],
            certificate: Certificate.fromCertificateArn(this, 'Certificate', custom.certificateArn),
            minimumProtocolVersion: SecurityPolicyProtocol.TLS_V1_2_2021,
          }),
      ...(webAclArn === undefined ? {} : { webAclId: webAclArn }),
    });
    for (const [rule, reason] of Object.entries(this.reasons(address))) {
      acknowledge(distribution, `AwsSolutions::AwsSolutions-${rule}`, reason);
    }
    Annotations.of(distribution).acknowledgeWarning(
      '@aws-cdk/aws-cloudfront-origins:listBucketSecurityRisk',
      'No request reaches the bucket’s root: the function at the edge makes it /index.html.',
    );
    return distribution;
  }

  /** Why a rule of AWS's is not followed. */
  private reasons({ custom, webAclArn }: PortalAddress): Record<string, string> {
    return {
      CFR1: 'Whoever may sign in may do so wherever they are.',
      CFR3: 'Its log would hold queries: the code of a callback, names in a search. The API logs each request without them.',
      ...(webAclArn === undefined
        ? { CFR2: 'A web ACL is of us-east-1 and the account’s own: -c portalWebAclArn=… puts it in front.' }
        : {}),
      ...(custom === undefined
        ? {
            CFR4: 'Without a domain of its own, CloudFront’s certificate is in use, and its least TLS version.',
          }
        : {}),
    };
  }

  /** LIST lets a file that does not exist be told (404) from one that may not be read (403). */
  private files(bucket: FilesBucket): BehaviorOptions {
    return {
      origin: S3BucketOrigin.withOriginAccessControl(bucket, {
        originAccessLevels: [AccessLevel.READ, AccessLevel.LIST],
      }),
      viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
      allowedMethods: AllowedMethods.ALLOW_GET_HEAD,
      // Obeys the files' own Cache-Control.
      cachePolicy: CachePolicy.CACHING_OPTIMIZED,
      responseHeadersPolicy: new PortalHeaders(this, 'Headers'),
      compress: true,
      functionAssociations: [
        { function: new SpaFallback(this, 'SpaFallback'), eventType: FunctionEventType.VIEWER_REQUEST },
      ],
    };
  }

  /** Everything goes on as it came, but for Host, by which API Gateway finds the API. */
  private api(service: ServiceStack): BehaviorOptions {
    return {
      origin: new HttpOrigin(`${service.apiId}.execute-api.${this.region}.amazonaws.com`, {
        protocolPolicy: OriginProtocolPolicy.HTTPS_ONLY,
        originSslProtocols: [OriginSslPolicy.TLS_V1_2],
        readTimeout: Duration.seconds(30),
      }),
      viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
      allowedMethods: AllowedMethods.ALLOW_ALL,
      cachePolicy: CachePolicy.CACHING_DISABLED,
      originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
      compress: true,
    };
  }
}
