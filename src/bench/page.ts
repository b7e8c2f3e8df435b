/** Where the tables go in a page that is otherwise written by hand. */

const BEGIN = '<!-- results: begin -->';
const END = '<!-- results: end -->';

/** The page with `text` between its two marks; `text` alone when there is no page, or no marks in it. */
export function intoPage(page: string | undefined, text: string): string {
  const begin = page?.indexOf(BEGIN) ?? -1;
  const end = page?.indexOf(END) ?? -1;
  if (page === undefined || begin === -1 || end < begin) return text;
  return `${page.slice(0, begin + BEGIN.length)}\n\n${text}\n${page.slice(end)}`;
}
