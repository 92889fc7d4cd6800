// Numbers at unaligned places, little-endian.
import type { NumberStorage } from './scalar.ts';

const storageBytes = { u8: 1, i8: 1, u16: 2, i16: 2, u32: 4, i32: 4, f32: 4, f64: 8 } as const;
export const bytesOfStorage = (storage: NumberStorage): number => storageBytes[storage];

export const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

export const writeNumber = (storage: NumberStorage, view: DataView, at: number, raw: number): void => {
  switch (storage) {
    case 'u8':
    case 'i8':
      return view.setInt8(at, raw);
    case 'u16':
    case 'i16':
      return view.setInt16(at, raw, true);
    case 'u32':
    case 'i32':
      return view.setInt32(at, raw, true);
    case 'f32':
      return view.setFloat32(at, raw, true);
    case 'f64':
      return view.setFloat64(at, raw, true);
  }
};

export const readNumber = (storage: NumberStorage, view: DataView, at: number): number => {
  switch (storage) {
    case 'u8':
      return view.getUint8(at);
    case 'i8':
      return view.getInt8(at);
    case 'u16':
      return view.getUint16(at, true);
    case 'i16':
      return view.getInt16(at, true);
    case 'u32':
      return view.getUint32(at, true);
    case 'i32':
      return view.getInt32(at, true);
    case 'f32':
      return view.getFloat32(at, true);
    case 'f64':
      return view.getFloat64(at, true);
  }
};
