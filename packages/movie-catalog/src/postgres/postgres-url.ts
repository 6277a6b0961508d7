/** Whether a text names a database of PostgreSQL: `postgres://…` or `postgresql://…`. */
export function isPostgresUrl(text: string): boolean {
  return /^postgres(ql)?:\/\//i.test(text);
}
