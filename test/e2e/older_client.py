"""Asks as the scripts written for the older HTTP server do: requests to ask, Pillow to open."""
import base64
import io
import json
import sys

import requests
from PIL import Image

server, secret = sys.argv[1:3]
url = f"{server}/{secret}/generate_image"
seen = {}

for response_format in ("url", "base64"):
    answer = requests.post(
        url,
        headers={"Content-Type": "application/json"},
        data=json.dumps(
            {
                "apiKey": "xai-callers-own",
                "prompt": "一只红狐狸",
                "model": "grok-imagine-image",
                "response_format": response_format,
                "n": 1,
            }
        ),
        timeout=30,
    )
    images = answer.json()["images"]
    if response_format == "url":
        content = requests.get(images[0], timeout=30).content
    else:
        content = base64.b64decode(images[0])
    seen[response_format] = {
        "status": answer.status_code,
        "images": len(images),
        "size": list(Image.open(io.BytesIO(content)).size),
    }

print(json.dumps(seen))
