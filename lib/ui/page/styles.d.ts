/** Styles are bundled apart: a module that imports them gets nothing. */
declare module '*.css';
