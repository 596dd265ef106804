/** How many places a message names. */
const placesNamed = 3;

/** The first few of these places (file and row or line), for messages and counts. */
export function firstPlaces(places: readonly string[]): string[] {
  return places.slice(0, placesNamed);
}

/**
 * `a.csv: row 1 (line 2); row 4 (line 5); b.csv: row 9 (line 10); … and 3 more`: a file is named once in a row.
 * @param total how many places there are, if `places` holds only the first.
 */
export function formatPlaces(places: readonly string[], total: number = places.length): string {
  const first = firstPlaces(places);
  const named = first.map((place, index) => {
    const file = fileOf(place);
    return index > 0 && file !== "" && fileOf(first[index - 1] ?? "") === file ? place.slice(file.length) : place;
  });
  if (total > first.length) named.push(`… and ${total - first.length} more`);
  return named.join("; ");
}

function fileOf(place: string): string {
  const end = place.lastIndexOf(": ");
  return end < 0 ? "" : place.slice(0, end + 2);
}
