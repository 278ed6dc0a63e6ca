#!/usr/bin/env bash
# OpenCV 4.13 and 5.0: CIELAB of float32 pixels is looked up in a coarse table, not computed.
#
# Expected: cv2.cvtColor(float32 RGB, COLOR_RGB2Lab) follows the formula in its documentation, with the rounding of
#   float32; a gray pixel has a* = b* = 0. For 8-bit input the documentation speaks of scaling, for float32 of none.
# Behaviour: values come interpolated from a table and in steps of 1/64 (a*, b*). Against the documented formula,
#   with OpenCV's own matrix and white point, a* is up to 0.55 off, L* up to 0.23, and gray pixels get a tint of up
#   to 0.125. Who compares skin tones or looks for a color cast at that scale measures the table. The first call
#   also builds it, which costs a tenth of a second or more of CPU in every process.
# Seen: "random colors: off by L 0.227 a 0.546 b 0.435" and "gray: tint 0.125", the same in both versions.
#
# Exits with 0 while that is so, with 1 when it changes.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for version in 4.13.0.90 5.0.0.93; do
  python3 -m venv "$work/$version"
  "$work/$version/bin/pip" install --quiet --disable-pip-version-check "opencv-python-headless==$version" numpy==2.2.6
  "$work/$version/bin/python" - <<'PY'
import sys

import cv2
import numpy as np

MATRIX = [[0.412453, 0.357580, 0.180423], [0.212671, 0.715160, 0.072169], [0.019334, 0.119193, 0.950227]]
WHITE = [0.950456, 1.0, 1.088754]


def documented(rgb):
    """Return L*, a*, b* of sRGB pixels (0 to 1) as the documentation of cvtColor has it."""
    linear = np.where(rgb > 0.04045, ((rgb + 0.055) / 1.055) ** 2.4, rgb / 12.92)
    x, y, z = np.moveaxis(linear @ np.array(MATRIX).T / WHITE, -1, 0)
    fx, fy, fz = (np.where(t > 0.008856, np.cbrt(t), 7.787 * t + 16 / 116) for t in (x, y, z))
    light = np.where(y > 0.008856, 116 * np.cbrt(y) - 16, 903.3 * y)
    return np.stack([light, 500 * (fx - fy), 200 * (fy - fz)], axis=-1)


rng = np.random.default_rng(0)
colors = rng.random((200, 200, 3)).astype(np.float32)
grays = np.repeat(rng.random((50, 50, 1)).astype(np.float32), 3, axis=2)
found = cv2.cvtColor(colors, cv2.COLOR_RGB2Lab)
off = np.abs(found - documented(colors.astype(float))).max(axis=(0, 1))
tint = float(np.abs(cv2.cvtColor(grays, cv2.COLOR_RGB2Lab)[..., 1:]).max())
steps = bool(np.all(found[..., 1:] * 64 == np.round(found[..., 1:] * 64)))
print(f"OpenCV {cv2.__version__}")
print("random colors: off by L {:.3f} a {:.3f} b {:.3f}".format(*off))
print(f"gray: tint {tint:.3f}; a* and b* in steps of 1/64: {steps}")
sys.exit(not (off[1] > 0.3 and tint > 0.05 and steps))
PY
done
