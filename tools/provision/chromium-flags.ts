/** How tests start Chromium: with nothing that neither shows nor runs their pages. */

const IDLE_FEATURES = [
  // The address bar's lists are pages, too: each window would load two of them, for more than half a second of a processor.
  'WebUIOmniboxPopup',
  'WebUIOmniboxAimPopup',
  // A process kept ready for a page that doesn't come.
  'SpareRendererForSitePerProcess',
  // These Playwright leaves out, whose list this one replaces.
  'AimEnabled',
  'AvoidUnnecessaryBeforeUnloadCheckSync',
  'DestroyProfileOnBrowserClose',
  'HttpsFirstBalancedModeAutoEnable',
  'HttpsUpgrades',
  'LensOverlay',
  'MediaRouter',
  'NetworkTimeServiceQuerying',
  'OptimizationHints',
  'PaintHolding',
  'PreconnectToSearch',
  'ThirdPartyStoragePartitioning',
];

export const CHROMIUM_FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  `--disable-features=${IDLE_FEATURES.join(',')}`,
] as const;
