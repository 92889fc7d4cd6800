/** Where a message of the floor carries how many inputs came, as a u32. */
export const ACK_AT = 5;
