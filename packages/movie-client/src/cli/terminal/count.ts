/** `12,345`. */
export function count(number: number): string {
  return number.toLocaleString('en');
}

/** `12,345 movies`. */
export function movieCount(number: number): string {
  return `${count(number)} ${number === 1 ? 'movie' : 'movies'}`;
}
