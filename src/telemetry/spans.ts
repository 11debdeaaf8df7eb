import {
  context,
  createContextKey,
  SpanKind,
  SpanStatusCode,
  trace,
  type Attributes,
  type Span,
} from '@opentelemetry/api';
import { RekeyError } from '../base/errors.ts';
import { contextFrom } from './traceparent.ts';

/** How a span is begun. Names and attributes are our own words, ids, numbers and hosts: never text of a repository. */
export interface SpanOptions {
  readonly kind?: keyof typeof SpanKind;
  readonly attributes?: Attributes;
  /** It goes on from elsewhere, or begins a trace of its own; without it, it belongs to the active span. */
  readonly from?: { readonly traceparent: unknown };
  /** Whether what was thrown is a failure. Default: everything is. */
  readonly isFailure?: (error: unknown) => boolean;
}

/** A word for what was thrown. Its message is left out: it may hold anything. */
function wordFor(error: unknown): string {
  if (error instanceof RekeyError) return error.code;
  return error instanceof Error ? error.constructor.name : typeof error;
}

/** Runs work inside a span, which ends with it. */
export function inSpan<Result>(
  name: string,
  { kind = 'INTERNAL', attributes = {}, from, isFailure = () => true }: SpanOptions,
  work: (span: Span) => Promise<Result>,
): Promise<Result> {
  const parent = from ? contextFrom(from.traceparent) : context.active();
  // Asked for each time: before `startTracing` it is one that does nothing.
  const tracer = trace.getTracer('rekey');
  return tracer.startActiveSpan(name, { kind: SpanKind[kind], attributes }, parent, async (span) => {
    try {
      return await work(span);
    } catch (error) {
      if (isFailure(error)) {
        span.setAttribute('error.type', wordFor(error));
        span.setStatus({ code: SpanStatusCode.ERROR });
      }
      throw error;
    } finally {
      span.end();
    }
  });
}

class Tally {
  n = 0;
}
const TALLY = createContextKey('rekey.tally');

/** Runs work and counts in it what {@link tally} is called for: a number instead of hundreds of spans. */
export async function withTally<Result>(
  span: Span,
  attribute: string,
  work: () => Promise<Result>,
): Promise<Result> {
  const counted = new Tally();
  try {
    return await context.with(context.active().setValue(TALLY, counted), work);
  } finally {
    span.setAttribute(attribute, counted.n);
  }
}

/** Counts one for the {@link withTally} that this runs in, if any. */
export function tally(): void {
  const counted = context.active().getValue(TALLY);
  if (counted instanceof Tally) counted.n += 1;
}
