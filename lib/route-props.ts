import type { GateEnv } from '../functions/api/gate.ts';
import type { ServiceFunctionProps } from './constructs/service-function.ts';

/** What is said of a route's function where the route is added; the rest follows from its folder. */
export type RouteProps<Env extends object> = Pick<
  ServiceFunctionProps<Env>,
  'environment' | 'grants' | 'timeout' | 'memoryMb'
>;

export type AddRoute = <Env extends object>(folder: string, props: RouteProps<Env>) => void;

/** What the gate of every signed-in route needs. */
export type SignedIn = { [Name in keyof GateEnv]: string };
