import type { ServiceFunctionProps } from './constructs/service-function.ts';

/** What is said of a route's function where the route is added; the rest follows from its folder. */
export type RouteProps<Env extends object> = Pick<
  ServiceFunctionProps<Env>,
  'environment' | 'grants' | 'timeout' | 'memoryMb'
>;

export type AddRoute = <Env extends object>(folder: string, props: RouteProps<Env>) => void;

/** What the gate of every signed-in route needs. */
export interface SignedIn {
  RECORDS_TABLE_NAME: string;
  CONNECTIONS_TABLE_NAME: string;
  AUDIT_TABLE_NAME: string;
  USER_POOL_ID: string;
  USER_POOL_CLIENT_ID: string;
}
