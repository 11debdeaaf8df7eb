import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';

/** Compiles the specification’s schema once. */
const validator = new Validator();

interface ReadOperation {
  readonly operationId?: string;
  readonly parameters?: readonly { readonly name?: string; readonly in?: string }[];
  readonly security?: readonly Readonly<Record<string, readonly string[]>>[];
}

/** As much of an OpenAPI document as is checked beyond its form. */
interface ReadDocument {
  readonly paths?: Readonly<Record<string, Readonly<Record<string, ReadOperation>>>>;
  readonly components?: {
    readonly schemas?: Readonly<Record<string, object>>;
    readonly securitySchemes?: Readonly<Record<string, object>>;
  };
}

/** The specification's form leaves schemas alone; they are held against their own, JSON Schema 2020-12. */
function schemaErrors({ components }: ReadDocument): readonly string[] {
  const ajv = new Ajv2020({ strict: false });
  return Object.entries(components?.schemas ?? {}).flatMap(([name, schema]) =>
    ajv.validateSchema(schema) === true ? [] : [`${name}: ${ajv.errorsText(ajv.errors)}`],
  );
}

/** What the specification says in words: unique ids, the parameters of a path, security schemes that exist. */
function ruleErrors({ paths, components }: ReadDocument): readonly string[] {
  const ids = new Set<string>();
  const schemes = components?.securitySchemes ?? {};
  return Object.entries(paths ?? {}).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, { operationId = '', parameters = [], security = [] }]) => {
      const isKnown = ids.has(operationId);
      ids.add(operationId);
      const inPath = parameters.filter((one) => one.in === 'path').map(({ name }) => `{${name ?? ''}}`);
      const open = path.match(/\{\w+\}/g) ?? [];
      const unknown = security.flatMap((one) => Object.keys(one)).filter((name) => !(name in schemes));
      return [
        ...(isKnown ? [`${method} ${path}: the id ${operationId} is used twice`] : []),
        ...(inPath.toSorted().join() === open.toSorted().join()
          ? []
          : [`${method} ${path}: other parameters`]),
        ...unknown.map((name) => `${method} ${path}: no security scheme ${name}`),
      ];
    }),
  );
}

/**
 * What is wrong with an OpenAPI document: by the OpenAPI Initiative's own schema for its version
 * (https://spec.openapis.org/oas/3.1/schema/2022-10-07), by its references, and by what the specification says in words.
 */
export async function openApiErrors(document: object): Promise<readonly string[]> {
  const copy = structuredClone(document) as Record<string, unknown> & ReadDocument;
  const { valid, errors = [] } = await validator.validate(copy);
  const form =
    typeof errors === 'string' ? [errors] : errors.map((one) => `${one.instancePath} ${one.message}`);
  return [...(valid ? [] : ['not valid', ...form]), ...schemaErrors(copy), ...ruleErrors(copy)];
}
