import { CfnParameter, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { Key } from 'aws-cdk-lib/aws-kms';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import {
  ConfigurationSet,
  EmailIdentity,
  EmailSendingEvent,
  EventDestination,
  Identity as SesIdentity,
} from 'aws-cdk-lib/aws-ses';
import type { Construct } from 'constructs';
import type { Config } from './config.ts';
import { AppSecret } from './constructs/app-secret.ts';
import type { Bundles } from './constructs/bundles.ts';
import { SecuredTable } from './constructs/secured-table.ts';
import type { ServiceContext } from './constructs/service-context.ts';
import { Identity } from './identity.ts';

export interface DataStackProps extends StackProps {
  config: Config;
  bundles: Bundles;
}

/** What must survive: tables, users, secrets, keys and the right to send mail. */
export class DataStack extends Stack {
  readonly context: ServiceContext;
  readonly records: SecuredTable;
  readonly connections: SecuredTable;
  readonly audit: SecuredTable;
  readonly identity: Identity;
  readonly tokenKey: AppSecret;
  readonly xeroApp: AppSecret;
  readonly mailIdentity: EmailIdentity;
  readonly mailFrom: string;
  /** Every mail is sent with it, so that SES tells of bounces and complaints. */
  readonly mails: ConfigurationSet;

  constructor(scope: Construct, id: string, props: DataStackProps) {
    super(scope, id, { ...props, terminationProtection: props.config.retainData });
    const { config } = props;
    const retain = config.retainData;
    const key = this.dataKey(retain);
    this.context = {
      name: config.name,
      bundles: props.bundles,
      key,
      logRetention: config.logRetentionDays === 400 ? RetentionDays.THIRTEEN_MONTHS : RetentionDays.ONE_MONTH,
      logRemovalPolicy: retain ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    };
    this.records = new SecuredTable(this, 'Records', {
      key,
      retain,
      timeToLiveAttribute: 'expiresAt',
      indexes: [
        { name: 'list-index', partitionKey: 'listPk', sortKey: 'listSk', include: LIST_ATTRIBUTES },
        { name: 'due-index', partitionKey: 'duePk', sortKey: 'dueAt' },
      ],
    });
    this.connections = new SecuredTable(this, 'Connections', {
      key,
      retain,
      timeToLiveAttribute: 'expiresAt',
      indexes: [{ name: 'due-index', partitionKey: 'duePk', sortKey: 'dueAt' }],
    });
    this.audit = new SecuredTable(this, 'Audit', { key, retain });
    this.identity = new Identity(this, 'Identity', {
      context: this.context,
      retain,
      records: this.records,
      audit: this.audit,
    });
    this.tokenKey = new AppSecret(this, 'TokenKey', {
      description: 'Encrypts the Xero tokens of all firms; kid names its version',
      key,
      template: { kid: 'k1' },
      generated: 'secret',
      rotation: 'Rotated by hand: tokens are re-encrypted at their next refresh, see docs/operations.md.',
    });
    this.xeroApp = new AppSecret(this, 'XeroApp', {
      description: "Client id and secret of the firm's app at Xero; an operator puts them in",
      key,
      template: { clientId: 'put-the-client-id-here' },
      generated: 'clientSecret',
      rotation: 'Xero makes this secret; there is no interface to rotate it.',
    });
    // In this order. Left to CDK it follows the numbers that it gives to references, compared as texts (999, 1000),
    // and differs between its command line and a direct run.
    for (const secret of [this.tokenKey, this.xeroApp]) this.exportValue(secret.secretArn);
    this.exportValue(this.identity.preToken.functionName);
    const mailFrom = new CfnParameter(this, 'MailFrom', {
      description: 'Address that e-mails are sent from; SES asks its owner to verify it',
      allowedPattern: '[^@\\s]+@[^@\\s]+',
    });
    this.mailFrom = mailFrom.valueAsString;
    this.mailIdentity = new EmailIdentity(this, 'MailIdentity', {
      identity: SesIdentity.email(this.mailFrom),
    });
    this.mails = new ConfigurationSet(this, 'Mails');
    this.mails.addEventDestination('Problems', {
      destination: EventDestination.eventBus(EventBus.fromEventBusName(this, 'DefaultBus', 'default')),
      events: [EmailSendingEvent.BOUNCE, EmailSendingEvent.COMPLAINT],
    });
  }

  private dataKey(retain: boolean): Key {
    const key = new Key(this, 'DataKey', {
      description: 'Encrypts tables, secrets and logs',
      enableKeyRotation: true,
      removalPolicy: retain ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    key.grantEncryptDecrypt(new ServicePrincipal(`logs.${this.region}.amazonaws.com`));
    return key;
  }
}

/** What a row of the client list shows; read from the index alone. */
const LIST_ATTRIBUTES = [
  'clientId',
  'xpmUuid',
  'name',
  'status',
  'email',
  'phone',
  'primaryContact',
  'gap',
  'webUrl',
  'search',
];
