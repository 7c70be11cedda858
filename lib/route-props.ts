import type { ServiceFunctionProps } from './constructs/service-function.ts';

/** What is said of a route's function where the route is added; the rest follows from its folder. */
export type RouteProps<Env extends object> = Pick<
  ServiceFunctionProps<Env>,
  'environment' | 'grants' | 'timeout' | 'memoryMb'
>;
