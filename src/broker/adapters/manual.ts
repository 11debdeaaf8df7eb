import { Journal } from '../journal.ts';
import type { Adapter } from './adapter.ts';
import { CODE_PAGES } from './manual/code-pages.ts';
import { MODEL_PAGES } from './manual/model-pages.ts';
import type { RotatePage } from './manual/rotate-page.ts';
import { TYPE_PAGES } from './manual/type-pages.ts';
import { WORK_PAGES } from './manual/work-pages.ts';

const byId = (pages: readonly RotatePage[]): ReadonlyMap<string, RotatePage> =>
  new Map(pages.map((page) => [page.id, page]));

const BY_TYPE = byId(TYPE_PAGES);
const BY_PROVIDER = byId([...CODE_PAGES, ...MODEL_PAGES, ...WORK_PAGES]);

const ASK_OWNER: RotatePage = {
  id: 'unknown',
  steps: 'Nobody but the issuer can revoke this credential: ask the owner of the MCP server to replace it.',
};

/** The place where a person rotates a credential of this type or, failing that, this provider. */
export function findRotatePage(provider: string, type: string): RotatePage | undefined {
  return BY_TYPE.get(type) ?? BY_PROVIDER.get(provider);
}

/** Sends nothing anywhere: names the provider's rotate page and what to do there. */
export function createManualAdapter(options: { readonly now?: () => number } = {}): Adapter {
  const { now = Date.now } = options;
  return ({ provider, type }) => {
    const { steps, url } = findRotatePage(provider, type) ?? ASK_OWNER;
    const journal = new Journal('manual', now);
    return Promise.resolve(
      journal.end('manual_required', steps, url === undefined ? {} : { rotateUrl: url }),
    );
  };
}
