import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { holdWrites } from '../support/engine-writes.ts';
