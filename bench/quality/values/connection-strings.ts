import type { PlantedFacts } from '../quality-file.ts';
import { percent } from '../encode.ts';
import type { Sheet } from '../sheet.ts';
import { password } from './shapes.ts';

const HOSTS = [
  'db.qhtzmwplkcvxnbgyrdea.supabase.co:5432',
  'ep-quiet-maple-a1k2m3.eu-central-1.aws.neon.tech',
  'cluster0.k3m9x.mongodb.net',
  'prod-db.c9akciq32.us-east-1.rds.amazonaws.com:5432',
  'redis-14523.c265.us-east-1-2.ec2.redns.redis-cloud.com:14523',
  'db.acme.dev',
];

type Writing = (user: string, secret: string, host: string) => string;

const url =
  (scheme: string, path = '/app'): Writing =>
  (user, secret, host) =>
    `${scheme}://${user}:${secret}@${host}${path}`;

const POSTGRES = [url('postgres'), url('postgresql', '/postgres?sslmode=require'), url('postgresql+asyncpg')];
const MYSQL: readonly Writing[] = [
  url('mysql'),
  (user, secret, host) => `${user}:${secret}@tcp(${host})/app?parseTime=true`,
];
const MONGODB = [url('mongodb+srv', '/?retryWrites=true&w=majority')];
const REDIS = [url('redis', '/0'), url('rediss', '')];
const COUCHBASE = [url('couchbases', '')];
const PAIRS: readonly Writing[] = [
  (user, secret, host) =>
    `jdbc:sqlserver://${host};databaseName=app;user=${user};password=${secret};encrypt=true`,
  (user, secret, host) => `Server=tcp:${host};Database=app;User Id=${user};Password=${secret};`,
  (user, secret, host) => `Data Source=${host}/ORCL;User Id=${user};Password=${secret}`,
];

const ANY: readonly Writing[] = [
  ...POSTGRES,
  ...MYSQL,
  ...MONGODB,
  ...REDIS,
  ...COUCHBASE,
  url('neo4j+s', ''),
  url('clickhouse', '/default'),
  url('amqp', '/vhost'),
  ...PAIRS,
];

/** Which connection strings a variable of this name takes. */
const BY_NAME: readonly (readonly [RegExp, readonly Writing[]])[] = [
  [/REDIS/, REDIS],
  [/MONGO|MDB/, MONGODB],
  [/MYSQL/, MYSQL],
  [/POSTGRES/, POSTGRES],
  [/ORACLE/, PAIRS.slice(2)],
  [/^CB_/, COUCHBASE],
];

/** A connection string to a host on the Internet, with a password; sometimes percent-encoded. */
export function plantConnectionString(sheet: Sheet, facts: PlantedFacts = {}): string {
  const { random } = sheet;
  const key = facts.key ?? '';
  const writing = random.pick(BY_NAME.find(([name]) => name.test(key))?.[1] ?? ANY);
  const isUrl = /^[a-z+0-9]+:\/\//.test(writing('u', 'p', 'h'));
  const wild = isUrl && random.chance(0.2);
  const value = wild
    ? `${password(random)}${random.pick(['@', '#', '/', ':', '%'])}${random.text.alnum(4)}`
    : password(random);
  const planted = sheet.plant(value, { slot: 'url-userinfo', ...facts });
  const user = random.pick(['postgres', 'app', 'svc_mcp', 'admin', 'default', 'reader']);
  return writing(user, wild ? percent(planted) : planted, random.pick(HOSTS));
}
