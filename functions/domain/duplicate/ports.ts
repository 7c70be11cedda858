import type { DuplicateRecord, DuplicateStatus } from './duplicate.ts';

export interface DuplicateQuery {
  status: DuplicateStatus;
  limit: number;
  cursor?: string;
}

export interface DuplicateRepository {
  /** Keeps it unless these two are known already, and answers what is kept: what was decided stays decided. */
  record(firmId: string, duplicate: DuplicateRecord): Promise<DuplicateRecord>;
  get(firmId: string, duplicateId: string): Promise<DuplicateRecord | undefined>;
  /** Overwrites the version that was read and raises it; undefined when somebody else was faster. */
  save(firmId: string, duplicate: DuplicateRecord): Promise<DuplicateRecord | undefined>;
  /** In a fixed order; what is shown has no `before`. */
  list(
    firmId: string,
    query: DuplicateQuery,
  ): Promise<{ duplicates: Omit<DuplicateRecord, 'before'>[]; cursor?: string }>;
}
