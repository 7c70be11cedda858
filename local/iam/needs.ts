import * as z from 'zod';
import type { Assembly } from '../assembly/assembly.ts';
import type { Need } from './permissions.ts';

type Document = Readonly<Record<string, unknown>>;

const KeySchema = z.object({
  SSESpecification: z.object({ KMSMasterKeyId: z.string().optional() }).optional(),
  KmsKeyId: z.string().optional(),
});
const TaskSchema = z.object({
  Type: z.literal('Task'),
  Resource: z.string(),
  Arguments: z
    .object({ FunctionName: z.string().optional(), StateMachineArn: z.string().optional() })
    .default({}),
});

/** Which permissions an AWS call takes; one that is not known takes one on `*`, which nobody has. */
export class Needs {
  private readonly keys: ReadonlyMap<string, string>;

  constructor(private readonly assembly: Assembly) {
    const encrypted = [
      ...assembly.ofType('AWS::DynamoDB::Table').map((table) => [table.arn, table.properties] as const),
      ...assembly
        .ofType('AWS::SecretsManager::Secret')
        .map((secret) => [secret.physicalId, secret.properties] as const),
    ];
    this.keys = new Map(
      encrypted.flatMap(([arn, properties]) => {
        const { SSESpecification, KmsKeyId } = KeySchema.parse(properties);
        const key = SSESpecification?.KMSMasterKeyId ?? KmsKeyId;
        return arn === undefined || key === undefined ? [] : [[arn, key] as const];
      }),
    );
  }

  /** `service` as X-Amz-Target names it; `SES` and `Lambda`, which have no such header. */
  of(service: string, operation: string, input: Document): Need[] {
    switch (service) {
      case 'DynamoDB_20120810':
        return tablesIn(input).flatMap((table) => this.dynamoDb(operation, table, input['IndexName']));
      case 'secretsmanager':
        return this.withKey(`secretsmanager:${operation}`, text(input['SecretId']));
      case 'AWSStepFunctions':
        return [need(`states:${operation}`, input['stateMachineArn'] ?? input['executionArn'])];
      case 'AWSCognitoIdentityProviderService':
        return [need(`cognito-idp:${operation}`, this.arn('cognito-idp', 'userpool/', input['UserPoolId']))];
      case 'SES':
        return this.ses(`ses:${operation}`, input['Source'], input['ConfigurationSetName']);
      case 'Lambda':
        return [need(`lambda:${operation}`, this.arn('lambda', 'function:', input['FunctionName']))];
      default:
        return [need(`${service}:${operation}`, '*')];
    }
  }

  /** Sending takes a right to the address and to the configuration set, each by itself. */
  private ses(action: string, source: unknown, configurationSet: unknown): Need[] {
    const sender = need(action, this.arn('ses', 'identity/', addressIn(text(source))));
    if (typeof configurationSet !== 'string') return [sender];
    return [sender, need(action, this.arn('ses', 'configuration-set/', configurationSet))];
  }

  private dynamoDb(operation: string, table: string, index: unknown): Need[] {
    const arn = table.startsWith('arn:') ? table : this.arn('dynamodb', 'table/', table);
    const needs = this.withKey(`dynamodb:${operation}`, arn);
    if (index === undefined) return needs;
    return needs.map((each) =>
      each.resource === arn ? { ...each, resource: `${arn}/index/${text(index)}` } : each,
    );
  }

  /** What is encrypted with a customer's key is read and written with the caller's right to that key. */
  private withKey(action: string, resource: string): Need[] {
    const key = this.keys.get(resource);
    return [{ action, resource }, ...(key === undefined ? [] : [{ action: 'kms:Decrypt', resource: key }])];
  }

  private arn(service: string, prefix: string, name: unknown): string {
    return `arn:aws:${service}:${this.assembly.region}:${this.assembly.account}:${prefix}${text(name)}`;
  }
}

/** What the role of a state machine needs for the tasks of its definition. */
export function needsOfTasks(definition: unknown): Need[] {
  if (typeof definition !== 'object' || definition === null) return [];
  const inner = Object.values(definition).flatMap((value) => needsOfTasks(value));
  const task = TaskSchema.safeParse(definition);
  return task.success ? [...needsOfTask(task.data), ...inner] : inner;
}

function needsOfTask({
  Resource,
  Arguments: { FunctionName, StateMachineArn },
}: z.infer<typeof TaskSchema>): Need[] {
  if (!Resource.includes(':states:::states:startExecution')) {
    return [need('lambda:InvokeFunction', FunctionName ?? Resource)];
  }
  const execution = `${text(StateMachineArn).replace(':stateMachine:', ':execution:')}:any`;
  const [, region, account] = /^arn:aws:states:([^:]+):(\d+)/.exec(execution) ?? [];
  const rule = `arn:aws:events:${text(region)}:${text(account)}:rule/StepFunctionsGetEventsForStepFunctionsExecutionRule`;
  return [
    need('states:StartExecution', StateMachineArn),
    ...(Resource.includes('.sync')
      ? [
          ...['DescribeExecution', 'StopExecution'].map((action) => need(`states:${action}`, execution)),
          ...['PutTargets', 'PutRule', 'DescribeRule'].map((action) => need(`events:${action}`, rule)),
        ]
      : []),
  ];
}

function need(action: string, resource: unknown): Need {
  return { action, resource: text(resource) };
}

function tablesIn({ TableName, RequestItems }: Document): string[] {
  if (typeof RequestItems === 'object' && RequestItems !== null) return Object.keys(RequestItems);
  return [text(TableName)];
}

/** Of `Practice sync <portal@example.com>` or the bare address. */
function addressIn(sender: string): string {
  return /<([^>]+)>\s*$/.exec(sender)?.[1] ?? sender;
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '*';
}
