import { IANAZone } from 'luxon';
import * as z from 'zod';

/** A name such as `Pacific/Auckland`; mere offsets know no summer time and are refused, where a runtime takes them. */
export const TimeZoneSchema = z
  .string()
  .max(60)
  .regex(/^[A-Za-z]/)
  .refine((name) => IANAZone.isValidZone(name), 'an IANA time zone such as Pacific/Auckland');
