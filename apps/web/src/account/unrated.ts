/** In place of a ladder's name, where one is chosen: the game counts on none. */
export const UNRATED = '';
