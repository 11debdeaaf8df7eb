import { z } from 'zod';

/** Where spans are sent, and of how many traces; absent: nothing is traced. */
export interface TracingConfig {
  /** Base of an OTLP/HTTP receiver, without a trailing slash. */
  readonly endpoint: string;
  /** Part of the traces that begin here, from 0 to 1. */
  readonly ratio: number;
}

/**
 * OpenTelemetry's own variables, for the schemas of the server's and the broker's environment. What else belongs to the
 * exporter (`OTEL_EXPORTER_OTLP_HEADERS`, `…_TIMEOUT`, `…_CERTIFICATE`, …) it reads by itself.
 * https://opentelemetry.io/docs/specs/otel/protocol/exporter/
 */
export const TRACING_VARIABLES = {
  OTEL_EXPORTER_OTLP_ENDPOINT: z
    .url({ protocol: /^https?$/ })
    .transform((text) => text.replace(/\/+$/, ''))
    .optional(),
  OTEL_TRACES_SAMPLER_ARG: z.coerce.number().min(0).max(1).default(1),
};

/** What to do about a variable that is not valid. */
export const TRACING_REMEDY: Readonly<Record<string, string>> = {
  OTEL_EXPORTER_OTLP_ENDPOINT: 'use the base of an OTLP/HTTP receiver, such as http://localhost:4318',
  OTEL_TRACES_SAMPLER_ARG: 'use a part from 0 to 1',
};

/** The configuration in the variables, as a member of the whole. */
export function readTracing(env: {
  readonly OTEL_EXPORTER_OTLP_ENDPOINT?: string | undefined;
  readonly OTEL_TRACES_SAMPLER_ARG: number;
}): { readonly tracing?: TracingConfig } {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_TRACES_SAMPLER_ARG: ratio } = env;
  return endpoint === undefined ? {} : { tracing: { endpoint, ratio } };
}
