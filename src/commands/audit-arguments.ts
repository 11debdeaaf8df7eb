import { parseArgs } from 'node:util';
import type { ExportRequest } from '../audit/export-trail.ts';
import type { VerifyRequest } from '../audit/verify-trail.ts';

/** What was asked for; `help` also for what cannot be understood. */
export type AuditArguments =
  | { readonly action: 'verify'; readonly file?: string; readonly request: VerifyRequest }
  | { readonly action: 'export'; readonly request: ExportRequest }
  | { readonly action: 'help'; readonly wrong: boolean };

const WRONG = { action: 'help', wrong: true } as const;
const DAY = /^\d{4}-\d{2}-\d{2}(T[\d:.]+(Z|[+-]\d{2}:\d{2}))?$/;

/** A day or a moment, UTC; throws for anything else. */
function moment(text: string | undefined): Date | undefined {
  if (text === undefined) return undefined;
  const date = new Date(text);
  if (!DAY.test(text) || Number.isNaN(date.getTime())) throw new RangeError('no moment');
  return date;
}

function number(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,15}$/.test(text)) throw new RangeError('no number');
  return Number(text);
}

function anchor(text: string | undefined): VerifyRequest['anchor'] {
  if (text === undefined) return undefined;
  const [, seq, hash] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text) ?? [];
  if (seq === undefined || hash === undefined) throw new RangeError('no anchor');
  return { seq: Number(seq), hash };
}

const OPTIONS = {
  installation: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

function readVerify(args: readonly string[]): AuditArguments {
  const options = { ...OPTIONS, file: { type: 'string' }, anchor: { type: 'string' } } as const;
  const { values } = parseArgs({ args: [...args], options });
  if (values.help) return { action: 'help', wrong: false };
  const request = { installation: number(values.installation), anchor: anchor(values.anchor) };
  if (request.anchor && request.installation === undefined) return WRONG;
  if (values.file === undefined) return { action: 'verify', request };
  return request.installation === undefined ? { action: 'verify', file: values.file, request } : WRONG;
}

function readExport(args: readonly string[]): AuditArguments {
  const options = {
    ...OPTIONS,
    since: { type: 'string' },
    until: { type: 'string' },
    format: { type: 'string', default: 'jsonl' },
  } as const;
  const { values } = parseArgs({ args: [...args], options });
  if (values.help) return { action: 'help', wrong: false };
  const { format } = values;
  if (format !== 'jsonl' && format !== 'csv') return WRONG;
  const installation = number(values.installation);
  const request: ExportRequest = {
    format,
    since: moment(values.since),
    until: moment(values.until),
    installations: installation === undefined ? undefined : [installation],
  };
  return { action: 'export', request };
}

/** Reads the arguments of `rekey audit`. */
export function readAuditArguments([action, ...args]: readonly string[]): AuditArguments {
  try {
    if (action === 'verify') return readVerify(args);
    if (action === 'export') return readExport(args);
  } catch {
    // An unknown option, or a value that is none.
    return WRONG;
  }
  return { action: 'help', wrong: action !== '--help' && action !== '-h' };
}
