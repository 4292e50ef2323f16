import { createCartPole } from './cartPole';
import { createCatch } from './catch';
import type { Environment } from './environment';
import { createGridWorld } from './gridWorld';

const environments = {
  catch: createCatch,
  cartPole: createCartPole,
  gridWorld: createGridWorld,
} as const;

/** The name of an environment. */
export type EnvironmentName = keyof typeof environments;

/** The names of all environments. */
export const ENVIRONMENTS = Object.keys(environments) as readonly EnvironmentName[];

/** A new environment; it must be reset before the first step. */
export function createEnvironment(name: EnvironmentName): Environment {
  return environments[name]();
}
