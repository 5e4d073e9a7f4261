/** What every answer tells the browser not to do with it. */

/** Nothing but the page's own files; nothing inline; in no frame. */
const PAGE_POLICY = [
  ...["default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' blob:", "connect-src 'self'"],
  ...["form-action 'none'", "frame-ancestors 'none'", "base-uri 'none'"],
].join('; ');

/** What comes from a share is never more than bytes: it runs nothing and loads nothing, whatever a browser takes it for. */
export const FOREIGN_CONTENT_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox";

export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'Content-Security-Policy': PAGE_POLICY,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'no-store',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
};
