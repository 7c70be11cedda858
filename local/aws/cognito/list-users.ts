import * as z from 'zod';
import { summary } from './admin.ts';
import { attributeList, type Directory } from './directory.ts';
import { invalidParameter, type Operation, operation } from './operation.ts';
import type { User } from './pool.ts';

const FILTER = /^\s*"?([\w:]+)"?\s*(\^?=)\s*"((?:[^"\\]|\\.)*)"\s*$/;
const STANDARD = ['email', 'phone_number', 'name', 'given_name', 'family_name', 'preferred_username', 'sub'];

export function listUsers(directory: Directory): Record<string, Operation> {
  return {
    ListUsers: operation(
      {
        UserPoolId: z.string(),
        Filter: z.string().optional(),
        Limit: z.number().int().min(0).max(60).default(60),
        PaginationToken: z.string().min(1).optional(),
        AttributesToGet: z.array(z.string()).optional(),
      },
      ({ UserPoolId, Filter, Limit, PaginationToken, AttributesToGet }) => {
        directory.pool(UserPoolId);
        const after = Buffer.from(PaginationToken ?? '', 'base64url').toString();
        const matching = directory
          .all(UserPoolId)
          .filter(Filter ? predicate(Filter) : () => true)
          .filter((user) => user.sub > after)
          .sort((one, other) => (one.sub < other.sub ? -1 : 1));
        const page = matching.slice(0, Limit || 60);
        const last = page.at(-1);
        return {
          Users: page.map((user) => ({
            ...summary(user),
            Attributes: attributeList(user).filter(({ Name }) => AttributesToGet?.includes(Name) ?? true),
          })),
          ...(last && page.length < matching.length
            ? { PaginationToken: Buffer.from(last.sub).toString('base64url') }
            : {}),
        };
      },
    ),
  };
}

/** `name = "value"` or, for a beginning, `name ^= "value"`; custom attributes cannot be searched, on AWS neither. */
function predicate(filter: string): (user: User) => boolean {
  const [, name = '', comparison = '', quoted = ''] = FILTER.exec(filter) ?? [];
  const wanted = quoted.replace(/\\(.)/g, '$1');
  const read = reader(name);
  return (user) => {
    const value = read(user);
    return comparison === '=' ? value === wanted : value.startsWith(wanted);
  };
}

function reader(name: string): (user: User) => string {
  if (name === '') throw invalidParameter('Error while parsing filter');
  if (name === 'username') return (user) => user.sub;
  if (name === 'cognito:user_status') return (user) => user.status;
  if (name === 'status') return (user) => (user.enabled ? 'Enabled' : 'Disabled');
  if (STANDARD.includes(name)) return (user) => user.attributes[name] ?? '';
  throw invalidParameter(`Invalid search attribute: ${name}`);
}
