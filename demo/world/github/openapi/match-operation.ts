import { readFileSync } from 'node:fs';
import type { JsonRecord } from '../json.ts';

/** A parameter of an operation, as OpenAPI 3.0 writes it. */
export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required?: boolean;
  readonly schema: object;
}

/** One operation of the subset. */
export interface Operation {
  readonly operationId: string;
  readonly method: string;
  /** The path with its parameters in braces. */
  readonly template: string;
  readonly parameters: readonly Parameter[];
  readonly bodySchema?: JsonRecord;
  readonly bodyRequired: boolean;
}

/** An operation with the values of its path parameters, decoded. */
export interface MatchedOperation {
  readonly operation: Operation;
  readonly pathValues: Readonly<Record<string, string>>;
}

interface Route {
  readonly operation: Operation;
  readonly pattern: RegExp;
  readonly names: readonly string[];
  readonly rank: number;
}

interface RawOperation {
  readonly operationId: string;
  readonly parameters: readonly (Parameter & { readonly 'x-multi-segment'?: boolean })[];
  readonly requestBody?: {
    readonly required?: boolean;
    readonly content: Readonly<Record<string, { readonly schema?: JsonRecord }>>;
  };
}

interface Subset {
  readonly info: { readonly version: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, RawOperation>>>>;
}

/** GitHub's description, cut down by `scripts/make-github-openapi-subset.ts`. */
export function readSubset(): Subset {
  return JSON.parse(readFileSync(new URL('./subset.json', import.meta.url), 'utf8'));
}

const escaped = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);

function toRoute(template: string, method: string, raw: RawOperation): Route {
  const multi = new Set(raw.parameters.filter((p) => p['x-multi-segment'] === true).map((p) => p.name));
  const names: string[] = [];
  const source = template
    .split(/(\{[^}]+\})/)
    .map((part) => {
      if (!part.startsWith('{')) return escaped(part);
      const name = part.slice(1, -1);
      names.push(name);
      return multi.has(name) ? '(.+)' : '([^/]+)';
    })
    .join('');
  const bodySchema = raw.requestBody?.content['application/json']?.schema;
  return {
    operation: {
      operationId: raw.operationId,
      method,
      template,
      parameters: raw.parameters,
      bodyRequired: raw.requestBody?.required === true,
      ...(bodySchema === undefined ? {} : { bodySchema }),
    },
    pattern: new RegExp(`^${source}$`),
    names,
    // `/commits/{ref}/check-runs` before `/commits/{ref}`, whose parameter may hold slashes.
    rank: template.split('/').filter((part) => !part.includes('{')).length - multi.size / 2,
  };
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

/** Makes the look-up from a method and a path (without query) to the operation that GitHub would run. */
export function createOperationMatcher(
  subset: Subset = readSubset(),
): (method: string, path: string) => MatchedOperation | undefined {
  const routes = Object.entries(subset.paths)
    .flatMap(([template, item]) =>
      Object.entries(item).map(([method, raw]) => toRoute(template, method.toUpperCase(), raw)),
    )
    .sort((a, b) => b.rank - a.rank);
  return (method, sent) => {
    // Where a redirect from an old name leads: every path of a repository exists under its id as well.
    const path = sent.replace(/^\/repositories\/\d+(?=\/|$)/, '/repos/o/r');
    for (const { operation, pattern, names } of routes) {
      if (operation.method !== method) continue;
      const match = pattern.exec(path);
      if (match === null) continue;
      const pathValues = Object.fromEntries(names.map((name, i) => [name, decoded(match[i + 1] ?? '')]));
      return { operation, pathValues };
    }
    return undefined;
  };
}
