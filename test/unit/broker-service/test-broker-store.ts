import type { Store } from '../../../src/store/database.ts';
import { openBrokerStore } from '../../../src/broker-service/store/open-broker-store.ts';
import type { BrokerSchema } from '../../../src/broker-service/store/schema.ts';
import { copyDatabaseTemplate } from '../../../demo/world/server-process.ts';
import { makeTestPlace } from '../../support/test-store.ts';

/** The broker's store in a fresh place: PostgreSQL when TEST_DATABASE_URL names a server, else the embedded database. */
export async function openTestBrokerStore(): Promise<Store<BrokerSchema> & { remove(): Promise<void> }> {
  const place = await makeTestPlace();
  if (!place.config.databaseUrl) copyDatabaseTemplate(place.config.dataDir, 'empty');
  const store = await openBrokerStore(place.config);
  return {
    ...store,
    async remove() {
      await store.close();
      await place.remove();
    },
  };
}
