/** XML text, for reports that other programs read. */

/** Characters that XML 1.0 cannot hold at all, escaped or not. */
const IMPOSSIBLE = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu;

/** Text fit for an element's content or an attribute in double quotes. */
export const escapeXml = (text: string): string =>
  text.replace(IMPOSSIBLE, '\u{fffd}').replace(/[&<>"\t\n\r]/g, (char) => `&#${char.charCodeAt(0)};`);

/** Text for an element's content, in which line breaks stay line breaks. */
export const escapeXmlText = (text: string): string =>
  text.replace(IMPOSSIBLE, '\u{fffd}').replace(/[&<>\r]/g, (char) => `&#${char.charCodeAt(0)};`);
