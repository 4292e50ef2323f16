/**
 * Packaging: `npm run package` makes an unpacked application in `release/`, `npm run
 * package:installers` the installers of the system it runs on.
 */
export default {
  appId: 'org.netloom.Netloom',
  productName: 'Netloom',
  copyright: 'Copyright © the Netloom authors, Apache-2.0',
  directories: { output: 'release', buildResources: 'build/icons' },
  // The bundles hold all that runs: no package is shipped beside them.
  files: ['dist/electron/**', 'dist/renderer/**', '!node_modules/**'],
  extraMetadata: { dependencies: null, devDependencies: null, scripts: null },
  extraResources: [{ from: 'LICENSE', to: 'LICENSE' }],
  asar: true,
  npmRebuild: false,
  // A runtime that is on this machine already, so that packaging needs no network.
  ...(process.env.ELECTRON_OVERRIDE_DIST_PATH && {
    electronDist: process.env.ELECTRON_OVERRIDE_DIST_PATH,
  }),
  electronLanguages: ['en-US'],
  electronFuses: {
    runAsNode: false,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    onlyLoadAppFromAsar: true,
    enableCookieEncryption: true,
    grantFileProtocolExtraPrivileges: false,
  },
  fileAssociations: [
    {
      ext: 'netloom',
      name: 'Netloom Project',
      description: 'A neural network drawn in Netloom',
      mimeType: 'application/x-netloom',
      role: 'Editor',
    },
  ],
  linux: {
    target: ['AppImage', 'deb'],
    icon: 'build/icons/png',
    category: 'Development',
    executableName: 'netloom',
    maintainer: 'The Netloom authors',
    synopsis: 'Draw, check, train and export neural networks',
  },
  mac: {
    target: ['dmg'],
    icon: 'build/icons/png/512x512.png',
    category: 'public.app-category.developer-tools',
    hardenedRuntime: true,
    entitlements: 'build/entitlements.mac.plist',
    entitlementsInherit: 'build/entitlements.mac.plist',
  },
  win: { target: ['nsis'], icon: 'build/icons/png/256x256.png' },
  nsis: { oneClick: false, allowToChangeInstallationDirectory: true, perMachine: false },
};
