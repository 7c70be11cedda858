import type * as z from 'zod';
import type { Contracts, Route } from './endpoints.ts';

type PathOf<R extends Route> = z.input<Contracts[R]['pathParameters']>;
type QueryOf<R extends Route> = z.input<Contracts[R]['query']>;
type BodyOf<R extends Route> = Sent<z.input<NonNullable<Contracts[R]['body']>>>;
/** What a handler gets as bytes is sent as a file. */
type Sent<T> = T extends Uint8Array ? Blob : T;

/** What a call of the route takes; parts that the contract does not have cannot be given. */
export interface Input<R extends Route> {
  path?: PathOf<R>;
  query?: QueryOf<R>;
  body?: BodyOf<R>;
}

/** What the route answers. */
export type Output<R extends Route> = z.output<Contracts[R]['success']['schema']>;

export type Me = Output<'get-me'>;
export type Connection = Output<'get-connection'>;
export type ClientRow = Output<'list-clients'>['clients'][number];
export type ClientView = Output<'get-client'>;
export type SyncRecord = Output<'list-syncs'>['syncs'][number];
export type Notice = Output<'list-notices'>['notices'][number];
export type UserRow = Output<'list-users'>['users'][number];
export type Firm = Output<'get-firm'>;
export type AuditEntry = Output<'list-audit'>['events'][number];
export type Duplicate = Output<'list-duplicates'>['duplicates'][number];
