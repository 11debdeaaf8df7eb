import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

interface Media {
  readonly schema: { readonly $ref: string };
}

interface DescribedAnswer {
  readonly content?: Readonly<Record<string, Media>>;
  readonly headers?: Readonly<Record<string, unknown>>;
}

interface DescribedOperation {
  readonly requestBody?: { readonly content: Readonly<Record<string, Media>> };
  readonly responses: Readonly<Record<string, DescribedAnswer>>;
}

/** As much of a served OpenAPI document as the checks read. */
export interface ServedDocument {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, DescribedOperation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
}

/** An exchange with a server that says what it answers. */
export interface Exchange {
  readonly method: string;
  readonly path: string;
  readonly request: unknown;
  readonly status: number;
  readonly contentType: string;
  readonly response: unknown;
  readonly headers: Headers;
}

/**
 * Checks exchanges against the document that a server serves, and by nothing else. A request that it accepted
 * must be as described; an answer must always be.
 */
export function createContractCheck(document: ServedDocument): (exchange: Exchange) => readonly string[] {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  (addFormats as unknown as (instance: Ajv2020) => void)(ajv);
  ajv.addSchema({ $id: 'document', components: document.components });
  const compiled = new Map<string, ValidateFunction>();
  const validate = (media: Media, value: unknown): readonly string[] => {
    const ref = `document${media.schema.$ref}`;
    const check = compiled.get(ref) ?? ajv.compile({ $ref: ref });
    compiled.set(ref, check);
    return check(value) ? [] : [ajv.errorsText(check.errors)];
  };
  const find = (method: string, path: string): DescribedOperation | undefined => {
    const known = Object.entries(document.paths).find(
      ([template, methods]) =>
        methods[method.toLowerCase()] &&
        new RegExp(`^${template.replace(/\{\w+\}/g, '[^/]+')}$`).test(path.split('?')[0] ?? ''),
    );
    return known?.[1][method.toLowerCase()];
  };
  return (exchange) => {
    const operation = find(exchange.method, exchange.path);
    if (!operation) return [];
    const { status, contentType, response, request } = exchange;
    const answer = operation.responses[String(status)];
    if (!answer) return [`${exchange.method} ${exchange.path}: ${status} is not described`];
    const media = answer.content?.[contentType];
    const wrong = answer.content === undefined ? response !== undefined : media === undefined;
    const body = Object.values(operation.requestBody?.content ?? {})[0];
    return [
      ...(wrong ? [`${exchange.path} ${status}: the type ${contentType} is not described`] : []),
      ...(media ? validate(media, response) : []),
      ...(status < 300 && body ? validate(body, request) : []),
      ...(answer.headers?.['Retry-After'] && !exchange.headers.has('retry-after')
        ? [`${status} has no Retry-After`]
        : []),
    ];
  };
}
