// https://github.com/rust-lang/crates.io: src/auth.rs, src/controllers/token.rs
import { alnum, byHeader, dying, empty, known, ok, tokenOf, type Fake } from './fake.ts';

const says = (detail: string) => ok({ errors: [{ detail }] }, 403);
const byToken = byHeader('authorization');

export const RUST_CRATES_FAKE: Fake = {
  record: 'rust-crates',
  type: 'crates-io-token',
  make: () => tokenOf(`cio${alnum(32)}`),
  routes: {
    'GET crates.io/api/v1/me': known(byToken, says('authentication failed'), () =>
      says('this action can only be performed on the crates.io website'),
    ),
    'DELETE crates.io/api/v1/tokens/current': known(byToken, says('authentication failed'), dying(empty())),
  },
  acts: ['DELETE crates.io/api/v1/tokens/current'],
};
