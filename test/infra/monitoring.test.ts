import { describe, expect, it } from 'vitest';
import { headings, sections } from '../support/infra-rules/monitoring.ts';

describe('The runbook', () => {
  it.each(sections.map((section, index) => [headings[index] ?? '', section]))(
    '%s says all that is needed',
    (_name, section) => {
      const parts = ['Meaning', 'Impact', 'Look', 'Fix'].filter((part) => !section.includes(`**${part}.**`));
      expect(parts).toEqual([]);
    },
  );
});
