import type { Abilities } from '../broker/broker.ts';
import type { Abilities as Told } from '../broker-contract/abilities.ts';

/** The tools that the broker tells; their names are of plain characters by the contract. */
export function toAbilities({ tools, more }: Told): Abilities {
  return {
    tools: tools.map(({ name, read_only: readOnly, destructive }) => ({
      name,
      ...(readOnly === undefined ? {} : { readOnly }),
      ...(destructive === undefined ? {} : { destructive }),
    })),
    ...(more ? { more } : {}),
  };
}
