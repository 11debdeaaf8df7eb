/** What an environment is for. */
export type Stage = 'production' | 'staging' | 'test' | 'development';

/** How people call them, as whole words of the name. */
const STAGES: readonly (readonly [Stage, RegExp])[] = [
  ['staging', /(?:^|[^a-z])(?:staging|stage|stg|pre-?prod(?:uction)?|uat)(?![a-z])/i],
  ['test', /(?:^|[^a-z])(?:test|testing|tests|qa|ci|e2e|preview)(?![a-z])/i],
  ['development', /(?:^|[^a-z])(?:dev|devel|development|local|sandbox)(?![a-z])/i],
  ['production', /(?:^|[^a-z])(?:prod|production|prd|live)(?![a-z])/i],
];

/** The stage that an environment's name tells; undefined where it tells none. */
export function stageOf(environment: string): Stage | undefined {
  return STAGES.find(([, pattern]) => pattern.test(environment))?.[0];
}

/**
 * Environments that should not share a credential: different stages, or different names where a name tells no stage
 * (`eu` and `us` may be two regions of one stage, so names alone count only beside a stage).
 */
export function isolated(environments: readonly string[]): readonly string[] {
  const stages = new Map<string, string>();
  for (const name of environments) {
    const stage = stageOf(name);
    if (stage !== undefined && !stages.has(stage)) stages.set(stage, name);
  }
  return [...stages.values()];
}
