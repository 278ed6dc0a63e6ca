"""Which names in EXIF Make and Model belong to a camera, and which to something that only writes there.

Scanners, video games, editors and image generators fill in Make too, and ComfyUI hides its graph in
Make and Model of WebP files; none of them may pass for a camera. A name that is on no list here says
nothing either way.

References
----------
- Names as ExifTool's sample collection and this project's corpus show them.
  https://exiftool.org/sample_images.html
"""

from __future__ import annotations

import re
from enum import StrEnum

from photoaudit.metadata.generators import names_generator


class Maker(StrEnum):
    """What the Make and Model entries name."""

    CAMERA = "camera"
    SCANNER = "scanner"
    GENERATOR = "image generator"
    PROGRAM = "program"
    NO_NAME = "no name"
    UNLISTED = "unlisted name"
    MISSING = "missing"


_CAMERAS = """
    acer | agfa | agfaphoto | aigo | akaso | alcatel | amazon | apple | arashi vision | archos | arri |
    asahi | asus | autel | benq | blackberry | blackmagic | blackview | blu | bq | browning | bushnell |
    canon | carl zeiss | casio | concord | contax | coolpad | crosscall | cubot | dji | doogee | doro |
    dxo | eastman kodak | energizer | epson | essential | fairphone | flir | foxconn | fuji | fujifilm |
    fujitsu | garmin | ge | general imaging | gigaset | gionee | google | gopro | hasselblad |
    hewlett-packard | hisense | hitachi | hmd | honor | hp | htc | huawei | ikegami | infinix |
    infisense | insta360 | itel | jenoptik | jvc | kodak | kodak alaris | konica | kyocera | lava | leaf
    | leeco | leica | leitz | lenovo | letv | lg | lge | luxottica | lytro | mamiya | medion | meizu |
    meta | micromax | microsoft | minolta | motorola | moultrie | nikon | nokia | nothing | nubia |
    olympus | om digital | om system | oneplus | oppo | oukitel | palm | panasonic | parrot | pentacon |
    pentax | phase one | philips | poco | polaroid | praktica | raspberry pi | raspberrypi | razer |
    realme | reconyx | red digital | redmi | research in motion | ricoh | rim | rollei | sagem | samsung
    | sanyo | seiko epson | sharp | siemens | sigma | sinar | sjcam | skanhex | skydio | sonim | sony |
    sonyericsson | sunplus | tcl | tct | tecno | toshiba | ulefone | umidigi | victor | vivitar | vivo |
    vsmart | vuze | wiko | xiaomi | xiaoyi | yashica | yi technology | yuneec | zeiss | zte
"""
_CAMERA = re.compile(
    "(?:" + "|".join(re.escape(name.strip()) for name in _CAMERAS.split("|")) + r")(?![\w-])", re.IGNORECASE
)
_EPSON_CAMERA = re.compile(r"R-D1|PhotoPC|L-\d", re.IGNORECASE)
_SCANNER = re.compile(
    r"scan|\bperfection\b|\bfrontier\b|noritsu|\bez controller\b|\bSP-[23]000\b|\bpakon\b|flextight|plustek|"
    r"imacon",
    re.IGNORECASE,
)
_AI = re.compile(r"(?<!\bMeta )\bA\.?I\b")
"""What generators call themselves; "Meta AI" is the app of a maker of glasses with a camera."""

_PROGRAM = re.compile(
    r"\b(?:adobe|photoshop|gimp|canva|picsart|snapseed|facetune|polyphony|gran turismo|nvidia|unity|unreal|"
    r"blender|paint\.net|screenshot)\b",
    re.IGNORECASE,
)
_NAME = re.compile(r"[^\x00-\x1f{}\[\]\"\\]{1,64}\Z")

MODELS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"iP(?:hone|ad|od)\b", re.IGNORECASE), "apple"),
    (re.compile(r"Canon\b", re.IGNORECASE), "canon"),
    (re.compile(r"NIKON\b", re.IGNORECASE), "nikon"),
    (re.compile(r"(?:ILC[AE]|DSC)-", re.IGNORECASE), "sony"),
    (re.compile(r"SM-[AGNS]\d", re.IGNORECASE), "samsung"),
    (re.compile(r"Pixel \d", re.IGNORECASE), "google"),
    (re.compile(r"FinePix", re.IGNORECASE), "fuji"),
)
"""Beginnings of Model entries that only one maker uses, and how its Make entry begins."""


def judge_maker(make: str, model: str) -> Maker:
    """Return what Make and Model name together."""
    if not make and not model:
        return Maker.MISSING
    if not all(_NAME.match(text) for text in (make, model) if text):
        return Maker.NO_NAME
    if names_generator(make) or _AI.search(make):
        return Maker.GENERATOR
    if _PROGRAM.search(make) or _PROGRAM.search(model):
        return Maker.PROGRAM
    if _SCANNER.search(make) or _SCANNER.search(model) or _is_epson_scanner(make, model):
        return Maker.SCANNER
    return Maker.CAMERA if _CAMERA.match(make) else Maker.UNLISTED


def foreign_model(make: str, model: str) -> str:
    """Return the maker whose model this is, where Make names another one, otherwise ""."""
    for pattern, maker in MODELS:
        if make and pattern.match(model) and not make.lower().startswith(maker):
            return maker.title()
    return ""


def _is_epson_scanner(make: str, model: str) -> bool:
    """Whether it is an Epson that is none of its few cameras."""
    return make.lower().startswith(("epson", "seiko epson")) and not _EPSON_CAMERA.search(model)
