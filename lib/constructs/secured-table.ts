import { type Duration, RemovalPolicy } from 'aws-cdk-lib';
import { MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import {
  AttributeType,
  BillingMode,
  type GlobalSecondaryIndexProps,
  ProjectionType,
  Table,
  TableEncryption,
} from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import type { Grant } from './service-function.ts';

/** Scan is not among them: nothing in this service may read a whole table. */
export type TableAction =
  'GetItem' | 'BatchGetItem' | 'PutItem' | 'BatchWriteItem' | 'UpdateItem' | 'DeleteItem' | 'Query';

export interface SecuredTableProps {
  key: IKey;
  retain: boolean;
  /** Epoch seconds after which an item goes. */
  timeToLiveAttribute?: string;
  indexes?: readonly IndexProps[];
}

export interface IndexProps {
  name: string;
  partitionKey: string;
  sortKey: string;
  /** @default keys only */
  include?: readonly string[];
}

/** What DynamoDB does with the customer key on a caller's behalf. */
const KEY_ACTIONS = [
  'kms:Decrypt',
  'kms:Encrypt',
  'kms:GenerateDataKey',
  'kms:ReEncryptFrom',
  'kms:ReEncryptTo',
  'kms:DescribeKey',
];

/** A table of this service: string keys `pk` and `sk`, on demand, own key, 35 days of point-in-time recovery. */
export class SecuredTable extends Table {
  /** CloudWatch counts throttled requests of an index apart from its table's. */
  readonly indexNames: readonly string[];
  private readonly key: IKey;

  constructor(scope: Construct, id: string, props: SecuredTableProps) {
    super(scope, id, {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      encryption: TableEncryption.CUSTOMER_MANAGED,
      encryptionKey: props.key,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true, recoveryPeriodInDays: 35 },
      deletionProtection: props.retain,
      removalPolicy: props.retain ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
      ...(props.timeToLiveAttribute === undefined ? {} : { timeToLiveAttribute: props.timeToLiveAttribute }),
    });
    this.key = props.key;
    this.indexNames = (props.indexes ?? []).map(({ name }) => name);
    for (const index of props.indexes ?? []) this.addGlobalSecondaryIndex(indexOf(index));
  }

  /** Reads and writes, of the table and its indexes, that DynamoDB refused for the moment. */
  metricThrottles(period: Duration): MathExpression {
    const parts = ['Read', 'Write'].flatMap((kind) => [
      this.metric(`${kind}ThrottleEvents`, { period, statistic: 'Sum' }),
      ...this.indexNames.map((index) =>
        this.metric(`${kind}ThrottleEvents`, {
          period,
          statistic: 'Sum',
          dimensionsMap: { TableName: this.tableName, GlobalSecondaryIndexName: index },
        }),
      ),
    ]);
    // Unlike those of other tables in the same graph.
    const nameAt = (index: number) => `${this.node.id.toLowerCase()}${String(index)}`;
    return new MathExpression({
      expression: parts.map((_part, index) => `FILL(${nameAt(index)}, 0)`).join(' + '),
      usingMetrics: Object.fromEntries(parts.map((part, index) => [nameAt(index), part])),
      label: `${this.node.id}: throttled`,
      period,
    });
  }

  /** Exactly these actions, on the table alone. */
  grantOf(...actions: readonly TableAction[]): Grant {
    return (fn) => {
      fn.allow(
        actions.map((action) => `dynamodb:${action}`),
        [this.tableArn],
      );
      fn.allow(KEY_ACTIONS, [this.key.keyArn]);
    };
  }

  grantQueryOn(index: string): Grant {
    return (fn) => {
      fn.allow(['dynamodb:Query'], [`${this.tableArn}/index/${index}`]);
      fn.allow(KEY_ACTIONS, [this.key.keyArn]);
    };
  }
}

function indexOf(index: IndexProps): GlobalSecondaryIndexProps {
  return {
    indexName: index.name,
    partitionKey: { name: index.partitionKey, type: AttributeType.STRING },
    sortKey: { name: index.sortKey, type: AttributeType.STRING },
    ...(index.include === undefined
      ? { projectionType: ProjectionType.KEYS_ONLY }
      : { projectionType: ProjectionType.INCLUDE, nonKeyAttributes: [...index.include] }),
  };
}
