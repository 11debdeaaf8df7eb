import type { Backend, Rule } from '../backend.ts';
import { errorAnswer, jsonAnswer, type GitHubRequest } from '../exchange.ts';
import { numberAt, type JsonRecord } from '../json.ts';
import type { Delivery, WebhookRelay } from '../webhook-relay.ts';

const DEFAULT_PER_PAGE = 30;
const MAX_PER_PAGE = 100;

const refuse = () => errorAnswer(401, 'A JSON web token could not be decoded');

/** A delivery as `GET /app/hook/deliveries` lists it. */
function toListedDelivery(delivery: Delivery): JsonRecord {
  const ok = delivery.status >= 200 && delivery.status < 300;
  const failed =
    delivery.status === 0 ? 'failed to connect to host' : `Invalid HTTP Response: ${delivery.status}`;
  return {
    id: delivery.id,
    guid: delivery.guid,
    delivered_at: delivery.deliveredAt.toISOString(),
    redelivery: delivery.redelivery,
    duration: delivery.ms / 1000,
    status: ok ? 'OK' : failed,
    status_code: delivery.status,
    event: delivery.event,
    action: delivery.action === '' ? null : delivery.action,
    installation_id: numberAt(delivery.payload, 'installation', 'id') || null,
    repository_id: numberAt(delivery.payload, 'repository', 'id') || null,
    throttled_at: null,
  };
}

/**
 * The App's webhook deliveries, which the emulator lacks: list (newest first, with a cursor), one, and redeliver.
 * https://docs.github.com/rest/apps/webhooks
 */
export function hookDeliveryRules(backend: Backend, relay: WebhookRelay): readonly Rule[] {
  const asApp = (request: GitHubRequest) => backend.callers.identify(request).kind === 'app';
  const find = (id: string) => relay.deliveries.find((delivery) => String(delivery.id) === id);

  return [
    {
      method: 'GET',
      pattern: /^\/app\/hook\/deliveries$/,
      handle: async (request) => {
        if (!asApp(request)) return refuse();
        const perPage = Number(request.query.get('per_page') ?? DEFAULT_PER_PAGE);
        const size = Math.min(MAX_PER_PAGE, perPage > 0 ? perPage : DEFAULT_PER_PAGE);
        // The cursor is the id of the last delivery that was shown.
        const below = Number(request.query.get('cursor') ?? Number.MAX_SAFE_INTEGER);
        const older = relay.deliveries.toReversed().filter(({ id }) => id < below);
        const page = older.slice(0, size);
        const last = page.at(-1);
        const more = last !== undefined && older.length > size;
        const next = `<${backend.apiUrl}${request.path}?per_page=${size}&cursor=${last?.id ?? ''}>; rel="next"`;
        return jsonAnswer(200, page.map(toListedDelivery), more ? { link: next } : {});
      },
    },
    {
      method: 'GET',
      pattern: /^\/app\/hook\/deliveries\/(\d+)$/,
      handle: async (request, _next, [id = '']) => {
        if (!asApp(request)) return refuse();
        const delivery = find(id);
        if (delivery === undefined) return errorAnswer(404, 'Not Found');
        return jsonAnswer(200, {
          ...toListedDelivery(delivery),
          url: '',
          request: { headers: {}, payload: delivery.payload },
          response: { headers: {}, payload: '' },
        });
      },
    },
    {
      method: 'POST',
      pattern: /^\/app\/hook\/deliveries\/(\d+)\/attempts$/,
      handle: async (request, _next, [id = '']) => {
        if (!asApp(request)) return refuse();
        const delivery = find(id);
        if (delivery === undefined) return errorAnswer(404, 'Not Found');
        // Accepted first, delivered after, as on GitHub.
        void relay.redeliver(delivery.guid);
        return jsonAnswer(202, {});
      },
    },
  ];
}
