"""What Python's onnxruntime makes of our float32 file: quantize_dynamic with signed weights, a scale a channel.

    python quantize.py MODEL.onnx QUANTIZED.onnx

Prints the versions as one JSON line.
"""

import json
import logging
import sys

import onnx
import onnxruntime
from onnxruntime.quantization import QuantType, quantize_dynamic

logging.disable(logging.WARNING)
quantize_dynamic(sys.argv[1], sys.argv[2], per_channel=True, weight_type=QuantType.QInt8)
print(json.dumps({"onnxruntime": onnxruntime.__version__, "onnx": onnx.__version__}))
