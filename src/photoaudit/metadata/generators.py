"""The one table of generators by name: whoever names one as the program that made a picture is met here.

A name counts where a program, a maker or a credit line is named (EXIF Make and Software, PNG texts, XMP,
IPTC), never in a caption or as a photographer. Names that are ordinary words or people's count with what a
product adds, or as the whole entry.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True, slots=True)
class Generator:
    """A generator: what its name looks like, in any case, where that is from and when it was looked up.

    ``pattern`` counts anywhere in an entry, ``alone`` as a whole one.
    """

    name: str
    pattern: str
    source: str
    alone: str = ""
    checked: str = "2026-11-28"

    @property
    def entry(self) -> str:
        """The regular expression for an entry that names it."""
        whole = rf"|\A\s{{0,5}}(?:{self.alone})\s{{0,5}}\Z" if self.alone else ""
        return f"(?i:{self.pattern}{whole})"


_MARKS = "https://github.com/wiltodelta/remove-ai-watermarks (metadata.py, 2026-06)"
_CAPTURES = "https://github.com/wiltodelta/remove-ai-watermarks (data/captures, 2026-09)"
_SIGNALS = "https://github.com/wiltodelta/remove-ai-watermarks (docs/supported-signals.md, 2026-09)"
_INTERNALS = "https://github.com/wiltodelta/remove-ai-watermarks (docs/module-internals.md, 2026-10)"
_METAMAN = "https://github.com/MatthewClayHarrison/ComfyUI-MetaMan (README)"
_FLUX = (
    r"\bflux(?:\.?[123]\b|[ -](?:pro|dev|schnell|kontext)\b"
    r"|[ -]?[123](?:\.\d)?[ -]?\[?(?:pro|dev|max|flex|klein|ultra)\b)|\bblack forest labs\b"
)

GENERATORS: tuple[Generator, ...] = (
    Generator("Adobe Firefly", r"\badobe firefly\b", _MARKS, "firefly"),
    Generator(
        "Alibaba Qwen, Wan or Z-Image",
        r"\bqwen[ -]?image\b|\bwan[ -]?[2-9]\.\d\b|\btongyi wanxiang\b",
        "https://huggingface.co/Qwen/Qwen-Image and https://huggingface.co/Tongyi-MAI/Z-Image",
        r"z-image(?:-turbo|-base|-edit)?",
    ),
    Generator(
        "Amazon Nova Canvas or Titan",
        r"\b(?:amazon[ .])?(?:nova[ -]canvas|titan image generator)\b",
        "https://docs.aws.amazon.com/nova/latest/userguide/image-gen-code-examples.html",
    ),
    Generator("Aphrodite AI", r"\baphrodite ai\b", _MARKS),
    Generator(
        "Apple Image Playground",
        r"\bapple image playground\b",
        "https://rightstech.com/2024/06/how-apple-plans-to-label-ai-generated-images",
        "image playground",
    ),
    Generator("Baidu ERNIE", r"\bernie[ -](?:vilg|image)\b|\bwenxin yige\b", _INTERNALS),
    Generator("Black Forest Labs FLUX", _FLUX, _CAPTURES, "flux"),
    Generator("Bria", r"\bbria[. ]ai\b", _MARKS, r"bria [\d.]+"),
    Generator(
        "ByteDance Doubao, Jimeng or Seedream",
        r"\b(?:doubao|jimeng|dreamina|seedream|seededit|xinghui)\b",
        _INTERNALS,
    ),
    Generator("Civitai", r"\bcivitai\b", _METAMAN),
    Generator("ComfyUI", r"\bcomfyui\b", _MARKS),
    Generator("CogView", r"\bcogview[ -]?\d", "https://github.com/zai-org/CogView4"),
    Generator(
        "diffusers",
        r"\bhugging ?face diffusers\b",
        "https://github.com/huggingface/diffusers",
        "diffusers.{0,20}",
    ),
    Generator("Draw Things", r"\bdraw things ai\b", _MARKS, "draw things.{0,20}"),
    Generator("DreamStudio", r"\bdreamstudio\b", _MARKS),
    Generator("Easy Diffusion", r"\beasy diffusion\b", "https://github.com/easydiffusion/easydiffusion"),
    Generator("fal", r"\bfal[.-]ai\b", _MARKS),
    Generator("Fooocus", r"\bfooocus\b", "https://github.com/lllyasviel/Fooocus"),
    Generator(
        "Google Imagen or Gemini",
        r"\bgoogle (?:imagen|gemini)\b|\bimagen [2-9]\b|\bnano[ -]banana\b"
        r"|\bgemini[ -]\d(?:\.\d)?[ -](?:flash|pro)[ -]image\b",
        _CAPTURES,
    ),
    Generator("HiDream", r"\bhidream\b", "https://github.com/HiDream-ai/HiDream-I1"),
    Generator("Higgsfield", r"\bhiggsfield\b", _CAPTURES),
    Generator("Ideogram", r"\bideogram\b", _MARKS),
    Generator("InvokeAI", r"\binvoke ?ai\b", _MARKS),
    Generator("Krea", r"\bkrea(?:\.ai| ?ai|[ -][12])\b", "https://huggingface.co/krea/Krea-2-Turbo", "krea"),
    Generator("Kuaishou Kling", r"\bkling ?ai\b", _CAPTURES, r"kling(?: [\d.]+.{0,20})?|kolors.{0,20}"),
    Generator("Leonardo", r"\bleonardo[. ]ai\b", _MARKS, "leonardo"),
    Generator("LiblibAI", r"\bliblib ?ai\b", _SIGNALS, "liblib"),
    Generator("Luma", r"\bluma ?(?:ai|labs)\b", _SIGNALS),
    Generator(
        "Meituan LongCat", r"\blongcat-image\b", "https://huggingface.co/meituan-longcat/LongCat-Image"
    ),
    Generator("Meta", r"\bmuse image\b|\bimagined? with (?:meta|ai)\b", _SIGNALS),
    Generator("mflux", r"\bmflux\b", "https://github.com/filipstrand/mflux (image_util.py)"),
    Generator("Microsoft", r"\bmai-image\b|\bbing image creator\b", _INTERNALS),
    Generator("Midjourney", r"\bmidjourney\b", _MARKS),
    Generator("MiniMax Hailuo", r"\bhailuo ?ai\b", _SIGNALS, r"minimax|hailuo(?: [\d.]+)?"),
    Generator("Mochi Diffusion", r"\bmochi diffusion\b", "https://github.com/MochiDiffusion/MochiDiffusion"),
    Generator("NightCafe", r"\bnightcafe\b", _MARKS),
    Generator(
        "NovelAI",
        r"\bnovelai\b",
        "https://github.com/receyuki/stable-diffusion-prompt-reader (commit 32b2eea)",
    ),
    Generator("OpenAI", r"\b(?:openai|chatgpt|dall[-\u00b7 ]?e(?: ?[23])?|gpt-image)\b", _CAPTURES),
    Generator("Playground AI", r"\bplayground ?(?:ai|v[23])\b|\bplayground\.(?:ai|com)\b", _MARKS),
    Generator("Recraft", r"\brecraft\.ai\b", _CAPTURES, r"recraft(?:[ -]?v\d.{0,20})?"),
    Generator("Reve", r"\breve\.com\b", _MARKS, "reve"),
    Generator("Riverflow", r"\briverflow\b", _INTERNALS),
    Generator("RunningHub", r"\brunninghub\b", _SIGNALS),
    Generator("Runway", r"\brunwayml\b", _MARKS, r"runway gen-?\d.{0,20}"),
    Generator("SeaArt", r"\bseaart\b", _METAMAN),
    Generator("ShengShu Vidu", r"\bvidu ai\b", _INTERNALS, r"vidu(?: q\d)?"),
    Generator(
        "Stable Diffusion",
        r"\bstable[ -]?diffusion\b|\bautomatic1111\b|\bstability ai\b",
        _MARKS,
        r"sd\.next.{0,20}",
    ),
    Generator("StepFun", r"\bstepfun\b|\bnextstep-1\b", "https://huggingface.co/stepfun-ai/NextStep-1.1"),
    Generator("SwarmUI", r"\b(?:stable)?swarmui\b", "https://github.com/mcmonkeyprojects/SwarmUI"),
    Generator("Tencent Hunyuan", r"\bhunyuan\b", _MARKS),
    Generator("Tensor.Art", r"\btensor\.(?:art|ai)\b", _METAMAN),
    Generator("xAI Grok", r"\bgrok\b", _CAPTURES, "xai"),
)


@cache
def _any() -> re.Pattern[str]:
    return re.compile("|".join(item.entry for item in GENERATORS))


def names_generator(text: str) -> bool:
    """Whether an entry that names a program or a maker names a generator."""
    return bool(_any().search(text))
