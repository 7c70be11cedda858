import * as z from 'zod';
import { isTimeZone } from './local-time.ts';

/** A name such as `Pacific/Auckland`; mere offsets know no summer time and are refused, where a runtime takes them. */
export const TimeZoneSchema = z
  .string()
  .max(60)
  .regex(/^[A-Za-z]/)
  .refine(isTimeZone, 'an IANA time zone such as Pacific/Auckland');
