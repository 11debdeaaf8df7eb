import { Journal } from '../journal.ts';
import type { Adapter } from './adapter.ts';
import { CODE_PAGES } from './manual/code-pages.ts';
import { INFRA_PAGES } from './manual/infra-pages.ts';
import { MODEL_PAGES } from './manual/model-pages.ts';
import type { RotatePage } from './manual/rotate-page.ts';
import { SERVICE_PAGES } from './manual/service-pages.ts';
import { TYPE_PAGES } from './manual/type-pages.ts';
import { WHAT_DIES } from './manual/what-dies.ts';
import { WORK_PAGES } from './manual/work-pages.ts';

const byId = (pages: readonly RotatePage[]): ReadonlyMap<string, RotatePage> =>
  new Map(pages.map((page) => [page.id, page]));

const BY_TYPE = byId(TYPE_PAGES);

/** Every page by provider. */
export const PROVIDER_PAGES: readonly RotatePage[] = [
  ...CODE_PAGES,
  ...INFRA_PAGES,
  ...MODEL_PAGES,
  ...SERVICE_PAGES,
  ...WORK_PAGES,
];
const BY_PROVIDER = byId(PROVIDER_PAGES);

const ASK_OWNER: RotatePage = {
  id: 'unknown',
  steps: 'Nobody but the issuer can revoke this credential: ask the owner of the MCP server to replace it.',
};

/** The place where a person rotates a credential of this type or, failing that, this provider, and what dies with it. */
export function findRotatePage(provider: string, type: string): RotatePage | undefined {
  const page = BY_TYPE.get(type) ?? BY_PROVIDER.get(provider);
  if (!page) return undefined;
  const dies = page.dies ?? (Object.hasOwn(WHAT_DIES, page.id) ? WHAT_DIES[page.id] : undefined);
  return dies === undefined ? page : { ...page, dies };
}

/** Sends nothing anywhere: names the provider's rotate page and what to do there. */
export function createManualAdapter(options: { readonly now?: () => number } = {}): Adapter {
  const { now = Date.now } = options;
  return ({ provider, type }) => {
    const { steps, url, dies } = findRotatePage(provider, type) ?? ASK_OWNER;
    const journal = new Journal('manual', now);
    const words = dies === undefined ? steps : `${steps} ${dies}`;
    return Promise.resolve(
      journal.end('manual_required', words, url === undefined ? {} : { rotateUrl: url }),
    );
  };
}
