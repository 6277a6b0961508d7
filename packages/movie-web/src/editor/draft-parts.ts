import { FIELD_NAMES, FIELDS, type Field } from '../movie-fields.js';
import { type Draft, labelsOf, nameOfLabel, typedLabels } from './draft.js';

/** What two versions of a movie can differ in: a field, or one label. */
export interface Part {
  readonly name: string;
  /** The field that it is or belongs to. */
  readonly field: Field;
  /** What people call it. */
  readonly label: string;
  /** What a draft has there, for comparing. */
  value(draft: Draft): unknown;
  /** What a draft has there, as a person reads it. */
  text(draft: Draft): string;
  /** A draft with what another one has there. */
  take(draft: Draft, from: Draft): Draft;
}

/** The parts in which two drafts differ, in the order of the form. */
export function differences(first: Draft, second: Draft): readonly Part[] {
  const keys = new Set([first, second].flatMap((draft) => Object.keys(labelsOf(draft))));
  const parts = FIELDS.flatMap((field) => (field === 'labels' ? [...keys].sort().map(labelPart) : fieldPart(field)));
  return parts.filter((part) => !isSame(part, first, second));
}

/** Whether two drafts have the same in a part. */
export function isSame(part: Part, first: Draft, second: Draft): boolean {
  return JSON.stringify(part.value(first)) === JSON.stringify(part.value(second));
}

function fieldPart(field: Exclude<Field, 'labels'>): Part {
  return {
    name: field,
    field,
    label: FIELD_NAMES[field].label,
    value: (draft) => draft[field],
    text: (draft) => [draft[field]].flat().join(', ') || (field === 'rating' ? 'not rated' : 'empty'),
    take: (draft, from) => ({ ...draft, [field]: from[field] }),
  };
}

function labelPart(key: string): Part {
  const value = (draft: Draft) => labelsOf(draft)[key];
  return {
    name: nameOfLabel(key),
    field: 'labels',
    label: `Label ${key}`,
    value,
    text: (draft) => value(draft)?.replace(/^$/, 'without a value') ?? 'no such label',
    take(draft, from) {
      const { [key]: _, ...others } = labelsOf(draft);
      const taken = value(from);
      return { ...draft, labels: typedLabels({ ...others, ...(taken !== undefined && { [key]: taken }) }) };
    },
  };
}
