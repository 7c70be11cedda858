/** Sizes of the frame around every page, in pixels. */
export const HEADER = { height: 60 };
export const NAVBAR = { width: 232, breakpoint: 'sm' };
