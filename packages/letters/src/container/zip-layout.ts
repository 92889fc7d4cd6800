// The part of ZIP (PKWARE APPNOTE 6.3.10) that a `.tribal` file uses. All numbers little-endian; h is where a header begins.
//
//   local header, 30 bytes + name        central header, 46 bytes + name       end record, 22 bytes
//     h+0  50 4b 03 04                     h+0  50 4b 01 02                      h+0  50 4b 05 06
//     h+4  u16 version needed: 10          h+4  u16 version made by: 20          h+4  u16 disk: 0
//     h+6  u16 flags: 0                    h+6  u16 version needed: 10           h+6  u16 disk of the directory: 0
//     h+8  u16 method: 0, stored           h+8  u16 flags: 0                     h+8  u16 entries on this disk
//     h+10 u16 time, u16 date              h+10 u16 method: 0                    h+10 u16 entries
//     h+14 u32 CRC-32                      h+12 u16 time, u16 date               h+12 u32 bytes of the directory
//     h+18 u32 size, u32 the same again    h+16 u32 CRC-32                       h+16 u32 where it begins
//     h+26 u16 bytes of the name           h+20 u32 size, u32 the same again     h+20 u16 bytes of a comment: 0
//     h+28 u16 bytes of extras: 0          h+28 u16 bytes of the name
//     h+30 the name                        h+30 u16 extras: 0, u16 comment: 0
//          the entry's bytes               h+34 u16 disk: 0
//                                          h+36 u16 + u32 attributes: 0
//                                          h+42 u32 where the local header begins
//                                          h+46 the name
//
// Entries follow one another without gaps, the directory follows the last, the end record follows the directory and ends
// the file. Sizes stand in the local headers, so that a file without directory can still be read from its front.

export const LOCAL = { mark: 0x04034b50, bytes: 30 } as const;
export const CENTRAL = { mark: 0x02014b50, bytes: 46 } as const;
export const END = { mark: 0x06054b50, bytes: 22 } as const;

export const VERSION_NEEDED = 10;
export const VERSION_MADE_BY = 20;
/** 1980-01-01, the first day that ZIP knows: when a file was saved is none of its entries' business. */
export const EPOCH_DATE = 0x0021;

/** What an entry may be called: lower case, no dot or hyphen at an edge, at most three folders deep. So no path leads out. */
const PART = '[a-z0-9_]+(?:[.-][a-z0-9_]+)*';
export const ENTRY_NAME = new RegExp(`^${PART}(?:/${PART}){0,2}$`);

export interface Entry {
  readonly name: string;
  /** As it lies in the file. */
  readonly bytes: Uint8Array;
}
