/** Collects the values of an option that can be repeated. */
export function collect(value: string, before: readonly string[] | false | undefined): readonly string[] {
  return [...(before || []), value];
}
