export { type Courier } from './courier.ts';
export { CourierError, type CourierErrorCode } from './courier-error.ts';
export { type Parcel, type ParcelKey, type ParcelKind, parcelOf, readKey } from './parcel.ts';
export { AzureStore } from './store/azure-store.ts';
export { FolderStore } from './store/folder-store.ts';
export { MAX_LINK_SECONDS, S3Store } from './store/s3-store.ts';
export { StoreCourier } from './store/store-courier.ts';
export { MailCourier, type MailServer } from './mail/mail-courier.ts';
