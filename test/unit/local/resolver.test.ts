import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readAssembly } from '../../../local/assembly/assembly.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'assembly-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(stacks: Record<string, object>): void {
  const artifacts = Object.fromEntries(
    Object.keys(stacks).map((name) => [
      name,
      {
        type: 'aws:cloudformation:stack',
        environment: 'aws://unknown-account/unknown-region',
        properties: { templateFile: `${name}.json` },
      },
    ]),
  );
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify({ artifacts }));
  for (const [name, template] of Object.entries(stacks)) {
    writeFileSync(join(folder, `${name}.json`), JSON.stringify(template));
  }
}

const topic = (Properties: object) => ({ Type: 'AWS::SNS::Topic', Properties });

function valueOf(value: unknown, more: object = {}): unknown {
  write({
    App: { Resources: { Probe: topic({ Value: value }), Table: { Type: 'AWS::DynamoDB::Table' } }, ...more },
  });
  return readAssembly(folder, {}).resources[0]?.properties.Value;
}

describe('intrinsic functions', () => {
  it.each([
    ['Ref of a resource', { Ref: 'Table' }, 'App-Table'],
    ['Ref of a pseudo parameter', { Ref: 'AWS::Region' }, 'ap-southeast-2'],
    [
      'GetAtt',
      { 'Fn::GetAtt': ['Table', 'Arn'] },
      'arn:aws:dynamodb:ap-southeast-2:000000000000:table/App-Table',
    ],
    ['Join', { 'Fn::Join': ['-', ['a', { Ref: 'AWS::StackName' }, 'c']] }, 'a-App-c'],
    [
      'Sub',
      { 'Fn::Sub': '${Table}/${Table.Arn}/${!kept}' },
      'App-Table/arn:aws:dynamodb:ap-southeast-2:000000000000:table/App-Table/${kept}',
    ],
    [
      'Sub with variables',
      { 'Fn::Sub': ['${x}.${AWS::Partition}', { x: { Ref: 'Table' } }] },
      'App-Table.aws',
    ],
    ['Select and Split', { 'Fn::Select': [1, { 'Fn::Split': ['/', 'a/b/c'] }] }, 'b'],
    ['NoValue in a list', ['a', { Ref: 'AWS::NoValue' }, 'b'], ['a', 'b']],
  ])('%s', (_, expression, expected) => {
    expect(valueOf(expression)).toEqual(expected);
  });

  it('If, And, Not, Equals and maps', () => {
    const more = {
      Mappings: { Sizes: { small: { memory: 128 } } },
      Conditions: {
        Here: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'ap-southeast-2'] },
        Both: { 'Fn::And': [{ Condition: 'Here' }, { 'Fn::Not': [{ 'Fn::Equals': ['a', 'a'] }] }] },
      },
    };
    expect(valueOf({ 'Fn::If': ['Here', 'yes', 'no'] }, more)).toBe('yes');
    expect(valueOf({ 'Fn::If': ['Both', 'yes', 'no'] }, more)).toBe('no');
    expect(valueOf({ 'Fn::FindInMap': ['Sizes', 'small', 'memory'] }, more)).toBe(128);
  });

  it('leaves out a resource whose condition is false', () => {
    write({
      App: {
        Conditions: { Never: { 'Fn::Equals': ['a', 'b'] } },
        Resources: { Probe: { ...topic({}), Condition: 'Never' }, Other: topic({}) },
      },
    });
    expect(readAssembly(folder, {}).resources.map(({ logicalId }) => logicalId)).toEqual(['Other']);
  });
});

describe('stacks and parameters', () => {
  it('follows an export to the stack that makes it, with names that do not change', () => {
    write({
      Service: { Resources: { Probe: topic({ Value: { 'Fn::ImportValue': 'Data:Table' } }) } },
      Data: {
        Resources: { Table: { Type: 'AWS::DynamoDB::Table' } },
        Outputs: {
          Out: {
            Value: { 'Fn::GetAtt': ['Table', 'Arn'] },
            Export: { Name: { 'Fn::Sub': '${AWS::StackName}:Table' } },
          },
        },
      },
    });
    const first = readAssembly(folder, {});
    const arn = 'arn:aws:dynamodb:ap-southeast-2:000000000000:table/Data-Table';
    expect(first.ofType('AWS::SNS::Topic')[0]?.properties.Value).toBe(arn);
    expect(first.outputs).toEqual({ Service: {}, Data: { Out: arn } });
    expect(readAssembly(folder, {}).resources).toEqual(first.resources);
  });

  it('takes given values, defaults and names what is missing or unknown', () => {
    write({
      App: {
        Parameters: { Url: { Type: 'String' }, Days: { Type: 'Number', Default: 7 } },
        Resources: { Probe: topic({ Value: { 'Fn::Sub': '${Url}?${Days}' } }) },
      },
    });
    expect(readAssembly(folder, { Url: 'http://x' }).resources[0]?.properties.Value).toBe('http://x?7');
    expect(() => readAssembly(folder, { Ulr: 'http://x' })).toThrow(
      /parameter Url needs a value[^]*no parameter Ulr/,
    );
  });
});

describe('what cannot be run', () => {
  it('names every offending resource at once', () => {
    write({
      App: {
        Resources: {
          Queue: { Type: 'AWS::Kinesis::Stream' },
          Table: { Type: 'AWS::DynamoDB::Table' },
          Probe: topic({ Value: { 'Fn::GetAtt': ['Table', 'StreamArn'] } }),
          Other: topic({ Value: { 'Fn::Cidr': ['10.0.0.0/8'] } }),
          Secret: topic({ Value: '{{resolve:ssm:/x}}' }),
        },
      },
    });
    expect(() => readAssembly(folder, {})).toThrow(
      [
        'This app cannot run locally:',
        '  - App/Queue: resources of type AWS::Kinesis::Stream are not supported',
        '  - App/Probe: Fn::GetAtt of StreamArn of Table (AWS::DynamoDB::Table) is not supported',
        '  - App/Other: Fn::Cidr is not supported',
        '  - App/Secret: dynamic references ({{resolve:…}}) are not supported',
      ].join('\n'),
    );
  });

  it('says how to make an assembly that is missing', () => {
    expect(() => readAssembly(join(folder, 'absent'), {})).toThrow(/npm run synth/);
  });
});
