import type { ProviderRecord } from '../record.ts';
import { AWS_RECORDS } from './aws.ts';
import { CHAT_RECORDS } from './chat.ts';
import { CLOUDFLARE_RECORDS } from './cloudflare.ts';
import { CODE_HOST_RECORDS } from './code-hosts.ts';
import { DATADOG_RECORDS } from './datadog.ts';
import { GITHUB_RECORDS } from './github.ts';
import { GOOGLE_RECORDS } from './google.ts';
import { HOSTING_RECORDS } from './hosting.ts';
import { MODEL_RECORDS } from './models.ts';
import { SEARCH_RECORDS } from './search.ts';
import { SELF_HOSTED_RECORDS } from './self-hosted.ts';
import { SERVICE_RECORDS } from './services.ts';
import { WORK_RECORDS } from './work.ts';

/** Every record by which the broker acts. What stands in none has a page for people in `manual/`. */
export const PROVIDER_RECORDS: readonly ProviderRecord[] = [
  ...GITHUB_RECORDS,
  ...CODE_HOST_RECORDS,
  ...CHAT_RECORDS,
  ...WORK_RECORDS,
  ...HOSTING_RECORDS,
  ...SELF_HOSTED_RECORDS,
  ...AWS_RECORDS,
  ...GOOGLE_RECORDS,
  ...CLOUDFLARE_RECORDS,
  ...MODEL_RECORDS,
  ...SEARCH_RECORDS,
  ...DATADOG_RECORDS,
  ...SERVICE_RECORDS,
];

const BY_TYPE: ReadonlyMap<string, ProviderRecord> = new Map(
  PROVIDER_RECORDS.flatMap((record) => record.types.map((type) => [`${record.provider} ${type}`, record])),
);

/** The record for a type of credential; undefined when a person has to act. */
export function findRecord(provider: string, type: string): ProviderRecord | undefined {
  return BY_TYPE.get(`${provider} ${type}`);
}
