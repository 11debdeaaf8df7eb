import { z } from 'zod';

/** What a person typed to narrow a list: short, and a text that the database can hold. */
export const filterText = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .refine((text) => text.isWellFormed() && !text.includes('\0'));

/** For `like`: what a person typed is taken as it is. */
export const containing = (text: string): string => `%${text.replaceAll(/[\\%_]/g, '\\$&')}%`;
