import { createHash } from 'node:crypto';
import { CATALOGUE } from './catalogue.ts';
import type { ResourceKind } from './catalogue.ts';
import type { Template } from './template.ts';

export interface World {
  readonly region: string;
  readonly account: string;
  /** The value of an export of any stack of the assembly. */
  importValue(name: string): unknown;
}

/** Says what cannot be run; the caller adds the logical id. */
export class UnsupportedError extends Error {}

type Intrinsic = (argument: unknown) => unknown;

/** One stack's template with its parameters: turns intrinsic functions into values. */
export class StackResolver {
  private readonly open = new Set<string>();
  private readonly intrinsics: Record<string, Intrinsic> = {
    Ref: (argument) => this.ref(text(argument)),
    'Fn::GetAtt': (argument) => {
      const [logicalId, attribute] = typeof argument === 'string' ? split(argument, '.') : list(argument);
      return this.attribute(text(logicalId), text(this.resolve(attribute)));
    },
    'Fn::Join': (argument) => {
      const [separator, parts] = list(argument);
      return list(this.resolve(parts)).map(text).join(text(separator));
    },
    'Fn::Sub': (argument) => this.substitute(argument),
    'Fn::Select': (argument) => {
      const [index, values] = list(argument);
      const chosen = list(this.resolve(values))[Number(this.resolve(index))];
      if (chosen === undefined) throw new UnsupportedError(`Fn::Select has no element ${String(index)}`);
      return chosen;
    },
    'Fn::Split': (argument) => {
      const [separator, value] = list(argument);
      return text(this.resolve(value)).split(text(separator));
    },
    'Fn::ImportValue': (argument) => this.world.importValue(text(this.resolve(argument))),
    'Fn::If': (argument) => {
      const [condition, yes, no] = list(argument);
      return this.resolve(this.condition(text(condition)) ? yes : no);
    },
    'Fn::FindInMap': (argument) => {
      const [map, top, second] = list(this.resolve(argument)).map(text);
      const value = this.template.Mappings[map ?? '']?.[top ?? '']?.[second ?? ''];
      if (value === undefined)
        throw new UnsupportedError(`Fn::FindInMap finds nothing at ${[map, top, second].join('.')}`);
      return value;
    },
    'Fn::Equals': (argument) => {
      const [left, right] = list(this.resolve(argument));
      return left === right;
    },
    'Fn::And': (argument) => list(argument).every((each) => this.truth(each)),
    'Fn::Or': (argument) => list(argument).some((each) => this.truth(each)),
    'Fn::Not': (argument) => !this.truth(list(argument)[0]),
  };

  constructor(
    readonly name: string,
    readonly template: Template,
    private readonly parameters: Readonly<Record<string, string>>,
    private readonly world: World,
  ) {}

  /** `undefined` stands for AWS::NoValue: the property or element disappears. */
  resolve(value: unknown): unknown {
    if (Array.isArray(value))
      return value.map((each) => this.resolve(each)).filter((each) => each !== undefined);
    if (typeof value === 'string' && value.includes('{{resolve:')) {
      throw new UnsupportedError('dynamic references ({{resolve:…}}) are not supported');
    }
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value);
    const [first] = entries;
    if (first !== undefined && entries.length === 1 && (first[0] === 'Ref' || first[0].startsWith('Fn::'))) {
      const intrinsic = this.intrinsics[first[0]];
      if (intrinsic === undefined) throw new UnsupportedError(`${first[0]} is not supported`);
      return intrinsic(first[1]);
    }
    return Object.fromEntries(
      entries.map(([key, each]) => [key, this.resolve(each)]).filter(([, each]) => each !== undefined),
    );
  }

  condition(name: string): boolean {
    const expression = this.template.Conditions[name];
    if (expression === undefined) throw new UnsupportedError(`there is no condition ${name}`);
    return this.truth(expression);
  }

  ref(id: string): unknown {
    const { region, account } = this.world;
    switch (id) {
      case 'AWS::NoValue':
        return undefined;
      case 'AWS::Region':
        return region;
      case 'AWS::AccountId':
        return account;
      case 'AWS::Partition':
        return 'aws';
      case 'AWS::URLSuffix':
        return 'amazonaws.com';
      case 'AWS::StackName':
        return this.name;
      case 'AWS::StackId':
        return `arn:aws:cloudformation:${region}:${account}:stack/${this.name}/${uuid(this.name)}`;
      default:
        return this.template.Parameters[id] === undefined
          ? this.identify(id, (kind) => kind.ref)
          : this.parameter(id);
    }
  }

  attribute(logicalId: string, attribute: string): string {
    return this.identify(logicalId, (kind, type) => {
      const pattern = kind.attributes?.[attribute];
      if (pattern === undefined) {
        throw new UnsupportedError(`Fn::GetAtt of ${attribute} of ${logicalId} (${type}) is not supported`);
      }
      return pattern;
    });
  }

  nameOf(logicalId: string): string {
    return this.identify(logicalId, () => '{name}');
  }

  private parameter(id: string): unknown {
    const declared = this.template.Parameters[id];
    const value = this.parameters[id] ?? declared?.Default;
    if (value === undefined) throw new UnsupportedError(`the parameter ${id} has no value`);
    return declared?.Type === 'CommaDelimitedList' ? String(value).split(',') : String(value);
  }

  private identify(logicalId: string, choose: (kind: ResourceKind, type: string) => string): string {
    const resource = this.template.Resources[logicalId];
    if (resource === undefined) throw new UnsupportedError(`there is no resource or parameter ${logicalId}`);
    const kind = CATALOGUE.get(resource.Type);
    if (kind === undefined)
      throw new UnsupportedError(`${logicalId} is of type ${resource.Type}, which is not supported`);
    const seed = `${this.name}/${logicalId}`;
    const values: Record<string, () => string> = {
      name: () => this.physicalName(logicalId, kind, resource.Properties),
      region: () => this.world.region,
      account: () => this.world.account,
      six: () => hash(seed).slice(0, 6),
      short: () => hash(seed).slice(0, 9),
      id: () => hash(seed).slice(0, 10),
      long: () => hash(seed).slice(0, 26),
      uuid: () => uuid(seed),
    };
    return choose(kind, resource.Type).replaceAll(/\{(\w+)\}/g, (_, key: string) => values[key]?.() ?? key);
  }

  private physicalName(logicalId: string, kind: ResourceKind, properties: Record<string, unknown>): string {
    if (this.open.has(logicalId)) throw new UnsupportedError(`the name of ${logicalId} depends on itself`);
    this.open.add(logicalId);
    const given = kind.nameFrom === undefined ? undefined : this.resolve(properties[kind.nameFrom]);
    this.open.delete(logicalId);
    if (typeof given === 'string') return given;
    const made = `${this.name}-${logicalId}`;
    return made.length <= 64 ? made : `${made.slice(0, 55)}-${hash(made).slice(0, 8)}`; // Lambda's longest name is 64
  }

  private substitute(argument: unknown): string {
    const [pattern, variables] = typeof argument === 'string' ? [argument, {}] : list(argument);
    const own = new Map(typeof variables === 'object' && variables !== null ? Object.entries(variables) : []);
    return text(pattern).replaceAll(/\$\{(!?)([^}]+)\}/g, (_, literal: string, name: string) => {
      if (literal === '!') return `\${${name}}`;
      if (own.has(name)) return text(this.resolve(own.get(name)));
      const [logicalId, attribute] = split(name, '.');
      return attribute === undefined ? text(this.ref(name)) : this.attribute(logicalId, attribute);
    });
  }

  private truth(expression: unknown): boolean {
    if (typeof expression === 'object' && expression !== null && 'Condition' in expression) {
      return this.condition(text(expression.Condition));
    }
    return this.resolve(expression) === true;
  }
}

function list(value: unknown): unknown[] {
  if (!Array.isArray(value)) throw new UnsupportedError(`expected a list, found ${JSON.stringify(value)}`);
  return value;
}

function text(value: unknown): string {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return String(value);
  throw new UnsupportedError(`expected a text, found ${JSON.stringify(value)}`);
}

function split(value: string, separator: string): [string, string?] {
  const at = value.indexOf(separator);
  return at === -1 ? [value] : [value.slice(0, at), value.slice(at + 1)];
}

function hash(seed: string): string {
  return createHash('sha256').update(seed).digest('hex');
}

function uuid(seed: string): string {
  return hash(seed).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');
}
