/** Text for XML: JUnit's reports, SVG, and Graphviz's HTML-like labels. */

export function escapeXml(text: string): string {
  return text
    .replace(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, '\u{fffd}')
    .replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
