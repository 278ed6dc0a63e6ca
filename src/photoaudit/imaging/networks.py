"""The five shipped networks: loaded at first use, once per process, run by OpenCV alone.

The networks and their licences lie in ``photoaudit/data/networks``. OpenCV's networks keep state between
``setInput`` and ``forward``, so one lock serves all of them: threads may share a process safely.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from threading import RLock
from typing import TYPE_CHECKING, Any, TypeAlias

from photoaudit.libraries import cv2, np

if TYPE_CHECKING:
    from numpy.typing import NDArray

Array: TypeAlias = "NDArray[np.float32]"

MESH_SIZE = 192
IRIS_SIZE = 64
SEGMENTATION_SIZE = 256
FEATURES = 768
FEATURES_STEP = 32
"""Sides of what the feature network sees are multiples of it: for others its padding is wrong."""
DETECTION_SCORE = 0.7
DETECTION_OVERLAP = 0.3

_lock = RLock()


def detect(rgb: NDArray[np.uint8]) -> Array:
    """Find faces with YuNet.

    Parameters
    ----------
    rgb : (height, width, 3) uint8

    Returns
    -------
    (faces, 15) float32
        x, y, width, height of the box, five points (right eye, left eye, nose, mouth corners) as
        x, y, and the score from `DETECTION_SCORE` to 1, in pixels of ``rgb``.

    References
    ----------
    Wu, W. et al., "YuNet: A Tiny Millisecond-level Face Detector", 2023, doi:10.1007/s11633-023-1423-y
    """
    with _lock:
        network = _detector()
        network.setInputSize((rgb.shape[1], rgb.shape[0]))
        _, faces = network.detect(cv2.cvtColor(rgb, cv2.COLOR_RGB2BGR))
    return np.empty((0, 15), np.float32) if faces is None else np.asarray(faces, np.float32)


def mesh(chip: NDArray[np.uint8]) -> tuple[Array, float]:
    """Return the mesh points (468, 3) in pixels of a `MESH_SIZE` chip, and the face's presence, 0 to 1."""
    with _lock:
        network = _network("face_mesh_468.onnx")
        network.setInput(_blob(chip))
        # OpenCV 5 raises unless every output is asked for.
        landmarks, presence = network.forward(["landmarks", "presence"])
    probability = 1.0 / (1.0 + float(np.exp(-float(presence.ravel()[0]))))
    return np.array(landmarks, np.float32).reshape(468, 3), probability


def iris(chip: NDArray[np.uint8]) -> tuple[Array, Array]:
    """Return 71 eye-contour points (71, 2) and 5 iris points (5, 2) in pixels of an `IRIS_SIZE` chip.

    The chip shows the subject's right eye, or the mirrored left one.
    """
    with _lock:
        network = _network("iris.onnx")
        network.setInput(_blob(chip))
        contours, points = network.forward(["contours", "iris"])
    return (
        np.array(contours, np.float32).reshape(71, 3)[:, :2],
        np.array(points, np.float32).reshape(5, 3)[:, :2],
    )


def segment(chip: NDArray[np.uint8]) -> Array:
    """Return how surely each pixel of a `SEGMENTATION_SIZE` chip shows a person, 0 to 1."""
    with _lock:
        network = _network("selfie_segmentation.tflite")
        network.setInput(_blob(chip))
        return np.array(network.forward(), np.float32).reshape(SEGMENTATION_SIZE, SEGMENTATION_SIZE)


def image_features(image: Array) -> Array:
    """Return what an image network sees in a picture, as `FEATURES` numbers.

    Of three stages of EfficientNet-Lite0 (80, 112 and 192 channels) the mean, then the standard deviation
    over the picture. It learnt everyday objects, not faces: who somebody is was no question it was asked.

    Parameters
    ----------
    image : (side, side, 3) float32
        From -1 to 1; the side is a multiple of `FEATURES_STEP`.

    References
    ----------
    Tan, M. and Le, Q. V., "EfficientNet: Rethinking Model Scaling for Convolutional Neural Networks",
    2019, https://arxiv.org/abs/1905.11946
    """
    with _lock:
        network = _network("efficientnet_lite0_stages.onnx", image.shape[0])
        network.setInput(cv2.dnn.blobFromImage(image))
        return np.array(network.forward(), np.float32).ravel()


def _blob(rgb: NDArray[np.uint8]) -> Any:
    return cv2.dnn.blobFromImage(rgb, 1 / 255.0)


def _read(name: str) -> NDArray[np.uint8]:
    # Bytes, not a path: OpenCV cannot open Unicode paths on Windows, nor zipped packages.
    return np.frombuffer(files("photoaudit.data").joinpath("networks", name).read_bytes(), np.uint8)


@cache
def _quiet() -> None:
    # OpenCV 5 prints a warning for every network it loads.
    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_ERROR)


@cache
def _network(name: str, _side: int = 0) -> Any:
    """Return a network; one for each side of its input, as OpenCV plans anew whenever that changes."""
    _quiet()
    load = cv2.dnn.readNetFromTFLite if name.endswith(".tflite") else cv2.dnn.readNetFromONNX
    return load(_read(name))


@cache
def _detector() -> Any:
    _quiet()
    empty = np.empty(0, np.uint8)
    weights = _read("face_detection_yunet_2023mar.onnx")
    return cv2.FaceDetectorYN.create(
        "onnx", weights, empty, (320, 320), DETECTION_SCORE, DETECTION_OVERLAP, 100
    )
